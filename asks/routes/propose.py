"""Paths to suggest something."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

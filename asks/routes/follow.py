"""Paths for feeds and machines."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

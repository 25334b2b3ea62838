"""Paths for a lab's own answer."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

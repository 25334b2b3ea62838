"""Paths for curators."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

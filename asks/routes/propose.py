"""Paths to suggest something."""

from django.urls import path

from asks.views.propose import proposal, propose

urlpatterns = [
    path("propose/", propose, name="propose"),
    path("propose/reference/", proposal, name="proposal"),
]

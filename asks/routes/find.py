"""Paths to find an ask."""

from django.urls import path

from asks.views.asks import ask_compare, ask_list

urlpatterns = [
    path("asks/", ask_list, name="ask_list"),
    path("asks/compare/", ask_compare, name="ask_compare"),
]

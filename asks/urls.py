"""Paths of the catalogue."""

from django.urls import path

from asks.views.asks import ask_detail, ask_list
from asks.views.labs import lab_detail, lab_list

urlpatterns = [
    path("asks/", ask_list, name="ask_list"),
    path("asks/<slug:slug>/", ask_detail, name="ask_detail"),
    path("labs/", lab_list, name="lab_list"),
    path("labs/<slug:slug>/", lab_detail, name="lab_detail"),
]

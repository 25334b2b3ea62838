"""Paths to read of one ask or one lab."""

from django.urls import path

from asks.views.ask import ask_detail
from asks.views.labs import lab_detail, lab_list

urlpatterns = [
    path("asks/<slug:slug>/", ask_detail, name="ask_detail"),
    path("labs/", lab_list, name="lab_list"),
    path("labs/<slug:slug>/", lab_detail, name="lab_detail"),
]

"""Paths to read of one ask or one lab."""

from django.urls import path

from asks.views.ask import ask_detail, ask_version, ask_versions
from asks.views.labs import lab_compare, lab_detail, lab_list, lab_rules

urlpatterns = [
    path("asks/<slug:slug>/", ask_detail, name="ask_detail"),
    path("asks/<slug:slug>/versions/", ask_versions, name="ask_versions"),
    path("asks/<slug:slug>/versions/<int:number>/", ask_version, name="ask_version"),
    path("labs/", lab_list, name="lab_list"),
    # Before the slugs, which would swallow them.
    path("labs/compare/", lab_compare, name="lab_compare"),
    path("labs/rules/", lab_rules, name="lab_rules"),
    path("labs/<slug:slug>/", lab_detail, name="lab_detail"),
]

"""Paths of the limit application."""

from django.urls import path

from tests.bench.limit import pages, views

urlpatterns = [
    path("readyz", views.readyz),
    path("redeem/", views.redeem),
    path("sign/", views.sign),
    path("operate/", views.operate),
    path("asks/", pages.ask_list, name="ask_list"),
    path("asks/<slug:slug>/", pages.ask_detail, name="ask_detail"),
    path("search/", pages.search),
    path("labs/<slug:slug>/", pages.lab_detail, name="lab_detail"),
    path("form/", pages.form),
    path("tallies/", pages.tallies),
]

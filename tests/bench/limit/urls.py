"""Paths of the limit application."""

from django.urls import path

from tests.bench.limit import views

urlpatterns = [
    path("readyz", views.readyz),
    path("redeem/", views.redeem),
    path("sign/", views.sign),
    path("operate/", views.operate),
]

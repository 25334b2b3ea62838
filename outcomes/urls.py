"""Paths of what happened."""

from django.urls import path

from outcomes.views import log, receipt, tallies

urlpatterns = [
    path("log/", log.log, name="log"),
    path("log/receipt/", receipt.receipt, name="receipt"),
    path("tallies/", tallies.tallies, name="tallies"),
    path("tallies/<slug:name>/", tallies.release, name="release"),
]

"""Paths of what happened."""

from django.urls import path

from outcomes.views import kept_sheet, keys, log, receipt, tallies, verify

urlpatterns = [
    path("log/", log.log, name="log"),
    path("log/keys/<slug:name>/", keys.key_set, name="key_set"),
    path("log/receipt/", receipt.receipt, name="receipt"),
    path("log/sheet/", kept_sheet.kept_sheet, name="kept_sheet"),
    path("log/verify/", verify.verify, name="verify"),
    path("tallies/", tallies.tallies, name="tallies"),
    path("tallies/<slug:name>/", tallies.release, name="release"),
]

"""Paths of what happened."""

from django.urls import path

from outcomes.feeds import releases_feed
from outcomes.views import (
    curate_focus,
    data,
    delivery,
    focus,
    kept_sheet,
    keys,
    lab_brief,
    log,
    receipt,
    tallies,
    verify,
    windows,
)

machine_patterns = [
    path("log/keys/<slug:name>/", keys.key_set, name="key_set"),
    path("data/<str:file>", data.data_file, name="data_file"),
    path("data/<slug:name>/<str:file>", data.release_file, name="release_file"),
    path("feeds/releases/", releases_feed, name="releases_feed"),
]

urlpatterns = [
    path("data/", data.data, name="data"),
    path("data/<slug:name>/", data.release_data, name="release_data"),
    path("focus/", focus.focus, name="focus"),
    path("curate/focus/", curate_focus.curate_focus, name="curate_focus"),
    path("log/", log.log, name="log"),
    path("log/delivery/", delivery.delivery, name="delivery"),
    path("log/receipt/", receipt.receipt, name="receipt"),
    path("log/sheet/", kept_sheet.kept_sheet, name="kept_sheet"),
    path("log/verify/", verify.verify, name="verify"),
    path("tallies/", tallies.tallies, name="tallies"),
    path("tallies/<slug:name>/", tallies.release, name="release"),
    path("tallies/<slug:name>/<slug:slug>/brief/", lab_brief.lab_brief, name="lab_brief"),
    path("curate/windows/", windows.windows, name="windows"),
]

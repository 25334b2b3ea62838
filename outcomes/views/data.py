"""Open data: what there is, and the files themselves. Other sites' scripts may read these, so they say so."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leverage.http import kept_page, site_origin
from outcomes.models import Release
from outcomes.open_data import catalogue_folder, release_folder
from outcomes.open_data_folders import Folder, UnknownFile
from outcomes.open_data_formats import DataFile

LISTED = 40
"""Releases in the list at most: twenty years of half-years."""


@require_safe
@kept_page()
def data(request: HttpRequest) -> HttpResponse:
    """What can be downloaded, under which licence, and how to cite and check it."""
    releases = list(Release.objects.newest_first()[:LISTED])
    context = {
        "releases": [found for found in releases if not found.window.demonstration],
        "made_up": [found for found in releases if found.window.demonstration],
        "folder": catalogue_folder(site_origin(request)),
    }
    return render(request, "outcomes/data.html", context)


@require_safe
@kept_page()
def release_data(request: HttpRequest, name: str) -> HttpResponse:
    """The files of one release with their sizes and checksums."""
    release = _release(name)
    context = {
        "release": release,
        "folder": release_folder(release, site_origin(request)),
        "demonstration": release.window.demonstration,
    }
    return render(request, "outcomes/release_data.html", context)


@require_safe
@kept_page()
def data_file(request: HttpRequest, file: str) -> HttpResponse:
    """One file of the catalogue. It changes, and only its content tells whether a reader has it already."""
    return _whole(_file(catalogue_folder(site_origin(request)), file))


@require_safe
@kept_page()
def release_file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """One file of a release."""
    release = _release(name)
    response = _whole(_file(release_folder(release, site_origin(request)), file))
    midnight = dt.datetime.combine(release.published_on, dt.time(), tzinfo=dt.UTC)
    response["Last-Modified"] = http_date(midnight.timestamp())
    return response


def _release(name: str) -> Release:
    release = Release.objects.newest_first().filter(pk=name).first()
    if release is None:
        raise Http404(_("No release has this name."))
    return release


def _file(folder: Folder, name: str) -> DataFile:
    try:
        return folder.file(name)
    except UnknownFile as error:
        raise Http404(_("There is no file of this name.")) from error


def _whole(file: DataFile) -> HttpResponse:
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    response = HttpResponse(file.content, content_type=file.media_type + charset)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["ETag"] = f'"{file.sha256}"'
    return response

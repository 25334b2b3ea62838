"""How a release is cited, and what the pages of data say to machines."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from asks.templatetags.structured import data_block
from leverage.http import site_origin
from outcomes.models import Release
from outcomes.open_data import catalogue_dataset, release_dataset
from outcomes.open_data_catalogs import schema_dataset, schema_parts
from outcomes.open_data_folders import Folder
from outcomes.open_data_packages import LICENCE_NAME

register = template.Library()


@register.inclusion_tag("outcomes/_cite_release.html", takes_context=True)
def cite_release(context: Context, release: Release) -> dict[str, Any]:
    """Say how to cite the numbers of a release. It never changes, so that no day of reading is needed."""
    files = reverse("release_data", args=[release.pk])
    return {
        "release": release,
        "files": "" if context["request"].path == files else files,
        "address": site_origin(context["request"]) + reverse("release", args=[release.pk]),
        "licence": LICENCE_NAME,
        "made_up": release.window.demonstration,
    }


@register.simple_tag(takes_context=True)
def catalogue_data(context: Context, folder: Folder, releases: list[Release]) -> SafeString:
    """Describe the catalogue, and name the releases that have pages of their own."""
    origin = site_origin(context["request"])
    whole = schema_dataset(catalogue_dataset(origin, folder), origin + reverse("data"))
    return data_block(schema_parts(whole, [release_dataset(one, origin) for one in releases]))


@register.simple_tag(takes_context=True)
def cells_data(context: Context, release: Release, folder: Folder) -> SafeString:
    """Describe one release."""
    origin = site_origin(context["request"])
    made_up = release.window.demonstration
    dataset = release_dataset(release, origin, folder)
    return data_block(schema_dataset(dataset, origin + reverse("data"), made_up=made_up))

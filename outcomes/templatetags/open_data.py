"""How a release is cited, and what the pages of data say to machines."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from asks.templatetags.structured import data_block
from leverage.http import plain_path, site_origin
from outcomes.models import Release
from outcomes.open_data import catalogue_dataset, release_dataset
from outcomes.open_data_catalogs import schema_dataset, schema_parts
from outcomes.open_data_folders import Folder
from outcomes.open_data_packages import LICENCE_NAME
from outcomes.statistics.parameters import CLASSES
from outcomes.tallies import Row
from outcomes.tally_pages import Block
from outcomes.tally_words import range_words

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


@register.inclusion_tag("outcomes/_cite_numbers.html", takes_context=True)
def cite_numbers(context: Context, block: Block) -> dict[str, Any]:
    """Word a citation for each number of a table on the page of a release; none where the numbers are made up."""
    release, request = context["release"], context["request"]
    page, wanted = context["page"], context["wanted"]
    counted = block.tier if context["tiers"] else None
    return {
        "rows": [] if context["demonstration"] else [_cited(row) for row in block.table.rows],
        "place": context["lab_name"] or _("All labs together"),
        "counted": counted,
        "entries": block.entries.value,
        "entries_range": range_words(block.entries),
        "name": release.pk,
        "first": page.summed[0] if wanted.together and len(page.summed) > 1 else "",
        "address": site_origin(request) + _address(release, context["query"]),
        "licence": LICENCE_NAME,
    }


def _address(release: Release, query: str) -> str:
    path = reverse("release", args=[release.pk])
    return f"{path}?{query}" if query else path


def _cited(row: Row) -> dict[str, Any]:
    """Return one ask's numbers by class, each with its range in words."""
    said: dict[str, Any] = {
        "ask": row.short_name,
        "total": row.total.value,
        "total_range": range_words(row.total),
    }
    for code, cell in zip(CLASSES, row.cells, strict=True):
        said |= {str(code): cell.value, f"{code}_range": range_words(cell)}
    return said


@register.simple_tag(takes_context=True)
def catalogue_data(context: Context, folder: Folder, releases: list[Release]) -> SafeString:
    """Describe the catalogue, and name the releases that have pages of their own."""
    origin = site_origin(context["request"])
    whole = schema_dataset(catalogue_dataset(origin, folder), origin + plain_path(reverse("data")))
    return data_block(schema_parts(whole, [release_dataset(one, origin) for one in releases]))


@register.simple_tag(takes_context=True)
def cells_data(context: Context, release: Release, folder: Folder) -> SafeString:
    """Describe one release."""
    origin = site_origin(context["request"])
    made_up = release.window.demonstration
    dataset = release_dataset(release, origin, folder)
    return data_block(
        schema_dataset(dataset, origin + plain_path(reverse("data")), made_up=made_up)
    )

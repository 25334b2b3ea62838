"""Published numbers, with their ranges and what they cannot tell."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from asks.models import FocusEntry
from leverage.http import public_page
from outcomes.credentials import current_window
from outcomes.kinds import Tier
from outcomes.models import Release
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.tallies import has_verified, tally_table
from outcomes.words import CLASS_WORDS, table_words


@require_safe
@public_page
def tallies(request: HttpRequest) -> HttpResponse:
    """The latest release, or when the first one is due."""
    releases = list(Release.objects.newest_first())
    if not releases:
        window = current_window(timezone.now().date())
        return render(request, "outcomes/tallies_none.html", {"window": window})
    return _release_page(request, releases[0], releases)


@require_safe
@public_page
def release(request: HttpRequest, name: str) -> HttpResponse:
    """One release, by the name of its window."""
    releases = list(Release.objects.newest_first())
    chosen = next((found for found in releases if found.pk == name), None)
    if chosen is None:
        raise Http404(_("No release has this name."))
    return _release_page(request, chosen, releases)


def _release_page(request: HttpRequest, chosen: Release, releases: list[Release]) -> HttpResponse:
    tables = chosen.window.tables
    wanted = request.GET.get("lab") or tables[0]["slug"]
    focus = FocusEntry.objects.overall().values_list("ask__slug", flat=True)
    try:
        table = tally_table(chosen, wanted, focus=focus)
        verified = (
            tally_table(chosen, wanted, focus=focus, tier=Tier.VERIFIED)
            if has_verified(chosen, wanted)
            else None
        )
    except KeyError as error:
        raise Http404(_("This release has no table for that lab.")) from error
    context = {
        "release": chosen,
        "releases": releases,
        "tables": [(entry["slug"], table_words(entry["name"])) for entry in tables],
        "table": table,
        "verified": verified,
        # The verified table leads where there is one (privacy.md 7).
        "shown": [verified, table] if verified else [table],
        "class_words": CLASS_WORDS,
        "parameters": ReleaseParameters.from_json(chosen.parameters),
        "demonstration": chosen.window.demonstration,
    }
    return render(request, "outcomes/release.html", context)

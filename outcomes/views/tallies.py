"""Published numbers, with their ranges and what they cannot tell."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leverage.http import NUMBER, SLUG, WORD, kept_page
from outcomes.credentials import current_window
from outcomes.kinds import Tier
from outcomes.models import Release
from outcomes.open_data import cells_csv_name
from outcomes.tally_pages import (
    Wanted,
    newest_releases,
    release_page,
    series_up_to,
    table_name,
)
from outcomes.tally_words import TIER_WORDS
from outcomes.words import table_words

PAGE_DIGITS = 4
TIER_PATTERN = "|".join(["", *Tier])


@require_safe
# Before the first release, a lab is not looked up.
@kept_page(tier=TIER_PATTERN, over="(all)?", page=NUMBER)
def tallies(request: HttpRequest) -> HttpResponse:
    """The latest release and what is new in it, or when the first one is due."""
    releases = newest_releases()
    if not releases:
        window = current_window(timezone.now().date())
        return render(request, "outcomes/tallies_none.html", {"window": window})
    context = _context(releases[0], releases, request.GET, with_news=True)
    return render(request, "outcomes/tallies.html", context)


@require_safe
@kept_page(lab=SLUG, tier=WORD, over="(all)?", page=NUMBER)
def release(request: HttpRequest, name: str) -> HttpResponse:
    """One release, by the name of its window."""
    releases = newest_releases(name)
    chosen = next((found for found in releases if found.pk == name), None)
    if chosen is None:
        raise Http404(_("No release has this name."))
    return render(request, "outcomes/release.html", _context(chosen, releases, request.GET))


def _context(
    chosen: Release, releases: list[Release], asked: QueryDict, *, with_news: bool = False
) -> dict[str, Any]:
    wanted = _wanted(asked)
    try:
        page = release_page(
            chosen, releases, wanted, with_news=with_news and not wanted.lab and not wanted.tier
        )
        lab_name = table_name(chosen, wanted.lab) if wanted.lab else ""
    except KeyError as error:
        raise Http404(_("This release has no table for that lab.")) from error
    query = {"lab": wanted.lab, "tier": wanted.tier or "", "over": "all" * wanted.together}
    return {
        "release": chosen,
        "releases": releases,
        "earlier": len(series_up_to(chosen, releases)) - 1,
        "tables": [(entry["slug"], table_words(entry["name"])) for entry in chosen.window.tables],
        "tiers": [(tier.value, words) for tier, words in TIER_WORDS.items()]
        if Tier.VERIFIED.value in chosen.window.parameters["tiers"]
        else [],
        "wanted": wanted,
        "lab_name": lab_name,
        "page": page,
        "query": urlencode({name: value for name, value in query.items() if value}),
        "demonstration": chosen.window.demonstration,
        "csv_name": cells_csv_name(chosen),
    }


def _wanted(asked: QueryDict) -> Wanted:
    """Read what the address asks for; an unknown tier is not found, an unknown page is the first."""
    tier, number = asked.get("tier", ""), asked.get("page", "")
    if tier and tier not in list(Tier):
        raise Http404(_("There are no such entries."))
    return Wanted(
        lab=asked.get("lab", ""),
        tier=Tier(tier) if tier else None,
        together=asked.get("over") == "all",
        page=int(number)
        if number.isascii() and number.isdigit() and len(number) <= PAGE_DIGITS
        else 1,
    )

"""What the page cases need beforehand: numbers that are published, and how large each page of ours is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from asks.browse import browse
from asks.candidates import AskFilter
from asks.models import Ask, Lab, Position
from outcomes.demonstration import make_demonstration
from outcomes.first_windows import favourites
from outcomes.focus import recompute_focus
from outcomes.models import Release, Window
from outcomes.windows import half_year
from tests.bench.asking import body

ASK, LAB, SOUGHT = "dangerous-capability-evals-predeployment", "anthropic", "safety"


# A change of what pages show, however small: whatever was kept of them may not be shown any more.
CHANGE = "UPDATE asks_category SET position = position"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours, the bare page of its kind, and what the bare one must know to be as large."""

    kind: str
    path: str
    bare_path: str
    shape: dict[str, Any] = field(default_factory=dict)


def publish(people: int) -> None:
    """Publish made-up numbers of so many people, as a fresh local site does."""
    today = timezone.now().date()
    recompute_focus(half_year(today)[0])
    # Only a local site makes its demonstration by itself.
    with override_settings(LOCAL=True):
        make_demonstration(today, favourites=favourites(), people=people)
    cache.clear()


def pages(window: Window) -> list[Page]:
    """Return every page that is measured, with its size as it is now."""
    release = Release.objects.order_by("-published_on", "-pk")[0].pk
    shown = Position.objects.filter(shown=True)
    found = browse(AskFilter(words=SOUGHT), 1)
    tallies = f"/tallies/{release}/"
    listed = {"rows": len(browse(AskFilter(), 1).rows)}
    return [
        Page("list", "/asks/", "/asks/", _sized("/asks/") | listed),
        Page(
            "ask",
            Ask.objects.get(slug=ASK).get_absolute_url(),
            f"/asks/{ASK}/",
            _sized(f"/asks/{ASK}/") | {"rows": shown.filter(ask__slug=ASK).count()},
        ),
        Page(
            "lab",
            Lab.objects.get(slug=LAB).get_absolute_url(),
            f"/labs/{LAB}/",
            _sized(f"/labs/{LAB}/") | {"rows": shown.filter(lab__slug=LAB).count()},
        ),
        Page(
            "search",
            f"/asks/?q={SOUGHT}",
            f"/search/?q={SOUGHT}",
            _sized(f"/asks/?q={SOUGHT}") | {"rows": len(found.rows)},
        ),
        Page("form", "/log/", "/form/", _sized("/log/") | _fields(window)),
        Page(
            "tallies",
            tallies,
            "/tallies/",
            _sized(tallies) | {"rows": body(tallies).count(b"<td"), "name": release},
        ),
    ]


def _sized(path: str) -> dict[str, Any]:
    return {"bytes": len(body(path))}


def _fields(window: Window) -> dict[str, Any]:
    """Count what a person can fill in or choose: the bare form has as many of each."""
    page = body("/log/")
    fields = len(re.findall(rb"<(?:input|select|textarea)\b", page))
    selects = (page.count(b"<option") - len(window.tables)) // len(window.asks)
    return {"name": window.name, "selects": selects, "fields": max(fields - 1 - selects, 0)}

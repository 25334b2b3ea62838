"""Lists cut by what they weigh, so that no page outgrows 100 kB however long its facts are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.core.paginator import Page, Paginator

from asks.evidence import Claim
from asks.timeline import Moment

Item = TypeVar("Item")

# Bytes that a page leaves to each list; the rest of a page takes about 15 kB.
CLAIMS_WEIGH, MOMENTS_WEIGH = 72_000, 12_000
# The markup around one fact, measured: a row with its chip and its data for machines, an event, a change.
_ROW, _EVENT, _MOMENT = 1100, 250, 420


def page_of_claims(claims: Sequence[Claim], page: str) -> Page[tuple[Claim, ...]]:
    """Return one page, whose only item is the claims on it; the nearest where there is no such page."""
    return Paginator(cut(claims, _weight_of_claim, CLAIMS_WEIGH), 1).get_page(page)


def first_moments(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """Return as many of the moments, from the first on, as a page can carry."""
    return cut(moments, _weight_of_moment, MOMENTS_WEIGH)[0]


def cut(items: Iterable[Item], weigh: Callable[[Item], int], most: int) -> list[tuple[Item, ...]]:
    """Cut items into runs of at most `most`; one that is heavier alone has a run to itself.

    Without items there is one empty run.
    """
    runs: list[list[Item]] = [[]]
    weight = 0
    for item in items:
        weight += weigh(item)
        if weight > most and runs[-1]:
            runs.append([])
            weight = weigh(item)
        runs[-1].append(item)
    return [tuple(run) for run in runs]


def _weight_of_claim(claim: Claim) -> int:
    # Fact and address stand there twice: for people and for machines.
    own = 2 * _bytes(claim.position["fact"], claim.position["url"])
    events = sum(_EVENT + _bytes(event.fact, event.url) for event in claim.events)
    return _ROW + own + events


def _weight_of_moment(moment: Moment) -> int:
    return _MOMENT + _bytes(moment.fact, moment.url)


def _bytes(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)

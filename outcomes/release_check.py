"""Checking a release again, from what is published of it: nobody has to take our word for the arithmetic."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from outcomes.kinds import Kind, Tier
from outcomes.models import BudgetEntry, Release, Tally, Window
from outcomes.open_data import release_digest
from outcomes.statistics.counting import cells
from outcomes.statistics.parameters import EPS_LIFE, BadParameters, ReleaseParameters
from outcomes.windows import is_as_published, slots

Place = tuple[str, Kind, Tier]


class Point(StrEnum):
    """What is checked."""

    KEY_SET = "key set"
    PARAMETERS = "parameters"
    CELLS = "cells"
    LEDGER = "ledger"
    DIGEST = "digest"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of a check, and whether it holds."""

    point: Point
    holds: bool


def check_release(release: Release, *, file: bytes | None = None) -> Iterator[Finding]:
    """Yield each point of a release and whether it holds.

    The window is what its fingerprint says, with the parameters of the release in it; these keep the budget; every
    cell was published once and no other; the ledger charged every table its whole budget; its digest is that of the
    stored cells, worked out anew. With `file`, the bytes that somebody downloaded are compared with it too.
    """
    yield Finding(Point.KEY_SET, is_as_published(release.window))
    parameters = _parameters(release)
    yield Finding(Point.PARAMETERS, parameters is not None)
    if parameters is not None:
        yield Finding(Point.CELLS, _published(release) == _wanted(release.window, parameters))
        yield Finding(Point.LEDGER, _ledger_holds(release.window, parameters))
    # Without parameters that can be read there are no scales to write beside the counts.
    holds = parameters is not None and _same(release_digest(release), release.digest)
    yield Finding(Point.DIGEST, holds)
    if file is not None:
        yield Finding(Point.FILE, _same(hashlib.sha256(file).hexdigest(), release.digest))


def _same(digest: str, published: str) -> bool:
    """Return whether two digests are one; a release that has none agrees with nothing."""
    return bool(published) and hmac.compare_digest(digest, published)


def _parameters(release: Release) -> ReleaseParameters | None:
    """Return the parameters if they keep the budget and are those that were fixed when the window opened."""
    if release.parameters != release.window.parameters["release"]:
        return None
    try:
        return ReleaseParameters.from_json(release.parameters)
    except BadParameters:
        return None


def _places(window: Window) -> list[Place]:
    return [
        (table, kind, tier)
        for tier in map(Tier, window.parameters["tiers"])
        for table, kind in slots(window, tier)
    ]


def _wanted(window: Window, parameters: ReleaseParameters) -> Counter[tuple[str, ...]]:
    asks = [ask["slug"] for ask in window.asks]
    return Counter(
        (table, kind.value, tier.value, query.value, *cell)
        for table, kind, tier in _places(window)
        for query in parameters.queries(kind)
        for cell in cells(asks, kind, query)
    )


def _published(release: Release) -> Counter[tuple[str, ...]]:
    rows = Tally.objects.of(release).values_list(
        "table", "kind", "tier", "query", "ask", "response"
    )
    return Counter(rows.iterator())


def _ledger_holds(window: Window, parameters: ReleaseParameters) -> bool:
    """Return whether each table was charged as its parameters say, and so EPS_LIFE in all."""
    wanted: dict[tuple[str, ...], Decimal] = {
        (table, kind, tier, query): parameters.epsilon(kind, query)
        for table, kind, tier in _places(window)
        for query in parameters.queries(kind)
    }
    rows = BudgetEntry.objects.filter(window=window.name)
    charged = {
        (table, kind, tier, query): epsilon
        for table, kind, tier, query, epsilon in rows.values_list(
            "table", "kind", "tier", "query", "epsilon"
        )
    }
    sums: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for (table, kind, tier, _query), epsilon in charged.items():
        sums[table, kind, tier] += epsilon
    return charged == wanted and set(sums.values()) == {EPS_LIFE}

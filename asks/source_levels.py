"""How close a check came to a source that carries no level of its own.

Positions record their level. Earlier events, the legal form of a lab and its framework do not; what
the catalogue records of the same document elsewhere holds for them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject

from asks.kinds import Verified
from asks.models import Position, PositionEvent

Levels = Mapping[str, Verified]


@dataclass(frozen=True)
class SourceLevels:
    """What is known of the sources on one page, and what the lab that they are about is called."""

    recorded: Levels
    own_names: frozenset[str]

    def level(self, url: str, publisher: str) -> Verified:
        """Return the level recorded for the same document, else a cautious one.

        What the lab itself published is its own document; all else counts as someone else's account.
        """
        own = publisher.partition(" (")[0] in self.own_names
        return self.recorded.get(url, Verified.PRIMARY if own else Verified.SECONDARY)


def names_of(*names: str) -> frozenset[str]:
    """Return what an organisation is called: "Alphabet (Google)" gives both names."""
    parts = (part.strip(" )") for name in names for part in name.split("("))
    return frozenset(part for part in parts if part)


def recorded_levels(events: QuerySet[PositionEvent], also: Q | None = None) -> ArraySubquery:
    """List the levels of documents that these events, or positions that fit `also`, rest on."""
    same = Q(url__in=events.order_by().values("url"))
    positions = Position.objects.shown().filter(same | also if also else same)
    part = JSONObject(url="url", level="verified")
    return ArraySubquery(positions.order_by("url").distinct().values(part=part))


def by_address(parts: Iterable[Mapping[str, str]]) -> Levels:
    """Return the closest level of each document from what `recorded_levels` gave."""
    closeness = {level: place for place, level in enumerate(Verified)}
    found: dict[str, Verified] = {}
    for part in parts:
        level = Verified(part["level"])
        found[part["url"]] = min(level, found.get(part["url"], level), key=closeness.__getitem__)
    return found

"""The rows of the data files, each table in one query and in the order of its key, whatever the database's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from asks.models import Ask, FocusRun, Lab, Position, Source
from outcomes.kinds import Kind, Query
from outcomes.models import Release, Tally
from outcomes.published_rows import LABS, Row
from outcomes.statistics.intervals import half_width
from outcomes.statistics.parameters import ReleaseParameters


def file_prefix(name: str, *, made_up: bool) -> str:
    """Return how the names of a release's files begin, so that each says what it is wherever it ends up."""
    return f"made-up-{name}" if made_up else f"leverage-{name}"


def cell_rows(release: Release) -> list[Row]:
    """Return the cells of a release. Names are those of its window, so that no later change reaches them."""
    window, parameters = release.window, ReleaseParameters.from_json(release.parameters)
    tables = {table["slug"]: table["name"] for table in window.tables}
    asks = {ask["slug"]: ask["short_name"] for ask in window.asks}

    @cache
    def noise(kind: str, query: str) -> tuple[float, int]:
        scale = parameters.scale(Kind(kind), Query(query))
        return scale, half_width([scale])

    cells = Tally.objects.of(release).order_by()
    found = cells.values_list("table", "kind", "tier", "query", "ask", "response", "count")
    return [
        (
            release.pk,
            table,
            tables.get(table, table),
            kind,
            tier,
            query,
            ask,
            asks.get(ask, ask),
            answer,
            count,
            *noise(kind, query),
        )
        for table, kind, tier, query, ask, answer, count in sorted(found)
    ]


def release_rows() -> list[Row]:
    """Return every release of real conversations."""
    real = Release.objects.newest_first().filter(window__demonstration=False)
    return sorted((_release_row(release) for release in real), key=lambda row: str(row[0]))


def lab_rows() -> list[Row]:
    """Return the labs of the catalogue."""
    # All columns but the first are called as in the catalogue.
    return _sorted(Lab.objects.order_by().values_list("slug", *LABS.names[1:]))


def ask_rows() -> list[Row]:
    """Return every ask that ever had a text."""
    return _sorted(
        Ask.objects.filter(text__isnull=False)
        .order_by()
        .values_list(
            "slug",
            "text__title",
            "text__short_name",
            "category__title",
            "effort",
            "text__summary",
            "text__why",
            "text__done_when",
            "text__number",
            "text__made_on",
            "retired",
            "successor__slug",
        )
    )


def source_rows() -> list[Row]:
    """Return the sources of those asks, numbered from 1."""
    columns = ("ask__slug", "place", "title", "publisher", "year", "url", "fact", "verified")
    rows = Source.objects.filter(ask__text__isnull=False).order_by("ask__slug", "place", "pk")
    numbered: list[Row] = []
    before, number = "", 0
    for ask, _place, *words in rows.values_list(*columns):
        number = number + 1 if ask == before else 1
        numbered.append((ask, number, *words))
        before = ask
    return sorted(numbered, key=lambda row: row[:2])


def position_rows() -> list[Row]:
    """Return what pages show of labs, and nothing that is withheld."""
    return _sorted(
        Position.objects.published()
        .order_by()
        .values_list(
            "lab__slug",
            "ask__slug",
            "status",
            "since",
            "fact",
            "publisher",
            "url",
            "verified",
            "confidence",
            "read_via_summary",
            "checked",
        )
    )


def focus_runs() -> list[dict[str, Any]]:
    """Return every computation of the focus list with all that went into it, the first one first."""
    columns = ("number", "window", "release", "made_on", "code_version", "inputs", "lists")
    runs = FocusRun.objects.order_by("number").values(*columns)
    return [{**run, "made_on": run["made_on"].isoformat()} for run in runs]


def _release_row(release: Release) -> Row:
    window = release.window
    return (
        release.pk,
        window.opens_on.isoformat(),
        window.closes_on.isoformat(),
        release.published_on.isoformat(),
        window.custody,
        list(window.parameters["kinds"]),
        list(window.parameters["tiers"]),
        [table["slug"] for table in window.tables],
        len(window.asks),
        release.code_version,
        window.key_set_hash,
        f"{release.pk}/{file_prefix(release.pk, made_up=False)}-cells.json",
        release.digest,
    )


def _sorted(rows: Iterable[tuple[Any, ...]]) -> list[Row]:
    """Sort by the first two columns, which are names, and write days out."""
    return sorted((tuple(map(_plain, row)) for row in rows), key=lambda row: row[:2])


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value

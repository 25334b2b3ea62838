"""What was published, for programs: releases, their cells, and how the focus lists came about; only to read.

Of windows it gives what their releases say, and nothing of those that are open: no number of anything that was logged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.errors import HttpError

from asks.api_shapes import (
    REFUSALS,
    Columns,
    Paging,
    Record,
    read_one,
    read_page,
    refuse_strays,
)
from asks.models import FocusRun
from outcomes.api_choices import CellChoice, OneChoice, ReleaseChoice, ReleaseName, RunNumber
from outcomes.api_rows import CellPage, ReleaseDetail, ReleasePage, RunDetail, RunPage, RunRow
from outcomes.concentration import NumberRange, ShareRange, concentration_of
from outcomes.kinds import Kind
from outcomes.kinds import Query as Question
from outcomes.models import Release, Tally
from outcomes.querysets import ReleaseQuerySet, TallyQuerySet
from outcomes.statistics.intervals import half_width
from outcomes.statistics.parameters import ReleaseParameters

router = Router()

_RELEASE_COLUMNS: Columns = {
    "release": "window_id",
    "opens_on": "window__opens_on",
    "closes_on": "window__closes_on",
    "published_on": "published_on",
    "custody": "window__custody",
    "kinds": "window__parameters__kinds",
    "tiers": "window__parameters__tiers",
    "tables": "window__parameters__tables",
    "asks": "window__parameters__asks",
    "code_version": "code_version",
    "key_set_hash": "window__key_set_hash",
    "digest": "digest",
    "made_up": "window__demonstration",
}
_CELL_COLUMNS: Columns = {
    "release": "release_id",
    "table": "table",
    "kind": "kind",
    "tier": "tier",
    "query": "query",
    "ask": "ask",
    "answer": "response",
    "count": "count",
}
_RUN_COLUMNS: Columns = {name: name for name in RunRow.model_fields}


@router.get(
    "/releases/",
    response={200: ReleasePage, **REFUSALS},
    operation_id="list_releases",
    summary="Releases",
    tags=["Tallies"],
)
def list_releases(request: HttpRequest, chosen: Annotated[ReleaseChoice, Query()]) -> Record:
    """Every release, the latest window first, with what made its numbers."""
    rows = _releases(made_up=chosen.made_up).order_by("-window__closes_on", "pk")
    return read_page(request, chosen, rows, _RELEASE_COLUMNS, _short)


@router.get(
    "/releases/{release}/",
    response={200: ReleaseDetail, **REFUSALS},
    operation_id="read_release",
    summary="One release",
    tags=["Tallies"],
)
def read_release(
    request: HttpRequest,
    response: HttpResponse,
    release: ReleaseName,
    chosen: Annotated[OneChoice, Query()],
) -> Record:
    """One release with the names and the noise of its cells, and how far the asks raised in it concentrate."""
    refuse_strays(request, OneChoice)
    found = _release(release, made_up=chosen.made_up)
    _mark_day(response, found)
    record = read_one(Release.objects.filter(pk=found.pk), _RELEASE_COLUMNS, _missing(release))
    parameters = ReleaseParameters.from_json(found.parameters)
    figures = concentration_of(found)
    return {
        **_short(record),
        "table_names": found.window.tables,
        "ask_names": [
            {"slug": ask["slug"], "name": ask["short_name"]} for ask in found.window.asks
        ],
        "asks_per_entry": parameters.m,
        "noise": [
            _noise_row(parameters, kind, question)
            for kind in map(Kind, record["kinds"])
            for question in parameters.queries(kind)
        ],
        "share_in_focus": _range(figures.in_focus),
        "effective_asks": _range(figures.effective),
    }


@router.get(
    "/tallies/",
    response={200: CellPage, **REFUSALS},
    operation_id="list_tallies",
    summary="Tallies",
    tags=["Tallies"],
)
def list_tallies(
    request: HttpRequest, response: HttpResponse, chosen: Annotated[CellChoice, Query()]
) -> Record:
    """Every published count as it was drawn, below zero too, with the noise that is in it.

    They count people who logged here, never all offers. Sums are made of `count` as it stands, their ranges of `scale`.
    """
    releases = {found.pk: found for found in _chosen_releases(chosen)}
    if chosen.release and chosen.release in releases:
        _mark_day(response, releases[chosen.release])
    places = {name: _Place(found) for name, found in releases.items()}
    _require_counted(chosen, places)
    rows = _cells(chosen, places)
    return read_page(
        request, chosen, rows, _CELL_COLUMNS, lambda row: places[row["release"]].named(row)
    )


@router.get(
    "/focus/runs/",
    response={200: RunPage, **REFUSALS},
    operation_id="list_focus_runs",
    summary="Runs of the focus lists",
    tags=["Focus"],
)
def list_focus_runs(request: HttpRequest, chosen: Annotated[Paging, Query()]) -> Record:
    """Every computation of the focus lists, the latest first."""
    return read_page(request, chosen, FocusRun.objects.order_by("-number"), _RUN_COLUMNS)


@router.get(
    "/focus/runs/{number}/",
    response={200: RunDetail, **REFUSALS},
    operation_id="read_focus_run",
    summary="One run of the focus lists",
    tags=["Focus"],
)
def read_focus_run(request: HttpRequest, number: RunNumber) -> Record:
    """One computation with all its inputs and all its lists."""
    refuse_strays(request)
    columns = {**_RUN_COLUMNS, "inputs": "inputs", "lists": "lists"}
    runs = FocusRun.objects.filter(number=number)
    return read_one(runs, columns, _("There is no run %d.") % number)


class _Place:
    """Puts the names and the noise of its release beside a cell."""

    def __init__(self, release: Release) -> None:
        window = release.window
        self.tables = {table["slug"]: table["name"] for table in window.tables}
        self.asks = {ask["slug"]: ask["short_name"] for ask in window.asks}
        self._made_up = window.demonstration
        self._noise = lru_cache(maxsize=None)(
            lambda kind, query: _noise(
                ReleaseParameters.from_json(release.parameters), Kind(kind), Question(query)
            )
        )

    def named(self, row: Record) -> Record:
        """Return the whole row of a cell."""
        return {
            **row,
            **self._noise(row["kind"], row["query"]),
            "table_name": self.tables.get(row["table"], row["table"]),
            "ask_name": self.asks.get(row["ask"], row["ask"]),
            "made_up": self._made_up,
        }


def _releases(*, made_up: bool) -> ReleaseQuerySet:
    """Return what is real, or what is made up; never both, for what is invented is not added to what is real."""
    return Release.objects.newest_first().filter(window__demonstration=made_up)


def _release(name: str, *, made_up: bool) -> Release:
    found = _releases(made_up=made_up).defer("window__key_set").filter(pk=name).first()
    if found is None:
        raise HttpError(404, _missing(name))
    return found


def _chosen_releases(chosen: CellChoice) -> list[Release]:
    if chosen.release is not None:
        return [_release(chosen.release, made_up=chosen.made_up)]
    return list(_releases(made_up=chosen.made_up).defer("window__key_set"))


def _missing(name: str) -> str:
    return _("There is no release “%s”. Ask for demonstrations with made_up=true.") % name


def _require_counted(chosen: CellChoice, places: Mapping[str, _Place]) -> None:
    """Raise HttpError 404 for a table or an ask that none of the releases counted."""
    if chosen.table and not any(chosen.table in place.tables for place in places.values()):
        raise HttpError(404, _("No release has a table “%s”.") % chosen.table)
    if chosen.ask and not any(chosen.ask in place.asks for place in places.values()):
        raise HttpError(404, _("No release counted an ask “%s”.") % chosen.ask)


def _cells(chosen: CellChoice, places: Mapping[str, _Place]) -> TallyQuerySet:
    wanted = {
        "table": chosen.table,
        "kind": chosen.kind,
        "tier": chosen.tier,
        "query": chosen.query,
        "ask": chosen.ask,
        "response": chosen.answer,
    }
    cells = Tally.objects.filter(
        release__in=places, **{name: value for name, value in wanted.items() if value is not None}
    )
    return cells.order_by("release", "table", "kind", "tier", "query", "ask", "response")


def _short(record: Record) -> Record:
    """Turn the snapshots of tables and asks into what a row says of them."""
    tables = [table["slug"] for table in record["tables"]]
    return {**record, "tables": tables, "asks": len(record["asks"])}


def _noise(parameters: ReleaseParameters, kind: Kind, question: Question) -> dict[str, float]:
    scale = parameters.scale(kind, question)
    return {"scale": scale, "half_width": half_width([scale])}


def _noise_row(parameters: ReleaseParameters, kind: Kind, question: Question) -> Record:
    return {
        "kind": kind,
        "query": question,
        "epsilon": float(parameters.epsilon(kind, question)),
        "sensitivity": parameters.sensitivity(question),
        **_noise(parameters, kind, question),
    }


def _range(figure: ShareRange | NumberRange | None) -> dict[str, Any] | None:
    return asdict(figure) if figure else None


def _mark_day(response: HttpResponse, release: Release) -> None:
    """Say since when it stands unchanged: what was published never changes."""
    midnight = dt.datetime.combine(release.published_on, dt.time(), tzinfo=dt.UTC)
    response["Last-Modified"] = http_date(midnight.timestamp())

"""Loading positions: a status that changed leaves its former state in the history."""

from __future__ import annotations

from typing import Final

from asks.kinds import Origin
from asks.models import Ask, Lab, Position, PositionEvent
from asks.services.catalogue_shapes import Entry
from asks.services.load_report import LoadReport, digest

_FIELDS: Final = (
    "status",
    "since",
    "fact",
    "credit",
    "publisher",
    "url",
    "verified",
    "confidence",
    "read_via_summary",
    "checked",
    "shown",
    "withheld",
)
_EVENT_FIELDS: Final = ("date", "fact", "publisher", "url")
_Pairs = list[tuple[Position, Entry]]


def load_positions(labs: list[Entry], report: LoadReport) -> None:
    """Load the positions of every lab; labs and asks must be there."""
    new, changed, former = _compare(labs, report)
    if new:
        Position.objects.bulk_create(position for position, _entry in new)
    if changed:
        Position.objects.bulk_update(
            [position for position, _entry in changed], [*_FIELDS, "shipped_digest"]
        )
    if former:
        PositionEvent.objects.bulk_create(former)
    if new or changed:
        _write_history(new + changed)


def _compare(
    lab_entries: list[Entry], report: LoadReport
) -> tuple[_Pairs, _Pairs, list[PositionEvent]]:
    """Return positions to create and to change, and the former states that a change replaces."""
    stored = _stored()
    lab_ids = dict(Lab.objects.values_list("slug", "pk"))
    ask_ids = dict(Ask.objects.values_list("slug", "pk"))
    retired = set(Ask.objects.filter(retired=True).values_list("slug", flat=True))
    new: _Pairs = []
    changed: _Pairs = []
    former: list[PositionEvent] = []
    for lab, entry in _pairs(lab_entries):
        name = f"position {lab} / {entry['ask']}"
        mark = digest(entry)
        position = stored.pop((lab, entry["ask"]), None)
        if position is not None and position.shipped_digest == mark:
            report.unchanged.append(name)
        elif entry["ask"] in retired:
            # A merge moved it to the ask that stays: it must not come to life a second time here.
            report.retired.append(name)
        elif position is None:
            position = Position(lab_id=lab_ids[lab], ask_id=ask_ids[entry["ask"]])
            new.append((_fill(position, entry, mark), entry))
            report.created.append(name)
        elif position.origin == Origin.CURATOR:
            report.conflicts.append(name)
        else:
            if position.status != entry["status"]:
                former.append(_former_state(position))
            changed.append((_fill(position, entry, mark), entry))
            report.changed.append(name)
    report.missing += [
        f"position {lab} / {ask}" for (lab, ask), row in stored.items() if row.shipped_digest
    ]
    return new, changed, former


def _stored() -> dict[tuple[str, str], Position]:
    rows = Position.objects.select_related("lab", "ask").defer("ask__search")
    return {(position.lab.slug, position.ask.slug): position for position in rows}


def _pairs(lab_entries: list[Entry]) -> list[tuple[str, Entry]]:
    return [(lab["slug"], entry) for lab in lab_entries for entry in lab["positions"]]


def _fill(position: Position, entry: Entry, mark: str) -> Position:
    for name in _FIELDS:
        setattr(position, name, entry[name])
    position.origin = Origin.SHIPPED
    position.shipped_digest = mark
    return position


def _former_state(position: Position) -> PositionEvent:
    return PositionEvent(
        position=position,
        date=position.since,
        status=position.status,
        fact=position.fact,
        publisher=position.publisher,
        url=position.url,
    )


def _write_history(pairs: _Pairs) -> None:
    """Bring the shipped events of each position up to its file; former states stay for ever."""
    stored: dict[int, list[PositionEvent]] = {}
    for event in PositionEvent.objects.filter(position__in=[row for row, _entry in pairs]):
        stored.setdefault(event.position_id, []).append(event)
    gone: list[int] = []
    added: list[PositionEvent] = []
    for position, entry in pairs:
        wanted = {_key(dict(event)): event for event in entry["history"]}
        for event in stored.get(position.pk, []):
            known = wanted.pop(_key({name: getattr(event, name) for name in _EVENT_FIELDS}), None)
            if known is None and not event.status:
                gone.append(event.pk)
        added += [PositionEvent(position=position, **event) for event in wanted.values()]
    if gone:
        PositionEvent.objects.filter(pk__in=gone).delete()
    if added:
        PositionEvent.objects.bulk_create(added)


def _key(event: dict[str, str]) -> tuple[str, ...]:
    return tuple(event[name] for name in _EVENT_FIELDS)

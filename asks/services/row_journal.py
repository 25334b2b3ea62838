"""A journal of changed rows, kept as plain values, that can be played back exactly."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, TypeAlias

from django.apps import apps
from django.db import IntegrityError, models, transaction

from asks.errors import ChangedSince

Line: TypeAlias = dict[str, Any]


class Journal:
    """Changes rows and notes each change. Rows are locked by whoever calls."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def change(self, row: models.Model, **values: Any) -> None:
        """Give columns of a row new values; foreign keys by the name of their column."""
        before = {name: _plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        after = {name: _plain(getattr(row, name)) for name in values}
        self._note("change", row, before=before, after=after)

    def remove(self, row: models.Model) -> None:
        """Delete a row. What would be deleted along with it must have been removed or moved before."""
        self._note("remove", row, before=_columns(row))
        row.delete()

    def add(self, row: models.Model) -> None:
        """Store a new row."""
        row.save(force_insert=True)
        self._note("add", row, after=_columns(row))

    def witness(self, row: models.Model, *columns: str) -> None:
        """Note a row that stays as it is: an undo looks whether it still is so."""
        self.change(row, **{name: getattr(row, name) for name in columns})

    def _note(self, did: str, row: models.Model, **values: Line) -> None:
        self.lines.append({"did": did, "model": row._meta.label, "key": _plain(row.pk), **values})


def play_back(lines: list[Line], *, recomputed: frozenset[str] = frozenset()) -> None:
    """Undo every change, the last one first.

    Raises ChangedSince, having changed nothing, when a row is not as the journal left it. Tables named
    in `recomputed` are then left as they are instead: something else writes them anew.
    """
    passed = {line["model"] for line in lines if line["model"] in recomputed and not _as_left(line)}
    try:
        with transaction.atomic():
            for line in reversed(lines):
                if line["model"] not in passed:
                    _undo(line)
    except IntegrityError as error:
        raise ChangedSince from error


def _as_left(line: Line) -> bool:
    row = _row(line)
    return row is None if line["did"] == "remove" else row is not None and _is(row, line["after"])


def _undo(line: Line) -> None:
    if not _as_left(line):
        raise ChangedSince(line["model"])
    model, row = apps.get_model(line["model"]), _row(line)
    if row is None:
        values = {name: _value(model, name, value) for name, value in line["before"].items()}
        model(**values).save(force_insert=True)
    elif line["did"] == "add":
        row.delete()
    else:
        for name, value in line["before"].items():
            setattr(row, name, _value(model, name, value))
        row.save(update_fields=list(line["before"]))


def _row(line: Line) -> models.Model | None:
    rows = apps.get_model(line["model"])._default_manager
    row: models.Model | None = rows.select_for_update(of=("self",)).filter(pk=line["key"]).first()
    return row


def _columns(row: models.Model) -> Line:
    return {
        field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields
    }


def _is(row: models.Model, columns: Line) -> bool:
    return all(_plain(getattr(row, name)) == value for name, value in columns.items())


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _value(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a plain value as its column holds it; a foreign key gives that of its target."""
    column: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return column.to_python(value)

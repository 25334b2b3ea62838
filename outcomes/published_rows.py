"""The shapes of what is published as data: which tables there are and what each column holds. Pure.

The files of `/data/` and anything else that gives out rows share them: `CELLS.record(row)` is a row under its names,
`CELLS.names` are the names in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop

Value = str | int | float | bool | list[str] | None
Row = tuple[Value, ...]


class Holds(StrEnum):
    """What a column holds, as Table Schema names it."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    TRUTH = "boolean"
    DAY = "date"
    LIST = "array"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `says` is what a reader who sees nothing else must know of it."""

    name: str
    says: str
    holds: Holds = Holds.TEXT


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values are keys of another table of the same package."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `key` are the columns that name a row, and its rows come in the order of that key."""

    name: str
    title: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(column.name for column in self.columns)

    def record(self, row: Sequence[Value]) -> dict[str, Value]:
        """Return a row under the names of its columns; raises ValueError for one of another length."""
        return dict(zip(self.names, row, strict=True))


CELLS = Table(
    "cells",
    gettext_noop("Cells of one release"),
    gettext_noop(
        "Every published count, empty ones too, with the noise that is in it. Each is about people who logged here."
    ),
    (
        Column("release", "Name of the release, which is that of its window."),
        Column(
            "table",
            "The lab that is counted, or `other` for all labs without a table of their own.",
        ),
        Column("table_name", "What the lab was called when the window opened."),
        Column(
            "kind",
            "What people logged: a conversation, or the delivery of what a lab had said yes to.",
        ),
        Column(
            "tier",
            "verified: backed by a mail that the lab signed; drawn: nobody checked the offer.",
        ),
        Column(
            "query",
            "What was counted: responses to an ask, offers it decided, or entries of the table.",
        ),
        Column("ask", "The ask; empty for a number of entries."),
        Column(
            "ask_name",
            "What the ask was called when the window opened; empty for a number of entries.",
        ),
        Column(
            "answer",
            "yes, open, no; or kept, partly, broken; or turned_down_over, joined_for; empty for a number of entries.",
        ),
        Column(
            "count",
            "The count after noise, as it was drawn: below zero too. Add these up, and never numbers cut at zero.",
            Holds.WHOLE,
        ),
        Column("scale", "Scale of the discrete Laplace noise in this count.", Holds.NUMBER),
        Column(
            "half_width",
            "The true count lies within so many of this one with a probability of 95 %.",
            Holds.WHOLE,
        ),
    ),
    ("release", "table", "kind", "tier", "query", "ask", "answer"),
)

RELEASES = Table(
    "releases",
    gettext_noop("Releases"),
    gettext_noop(
        "Every release of real conversations: when people could log, and what made its numbers."
    ),
    (
        Column("release", "Name of the release, which is that of its window."),
        Column("opens_on", "First day on which a conversation could be logged.", Holds.DAY),
        Column("closes_on", "Last day on which a conversation could be logged.", Holds.DAY),
        Column("published_on", "When the release was published.", Holds.DAY),
        Column(
            "custody", "Who held the key that opened the entries: this server, or two custodians."
        ),
        Column("kinds", "What could be logged.", Holds.LIST),
        Column("tiers", "The tiers that were counted apart.", Holds.LIST),
        Column("tables", "The labs with a table of their own, and `other`.", Holds.LIST),
        Column("asks", "How many asks were counted.", Holds.WHOLE),
        Column("code_version", "The version of the program that made it."),
        Column(
            "key_set_hash", "SHA-256 of the window's public keys and rules, known before it opened."
        ),
        Column("cells", "Where its cells are, as JSON, seen from the folder of this file."),
        Column("digest", "SHA-256 of that file, written down when it was published."),
    ),
    ("release",),
)

LABS = Table(
    "labs",
    gettext_noop("Labs"),
    gettext_noop("The labs of the catalogue."),
    (
        Column("lab", "The lab's name in addresses."),
        Column("name", "Its name."),
        Column("short_name", "A shorter name for tables."),
        Column("owner", "Who owns it; empty where it stands alone."),
        Column("website", "Its own website."),
        Column("description", "What it is, in a sentence."),
        Column("legal_form", "Its legal form; empty where nothing was found."),
        Column("legal_form_url", "Source of the legal form."),
        Column("framework_name", "What it calls its rules for dangerous capabilities."),
        Column("framework_version", "Their version."),
        Column("framework_date", "Their date: YYYY, YYYY-MM or YYYY-MM-DD."),
        Column("framework_url", "Where they are."),
        Column("checked", "When these facts were last checked.", Holds.DAY),
    ),
    ("lab",),
)

ASKS = Table(
    "asks",
    gettext_noop("Asks"),
    gettext_noop(
        "The concrete practices that people can ask a lab for, in their present wording; retired ones too."
    ),
    (
        Column("ask", "The ask's name in addresses."),
        Column("title", "Its title."),
        Column("short_name", "A shorter name for tables."),
        Column("topic", "What it is about."),
        Column(
            "effort", "How much it takes of a lab: 1 little, 2 a fair amount, 3 much.", Holds.WHOLE
        ),
        Column("summary", "What the lab would do."),
        Column("why", "Why it matters."),
        Column("done_when", "What an outsider can check.", Holds.LIST),
        Column("version", "Number of the wording.", Holds.WHOLE),
        Column("version_made_on", "When that wording was made.", Holds.DAY),
        Column("retired", "Whether it can no longer be raised.", Holds.TRUTH),
        Column("successor", "The ask to look at instead; empty where there is none."),
    ),
    ("ask",),
)

SOURCES = Table(
    "ask-sources",
    gettext_noop("Sources of asks"),
    gettext_noop("Documents that bear on an ask."),
    (
        Column("ask", "The ask."),
        Column("place", "Its place among the sources of this ask.", Holds.WHOLE),
        Column("title", "Title of the document."),
        Column("publisher", "Who published it."),
        Column("year", "When.", Holds.WHOLE),
        Column("url", "Where it is."),
        Column("fact", "What it says that matters here, in our words."),
        Column("verified", "Whose document was read: primary, press or secondary; or unverified."),
    ),
    ("ask", "place"),
    (Reference("ask", "asks"),),
)

POSITIONS = Table(
    "positions",
    gettext_noop("Positions"),
    gettext_noop(
        "What each lab does in public about each ask. Where there is no row, nothing was found: that is not a no."
    ),
    (
        Column("lab", "The lab."),
        Column("ask", "The ask."),
        Column("status", "in_place, partial, committed, not_public, declined or reversed."),
        Column("since", "Since when: YYYY, YYYY-MM or YYYY-MM-DD; empty where undated."),
        Column("fact", "What is known, in our words."),
        Column("publisher", "Who published the source."),
        Column("url", "Where the source is."),
        Column("verified", "Whose document was read: primary, press or secondary; or unverified."),
        Column("confidence", "How strong the evidence is: high, medium or low."),
        Column("read_via_summary", "Whether only a summary of the source was read.", Holds.TRUTH),
        Column(
            "checked", "When it was last checked; empty where that is not written down.", Holds.DAY
        ),
    ),
    ("lab", "ask"),
    (Reference("lab", "labs"), Reference("ask", "asks")),
)

"""The rows of what was published, as the API gives them: the columns of the data files, by the same names and words."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

from asks.api_shapes import Page
from outcomes.kinds import Custody, Decision, Kept, Kind, Query, ResponseClass, Tier
from outcomes.published_rows import CELLS, RELEASES, Table

ANSWERS = [word.value for kind in (ResponseClass, Kept, Decision) for word in kind]


def _known_answer(word: str) -> str:
    if word not in ANSWERS:
        raise ValueError(_("must be one of %s") % ", ".join(ANSWERS))
    return word


KindWord = Annotated[Kind, WithJsonSchema({"type": "string", "enum": [*Kind]})]
TierWord = Annotated[Tier, WithJsonSchema({"type": "string", "enum": [*Tier]})]
QueryWord = Annotated[Query, WithJsonSchema({"type": "string", "enum": [*Query]})]
CustodyWord = Annotated[Custody, WithJsonSchema({"type": "string", "enum": [*Custody]})]
AnswerWord = Annotated[
    str, AfterValidator(_known_answer), WithJsonSchema({"type": "string", "enum": ANSWERS})
]

_MADE_UP = "Whether it is a demonstration: invented labs and simulated people."


def _of(table: Table, name: str) -> Any:
    """Describe a field as the data files describe the column of its name."""
    return Field(description={column.name: column.says for column in table.columns}[name])


class CellRow(BaseModel):
    """One published count, with the noise that is in it."""

    release: str = _of(CELLS, "release")
    table: str = _of(CELLS, "table")
    table_name: str = _of(CELLS, "table_name")
    kind: KindWord = _of(CELLS, "kind")
    tier: TierWord = _of(CELLS, "tier")
    query: QueryWord = _of(CELLS, "query")
    ask: str = _of(CELLS, "ask")
    ask_name: str = _of(CELLS, "ask_name")
    answer: str = _of(CELLS, "answer")
    count: int = _of(CELLS, "count")
    scale: float = _of(CELLS, "scale")
    half_width: int = _of(CELLS, "half_width")
    made_up: bool = Field(description=_MADE_UP)


class ReleaseRow(BaseModel):
    """The published result of one window."""

    release: str = _of(RELEASES, "release")
    opens_on: dt.date = _of(RELEASES, "opens_on")
    closes_on: dt.date = _of(RELEASES, "closes_on")
    published_on: dt.date = _of(RELEASES, "published_on")
    custody: CustodyWord = _of(RELEASES, "custody")
    kinds: list[KindWord] = _of(RELEASES, "kinds")
    tiers: list[TierWord] = _of(RELEASES, "tiers")
    tables: list[str] = _of(RELEASES, "tables")
    asks: int = _of(RELEASES, "asks")
    code_version: str = _of(RELEASES, "code_version")
    key_set_hash: str = _of(RELEASES, "key_set_hash")
    digest: str = Field(
        description="SHA-256 of the file of all its cells, written down when it was published."
    )
    made_up: bool = Field(description=_MADE_UP)


class NameRow(BaseModel):
    """What a name in addresses stood for when the window opened."""

    slug: str = Field(description="The name in addresses.")
    name: str = Field(description="What it was called.")


class NoiseRow(BaseModel):
    """What one question about each table costs, and the noise in its counts."""

    kind: KindWord = Field(description="What people logged.")
    query: QueryWord = Field(description="What was counted.")
    epsilon: float = Field(description="What the answer may reveal of one entry.")
    sensitivity: int = Field(description="The most that one entry changes the answer.")
    scale: float = Field(description="Scale of the discrete Laplace noise in each count.")
    half_width: int = Field(description="A true count is within so many, 19 times in 20.")


class RangeRow(BaseModel):
    """A figure and the range that holds the true one 19 times in 20."""

    low: float = Field(description="Lower end of the range.")
    value: float = Field(description="The figure.")
    high: float = Field(description="Upper end of the range.")


class ReleaseDetail(ReleaseRow):
    """A release with everything needed to read its cells."""

    table_names: list[NameRow] = Field(description="The tables and their names.")
    ask_names: list[NameRow] = Field(description="The asks that were counted and their names.")
    asks_per_entry: int = Field(description="How many asks of one entry count at most.")
    noise: list[NoiseRow] = Field(description="Each question that was answered, with its noise.")
    share_in_focus: RangeRow | None = Field(
        description="Share of raised asks that were in focus; null where the counts say nothing."
    )
    effective_asks: RangeRow | None = Field(
        description="How many equal asks the raised ones amount to; null where the counts say nothing."
    )


class RunRow(BaseModel):
    """One computation of the focus lists."""

    number: int = Field(description="Its number, from 1 and without gaps.")
    window: str = Field(description="The window from which the lists hold.")
    release: str = Field(
        description="The release whose counts were the demand; empty where surveys were."
    )
    made_on: dt.date = Field(description="When it was made.")
    code_version: str = Field(description="The version of the program that made it.")


class RunDetail(RunRow):
    """One computation with all that went into it: whoever repeats it gets the same lists."""

    inputs: dict[str, Any] = Field(description="Every ask that could be chosen, with every factor.")
    lists: dict[str, Any] = Field(description="What was chosen, overall and at each lab.")


class CellPage(Page[CellRow]):
    """One page of cells."""


class ReleasePage(Page[ReleaseRow]):
    """One page of releases."""


class RunPage(Page[RunRow]):
    """One page of runs."""

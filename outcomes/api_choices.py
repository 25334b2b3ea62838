"""What a program may choose of what was published: the parameters of an address, with their bounds."""

from __future__ import annotations

from typing import Annotated

from ninja import Path
from pydantic import BaseModel, Field

from asks.api_shapes import AS_WHOLE, Name, Paging, Truth, Unchosen
from outcomes.api_rows import AnswerWord, KindWord, QueryWord, TierWord
from outcomes.models.window import WINDOW_NAME_LENGTH

MOST_CELLS = 1000
MOST_RUNS = 32_767  # What the column of their numbers holds.

_MADE_UP = (
    "true for demonstrations, with invented labs and simulated people, instead of what is real."
)

WindowName = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=WINDOW_NAME_LENGTH)]
ReleaseName = Annotated[WindowName, Path(description="Name of the release.")]
RunNumber = Annotated[
    int, Field(ge=1, le=MOST_RUNS), AS_WHOLE, Path(description="Number of the run.")
]


class ReleaseChoice(Paging):
    """Which releases are wanted."""

    made_up: Truth = Field(default=False, description=_MADE_UP)


class OneChoice(BaseModel):
    """Whether a release is wanted that is made up."""

    made_up: Truth = Field(default=False, description=_MADE_UP)


class CellChoice(Paging):
    """Which cells are wanted."""

    page_size: Annotated[
        int, Field(ge=1, le=MOST_CELLS, description="How many rows a page has at most."), AS_WHOLE
    ] = MOST_CELLS
    release: WindowName | Unchosen = Field(None, description="Only this release.")
    table: Name | Unchosen = Field(
        None, description="Only the table of this lab, or `other` for all without one."
    )
    kind: KindWord | Unchosen = Field(None, description="Only this kind of entry.")
    tier: TierWord | Unchosen = Field(None, description="Only this tier.")
    query: QueryWord | Unchosen = Field(None, description="Only this question.")
    ask: Name | Unchosen = Field(None, description="Only this ask.")
    answer: AnswerWord | Unchosen = Field(None, description="Only this answer.")
    made_up: Truth = Field(default=False, description=_MADE_UP)

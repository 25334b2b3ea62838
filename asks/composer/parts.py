"""What a draft is made of: its stage, kind, register and length, and sentences written for each ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """Where a person stands with an offer. There is no stage before the offer."""

    OFFER_RECEIVED = "offer_received"
    DECLINING = "declining"
    ACCEPTING = "accepting"


class DraftKind(StrEnum):
    """What is drafted."""

    EMAIL = "email"
    CALL = "call"
    NOTE = "note"
    POST = "post"


KINDS: Final = {
    Stage.OFFER_RECEIVED: (DraftKind.EMAIL, DraftKind.CALL),
    Stage.DECLINING: (DraftKind.NOTE,),
    Stage.ACCEPTING: (DraftKind.POST,),
}
"""What can be drafted at each stage; the first is what a person sees before choosing."""


class Register(StrEnum):
    """How a draft sounds."""

    WARM = "warm"
    PLAIN = "plain"
    FORMAL = "formal"


class Length(StrEnum):
    """How much a draft says about each ask."""

    MEDIUM = "medium"
    SHORT = "short"


class Part(StrEnum):
    """One sentence about one ask; the first three say the request, each in its register."""

    FORMAL = "formal"
    PLAIN = "plain"
    WARM = "warm"
    BECAUSE = "because"
    """Why it matters to the speaker."""
    SETTLED = "settled"
    """What anybody could look at to know that it is done."""
    OPEN = "open"
    """An open question, for after a pause."""
    REGRET = "regret"
    """What was missed, for someone who turns the offer down."""
    AGAIN = "again"
    """A noun phrase: what would make that person think again."""
    WORTH = "worth"
    """Why it is good that a lab does it, for someone who joins."""


PART_WORDS: Final = {
    Part.FORMAL: 30,
    Part.PLAIN: 28,
    Part.WARM: 30,
    Part.BECAUSE: 25,
    Part.SETTLED: 28,
    Part.OPEN: 20,
    Part.REGRET: 28,
    Part.WORTH: 26,
}
"""The most words of a sentence: it must be said in one breath."""

PHRASE_WORDS: Final = 9
"""The most words of `Part.AGAIN`: three of them share a sentence."""

PARTS_OF_STAGE: Final = {
    Stage.OFFER_RECEIVED: (*Register, Part.BECAUSE, Part.SETTLED, Part.OPEN),
    Stage.DECLINING: (Part.REGRET, Part.BECAUSE, Part.AGAIN),
    Stage.ACCEPTING: (Part.WORTH,),
}
"""The parts that the drafts of a stage use; no page carries the others."""

MOST_ASKS: Final = 3
"""A conversation carries at most three asks (product.md, principle 2)."""


@dataclass(frozen=True)
class DraftAsk:
    """One chosen ask: its words, and what is known of it at the chosen lab."""

    words: dict[str, str]
    """The sentences by `Part`."""
    lead: str = ""
    """A key of `frames.LEADS`: where the lab stands."""
    credit: str = ""
    """What may be praised, as it follows the lab's name."""
    source: str = ""
    """The address of the evidence for it."""

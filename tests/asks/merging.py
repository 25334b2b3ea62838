"""Two curators, two asks and what hangs on them, for the tests of merges."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

import pytest

from asks.kinds import Outcome, ProposalKind, Stance, Verified
from asks.models import (
    Ask,
    Lab,
    LabAnswer,
    Motion,
    Position,
    PositionEvent,
    Precedent,
    Proposal,
    Source,
)
from asks.services.motions import propose_merge, second_motion, undo_motion
from leverage.models import User
from tests.asks.curators import make_curator
from tests.asks.factories import TODAY, make_ask

LATER = TODAY + dt.timedelta(days=10)


@pytest.fixture
def pair(db: None) -> tuple[User, User]:
    """Return two curators."""
    return make_curator("calm-otter"), make_curator("kind-heron")


def merge(pair: tuple[User, User], merged: str = "merged", target: str = "target") -> Motion:
    """Merge one ask into another, as two curators agree."""
    motion = propose_merge(pair[0], merged, target, "They ask for the same.", TODAY)
    return second_motion(pair[1], motion.pk, TODAY)


def undo(pair: tuple[User, User], motion: Motion, day: dt.date = LATER) -> Motion:
    """Undo a merge; by default on a day on which that is still possible."""
    return undo_motion(pair[0], motion.pk, "They differ after all.", day)


@pytest.fixture
def two() -> tuple[Ask, Ask]:
    """Return the ask that is merged and the one that stays."""
    return make_ask("merged", title="The other title"), make_ask("target")


def source(ask: Ask, url: str, place: int = 0) -> Source:
    """Put a source on an ask."""
    return Source.objects.create(
        ask=ask,
        place=place,
        title="A paper",
        publisher="A journal",
        year=2025,
        url=url,
        fact="It shows this.",
        verified=Verified.PRIMARY,
    )


def precedent(ask: Ask, url: str, place: int = 0) -> Precedent:
    """Put a precedent on an ask."""
    return Precedent.objects.create(
        ask=ask,
        place=place,
        who="Somebody",
        date="2026",
        what="It was done.",
        outcome=Outcome.GOOD,
        publisher="Somebody",
        url=url,
        verified=Verified.PRESS,
    )


def event(position: Position, date: str) -> PositionEvent:
    """Add a line to the history of a position."""
    return PositionEvent.objects.create(
        position=position, date=date, fact="Then.", publisher="P", url="https://lab.example/then"
    )


def answer(lab: Lab, ask: Ask, number: int = 1) -> LabAnswer:
    """Make one version of a lab's own answer."""
    return LabAnswer.objects.create(
        lab=lab,
        ask=ask,
        number=number,
        stance=Stance.ADOPTED,
        url="https://x.example/",
        answered_on=TODAY,
    )


def proposal(ask: Ask) -> Proposal:
    """Make a suggestion about an ask."""
    return Proposal.objects.create(
        kind=ProposalKind.SOURCE,
        ask=ask,
        text="Look there.",
        reference_hash=hashlib.sha256(secrets.token_bytes(8)).digest(),
        received_month="2026-11",
    )

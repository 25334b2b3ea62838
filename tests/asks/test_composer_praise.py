"""A post praises what is there, and nothing else; a request asks for what is not there yet."""

from __future__ import annotations

import datetime as dt

import pytest

from asks.composer.parts import Stage
from asks.drafting import ComposerFacts, Held, LabFacts
from asks.evidence import evidence_of
from asks.kinds import Confidence, PositionStatus, Verified
from tests.asks.composing import DONE, credited, positions

TODAY = dt.date(2026, 11, 23)


def lab_with(status: PositionStatus, credit: str = "does it", checked: dt.date = TODAY) -> LabFacts:
    """Return a lab of which one thing is known."""
    row = {
        "since": "2026-01",
        "publisher": "The Lab",
        "url": "https://example.org/",
        "confidence": Confidence.HIGH,
        "verified": Verified.PRIMARY,
        "read_via_summary": False,
        "checked": checked,
    }
    return LabFacts("lab", "Lab", {}, {"ask": Held(status, credit, evidence_of(row, TODAY))})


@pytest.mark.parametrize("status", PositionStatus)
def test_only_what_is_in_place_or_partly_is_praised(status: PositionStatus) -> None:
    facts = ComposerFacts(Stage.ACCEPTING, {}, {})
    assert facts.can_choose(lab_with(status), "ask") is (status in DONE)


@pytest.mark.parametrize("status", PositionStatus)
@pytest.mark.parametrize("stage", [Stage.OFFER_RECEIVED, Stage.DECLINING])
def test_whatever_is_not_wholly_in_place_can_be_asked_for(
    stage: Stage, status: PositionStatus
) -> None:
    facts = ComposerFacts(stage, {}, {})
    open_still = status is not PositionStatus.IN_PLACE
    assert facts.can_choose(lab_with(status), "ask") is open_still


def test_nothing_is_praised_without_a_credit_a_recent_look_or_any_knowledge() -> None:
    facts = ComposerFacts(Stage.ACCEPTING, {}, {})
    assert not facts.can_choose(lab_with(PositionStatus.IN_PLACE, credit=""), "ask")
    long_ago = TODAY - dt.timedelta(days=1000)
    assert not facts.can_choose(lab_with(PositionStatus.IN_PLACE, checked=long_ago), "ask")
    assert not facts.can_choose(lab_with(PositionStatus.IN_PLACE), "other")
    assert not facts.can_choose(None, "ask")


def test_the_shipped_credits_belong_to_what_is_shown_as_done() -> None:
    assert credited()
    assert {positions()[place]["status"] for place in credited()} == set(DONE)


# Where a fact cannot honestly be praised, a post has nothing to say.
WITHOUT_CREDIT = {
    ("google-deepmind", "system-cards-at-deployment"),
    ("meta", "lobbying-transparency"),
    ("openai", "staff-alignment-team"),
    ("xai", "anonymous-internal-hotline"),
}


def test_everything_else_that_is_done_earns_a_credit() -> None:
    done = {place for place, position in positions().items() if position["status"] in DONE}
    assert done - set(credited()) == WITHOUT_CREDIT

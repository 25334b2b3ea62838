"""An answer and a doubt: what each does and what it refuses."""

from __future__ import annotations

import pytest
from django.core import serializers

from asks.errors import ReasonIsEmpty
from asks.kinds import Deed, Stance
from asks.models import CurationAction, LabAnswer, Position
from asks.services.answer_ask import (
    AskRetired,
    DateDoesNotFit,
    LinkElsewhere,
    NotVouched,
    date_fits,
)
from asks.services.contest_answer import contest_answer, settle_answer
from tests.asks.answer_cast import make_account, make_answer, make_spokesperson
from tests.asks.answering import LATER, say
from tests.asks.factories import TODAY, make_ask, make_lab, make_position

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


# -- Answer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stance", list(Stance))
def test_who_was_vouched_for_answers(stance: Stance) -> None:
    planned_by = "2027-03" if stance is Stance.PLANNED else ""
    answer = say(make_spokesperson(make_lab("anthropic")), stance=stance, planned_by=planned_by)
    answer.full_clean(exclude=["contested"])
    assert (answer.number, answer.stance, answer.answered_on) == (1, stance, TODAY)


def test_a_change_is_a_new_version_and_the_former_one_stays() -> None:
    role, ask = make_spokesperson(make_lab("anthropic")), make_ask()
    say(role, ask, Stance.CONSIDERING)
    say(role, ask, Stance.ADOPTED, today=LATER)
    versions = LabAnswer.objects.values_list("number", "stance", "answered_on")
    assert list(versions) == [(2, Stance.ADOPTED, LATER), (1, Stance.CONSIDERING, TODAY)]
    assert [answer.number for answer in LabAnswer.objects.newest()] == [2]


def test_the_same_answer_again_is_no_new_version() -> None:
    role, ask = make_spokesperson(make_lab("anthropic")), make_ask()
    assert say(role, ask) == say(role, ask, today=LATER)
    assert LabAnswer.objects.count() == 1


def test_the_answers_of_two_spokespeople_of_one_lab_are_one_row_of_versions() -> None:
    lab, ask = make_lab("anthropic"), make_ask()
    say(make_spokesperson(lab), ask)
    second = say(make_spokesperson(lab, "other"), ask, Stance.PARTLY)
    assert second.number == 2


@pytest.mark.parametrize(("proof", "vouched"), [("", False), ("dns", False), ("", True)])
def test_proof_alone_and_a_word_alone_are_not_enough(proof: str, *, vouched: bool) -> None:
    with pytest.raises(NotVouched):
        say(make_spokesperson(make_lab("anthropic"), proof=proof, vouched=vouched))
    assert not LabAnswer.objects.exists()


def test_a_link_elsewhere_is_refused() -> None:
    with pytest.raises(LinkElsewhere):
        say(make_spokesperson(make_lab("anthropic")), url="https://openai.com/page")


def test_a_retired_ask_is_not_answered() -> None:
    ask = make_ask()
    ask.retired = True
    with pytest.raises(AskRetired):
        say(make_spokesperson(make_lab("anthropic")), ask)


@pytest.mark.parametrize(
    ("stance", "planned_by", "fits"),
    [
        (Stance.PLANNED, "2026", True),
        (Stance.PLANNED, "2026-11", True),
        (Stance.PLANNED, "2026-11-23", True),
        (Stance.PLANNED, "2031", True),
        (Stance.PLANNED, "2026-11-22", False),
        (Stance.PLANNED, "2026-10", False),
        (Stance.PLANNED, "2025", False),
        (Stance.PLANNED, "2027-13", False),
        (Stance.PLANNED, "soon", False),
        (Stance.PLANNED, "", False),
        (Stance.ADOPTED, "2027", False),
        (Stance.ADOPTED, "", True),
    ],
)
def test_a_plan_has_a_date_to_come_and_nothing_else_has_one(
    stance: Stance, planned_by: str, *, fits: bool
) -> None:
    assert date_fits(stance, planned_by, TODAY) is fits


def test_a_plan_without_a_date_is_refused() -> None:
    with pytest.raises(DateDoesNotFit):
        say(make_spokesperson(make_lab("anthropic")), stance=Stance.PLANNED)


def test_an_answer_and_a_doubt_leave_every_position_byte_for_byte() -> None:
    lab, ask = make_lab("anthropic"), make_ask()
    make_position(lab, ask)
    make_position(make_lab("openai"), ask)
    before = serializers.serialize("json", Position.objects.order_by("pk"))
    role = make_spokesperson(lab)
    say(role, ask, Stance.NOT_PLANNED)
    answer = say(role, ask, Stance.DISPUTED)
    contest_answer(make_account("curator", staff=True), answer, "The page is gone.", TODAY)
    assert serializers.serialize("json", Position.objects.order_by("pk")) == before


# -- Doubt -------------------------------------------------------------------------------------------


def test_a_doubt_stands_beside_one_version_and_can_be_taken_back() -> None:
    lab, ask = make_lab("anthropic"), make_ask("an-ask")
    make_answer(lab, ask)
    answer = make_answer(lab, ask, 2)
    curator = make_account("curator", staff=True)
    contest_answer(curator, answer, " The page is gone. ", TODAY)
    assert [one.contested for one in LabAnswer.objects.all()] == ["The page is gone.", ""]
    settle_answer(curator, answer, "It is back.", TODAY)
    assert [one.contested for one in LabAnswer.objects.all()] == ["", ""]
    logged = CurationAction.objects.order_by("pk").values_list("action", "subject", "note")
    assert list(logged) == [
        (Deed.CONTEST, "anthropic / an-ask / 2", "The page is gone."),
        (Deed.SETTLE, "anthropic / an-ask / 2", "It is back."),
    ]


def test_a_doubt_without_a_reason_is_refused() -> None:
    answer = make_answer(make_lab("anthropic"), make_ask())
    with pytest.raises(ReasonIsEmpty):
        contest_answer(make_account("curator", staff=True), answer, " ", TODAY)
    assert not CurationAction.objects.exists()

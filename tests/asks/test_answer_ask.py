"""A claim, its proof, a curator's word, an answer and a doubt: what each does and what it refuses."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

import pytest
from django.core import serializers

from asks.errors import ReasonIsEmpty
from asks.kinds import Deed, Proof, Stance
from asks.lab_proof import LineMissing, Outside
from asks.models import CurationAction, LabAnswer, Position, Spokesperson
from asks.services.answer_ask import (
    AskRetired,
    DateDoesNotFit,
    LinkElsewhere,
    NotVouched,
    answer_ask,
    date_fits,
)
from asks.services.claim_lab import AlreadyVouched, UnknownDomain, claim_lab
from asks.services.contest_answer import contest_answer, settle_answer
from asks.services.prove_lab import CHECKS_PER_MINUTE, TooManyChecks, prove_lab
from asks.services.vouch_spokesperson import (
    NotProven,
    OwnClaim,
    dismiss_spokesperson,
    vouch_spokesperson,
)
from tests.asks.answer_cast import PAGE, make_account, make_answer, make_spokesperson
from tests.asks.factories import TODAY, make_ask, make_lab, make_position

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]

LATER = TODAY + dt.timedelta(days=40)


@dataclass
class Names:
    """The DNS outside, in memory."""

    texts_of: dict[str, list[str]] = field(default_factory=dict)

    def addresses(self, host: str, deadline: float) -> list[str]:
        return []

    def texts(self, name: str, deadline: float) -> list[str]:
        return self.texts_of.get(name, [])


def outside(**texts: list[str]) -> Outside:
    names = Names({f"_leverage.{lab}.com": lines for lab, lines in texts.items()})
    return Outside(resolver=names, fetch=lambda host, address, deadline: b"")


def say(
    spokesperson: Spokesperson,
    ask: object = None,
    stance: Stance = Stance.ADOPTED,
    planned_by: str = "",
    url: str = PAGE,
    today: dt.date = TODAY,
) -> LabAnswer:
    found = ask if ask is not None else make_ask()
    return answer_ask(
        spokesperson,
        found,  # type: ignore[arg-type] # An ask, or the default.
        stance=stance,
        planned_by=planned_by,
        url=url,
        today=today,
    )


# -- Claim -------------------------------------------------------------------------------------------


def test_a_claim_draws_a_token_and_proves_nothing() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    assert re.fullmatch(r"[0-9a-f]{32}", claim.token)
    assert (claim.proof, claim.vouched_on, claim.vouched_by) == ("", None, None)


def test_the_same_claim_again_keeps_its_token_and_proof() -> None:
    account, lab = make_account(), make_lab("anthropic")
    claim = claim_lab(account, lab, "anthropic.com")
    Spokesperson.objects.update(proof=Proof.DNS)
    again = claim_lab(account, lab, "anthropic.com")
    assert (again.token, again.proof) == (claim.token, Proof.DNS)


@pytest.mark.parametrize(
    ("slug", "domain"), [("anthropic", "www.anthropic.com"), ("openai", "openai.com")]
)
def test_another_claim_takes_its_place_and_has_to_be_proved_anew(slug: str, domain: str) -> None:
    account = make_account()
    first = claim_lab(account, make_lab("anthropic"), "anthropic.com")
    Spokesperson.objects.update(proof=Proof.DNS)
    lab = make_lab("openai") if slug == "openai" else first.lab
    second = claim_lab(account, lab, domain)
    assert (second.pk, second.proof) == (first.pk, "")
    assert second.token != first.token


@pytest.mark.parametrize("domain", ["openai.com", "evil.anthropic.com", "127.0.0.1", ""])
def test_only_a_known_domain_of_the_lab_can_be_claimed(domain: str) -> None:
    with pytest.raises(UnknownDomain):
        claim_lab(make_account(), make_lab("anthropic"), domain)
    assert not Spokesperson.objects.exists()


def test_who_speaks_for_a_lab_cannot_claim_another() -> None:
    role = make_spokesperson(make_lab("anthropic"))
    with pytest.raises(AlreadyVouched):
        claim_lab(role.account, make_lab("openai"), "openai.com")
    role.refresh_from_db()
    assert role.lab.slug == "anthropic"


# -- Proof -------------------------------------------------------------------------------------------


def test_a_line_that_is_found_is_noted() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    prove_lab(claim, Proof.DNS, outside(anthropic=[f"leverage={claim.token}"]))
    claim.refresh_from_db()
    assert (claim.proof, claim.vouched_on) == (Proof.DNS, None)


def test_the_line_of_another_claim_proves_nothing() -> None:
    lab = make_lab("anthropic")
    claim = claim_lab(make_account(), lab, "anthropic.com")
    other = claim_lab(make_account("other"), lab, "anthropic.com")
    with pytest.raises(LineMissing):
        prove_lab(other, Proof.DNS, outside(anthropic=[f"leverage={claim.token}"]))
    assert not Spokesperson.objects.exclude(proof="").exists()


def test_a_claim_that_was_replaced_meanwhile_is_not_proved_by_its_old_line() -> None:
    account = make_account()
    old = claim_lab(account, make_lab("anthropic"), "anthropic.com")
    claim_lab(account, make_lab("openai"), "openai.com")
    prove_lab(old, Proof.DNS, outside(anthropic=[f"leverage={old.token}"]))
    assert Spokesperson.objects.get().proof == ""


def test_a_domain_that_left_the_list_is_not_asked() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    claim.domain = "gone.example"
    with pytest.raises(UnknownDomain):
        prove_lab(claim, Proof.DNS, outside())


def test_a_lab_is_asked_so_many_times_a_minute_and_no_more() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    for _check in range(CHECKS_PER_MINUTE):
        with pytest.raises(LineMissing):
            prove_lab(claim, Proof.DNS, outside())
    with pytest.raises(TooManyChecks):
        prove_lab(claim, Proof.DNS, outside(anthropic=[f"leverage={claim.token}"]))
    other = claim_lab(make_account("other"), make_lab("openai"), "openai.com")
    prove_lab(other, Proof.DNS, outside(openai=[f"leverage={other.token}"]))


# -- A curator's word --------------------------------------------------------------------------------


def test_a_curator_vouches_for_what_is_proved_and_the_log_names_no_account() -> None:
    claim = make_spokesperson(make_lab("anthropic"), vouched=False)
    curator = make_account("curator", staff=True)
    vouched = vouch_spokesperson(curator, claim, TODAY)
    assert (vouched.vouched_by, vouched.vouched_on) == (curator, TODAY)
    action = CurationAction.objects.get()
    assert (action.actor, action.subject) == (curator, "anthropic")
    assert "otter" not in action.note + action.subject + action.action
    vouch_spokesperson(curator, claim, LATER)
    assert CurationAction.objects.count() == 1


def test_without_proof_nobody_is_vouched_for() -> None:
    claim = make_spokesperson(make_lab("anthropic"), proof="", vouched=False)
    with pytest.raises(NotProven):
        vouch_spokesperson(make_account("curator", staff=True), claim, TODAY)


def test_no_curator_vouches_for_their_own_account() -> None:
    claim = make_spokesperson(make_lab("anthropic"), vouched=False)
    with pytest.raises(OwnClaim):
        vouch_spokesperson(claim.account, claim, TODAY)


def test_a_claim_that_changed_since_the_curator_looked_is_not_vouched_for() -> None:
    seen = make_spokesperson(make_lab("anthropic"), vouched=False)
    claim_lab(seen.account, make_lab("openai"), "openai.com")
    with pytest.raises(Spokesperson.DoesNotExist):
        vouch_spokesperson(make_account("curator", staff=True), seen, TODAY)
    assert Spokesperson.objects.get().vouched_on is None


def test_a_role_ends_with_a_reason_and_its_answers_stay() -> None:
    role = make_spokesperson(make_lab("anthropic"))
    say(role)
    curator = make_account("curator", staff=True)
    with pytest.raises(ReasonIsEmpty):
        dismiss_spokesperson(curator, role, "  ", TODAY)
    dismiss_spokesperson(curator, role, "Left the lab.", TODAY)
    assert not Spokesperson.objects.exists()
    assert LabAnswer.objects.count() == 1
    with pytest.raises(NotVouched):
        say(role)


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

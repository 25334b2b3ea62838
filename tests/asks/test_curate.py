"""The curators' pages: what waits, what they may do, and every refusal in words."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from asks import errors
from asks.curation_words import REFUSALS, refusal_in_words
from asks.kinds import MotionState, ProposalKind, ProposalState
from asks.models import Alias, Ask, CurationAction, Motion, Position, Proposal
from leverage.models import User
from tests.asks.curators import curator_client, make_curator
from tests.asks.factories import make_ask, make_asks, make_lab, make_position

pytestmark = pytest.mark.django_db

CHANGE = {
    "status": "reversed",
    "since": "2026-04",
    "fact": "It took the page down.",
    "url": "https://paper.example/",
    "publisher": "A newspaper",
    "verified": "press",
    "confidence": "medium",
    "reason": "The newspaper says so.",
}


@pytest.fixture
def one() -> Client:
    return curator_client(make_curator("calm-otter"))


@pytest.fixture
def other() -> Client:
    return curator_client(make_curator("kind-heron"))


@pytest.fixture
def proposal() -> Proposal:
    return Proposal.objects.create(
        kind=ProposalKind.WORDING,
        ask=make_ask("ask"),
        title="",
        text="<script>alert(1)</script> Say it plainly.",
        reference_hash=hashlib.sha256(b"words").digest(),
        received_month="2026-11",
    )


def words_of(response: Any) -> str:
    return str(response.content.decode())


# -- The queue -------------------------------------------------------------------------------------------


def test_an_empty_queue_says_so(one: Client) -> None:
    page = words_of(one.get("/curate/"))
    for words in (
        "No proposal waits.",
        "No motion waits.",
        "No position is due.",
        "Nothing was done yet.",
    ):
        assert words in page


def test_the_queue_shows_what_waits(one: Client, other: Client, proposal: Proposal) -> None:
    make_ask("twin")
    make_position(make_lab("lab"), proposal.ask or make_ask(), since="2020", checked=None)
    sent = {"merged": "twin", "target": "ask", "reason": "The same."}
    assert one.post("/curate/merge/", sent)["Location"] == "/curate/"
    page = words_of(one.get("/curate/"))
    assert "Title of ask" in page
    assert "twin → ask" in page
    assert "yours: waits for another curator" in page
    assert "/curate/positions/lab/ask/" in page
    assert "waits for you or another curator" in words_of(other.get("/curate/"))


def test_the_queue_stays_within_its_queries(
    one: Client, proposal: Proposal, django_assert_max_num_queries: Any
) -> None:
    lab = make_lab("lab")
    for ask in make_asks(20):
        make_position(lab, ask, since="2020")
    # Account and factor, three; then one for each part of the page, and the count of what is due.
    with django_assert_max_num_queries(10):
        one.get("/curate/")


# -- Proposals ---------------------------------------------------------------------------------------------


def test_a_proposal_is_taken_up_and_decided_on_its_page(one: Client, proposal: Proposal) -> None:
    path = f"/curate/proposals/{proposal.pk}/"
    page = words_of(one.get(path))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert one.post(path, {"does": "claim"})["Location"] == path
    sent = {"does": "decide", "decision": "declined", "twin": "", "reason": "It is plain."}
    assert one.post(path, sent)["Location"] == "/curate/"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (ProposalState.DECLINED, "It is plain.")
    assert "It is plain." in words_of(one.get(path))


def test_a_bad_decision_is_told_in_words_and_keeps_what_was_typed(
    one: Client, proposal: Proposal
) -> None:
    path = f"/curate/proposals/{proposal.pk}/"
    one.post(path, {"does": "claim"})
    answer = one.post(path, {"does": "decide", "decision": "maybe", "reason": "x" * 601})
    assert answer.status_code == 400
    page = words_of(answer)
    assert "Choose a decision from the list." in page
    assert "A reason may have 600 signs. This one has 601." in page
    assert "<title>Error: " in page
    answer = one.post(path, {"does": "decide", "decision": "duplicate", "reason": "We have it."})
    assert answer.status_code == 302  # A proposal about an ask is a duplicate of that one.


def test_a_claim_that_another_has_is_told_in_words(
    one: Client, other: Client, proposal: Proposal
) -> None:
    path = f"/curate/proposals/{proposal.pk}/"
    one.post(path, {"does": "claim"})
    answer = other.post(path, {"does": "claim"})
    assert answer.status_code == 409
    assert "Another curator took this proposal up." in words_of(answer)
    assert "Take it over" in words_of(answer)
    assert other.post(path, {"does": "take_over"}).status_code == 302


@pytest.mark.parametrize("does", ["claim", "decide"])
def test_an_unknown_proposal_is_not_found(one: Client, does: str) -> None:
    path = "/curate/proposals/00000000-0000-4000-8000-000000000000/"
    assert one.get(path).status_code == 404
    sent = {"does": does, "decision": "accepted", "reason": "Good."}
    assert one.post(path, sent).status_code == 404


# -- Motions ------------------------------------------------------------------------------------------------


def test_a_merge_from_the_first_form_to_its_undo(one: Client, other: Client) -> None:
    make_ask("old"), make_ask("new")
    page = words_of(one.get("/curate/merge/?merged=old&target=new"))
    assert "nobody’s support is moved" in page
    assert '<option value="old" selected lang="en">' in page
    one.post("/curate/merge/", {"merged": "old", "target": "new", "reason": "The same."})
    motion = Motion.objects.get()
    path = f"/curate/motions/{motion.pk}/"
    assert "Title of old" in words_of(other.get(path))
    assert "Second it" not in words_of(one.get(path))
    assert other.post(path, {"does": "second"})["Location"] == "/curate/"
    assert Alias.objects.get().slug == "old"
    assert "old → new" in words_of(one.get("/curate/"))
    assert "Undo it" in words_of(one.get(path))
    answer = one.post(path, {"does": "undo", "reason": ""})
    assert answer.status_code == 400
    assert "Write the reason" in words_of(answer)
    assert one.post(path, {"does": "undo", "reason": "They differ."}).status_code == 302
    motion.refresh_from_db()
    assert (motion.state, Alias.objects.count()) == (MotionState.UNDONE, 0)
    answer = one.post(path, {"does": "undo", "reason": "Again."})
    assert answer.status_code == 409
    assert "There is nothing to undo" in words_of(answer)


def test_a_retirement_is_proposed_and_taken_back(one: Client) -> None:
    make_ask("old")
    one.post("/curate/retire/", {"ask": "old", "successor": "", "reason": "Done with."})
    motion = Motion.objects.get()
    path = f"/curate/motions/{motion.pk}/"
    assert "Take it back" in words_of(one.get(path))
    one.post(path, {"does": "refuse", "reason": "My mistake."})
    assert not Ask.objects.get().retired


def test_a_position_is_changed_by_two(one: Client, other: Client) -> None:
    position = make_position(make_lab("lab"), make_ask("ask"))
    path = "/curate/positions/lab/ask/"
    assert "It says so on a page." in words_of(one.get(path))
    assert one.post(path, CHANGE)["Location"] == "/curate/"
    path = f"/curate/motions/{Motion.objects.get().pk}/"
    page = words_of(other.get(path))
    assert "Until now" in page
    assert "It took the page down." in page
    other.post(path, {"does": "second"})
    position.refresh_from_db()
    assert (position.status, position.history.count()) == ("reversed", 1)


def test_a_position_is_confirmed_by_one(one: Client) -> None:
    position = make_position(make_lab("lab"), make_ask("ask"))
    one.post("/curate/positions/lab/ask/", {"does": "confirm"})
    position.refresh_from_db()
    assert position.checked == timezone.now().date()


def test_a_first_position_can_be_proposed(one: Client) -> None:
    make_lab("lab"), make_ask("ask")
    path = "/curate/positions/lab/ask/"
    assert "What stands now" not in words_of(one.get(path))
    assert one.post(path, CHANGE).status_code == 302
    assert not Position.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("since", "", "Write the date of the source."),
        ("since", "spring", "This is no date."),
        ("since", "2099", "This date is still to come."),
        ("url", "", "Write the address of the source."),
        ("url", "nowhere", "This is no address of a page."),
        ("url", "ftp://paper.example/x", "This is no address of a page."),
        ("publisher", "", "Write who published the source."),
        ("fact", "", "Write what the lab does"),
        ("fact", "x" * 601, "This may have 600 signs. It has 601."),
        ("verified", "unverified", "Choose how close to the original you read."),
        ("reason", "", "Write the reason"),
    ],
)
def test_an_incomplete_position_is_refused_in_words(
    one: Client, field: str, typed: str, words: str
) -> None:
    make_lab("lab"), make_ask("ask")
    answer = one.post("/curate/positions/lab/ask/", {**CHANGE, field: typed})
    assert answer.status_code == 400
    assert words in words_of(answer)
    assert not Motion.objects.exists()


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        (
            "merge",
            {"merged": "ask", "target": "ask", "reason": "Same."},
            "Choose two different asks.",
        ),
        ("merge", {"merged": "", "target": "gone", "reason": ""}, "Choose the ask that goes."),
        ("merge", {"merged": "", "target": "gone", "reason": ""}, "Choose an ask from the list."),
        ("retire", {"ask": "", "successor": "", "reason": "Old."}, "Choose the ask that goes."),
        (
            "retire",
            {"ask": "ask", "successor": "ask", "reason": "Old."},
            "Choose two different asks.",
        ),
    ],
)
def test_a_motion_that_makes_no_sense_is_refused_in_words(
    one: Client, path: str, sent: dict[str, str], words: str
) -> None:
    make_ask("ask")
    answer = one.post(f"/curate/{path}/", sent)
    assert answer.status_code in {400, 409}
    assert words in words_of(answer)
    assert not Motion.objects.exists()


def test_every_refusal_has_words_of_its_own() -> None:
    assert set(REFUSALS) == set(errors.CurationRefused.__subclasses__())
    assert len({refusal_in_words(kind()) for kind in REFUSALS}) == len(REFUSALS)


# -- The log -------------------------------------------------------------------------------------------------


def test_the_public_log_names_deeds_and_reasons_and_nobody(one: Client, client: Client) -> None:
    make_ask("old")
    one.post("/curate/retire/", {"ask": "old", "successor": "", "reason": "Done with."})
    page = words_of(client.get("/about/curation/"))
    assert "moved to retire an ask" in page
    assert "Done with." in page
    assert "calm-otter" not in page
    assert str(User.objects.get().pk) not in page


def test_every_act_is_in_the_log_or_did_not_happen(one: Client) -> None:
    make_ask("old")
    one.post("/curate/retire/", {"ask": "old", "successor": "", "reason": ""})
    assert not CurationAction.objects.exists()


@pytest.mark.parametrize("path", ["", "merge/", "retire/", "positions/lab/ask/"])
def test_a_visitor_gets_no_page_of_curators(client: Client, path: str) -> None:
    make_lab("lab"), make_ask("ask")
    for answer in (client.get(f"/curate/{path}"), client.post(f"/curate/{path}", CHANGE)):
        assert answer.status_code in {302, 405}
    assert not Motion.objects.exists()

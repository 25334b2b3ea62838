"""Looking up with four words what became of a suggestion."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks import limits
from asks.kinds import ProposalKind, ProposalState
from asks.models import Proposal
from asks.references import draw_reference, read_reference, reference_hash
from asks.services.propose import Suggestion, find_proposal, store_proposal
from leverage.secret_words import LIST_SIZE, MalformedWords, word_list
from tests.asks.factories import TODAY, make_ask, make_lab

pytestmark = pytest.mark.usefixtures("db", "fresh_memory")

PATH = "/propose/reference/"


def sent(**parts: Any) -> str:
    """Send a suggestion and return its reference."""
    suggestion = Suggestion(**{"kind": ProposalKind.SOURCE, "text": "Secret words.", **parts})
    return " ".join(store_proposal(suggestion, today=TODAY))


def look(client: Client, words: str) -> Any:
    return client.post(PATH, {"words": words})


def page(response: Any) -> str:
    return html.unescape(response.content.decode())


def decide(state: ProposalState, **columns: Any) -> None:
    Proposal.objects.update(state=state, decided_on=dt.date(2026, 12, 1), **columns)


def test_the_page_asks_for_the_words(client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 200
    assert "Your four words" in page(response)


def test_right_words_show_kind_month_and_state_and_not_what_was_written(client: Client) -> None:
    response = look(client, sent())
    assert response.status_code == 200
    for words in ("A source", "November 2026", "Waiting", "There is no decision yet."):
        assert words in page(response)
    assert "Secret words." not in page(response)
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ProposalState.ACCEPTED, "Accepted"),
        (ProposalState.DECLINED, "Declined"),
        (ProposalState.DUPLICATE, "Already in the catalogue"),
    ],
)
def test_a_decision_is_shown_with_its_reason_and_its_ask(
    client: Client, state: ProposalState, words: str
) -> None:
    reference = sent()
    decide(state, reason="It is <b>known</b>.", ask=make_ask("a"))
    text = look(client, reference).content.decode()
    assert f"<strong>{words}</strong>" in text
    assert "1 December 2026" in text
    assert '<dd dir="auto">It is &lt;b&gt;known&lt;/b&gt;.</dd>' in text
    assert '<a href="/asks/a/">Title of a</a>' in text
    assert "no decision yet" not in text


def test_a_suggestion_about_a_lab_leads_to_it(client: Client) -> None:
    make_lab("north")
    reference = sent(kind=ProposalKind.CORRECTION, lab="north")
    assert '<a href="/labs/north/">North</a>' in page(look(client, reference))


def test_words_are_read_as_people_write_them_down(client: Client) -> None:
    numbered = ", ".join(f"{n}. {word.upper()}" for n, word in enumerate(sent().split(), 1))
    assert look(client, numbered).status_code == 200


def test_words_never_given_out_are_answered_in_words(client: Client) -> None:
    first, *others = sent().split()
    response = look(client, " ".join([*others, first]))
    assert response.status_code == 404
    assert "No suggestion has these words" in page(response)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "Type the four words of your reference."),
        ("abacus abacus abacus", "3 such words were found"),
        ("abacus abacus abacus abakus", "3 such words were found"),
        ("abacus " * 5, "5 such words were found"),
        ("abacus " * 99, "more than four words"),
        ("<svg onload=1>", "0 such words were found"),
        ("abacus\x00 abacus", "a sign that cannot be typed"),
    ],
)
def test_words_that_cannot_be_a_reference_stay_and_are_explained(
    client: Client, typed: str, reason: str
) -> None:
    response = look(client, typed)
    assert response.status_code == 400
    assert reason in page(response)
    assert typed.strip() in page(response)
    assert b"<svg" not in response.content


def test_looking_takes_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reference = sent(ask=make_ask("a").slug)
    with django_assert_max_num_queries(2):
        look(client, reference)


def test_guessing_is_slowed_and_the_words_stay(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOOK_UPS_PER_MINUTE", 0)
    reference = sent()
    response = look(client, reference)
    assert response.status_code == 429
    assert f'value="{reference}"' in page(response)
    assert 0 < int(response["Retry-After"]) <= 60


def test_a_reference_is_four_words_of_the_whole_list() -> None:
    drawn = {draw_reference() for _ in range(200)}
    assert len(drawn) == 200
    assert {len(words) for words in drawn} == {4}
    assert len(word_list()) == LIST_SIZE
    assert len({word[0] for words in drawn for word in words}) > 15


def test_another_order_is_another_reference() -> None:
    one, two, three, four = "abacus", "abdomen", "abdominal", "abide"
    assert reference_hash((one, two, three, four)) != reference_hash((two, one, three, four))
    with pytest.raises(MalformedWords) as refused:
        read_reference("abacus nothing-like-it")
    assert refused.value.known == 1


def test_a_reference_finds_its_own_suggestion_and_no_other() -> None:
    first, second = sent(text="first").split(), sent(text="second").split()
    found = [find_proposal(words) for words in (first, second)]
    assert [one.text for one in found if one] == ["first", "second"]
    assert find_proposal(draw_reference()) is None

"""Suggesting something: the forms, what is stored, twins first."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import ProposalKind, ProposalState
from asks.models import Proposal
from asks.references import reference_hash
from tests.asks.factories import make_ask, make_lab
from tests.asks.proposing import NEW_ASK, WORDING, noon, page, send

__all__ = ["noon"]

pytestmark = pytest.mark.usefixtures("db", "fresh_memory")


def words_of(response: Any) -> list[str]:
    shown = re.search(r'<ol class="receipt"[^>]*>(.*?)</ol>', page(response), re.DOTALL)
    return re.findall(r"<li>([a-z-]+)</li>", shown[1]) if shown else []


# -- Forms -----------------------------------------------------------------------------------------


def test_the_page_offers_every_kind(client: Client) -> None:
    text = client.get("/propose/").content.decode()
    assert [kind for kind in ProposalKind if f'"/propose/?kind={kind.value}"' not in text] == []


def test_the_choice_of_a_kind_keeps_what_it_is_about(client: Client) -> None:
    text = client.get("/propose/", {"lab": "a&b", "ask": '"x'}).content.decode()
    assert '"/propose/?kind=correction&amp;ask=%22x&amp;lab=a%26b"' in text


def test_an_address_can_say_what_it_is_about(client: Client) -> None:
    make_ask("a")
    make_ask("b")
    make_lab("north")
    text = page(client.get("/propose/?kind=correction&ask=b&lab=north"))
    assert re.findall(r'<option value="([^"]*)" selected', text) == ["north", "b"]


@pytest.mark.parametrize("query", ["ask=gone&lab=gone", "ask=%00", "lab=%3Cscript%3E"])
def test_what_an_address_names_wrongly_is_passed_over(client: Client, query: str) -> None:
    response = client.get(f"/propose/?kind=correction&{query}")
    assert response.status_code == 200
    assert re.findall(r'<option value="([^"]+)" selected', page(response)) == []


@pytest.mark.parametrize("kind", [kind.value for kind in ProposalKind])
def test_each_field_says_its_limit_and_the_browser_cuts_nothing(client: Client, kind: str) -> None:
    text = client.get(f"/propose/?kind={kind}").content.decode()
    boxes = len(re.findall(r'<(?:textarea|input type="(?:text|url)")', text))
    assert boxes > 0
    assert len(re.findall(r"At most \d+ signs\.", text)) == boxes
    assert "maxlength" not in text


def test_a_form_takes_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_ask("a")
    with django_assert_max_num_queries(3):
        client.get("/propose/?kind=correction")
    with django_assert_max_num_queries(8):
        send(client, WORDING)


# -- What is stored ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        (
            NEW_ASK,
            {
                "title": NEW_ASK["title"],
                "text": f"{NEW_ASK['text']}\n\nHow to check it: {NEW_ASK['check']}",
                "url": NEW_ASK["url"],
            },
        ),
        (
            {"kind": "source", "ask": "a", "url": "journal.example/paper", "text": "It shows."},
            {"ask__slug": "a", "url": "https://journal.example/paper", "text": "It shows."},
        ),
        (
            {"kind": "correction", "ask": "a", "lab": "north", "text": "Since May it is not so."},
            {"ask__slug": "a", "lab__slug": "north", "text": "Since May it is not so."},
        ),
        (
            {"kind": "correction", "ask": "", "lab": "north", "text": "It has another owner."},
            {"lab__slug": "north", "text": "It has another owner."},
        ),
        (WORDING, {"ask__slug": "a", "text": WORDING["text"]}),
    ],
)
def test_a_suggestion_is_stored_as_it_was_typed(
    client: Client, fields: dict[str, str], stored: dict[str, str]
) -> None:
    make_ask("a")
    make_lab("north")
    assert send(client, fields).status_code == 201
    nothing = {"ask__slug": None, "lab__slug": None, "title": "", "url": ""}
    expected = {"kind": fields["kind"], **nothing, **stored}
    assert Proposal.objects.values(*expected).get() == expected


def test_of_the_moment_only_the_month_is_kept(client: Client) -> None:
    make_ask("a")
    send(client, WORDING)
    found = Proposal.objects.get()
    assert found.received_month == "2026-11"
    assert (found.state, found.decided_on, found.claimed_by) == (ProposalState.NEW, None, None)


def test_the_reference_is_shown_once_and_kept_as_a_hash(client: Client) -> None:
    make_ask("a")
    words = words_of(send(client, WORDING))
    assert len(words) == 4
    assert bytes(Proposal.objects.get().reference_hash) == reference_hash(words)


def test_neither_cookie_nor_cached_copy_is_left(client: Client) -> None:
    make_ask("a")
    for response in (client.get("/propose/"), send(client, WORDING), send(client, {"kind": "x"})):
        assert not response.cookies
        assert response["Cache-Control"] == "no-store"


# -- Twins are shown first -----------------------------------------------------------------------------


@pytest.fixture
def twin(db: None) -> None:
    """Let an ask stand in the catalogue that `NEW_ASK` repeats."""
    make_ask("hives", title="Count the bees in every hive", summary="Count bees on the roof.")
    for number in range(8):
        make_ask(f"other-{number}", title=f"Publish report {number}", summary="About the weather.")


@pytest.mark.usefixtures("twin")
def test_a_likely_twin_is_shown_before_anything_is_stored(client: Client) -> None:
    response = send(client, NEW_ASK)
    assert response.status_code == 200
    assert Proposal.objects.count() == 0
    assert '<a href="/asks/hives/" aria-label="This is it: ' in page(response)
    assert "Mine is different: send it" in page(response)
    for typed in NEW_ASK.values():
        assert typed in page(response)


@pytest.mark.usefixtures("twin")
def test_who_says_that_it_is_different_is_believed(client: Client) -> None:
    assert send(client, {**NEW_ASK, "different": "yes"}).status_code == 201
    assert Proposal.objects.get().title == NEW_ASK["title"]


@pytest.mark.usefixtures("twin")
def test_what_resembles_nothing_goes_straight_in(client: Client) -> None:
    fields = {**NEW_ASK, "title": "Paint doors blue", "text": "Blue paint dries quickly."}
    assert send(client, fields).status_code == 201

"""Suggesting something: the forms, what is stored, twins first, limits, and no trace of the visitor."""

from __future__ import annotations

import datetime as dt
import html
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from asks import limits
from asks.kinds import ProposalKind, ProposalState
from asks.models import Proposal
from asks.references import reference_hash
from tests.asks.factories import make_ask, make_lab
from tests.leverage.conftest import console, remembered

__all__ = ["console", "remembered"]

pytestmark = pytest.mark.usefixtures("db", "fresh_memory")

NEW_ASK = {
    "kind": "new_ask",
    "title": "Count the bees on the roof",
    "text": "Keep hives and count what lives in them.",
    "check": "A number stands on a page.",
    "url": "https://bees.example/",
}
WORDING = {"kind": "wording", "ask": "a", "text": "Say it in fewer words."}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Let it be noon of one day, so that no limit starts anew within a test."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


def send(client: Client, fields: dict[str, str], **more: Any) -> Any:
    return client.post("/propose/", fields, **more)


def page(response: Any) -> str:
    return html.unescape(response.content.decode())


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


# -- Limits --------------------------------------------------------------------------------------------


def test_one_address_may_send_ten_in_an_hour_and_keeps_what_it_typed(client: Client) -> None:
    make_ask("a")
    answers = [send(client, WORDING) for _ in range(limits.PROPOSALS_PER_HOUR + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {201}
    assert answers[-1].status_code == 429
    assert WORDING["text"] in page(answers[-1])
    assert '<option value="a" selected' in page(answers[-1])
    assert "send it again in 60 minutes" in page(answers[-1])
    assert answers[-1]["Retry-After"] == "3600"
    assert send(client, WORDING, REMOTE_ADDR="198.51.100.1").status_code == 201
    assert Proposal.objects.count() == limits.PROPOSALS_PER_HOUR + 1


def test_all_addresses_together_have_a_limit(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROPOSALS_PER_MINUTE", 3)
    make_ask("a")
    answers = [send(client, WORDING, REMOTE_ADDR=f"198.51.100.{n}") for n in range(5)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
    assert "in a minute" in page(answers[-1])
    assert Proposal.objects.count() == 3


def test_who_is_over_the_own_limit_does_not_use_up_the_common_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROPOSALS_PER_MINUTE", 3)
    monkeypatch.setattr(limits, "PROPOSALS_PER_HOUR", 1)
    make_ask("a")
    assert [send(client, WORDING).status_code for _ in range(5)] == [201, 429, 429, 429, 429]
    assert send(client, WORDING, REMOTE_ADDR="198.51.100.1").status_code == 201


def test_a_new_ask_that_must_wait_need_not_be_compared_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROPOSALS_PER_HOUR", 0)
    response = send(client, {**NEW_ASK, "different": "yes"})
    assert response.status_code == 429
    assert 'name="different" value="yes"' in page(response)


def test_a_lost_memory_keeps_no_suggestion_out(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    make_ask("a")
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    }
    with caplog.at_level(logging.WARNING):
        assert send(client, WORDING).status_code == 201
    assert "the limit of proposals is off: the cache cannot be reached" in caplog.messages


def test_a_database_that_does_not_answer_gives_back_what_was_typed(client: Client) -> None:
    make_ask("a")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20ms'")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE asks_proposal IN ACCESS EXCLUSIVE MODE")
        response = send(client, WORDING)
    finally:
        other.close()
    assert response.status_code == 503
    assert WORDING["text"] in page(response)
    assert "We cannot take this in right now" in page(response)
    assert Proposal.objects.count() == 0


# -- No trace of the visitor -----------------------------------------------------------------------------

MARKS = ("203.0.113.77", "MarkedAgent", "marked-referrer", "marked-cookie", "marked-query")


def everything_stored() -> str:
    """Return every row of every table, as the database writes it."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 (names of our own tables)
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_a_visitor_is_in_no_table_no_memory_and_no_log(
    console: Callable[[], str], remembered: Callable[[], bytes]
) -> None:
    make_ask("a")
    marked = Client(
        REMOTE_ADDR="203.0.113.77",
        HTTP_X_FORWARDED_FOR="203.0.113.77",
        HTTP_USER_AGENT="MarkedAgent/7",
        HTTP_REFERER="https://marked-referrer.example/",
        HTTP_COOKIE="session=marked-cookie; csrf=marked-cookie",
    )
    typed = {**WORDING, "text": "Marked words."}
    marked.get("/propose/?kind=wording&ask=marked-query")
    [sent] = {send(marked, typed).status_code for _ in range(limits.PROPOSALS_PER_HOUR)}
    too_many = send(marked, typed)
    marked.post("/propose/?marked-query", {**typed, "text": ""})
    marked.post("/propose/reference/", {"words": "abacus abacus abacus abacus"})
    assert (sent, too_many.status_code) == (201, 429)

    stored, memory, logged = everything_stored(), remembered(), console()
    for mark in MARKS:
        assert mark not in stored
        assert mark.encode() not in memory
        assert mark not in logged
    # The other side: what is meant to be there is seen by the same eyes.
    assert stored.count("Marked words.") == limits.PROPOSALS_PER_HOUR
    assert re.search(rb"proposals-from-[0-9a-f]{16}-\d+", memory)
    assert "POST /propose/ 201" in logged
    assert b"Marked words." not in memory
    assert "Marked words." not in logged


def test_an_address_is_counted_by_its_keyed_hash_even_when_none_is_known(
    client: Client, memory: redis.Redis
) -> None:
    make_ask("a")
    assert send(client, WORDING, REMOTE_ADDR="").status_code == 201
    assert any(b"proposals-from-nowhere-" in key for key in memory.scan_iter())

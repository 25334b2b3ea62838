"""How much may be suggested, and what is typed is never lost when it cannot be taken in."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from asks import limits
from asks.models import Proposal
from tests.asks.factories import make_ask
from tests.asks.proposing import NEW_ASK, WORDING, noon, page, send

__all__ = ["noon"]

pytestmark = pytest.mark.usefixtures("db", "fresh_memory")


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

"""Words that open nothing are answered alike, to the byte and by the same work (privacy.md 11.11).

The work is counted and no clock is read: statements by their form, steps of our own code, hash operations. Equal
counts leave no branch that a clock could see, and they do not depend on what else a computer is doing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from django.test import Client

from outcomes import conversations
from outcomes.crypto.receipts import receipt_hash
from outcomes.models import Entry, Window
from outcomes.receipts import is_open
from outcomes.views import receipt as view
from tests.outcomes.asking import (
    CLOSED,
    PAGE,
    SCRIPT,
    UNKNOWN,
    WITHDRAWN,
    Ask,
    Holder,
    Work,
    holders,
    is_untouched,
    seen,
)

pytestmark = pytest.mark.usefixtures("asks_on_the_day", "fresh_memory", "ready_keys")

each_way = pytest.mark.parametrize("asks", [PAGE, SCRIPT], ids=["page", "script"])
Asks = Mapping[str, Ask]


@pytest.fixture(params=[True, False], ids=["next window open", "no window open"])
def people(request: pytest.FixtureRequest, asks_on_the_day: None, ready_keys: None) -> Any:
    """Return people whose words open nothing, while a window is open or none is."""
    return holders(next_is_open=request.param)


@pytest.fixture
def some(asks_on_the_day: None, ready_keys: None) -> dict[str, Holder]:
    """Return such people while a window is open."""
    return holders(next_is_open=True)


def assert_answers_are_alike(client: Client, asks: Asks, people: Mapping[str, Holder]) -> None:
    """Fail unless every question is answered with the same bytes and headers, whoever asks."""
    answers = {
        (step, name): seen(ask(client, who))
        for step, ask in asks.items()
        for name, who in people.items()
    }
    [status] = {status for status, _body, _headers in answers.values()}
    assert status == 404
    assert len(set(answers.values())) == 1
    assert is_untouched(people[CLOSED])


def assert_work_is_alike(client: Client, asks: Asks, people: Mapping[str, Holder]) -> None:
    """Fail unless each question takes the same statements, steps and hash operations, whoever asks."""
    for ask in asks.values():
        expected = Work().measure(partial(ask, client, people[UNKNOWN]))
        assert expected.total() > 10
        for who in people.values():
            found = Work().measure(partial(ask, client, who))
            assert found - expected == expected - found == {}


@each_way
def test_words_that_open_nothing_are_answered_alike(
    client: Client, asks: Asks, people: dict[str, Holder]
) -> None:
    assert_answers_are_alike(client, asks, people)


@each_way
def test_words_that_open_nothing_take_the_same_work(
    client: Client, asks: Asks, people: dict[str, Holder]
) -> None:
    assert_work_is_alike(client, asks, people)


@each_way
def test_the_measures_tell_words_that_are_open(
    client: Client, asks: Asks, some: dict[str, Holder]
) -> None:
    window = Window.objects.get(pk=some[UNKNOWN].window.pk)
    opened = {**some, "open": Holder(window, "open")}
    for check in (assert_answers_are_alike, assert_work_is_alike):
        with pytest.raises((AssertionError, ValueError)):
            check(client, {"look": next(iter(asks.values()))}, opened)


# -- Broken twins ------------------------------------------------------------------------------------


@each_way
@pytest.mark.parametrize("told", ["in a header", "in the body"])
def test_an_answer_that_tells_withdrawn_is_noticed(
    client: Client,
    asks: Asks,
    some: dict[str, Holder],
    told: str,
) -> None:
    def telling(ask: Ask) -> Ask:
        def answer(client: Client, who: Any) -> Any:
            response = ask(client, who)
            if who is some[WITHDRAWN] and told == "in a header":
                response["X-State"] = "withdrawn"
            elif who is some[WITHDRAWN]:
                response.content += b"withdrawn"
            return response

        return answer

    with pytest.raises(AssertionError, match="len"):
        assert_answers_are_alike(client, {step: telling(ask) for step, ask in asks.items()}, some)


@each_way
def test_an_early_answer_for_unknown_words_is_noticed(
    client: Client, asks: Asks, some: dict[str, Holder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(key: bytes, *, today: dt.date) -> bool:
        known = Entry.objects.filter(receipt_hash=receipt_hash(key)).exists()
        return known and is_open(key, today=today)

    monkeypatch.setattr(view, "is_open", hasty)
    assert_answers_are_alike(client, asks, some)
    with pytest.raises(AssertionError, match="Counter"):
        assert_work_is_alike(client, asks, some)


@each_way
def test_one_more_hash_for_some_words_is_noticed(
    client: Client, asks: Asks, some: dict[str, Holder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def thorough(key: bytes, *, today: dt.date) -> None:
        if receipt_hash(key) in known:
            receipt_hash(key)
        conversations.withdraw_conversation(key, today=today)

    known = {receipt_hash(some[CLOSED].key)}
    monkeypatch.setattr(view, "withdraw_conversation", thorough)
    assert_answers_are_alike(client, asks, some)
    with pytest.raises(AssertionError, match="Counter"):
        assert_work_is_alike(client, asks, some)

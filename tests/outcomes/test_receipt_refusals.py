"""One answer for words never issued, withdrawn and closed; and words that are none."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from outcomes.crypto.receipts import draw_words
from outcomes.limits import RECEIPTS_PER_MINUTE
from outcomes.models import Entry, Window
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.pages import PATH, Author, look, same, withdraw, words_of

pytestmark = pytest.mark.usefixtures("asks_on_the_day", "fresh_memory")


@pytest.fixture
def author(window: Window) -> Author:
    """Return somebody who logged a conversation."""
    return Author(window)


@pytest.fixture
def after_the_window(asks_on_the_day: None, author: Author) -> Iterator[None]:
    """Let the last day of the window be over."""
    noon = dt.datetime.combine(factories.DAY_AFTER, dt.time(12), tzinfo=dt.UTC)
    with time_machine.travel(noon):
        yield


@pytest.fixture
def answer(client: Client) -> Any:
    """Return the answer to words that were never issued."""
    return look(client, " ".join(draw_words()))


def test_words_that_were_never_issued_open_nothing(answer: Any) -> None:
    assert answer.status_code == 404
    assert "Nothing is open under these words" in words_of(answer)


def test_withdrawn_looks_like_never_issued(client: Client, author: Author, answer: Any) -> None:
    withdraw(client, author.words)
    assert same(look(client, author.words), answer)
    assert same(withdraw(client, author.words), answer)
    assert same(client.post(PATH, author.replacement()), answer)


def test_closed_looks_like_never_issued(
    client: Client, window: Window, author: Author, answer: Any
) -> None:
    close_window(window.name)
    assert same(look(client, author.words), answer)
    assert same(withdraw(client, author.words), answer)
    assert same(client.post(PATH, author.replacement()), answer)
    assert Entry.objects.get().sealed is not None


@pytest.mark.usefixtures("after_the_window")
def test_the_day_after_looks_like_never_issued(client: Client, author: Author) -> None:
    unknown = look(client, " ".join(draw_words()))
    assert unknown.status_code == 404
    assert same(look(client, author.words), unknown)


def test_nothing_is_open_under_another_receipt(client: Client, author: Author) -> None:
    other = " ".join(reversed(author.words.split()))
    assert withdraw(client, other).status_code == 404
    assert client.post(PATH, author.replacement(words=other)).status_code == 404
    assert Entry.objects.get().sealed is not None


# -- Words that are none, and too many tries ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "Type the eight words of your receipt."),
        ("abacus abdomen", "2 such words were found"),
        ("zzyzx-marked " * 8, "0 such words were found"),
        ("abacus " * 9, "9 such words were found"),
        ("a" * 401, "more than eight words"),
    ],
)
def test_words_of_the_wrong_kind_are_told_apart(client: Client, words: str, reason: str) -> None:
    response = look(client, words)
    assert response.status_code == 400
    assert reason in words_of(response)
    error = re.search(r'id="id_words_error">(.*?)</div>', words_of(response), re.DOTALL)
    assert error is not None
    assert "zzyzx" not in error[1]
    assert "abacus" not in error[1]


def test_mistyped_words_can_be_corrected_where_they_stand(client: Client) -> None:
    assert ">\nabacus abdomen</textarea>" in words_of(look(client, "abacus abdomen"))


@pytest.mark.parametrize("step", ["replace", "withdraw"])
def test_words_of_the_wrong_kind_change_nothing(client: Client, author: Author, step: str) -> None:
    form = {**author.replacement(words="abacus"), "step": step, "confirm": "on"}
    response = client.post(PATH, form)
    assert response.status_code == 400
    assert "1 such words were found" in words_of(response)
    assert Entry.objects.get().sealed is not None


@pytest.mark.parametrize("step", ["replace", "withdraw"])
def test_a_refused_form_claims_nothing_of_words_that_open_nothing(
    client: Client, window: Window, answer: Any, step: str
) -> None:
    form = {"step": step, "words": " ".join(draw_words())}
    assert same(client.post(PATH, form), answer)


@pytest.mark.parametrize("step", ["replace", "withdraw"])
def test_a_refused_form_claims_nothing_of_words_that_are_none(client: Client, step: str) -> None:
    response = client.post(PATH, {"step": step, "words": "abacus"})
    assert response.status_code in {400, 404}
    assert "It is still stored" not in words_of(response)


def test_an_unknown_step_only_looks(client: Client, author: Author) -> None:
    response = client.post(PATH, {"step": "destroy", "words": author.words})
    assert "It is still stored" in words_of(response)


def test_too_many_tries_by_all_together_are_slowed(client: Client, author: Author) -> None:
    assert look(client, author.words).status_code == 200
    this_minute = f"receipts-{int(time.time() // 60)}"
    assert cache.get(this_minute) == 1
    cache.set(this_minute, RECEIPTS_PER_MINUTE)
    response = look(client, author.words)
    assert response.status_code == 429
    assert "Please wait a little" in words_of(response)
    assert client.get(PATH).status_code == 200


def test_without_the_memory_receipts_still_open(
    client: Client, author: Author, settings: Settings
) -> None:
    gone = {**settings.CACHES["default"], "LOCATION": "unix:///tmp/nothing-is-here.sock"}
    settings.CACHES = {"default": gone}
    assert look(client, author.words).status_code == 200

"""A thousand suggestions at once: each is stored and says so, or is refused with a reason."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from asks import limits
from asks.models import Proposal
from tests.asks.factories import make_ask
from tests.outcomes.concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("fresh_memory", "noon"),
]

VISITORS, POSTS_OF_EACH = 50, 20
Answer = tuple[str, int, str]  # What was sent, and the status and page that came back.


@pytest.fixture
def noon() -> Iterator[None]:
    """Let it be noon of one day, so that no limit starts anew meanwhile."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


def post(application: WSGIHandler, visitor: int, text: str) -> Answer:
    """Send one suggestion to the whole application."""
    request = RequestFactory().post(
        "/propose/",
        {"kind": "wording", "ask": "a", "text": text},
        REMOTE_ADDR=f"198.51.100.{visitor}",
    )
    status: list[str] = []
    response = application(
        request.environ, lambda line, _headers, _error=None: _noted(status, line)
    )
    try:
        page = b"".join(response).decode()
    finally:
        response.close()
    return text, int(status[0].split()[0]), page


def _noted(status: list[str], line: str) -> Callable[[bytes], object]:
    """Keep the status line; what a server would write with is never used."""
    status.append(line)
    return len


def visit(application: WSGIHandler, visitor: int) -> list[Answer]:
    texts = [f"Words {visitor}, {number}." for number in range(POSTS_OF_EACH)]
    return [post(application, visitor, text) for text in texts]


def thousand() -> list[Answer]:
    """Send 20 suggestions from each of 50 threads, each with a connection to the database."""
    make_ask("a")
    application = WSGIHandler()
    answers: list[Answer] = []
    for found in at_once([partial(visit, application, visitor) for visitor in range(VISITORS)]):
        assert isinstance(found, list), found
        answers += found
    assert len(answers) == VISITORS * POSTS_OF_EACH
    return answers


def stored() -> list[str]:
    return sorted(Proposal.objects.values_list("text", flat=True))


def test_a_thousand_at_once_all_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PROPOSALS_PER_MINUTE", 1000)
    monkeypatch.setattr(limits, "PROPOSALS_PER_HOUR", POSTS_OF_EACH)
    answers = thousand()
    assert Counter(status for _text, status, _page in answers) == {201: 1000}
    assert stored() == sorted(text for text, _status, _page in answers)
    assert Proposal.objects.values("reference_hash").distinct().count() == 1000


def test_a_thousand_at_once_are_stored_up_to_the_limit_and_the_others_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "PROPOSALS_PER_MINUTE", 300)
    answers = thousand()
    taken = sorted(text for text, status, _page in answers if status == 201)
    others = [(text, status, page) for text, status, page in answers if status != 201]
    assert stored() == taken
    assert len(taken) == 300
    assert {status for _text, status, _page in others} == {429}
    assert [text for text, _status, page in others if text not in page] == []
    assert [text for text, _status, page in others if "Please wait a little" not in page] == []

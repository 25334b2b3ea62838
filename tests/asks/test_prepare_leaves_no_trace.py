"""What is chosen or typed on the way to a draft is in no table, no memory, no session and no log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from leverage.models import User
from tests.asks.factories import make_lab, make_position
from tests.asks.preparing import ACCEPTING, YES, draft, letter_of, send, speakable
from tests.asks.test_gate import PATHS
from tests.asks.test_propose_leaves_no_trace import everything_stored
from tests.leverage.conftest import console, remembered

__all__ = ["console", "remembered"]

pytestmark = pytest.mark.usefixtures("db", "fresh_memory")

MARK = "marked-by-a-visitor"
LAB, ASK = "the-lab-of-the-offer", "what-was-asked-for"
FIELDS = ("lab", "ask_1", "ask_2", "ask_3", "ask_4", "kind", "register", "length", "careful")
MARKED: dict[str, Any] = {
    **dict.fromkeys(FIELDS, MARK),
    "own_words": f"{MARK} <b>{MARK}</b>",
    MARK: MARK,
    "csrfmiddlewaretoken": MARK,
}
CHOSEN = {"lab": LAB, "ask_1": ASK, "kind": "email", "register": "formal", "length": "short"}
FORMS: list[dict[str, Any]] = [
    MARKED,
    {**MARKED, **YES},
    {**MARKED, **YES, "draft": "page"},
    {**MARKED, **YES, "draft": MARK},
    {**MARKED, "offer_held": MARK},
    {**CHOSEN, **YES},
    {**CHOSEN, **YES, "draft": "page"},
    {**CHOSEN, **YES, "draft": "as_text"},
    {**CHOSEN, **YES, "draft": "page", "own_words": MARK},
]


@pytest.fixture
def catalogue(db: None, on_the_day: dt.date) -> None:
    """Let a lab and an ask have names that stand out."""
    credit = "shows its rules to everybody"
    make_position(make_lab(LAB), speakable(ASK), credit=credit, checked=on_the_day)


def marked_client() -> Client:
    """Return a browser that says much about itself, in every place where one can."""
    return Client(
        raise_request_exception=False,
        REMOTE_ADDR="203.0.113.77",
        HTTP_X_FORWARDED_FOR="203.0.113.77",
        HTTP_X_REAL_IP="203.0.113.77",
        HTTP_FORWARDED="for=203.0.113.77",
        HTTP_USER_AGENT=MARK,
        HTTP_REFERER=f"https://{MARK}.example/",
        HTTP_ORIGIN=f"https://{MARK}.example",
        HTTP_ACCEPT_LANGUAGE=MARK,
        HTTP_COOKIE=f"session={MARK}; csrf={MARK}; offer_held={MARK}",
        HTTP_X_REQUEST_ID=MARK,
    )


def post_everything(client: Client) -> int:
    """Send every form to every gated path, plainly and as parts; return how many were answered with a page."""
    answered = 0
    for path in PATHS:
        for form in FORMS:
            plain = "&".join(f"{key}={value}" for key, value in form.items())
            kind = "application/x-www-form-urlencoded"
            answers = [
                client.post(path, form),
                client.post(f"{path}?{MARK}={MARK}&lab={LAB}", plain, content_type=kind),
                client.post(path, plain.encode(), content_type=f"text/plain; {MARK}"),
            ]
            answered += sum(answer.status_code in {200, 400} for answer in answers)
        client.get(f"{path}?{MARK}={MARK}")
        client.put(path, MARK)
    return answered


@pytest.mark.usefixtures("catalogue")
def test_a_visit_is_in_no_table_no_memory_and_no_log(
    console: Callable[[], str],
    remembered: Callable[[], bytes],
    caplog: pytest.LogCaptureFixture,
) -> None:
    stored, memory = everything_stored(), remembered()
    caplog.set_level("DEBUG")
    for logger in ("django", "django.request", "leverage", "asks"):
        caplog.set_level("DEBUG", logger)
    assert post_everything(marked_client()) == len(PATHS) * len(FORMS) * 3

    assert everything_stored() == stored
    assert remembered() == memory
    logged = console() + caplog.text
    for mark in (MARK, LAB, ASK, "203.0.113.77", "formal", "as_text"):
        assert mark not in logged
        assert mark.encode() not in memory
    assert MARK not in stored
    # The other side: these eyes see what is meant to be there.
    assert ASK in stored
    assert "POST /prepare/<stage:stage>/ 200" in console()
    assert "POST /prepare/<stage:stage>/ 400" in console()
    assert "POST /prepare/reminder/ 200" in console()


@pytest.mark.usefixtures("catalogue")
def test_a_draft_of_somebody_who_is_signed_in_is_in_no_session(
    client: Client, remembered: Callable[[], bytes]
) -> None:
    client.force_login(User.objects.create_user("calm-otter-41"))
    stored, memory = everything_stored(), remembered()
    response = draft(client, ACCEPTING, lab=LAB, ask_1=ASK)
    assert letter_of(response) != ""
    send(client, own_words=MARK)
    assert (everything_stored(), remembered()) == (stored, memory)
    assert b"session" in memory

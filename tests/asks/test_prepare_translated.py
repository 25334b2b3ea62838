"""Everything that the composer says to the person can be translated; what the lab reads stays English."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from asks.composer.parts import Part
from asks.kinds import PositionStatus
from tests.asks.factories import make_ask, make_focus, make_lab, make_position
from tests.asks.preparing import ACCEPTING, DECLINING, OFFER, letter_of, send
from tests.leverage.test_pseudo_locale import GREEK, SENTENCE, bare_words
from tests.pseudo_locale import pseudo, pseudo_locale

pytestmark = pytest.mark.usefixtures("catalogue")

STAGES = [OFFER, DECLINING, ACCEPTING]
SAID_TO_THE_LAB = re.compile(r'<(div|dl) [^>]*lang="en">.*?</\1>', re.DOTALL)
WHY_ENGLISH = (
    "The draft and the replies are in English, because that is how a lab will read or hear them."
)
DRAFT = {"lab": "one", "draft": "page"}
REFUSED: list[dict[str, Any]] = [
    {"lab": "9", "draft": "page"},
    {"draft": "page", "ask_1": "9", "kind": "9", "register": "9", "length": "9"},
    {**DRAFT, "ask_1": "a", "ask_2": "a"},
    {**DRAFT, "ask_1": "in_place"},
    {**DRAFT, "ask_1": "declined"},
    {**DRAFT, "ask_1": "a", "ask_4": "declined"},
    {**DRAFT, "ask_1": "a", "own_words": GREEK},
    {**DRAFT},
]


@pytest.fixture
def catalogue(db: None, on_the_day: dt.date) -> None:
    """A lab with every position there is, in Greek."""
    lab = make_lab("one", name=GREEK, short_name=GREEK)
    make_lab("two", name=GREEK, short_name=GREEK)
    words = {part.value: SENTENCE for part in Part}
    for slug in ("a", *PositionStatus):
        ask = make_ask(slug, short_name=GREEK, title=GREEK, words=words)
        ask.category.title = GREEK
        ask.category.save()
        make_focus(ask, lab)
        if slug in PositionStatus:
            known = {"publisher": GREEK, "credit": GREEK, "checked": on_the_day}
            make_position(lab, ask, PositionStatus(slug), **known)


def bare(response: Any) -> list[str]:
    """Return what a page says in bare English, but for what is said to the lab."""
    return bare_words(SAID_TO_THE_LAB.sub("", response.content.decode()))


@pytest.mark.parametrize("path", STAGES)
def test_gate_and_choices_have_no_bare_word(client: Client, path: str) -> None:
    with pseudo_locale():
        answers = [client.get(path), send(client, path)]
        answers += [send(client, path, lab=lab) for lab in ("one", "two")]
    assert [response.status_code for response in answers] == [200] * 4
    assert [bare(response) for response in answers] == [[]] * 4


@pytest.mark.parametrize("path", STAGES)
def test_a_page_with_a_draft_has_no_bare_word_beside_it(client: Client, path: str) -> None:
    asks = {"ask_1": "partial" if path == ACCEPTING else "a"}
    with pseudo_locale():
        response = send(client, path, **DRAFT, **asks)
    assert response.status_code == 200
    assert bare(response) == []
    assert "Thank" in letter_of(response)
    assert pseudo(WHY_ENGLISH) in response.content.decode()


def test_an_english_page_does_not_say_why_the_draft_is_english(client: Client) -> None:
    page = send(client, OFFER, **DRAFT, ask_1="a").content.decode()
    assert (WHY_ENGLISH in page, 'id="letter"' in page) == (False, True)


@pytest.mark.parametrize("path", STAGES)
@pytest.mark.parametrize("sent", REFUSED, ids=str)
def test_a_refusal_has_no_bare_word(client: Client, path: str, sent: dict[str, str]) -> None:
    with pseudo_locale():
        response = send(client, path, **sent)
    assert bare(response) == []

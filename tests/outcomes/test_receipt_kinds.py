"""Replacing where a window has two kinds: the line says which, and answers of the other kind are refused."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from outcomes.client_half import seal_conversation
from outcomes.crypto.credential_lines import format_line
from outcomes.crypto.receipts import draw_words, receipt_key
from outcomes.kinds import Kept, Kind, Response
from outcomes.models import Entry, Window
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES
from tests.outcomes.pages import PATH, Author, error_of, look, opened, words_of

pytestmark = pytest.mark.usefixtures("asks_on_the_day", "fresh_memory")

CONVERSATION_ONLY = "Your line is for a conversation. Choose what they said."
DELIVERY_ONLY = "Your line is for what became of an ask. Choose whether they kept it."


class Witness(Author):
    """Somebody who said what became of an ask at the first lab, and what they hold."""

    def __init__(self, window: Window) -> None:
        self.credentials = factories.draw(window, "brave-heron-7", kind=Kind.DELIVERY)
        self.words = " ".join(draw_words())
        credential = self.credentials[NORTH]
        sealed = seal_conversation(window, credential, [(SAFETY_CASES, Kept.KEPT)])
        logged = factories.Logged(credential, receipt_key(self.words.split()), sealed)
        assert factories.log_again(window, logged)


@pytest.fixture
def witness(window_of_both: Window) -> Witness:
    """Return somebody who said what became of an ask."""
    return Witness(window_of_both)


def test_the_deciding_ask_can_come_later(client: Client, window: Window) -> None:
    author = Author(window)
    second = {"ask_2": NO_GAG, "response_2": Response.AGREED.value}
    response = client.post(PATH, author.replacement(decided="joined_for:2", **second))
    assert response.status_code == 200
    assert opened(window, Entry.objects.get()).decided == (NO_GAG, "joined_for")


def test_a_decision_about_an_empty_slot_is_refused_and_changes_nothing(
    client: Client, window: Window
) -> None:
    author = Author(window)
    before = list(Entry.objects.values())
    response = client.post(PATH, author.replacement(decided="joined_for:2"))
    assert response.status_code == 400
    assert "Your second ask is empty." in error_of(response, "decided")
    assert '<option value="joined_for:2" selected' in words_of(response)
    assert list(Entry.objects.values()) == before


def test_what_became_of_an_ask_is_offered_only_where_it_is_counted(
    client: Client, window: Window
) -> None:
    assert "They broke it" not in words_of(look(client, Author(window).words))


def test_the_opened_page_is_the_same_for_both_kinds(
    client: Client, window_of_both: Window, witness: Witness
) -> None:
    pages = []
    for holder in (Author(window_of_both), witness):
        page = words_of(look(client, holder.words))
        assert "They broke it" in page
        pages.append(page.replace(holder.words, ""))
    assert pages[0] == pages[1]


def test_what_became_of_an_ask_is_replaced(
    client: Client, window_of_both: Window, witness: Witness
) -> None:
    response = client.post(PATH, witness.replacement(response_1=Kept.BROKEN.value))
    assert response.status_code == 200
    found = opened(window_of_both, Entry.objects.get())
    assert (found.items, found.decided) == (((SAFETY_CASES, "broken"),), None)


def test_answers_of_the_other_kind_are_refused_at_their_field(
    client: Client, window_of_both: Window, witness: Witness
) -> None:
    author = Author(window_of_both)
    before = list(Entry.objects.values())
    kept = {"ask_2": NO_GAG, "response_2": Kept.KEPT.value}
    said = client.post(PATH, author.replacement(**kept))
    assert said.status_code == 400
    assert error_of(said, "response_1") == ""
    assert CONVERSATION_ONLY in error_of(said, "response_2")
    became = client.post(PATH, witness.replacement(decided="joined_for:1"))
    assert became.status_code == 400
    assert DELIVERY_ONLY in error_of(became, "response_1")
    assert "Choose No, or not yet." in error_of(became, "decided")
    chosen = re.findall(r'<option value="([^"]+)" selected', words_of(became))
    assert chosen == [SAFETY_CASES, Response.DECLINED.value, "joined_for:1"]
    assert list(Entry.objects.values()) == before


def test_the_line_of_the_other_kind_replaces_nothing(
    client: Client, window_of_both: Window, witness: Witness
) -> None:
    before = list(Entry.objects.values())
    line = format_line(factories.draw(window_of_both)[NORTH])
    response = client.post(PATH, witness.replacement(credential=line))
    assert response.status_code == 403
    assert "belongs to another lab" in error_of(response, "credential")
    assert list(Entry.objects.values()) == before

"""Returning with eight words: look, replace, withdraw."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.crypto import contexts, payload, sealing
from outcomes.crypto.credential_lines import format_line
from outcomes.keystore import sealing_key
from outcomes.kinds import Response, ResponseClass
from outcomes.models import Entry, Window
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH
from tests.outcomes.pages import PATH, Author, look, withdraw, words_of

pytestmark = pytest.mark.usefixtures("asks_on_the_day", "fresh_memory")


@pytest.fixture
def author(window: Window) -> Author:
    """Return somebody who logged a conversation."""
    return Author(window)


# -- Looking ---------------------------------------------------------------------------------------


def test_the_page_asks_for_the_words(client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 200
    assert "Your eight words" in words_of(response)


def test_right_words_show_that_a_conversation_is_stored_and_not_what_it_says(
    client: Client, author: Author
) -> None:
    response = look(client, author.words)
    page = words_of(response)
    assert response.status_code == 200
    assert "It is still stored" in page
    assert "Until 30 June 2025 you can" in page
    assert re.findall(r'<option value="([^"]+)" selected', page) == []
    assert "North Lab" not in page


def test_words_are_read_as_people_write_them_down(client: Client, author: Author) -> None:
    numbered = ", ".join(f"{n}. {w.upper()}" for n, w in enumerate(author.words.split(), 1))
    assert look(client, numbered).status_code == 200


def test_looking_changes_nothing(client: Client, author: Author) -> None:
    before = list(Entry.objects.values())
    look(client, author.words)
    assert list(Entry.objects.values()) == before


def test_looking_takes_few_queries(
    client: Client, author: Author, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        look(client, author.words)


# -- Replacing -------------------------------------------------------------------------------------


def test_a_replaced_conversation_reads_as_it_stands_now(
    client: Client, window: Window, author: Author
) -> None:
    response = client.post(PATH, author.replacement())
    assert response.status_code == 200
    assert "It is replaced" in words_of(response)
    [entry] = Entry.objects.all()
    info = contexts.entry_info(window.name, bytes(entry.nullifier))
    sealed = bytes(entry.sealed or b"")
    opened = payload.decode(sealing.open_sealed(sealing_key(window.name), info, sealed))
    assert opened.items == ((SAFETY_CASES, ResponseClass.NO.value),)


def test_the_words_stay_good_after_a_replacement(client: Client, author: Author) -> None:
    client.post(PATH, author.replacement())
    assert look(client, author.words).status_code == 200
    assert client.post(PATH, author.replacement(ask_1=NO_GAG)).status_code == 200


def test_another_line_cannot_replace_it(client: Client, author: Author) -> None:
    before = list(Entry.objects.values())
    other = format_line(author.credentials[SOUTH])
    response = client.post(PATH, author.replacement(credential=other))
    assert response.status_code == 403
    assert "belongs to another lab" in words_of(response)
    assert f'<option value="{SAFETY_CASES}" selected' in words_of(response)
    assert list(Entry.objects.values()) == before


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"ask_1": ""}, "Choose the ask you raised."),
        ({"ask_1": "no-such-ask"}, "not counted in this window"),
        ({"response_1": ""}, "what they said about your first ask"),
        ({"ask_2": SAFETY_CASES, "response_2": "agreed"}, "You chose this ask above."),
        ({"ask_4": NO_GAG, "response_4": "agreed"}, "at most three asks"),
        ({"credential": ""}, "Paste the line for this lab"),
    ],
)
def test_a_refused_replacement_says_why_and_changes_nothing(
    client: Client, author: Author, changed: dict[str, str], reason: str
) -> None:
    before = list(Entry.objects.values())
    response = client.post(PATH, author.replacement(**changed))
    assert response.status_code == 400
    assert reason in words_of(response)
    assert list(Entry.objects.values()) == before


def test_a_changed_offer_is_not_stored_here_either(client: Client, author: Author) -> None:
    before = list(Entry.objects.values())
    response = client.post(PATH, author.replacement(response_1=Response.OFFER_AFFECTED.value))
    assert "Nothing about this was stored." in words_of(response)
    assert list(Entry.objects.values()) == before

    # -- Withdrawing ------------------------------------------------------------------------------------
    assert "stays as it was" in response.content.decode()


def test_a_withdrawn_conversation_leaves_a_spent_mark_alone(client: Client, author: Author) -> None:
    response = withdraw(client, author.words)
    assert response.status_code == 200
    assert "It is withdrawn" in words_of(response)
    [entry] = Entry.objects.all()
    assert (entry.sealed, entry.receipt_hash) == (None, None)
    nullifier = contexts.nullifier_of(author.credentials[NORTH].input_msg)
    assert bytes(entry.nullifier) == nullifier


def test_withdrawing_needs_a_clear_yes(client: Client, author: Author) -> None:
    response = withdraw(client, author.words, confirm="")
    assert response.status_code == 400
    assert "Tick the box to withdraw it." in words_of(response)
    assert Entry.objects.get().sealed is not None


def test_the_line_of_a_withdrawn_conversation_cannot_pay_again(
    client: Client, author: Author
) -> None:
    withdraw(client, author.words)
    form = {**author.replacement(), "offer_held": "on", "table": NORTH}
    assert client.post("/log/", form).status_code == 409

"""The page on which a conversation is logged, and what it stores."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.models import Ask
from outcomes.crypto.credential_lines import format_line
from outcomes.crypto.receipts import WORDS_IN_RECEIPT, normalise_words, receipt_hash, receipt_key
from outcomes.kinds import Response, ResponseClass
from outcomes.models import Entry, Window
from tests.asks.factories import make_ask, make_focus, make_lab
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, THIRD_PARTIES
from tests.outcomes.pages import form, opened, receipt_words, words_of

pytestmark = pytest.mark.usefixtures("asks_on_the_day")

QUERIES_OF_THE_FORM = 1  # The window, with its asks and the focus in it.


@pytest.fixture
def line(window: Window) -> str:
    """Return the line of a sheet for the first lab."""
    return format_line(factories.draw(window)[NORTH])


# -- The form --------------------------------------------------------------------------------------


def test_the_page_offers_the_labs_and_asks_of_the_window(client: Client, window: Window) -> None:
    page = words_of(client.get("/log/"))
    for known in (*window.tables, *({"name": ask["short_name"]} for ask in window.asks)):
        assert f">{known['name']}</option>" in page
    assert "is open until 30 June 2025" in page


def test_nothing_is_chosen_beforehand(client: Client, window: Window) -> None:
    page = words_of(client.get("/log/"))
    assert re.findall(r'<option value="([^"]+)" selected', page) == []
    assert re.findall(r"<input[^>]* checked", page) == []


def test_a_link_from_a_lab_chooses_it_and_puts_its_focus_first(
    client: Client, window: Window
) -> None:
    lab = make_lab(NORTH)
    make_focus(Ask.objects.get(slug=NO_GAG), lab)
    page = words_of(client.get("/log/", {"lab": NORTH}))
    assert f'<option value="{NORTH}" selected' in page
    groups = re.findall(r'<optgroup label="([^"]+)">', page)
    assert groups[0] == "In focus at this lab"
    first = re.search(r'<optgroup label="In focus at this lab">\s*<option value="([^"]+)"', page)
    assert first is not None
    assert first[1] == NO_GAG


def test_without_a_lab_the_focus_for_everyone_comes_first(client: Client, window: Window) -> None:
    make_focus(Ask.objects.get(slug=NO_GAG))
    groups = re.findall(r'<optgroup label="([^"]+)">', words_of(client.get("/log/")))
    assert groups[0] == "In focus now"


def test_an_unknown_lab_in_the_address_chooses_nothing(client: Client, window: Window) -> None:
    response = client.get("/log/", {"lab": "no-such-lab"})
    assert response.status_code == 200
    assert re.findall(r'<option value="([^"]+)" selected', words_of(response)) == []


@pytest.mark.parametrize("more", [0, 36])
def test_the_form_takes_as_many_queries_for_many_asks_as_for_few(
    client: Client,
    window: Window,
    django_assert_num_queries: DjangoAssertNumQueries,
    more: int,
) -> None:
    make_focus(Ask.objects.get(slug=NO_GAG), make_lab(NORTH))
    for _number in range(more):
        make_ask()
    with django_assert_num_queries(QUERIES_OF_THE_FORM):
        client.get("/log/", {"lab": NORTH})


# -- Storing ---------------------------------------------------------------------------------------


def test_a_conversation_is_one_row_and_eight_words(
    client: Client, window: Window, line: str
) -> None:
    response = client.post("/log/", form(line))
    assert response.status_code == 201
    words = receipt_words(response)
    assert len(words) == WORDS_IN_RECEIPT
    [entry] = Entry.objects.all()
    key = receipt_key(normalise_words(" ".join(words)))
    assert bytes(entry.receipt_hash or b"") == receipt_hash(key)


def test_the_row_holds_what_was_said_sealed_and_only_its_class(
    client: Client, window: Window, line: str
) -> None:
    second = {"ask_2": NO_GAG, "response_2": Response.NO_ANSWER.value}
    third = {"ask_3": THIRD_PARTIES, "response_3": Response.DISCOURAGED.value}
    assert client.post("/log/", form(line, **second, **third)).status_code == 201
    [entry] = Entry.objects.all()
    assert opened(window, entry).items == (
        (SAFETY_CASES, ResponseClass.YES.value),
        (NO_GAG, ResponseClass.OPEN.value),
        (THIRD_PARTIES, ResponseClass.NO.value),
    )


def test_a_conversation_says_nothing_of_account_lab_or_time(
    client: Client, window: Window, line: str
) -> None:
    client.post("/log/", form(line))
    columns = {field.name for field in Entry._meta.get_fields()}
    assert columns == {"nullifier", "sealed", "receipt_hash", "window"}
    [entry] = Entry.objects.all()
    assert entry.window == window.name
    stored = bytes(entry.nullifier) + bytes(entry.sealed or b"") + bytes(entry.receipt_hash or b"")
    for word in (NORTH, SAFETY_CASES, "calm-otter"):
        assert word.encode() not in stored


def test_the_page_with_the_words_is_kept_nowhere_and_prints_no_site_name(
    client: Client, line: str
) -> None:
    response = client.post("/log/", form(line))
    assert response["Cache-Control"] == "no-store"
    assert '<body class="print-bare">' in words_of(response)
    assert line not in words_of(response)


def test_storing_takes_few_queries(
    client: Client, line: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    # Four of them mark one transaction, since a test is inside of another.
    with django_assert_max_num_queries(11):
        assert client.post("/log/", form(line)).status_code == 201


def test_a_line_may_be_pasted_as_a_mail_program_mangles_it(client: Client, line: str) -> None:
    wrapped = "\n> ".join(line[start : start + 60] for start in range(0, len(line), 60))
    response = client.post("/log/", form(f"North Lab: {wrapped}\n"))
    assert response.status_code == 201


# -- The offer was changed -----------------------------------------------------------------------------


def test_a_changed_offer_shows_help_and_stores_nothing(client: Client, line: str) -> None:
    response = client.post("/log/", form(line, response_1=Response.OFFER_AFFECTED.value))
    assert response.status_code == 200
    assert "Nothing about this was stored." in words_of(response)
    assert "Your other asks" not in words_of(response)
    assert not Entry.objects.exists()


def test_the_other_asks_can_be_sent_without_it(client: Client, window: Window, line: str) -> None:
    both = {"ask_2": NO_GAG, "response_2": Response.DECLINED.value}
    page = words_of(
        client.post("/log/", form(line, response_1=Response.OFFER_AFFECTED.value, **both))
    )
    assert "Your other asks" in page
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert Response.OFFER_AFFECTED.value not in again.values()
    assert SAFETY_CASES not in again.values()
    assert client.post("/log/", again).status_code == 201
    [entry] = Entry.objects.all()
    assert opened(window, entry).items == ((NO_GAG, ResponseClass.NO.value),)

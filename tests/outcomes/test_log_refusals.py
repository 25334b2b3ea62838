"""What the log page refuses: each with field and reason, nothing lost and nothing half-written."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from outcomes.crypto.credential_lines import format_line
from outcomes.kinds import Response
from outcomes.models import Entry, Window
from outcomes.windows import OTHER, close_window
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH, WHISTLEBLOWING
from tests.outcomes.pages import error_of, form, words_of

pytestmark = pytest.mark.usefixtures("asks_on_the_day")


@pytest.fixture
def line(window: Window) -> str:
    """Return the line of a sheet for the first lab."""
    return format_line(factories.draw(window)[NORTH])


# -- Refusals of a credential -----------------------------------------------------------------------


def test_a_line_pays_once(client: Client, line: str) -> None:
    assert client.post("/log/", form(line)).status_code == 201
    before = list(Entry.objects.values())
    response = client.post("/log/", form(line, response_1=Response.DECLINED.value))
    assert response.status_code == 409
    assert "was used before, to log something or in exchange" in error_of(response, "credential")
    assert f'<option value="{Response.DECLINED.value}" selected' in words_of(response)
    assert list(Entry.objects.values()) == before


def test_a_changed_line_is_forged(client: Client, window: Window) -> None:
    credential = factories.draw(window)[NORTH]
    flipped = bytes([credential.signature[0], credential.signature[1] ^ 1])
    signature = flipped + credential.signature[2:]
    forged = format_line(type(credential)(credential.input_msg, signature, credential.context))
    response = client.post("/log/", form(forged))
    assert response.status_code == 403
    assert "signature on this line does not fit" in error_of(response, "credential")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("other", [SOUTH, OTHER])
def test_the_line_of_another_lab_is_refused_and_stays_good(
    client: Client, window: Window, other: str
) -> None:
    lines = {table: format_line(one) for table, one in factories.draw(window).items()}
    response = client.post("/log/", form(lines[other]))
    assert response.status_code == 403
    assert "belongs to another lab" in error_of(response, "credential")
    assert not Entry.objects.exists()
    assert client.post("/log/", form(lines[other], table=other)).status_code == 201


# -- Refusals of what was filled in ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"offer_held": ""}, "offer_held", "for people who hold an offer, or held one"),
        ({"table": ""}, "table", "Choose the lab that made you the offer."),
        ({"table": "no-such-lab"}, "table", "no table of its own"),
        ({"ask_1": ""}, "ask_1", "Choose the ask you raised."),
        ({"ask_1": "no-such-ask"}, "ask_1", "not counted in this window"),
        ({"response_1": ""}, "response_1", "what they said about your first ask"),
        ({"response_1": "maybe"}, "response_1", "not on the list"),
        ({"ask_2": NO_GAG}, "response_2", "what they said about your second ask"),
        ({"response_3": Response.AGREED.value}, "ask_3", "the ask that this answer belongs to"),
        (
            {"ask_2": SAFETY_CASES, "response_2": Response.DECLINED.value},
            "ask_2",
            "You chose this ask above.",
        ),
        ({"credential": ""}, "credential", "Paste the line for this lab"),
        ({"credential": "hello"}, "credential", "not a line from a sheet"),
        ({"credential": "lvg1.AAAA"}, "credential", "cut short"),
        ({"credential": "x" * 5000}, "credential", "more than one line of a sheet"),
    ],
)
def test_a_refused_form_names_field_and_reason_and_stores_nothing(
    client: Client, line: str, changed: dict[str, str], field: str, reason: str
) -> None:
    response = client.post("/log/", form(line, **changed))
    assert response.status_code == 400
    assert reason in error_of(response, field)
    assert f'href="#id_{field}"' in words_of(response)
    assert "<title>Error: " in words_of(response)
    assert not Entry.objects.exists()


def test_a_fourth_ask_is_refused_in_words(client: Client, line: str) -> None:
    fourth = {"ask_4": NO_GAG, "response_4": Response.AGREED.value}
    response = client.post("/log/", form(line, **fourth))
    assert response.status_code == 400
    assert "at most three asks" in words_of(response)
    assert not Entry.objects.exists()


def test_two_asks_in_one_place_are_refused_in_words(client: Client, line: str) -> None:
    response = client.post("/log/", {**form(line), "ask_1": [SAFETY_CASES, NO_GAG]})
    assert response.status_code == 400
    assert "at most three asks" in words_of(response)
    assert not Entry.objects.exists()


def test_everything_that_was_filled_in_is_still_there(client: Client, line: str) -> None:
    filled = form(
        line,
        ask_2=NO_GAG,
        response_2=Response.PASSED_ON.value,
        ask_3=WHISTLEBLOWING,
        response_3="",
    )
    response = client.post("/log/", filled)
    page = words_of(response)
    assert response.status_code == 400
    chosen = re.findall(r'<option value="([^"]+)" selected', page)
    values = (NORTH, SAFETY_CASES, Response.AGREED, NO_GAG, Response.PASSED_ON, WHISTLEBLOWING)
    assert chosen == [str(value) for value in values]
    assert re.search(r'name="offer_held"[^>]* checked', page)
    assert line in page


def test_what_was_typed_comes_back_harmless(client: Client, window: Window) -> None:
    response = client.post("/log/", form("<script>alert(1)</script>"))
    assert b"<script>alert" not in response.content


# -- No window ---------------------------------------------------------------------------------------


def test_a_closed_window_stores_nothing_and_says_so(
    client: Client, window: Window, line: str
) -> None:
    close_window(window.name)
    assert client.get("/log/").status_code == 200
    response = client.post("/log/", form(line))
    assert response.status_code == 409
    assert "No window is open" in words_of(response)
    assert not Entry.objects.exists()


def test_a_demonstration_is_never_logged_into(client: Client, window: Window, line: str) -> None:
    Window.objects.update(demonstration=True)
    assert client.post("/log/", form(line)).status_code == 409
    assert not Entry.objects.exists()

"""What became of an ask: its own page, its own line, its own table, and nothing that ties it to a conversation."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.client_half import draw_credentials
from outcomes.crypto.credential_lines import format_line
from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.kinds import Kept, Kind, Query, Response
from outcomes.models import Entry, Window
from outcomes.releases import release_window
from outcomes.statistics.counting import cells
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH
from tests.outcomes.pages import error_of, form, look, opened, receipt_words, words_of
from tests.outcomes.releasing import SLUGS, Draw
from tests.outcomes.requests import LOG, b64, post

pytestmark = pytest.mark.usefixtures("asks_on_the_day", "fresh_memory")

PATH = "/log/delivery/"


@pytest.fixture
def line(window_of_both: Window) -> str:
    """Return the line of a sheet for what became of an ask at the first lab."""
    return format_line(factories.draw(window_of_both, kind=Kind.DELIVERY)[NORTH])


def told(line: str, **fields: str) -> dict[str, str]:
    """Return what a person fills in for one ask."""
    return form(line, **{"response_1": Kept.BROKEN.value, **fields})


# -- The page -----------------------------------------------------------------------------------------


def test_the_page_offers_labs_asks_and_what_can_have_become_of_them(
    client: Client, window_of_both: Window
) -> None:
    page = words_of(client.get(PATH))
    for known in ("North Lab", "South Lab", "Safety cases", "They kept part of it"):
        assert f">{known}</option>" in page
    assert re.findall(r'<option value="([^"]+)" selected', page) == []
    assert 'name="decided"' not in page
    assert PATH in words_of(client.get("/log/"))


def test_in_a_first_window_the_page_says_when_it_comes(client: Client, window: Window) -> None:
    found = client.get(PATH), client.post(PATH, form())
    assert [answer.status_code for answer in found] == [200, 409]
    for answer in found:
        assert "it closes on 30 June 2025" in words_of(answer)
        assert "From the next window on" in words_of(answer)
    assert PATH not in words_of(client.get("/log/"))


def test_without_a_window_nothing_is_stored(
    client: Client, window_of_both: Window, line: str
) -> None:
    close_window(window_of_both.name)
    assert client.post(PATH, told(line)).status_code == 409
    assert not Entry.objects.exists()


def test_the_page_reads_and_sets_no_cookie(client: Client, line: str) -> None:
    client.cookies["session"] = "made-up"
    for answer in (client.get(PATH), client.post(PATH, told(line))):
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"


# -- Storing ------------------------------------------------------------------------------------------


def test_what_became_of_the_asks_is_sealed_and_the_words_open_it(
    client: Client, window_of_both: Window, line: str
) -> None:
    second = {"ask_2": NO_GAG, "response_2": Kept.PARTLY.value}
    response = client.post(PATH, told(line, **second))
    assert response.status_code == 201
    found = opened(window_of_both, Entry.objects.get())
    assert (found.items, found.decided) == (((SAFETY_CASES, "broken"), (NO_GAG, "partly")), None)
    assert look(client, " ".join(receipt_words(response))).status_code == 200


def test_a_row_of_it_looks_like_any_other(client: Client, line: str) -> None:
    client.post(PATH, told(line))
    [row] = Entry.objects.values()
    assert set(row) == {"nullifier", "sealed", "receipt_hash", "window"}
    assert len(bytes(row["sealed"] or b"")) == SEALED_SIZE


def test_one_account_can_log_both_and_a_line_pays_once(
    client: Client, window_of_both: Window
) -> None:
    drawn = draw_credentials(factories.make_account(), window_of_both, today=factories.DAY)
    lines = {one.context.kind: format_line(one) for one in drawn if one.context.table == NORTH}
    assert client.post("/log/", form(lines[Kind.CONVERSATION])).status_code == 201
    assert client.post(PATH, told(lines[Kind.DELIVERY])).status_code == 201
    response = client.post(PATH, told(lines[Kind.DELIVERY]))
    assert response.status_code == 409
    assert "was used before" in error_of(response, "credential")
    assert Entry.objects.count() == 2


def test_storing_takes_few_queries(
    client: Client, line: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(11):
        assert client.post(PATH, told(line)).status_code == 201


def test_a_script_sends_it_where_conversations_go(client: Client, window_of_both: Window) -> None:
    credential = factories.draw(window_of_both, kind=Kind.DELIVERY)[NORTH]
    logged = factories.prepare(window_of_both, credential)
    request = {
        "window": window_of_both.name,
        "table": NORTH,
        "kind": "delivery",
        "tier": "drawn",
        "input_msg": b64(credential.input_msg),
        "sig": b64(credential.signature),
        "sealed": b64(logged.sealed),
        "receipt_key": b64(logged.receipt_key),
    }
    assert post(client, LOG, {**request, "kind": "conversation"}).status_code == 403
    assert post(client, LOG, request).status_code == 201


# -- Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"offer_held": ""}, "offer_held", "for people who hold an offer, or held one"),
        ({"table": ""}, "table", "Choose the lab that said yes."),
        ({"ask_1": ""}, "ask_1", "Choose the ask that they said yes to."),
        ({"response_1": ""}, "response_1", "whether they kept the first ask"),
        ({"response_1": "agreed"}, "response_1", "not on the list"),
        ({"ask_3": NO_GAG}, "response_3", "whether they kept the third ask"),
        ({"response_2": "kept"}, "ask_2", "the ask that this answer belongs to"),
        ({"ask_2": SAFETY_CASES, "response_2": "kept"}, "ask_2", "You chose this ask above."),
        ({"credential": ""}, "credential", "Paste the line for this lab"),
    ],
)
def test_a_refused_form_names_field_and_reason_and_stores_nothing(
    client: Client, line: str, changed: dict[str, str], field: str, reason: str
) -> None:
    response = client.post(PATH, told(line, **changed))
    assert response.status_code == 400
    assert reason in error_of(response, field)
    assert "<title>Error: " in words_of(response)
    assert not Entry.objects.exists()


def test_a_line_of_the_other_kind_is_refused_in_words_on_both_pages(
    client: Client, window_of_both: Window, line: str
) -> None:
    other = format_line(factories.draw(window_of_both, "brave-heron-7")[NORTH])
    here = client.post(PATH, told(other))
    there = client.post("/log/", form(line))
    assert (here.status_code, there.status_code) == (400, 400)
    assert "This line is for a conversation." in error_of(here, "credential")
    assert "This line is for what became of an ask" in error_of(there, "credential")
    assert f'<option value="{Kept.BROKEN.value}" selected' in words_of(here)
    assert f'<option value="{Response.AGREED.value}" selected' in words_of(there)
    assert not Entry.objects.exists()
    assert client.post(PATH, told(line)).status_code == 201
    assert client.post("/log/", form(other)).status_code == 201


def test_the_line_of_another_lab_is_refused(client: Client, window_of_both: Window) -> None:
    south = factories.draw(window_of_both, kind=Kind.DELIVERY)[SOUTH]
    response = client.post(PATH, told(format_line(south)))
    assert response.status_code == 403
    assert "belongs to another lab" in error_of(response, "credential")
    assert not Entry.objects.exists()


def test_a_delivery_line_is_not_exchanged_for_a_mail(client: Client, line: str) -> None:
    response = client.post("/log/verify/", {"credential": line, "headers": "Subject: x"})
    assert response.status_code == 400
    assert "This line is for what became of an ask" in error_of(response, "credential")


# -- Counting -----------------------------------------------------------------------------------------


def test_the_release_counts_it_in_tables_of_its_own(
    client: Client, window_of_both: Window, line: str, draws: list[Draw]
) -> None:
    assert client.post(PATH, told(line)).status_code == 201
    close_window(window_of_both.name)
    release_window(window_of_both.name)
    columns = cells(SLUGS, Kind.DELIVERY, Query.RESPONSES)
    counted = [
        {cell: n for cell, n in zip(columns, draw.values, strict=True) if n}
        for draw in draws
        if len(draw.values) == len(columns)
    ]
    # Both kinds have as many columns: first the three tables of conversations, then those of deliveries.
    assert counted == [{}, {}, {}, {(SAFETY_CASES, Kept.BROKEN): 1}, {}, {}]

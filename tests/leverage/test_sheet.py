"""The page of an account's sheet, and the file that it is saved as."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leverage.models import User
from leverage.views import SHEET_MAX_LENGTH
from outcomes.models import Sheet, Window
from tests.leverage.conftest import NAME, PASSWORD
from tests.outcomes import factories

pytestmark = pytest.mark.django_db

SHEET, FILE = "/account/credentials/", "/account/credentials/file/"
MARK = "North Lab: lvg1.a-line-that-a-test-can-find"


def test_the_owner_reads_that_the_sheet_is_drawn(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    factories.draw(window, NAME)
    client.force_login(User.objects.get(username=NAME))
    page = client.get(SHEET).content.decode()
    assert "This account drew its sheet" in page
    assert "Its lines are good until 30 June 2025." in page


def test_a_stranger_reads_only_of_the_strangers_own_account(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    factories.draw(window, NAME)
    client.force_login(factories.make_account("stranger"))
    page = client.get(SHEET).content.decode()
    assert "This account has no sheet yet." in page
    assert NAME not in page


def test_nobody_reads_it_without_signing_in(client: Client) -> None:
    response = client.get(SHEET)
    assert (response.status_code, response["Location"]) == (
        302,
        "/account/login/?next=/account/credentials/",
    )


def test_reading_the_page_draws_nothing(
    signed_in: Client, on_the_day: dt.date, window: Window
) -> None:
    signed_in.get(SHEET)
    assert not Sheet.objects.exists()


def test_the_page_takes_few_queries(
    signed_in: Client,
    on_the_day: dt.date,
    window: Window,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3):  # The account, the window, the sheet.
        signed_in.get(SHEET)


def test_the_file_gives_back_what_the_page_held(signed_in: Client) -> None:
    response = signed_in.post(FILE, {"sheet": MARK})
    assert response.content.decode() == MARK
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="sheet.txt"'
    assert response["Cache-Control"] == "no-store"


def test_nothing_of_the_file_is_kept(signed_in: Client, remembered: Callable[[], bytes]) -> None:
    signed_in.post(FILE, {"sheet": MARK})
    assert b"born_hour" in remembered()
    assert MARK.encode() not in remembered()
    assert MARK not in signed_in.get(SHEET).content.decode()


def test_the_file_is_cut_where_no_sheet_is_so_long(signed_in: Client) -> None:
    response = signed_in.post(FILE, {"sheet": "x" * (SHEET_MAX_LENGTH + 1)})
    assert len(response.content) == SHEET_MAX_LENGTH


def test_the_file_is_for_people_who_are_signed_in_and_came_from_our_form(
    client: Client, account: User
) -> None:
    assert client.post(FILE, {"sheet": MARK}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    assert strict.post(FILE, {"sheet": MARK}).status_code == 403


def test_the_file_is_no_page_to_read(signed_in: Client) -> None:
    assert signed_in.get(FILE).status_code == 405


def test_the_button_sends_the_whole_sheet(
    client: Client, on_the_day: dt.date, account: User, window: Window
) -> None:
    page = client.post("/account/login/", {"login": NAME, "password": PASSWORD}).content.decode()
    form = re.search(rf'<form method="post" action="{FILE}">.*?</form>', page, re.DOTALL)
    assert form is not None
    [text] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", form[0], re.DOTALL)
    saved = client.post(FILE, {"sheet": text}).content.decode()
    assert saved.count("lvg1.") == len(window.tables)

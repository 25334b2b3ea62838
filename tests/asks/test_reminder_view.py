"""The reminder as a download: behind the gate, the same for everybody, and silent about what it is for."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from asks.reminder import REMINDER_DAYS
from tests.asks.preparing import REMINDER, YES, send
from tests.leverage.test_headers import EXPECTED

pytestmark = pytest.mark.django_db


def test_it_is_a_calendar_file_of_a_neutral_name(client: Client) -> None:
    response = send(client, REMINDER)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="reminder.ics"'
    assert response["Cache-Control"] == "no-store"
    assert {name: response.get(name) for name in EXPECTED} == EXPECTED
    assert not response.cookies


def test_it_holds_one_day_ten_days_from_now_and_two_words(
    client: Client, on_the_day: dt.date
) -> None:
    body = send(client, REMINDER).content
    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert event.decoded("DTSTART") == on_the_day + dt.timedelta(days=REMINDER_DAYS)
    assert event["SUMMARY"] == "Follow up"
    assert "leverage" not in body.decode().lower()


def test_it_does_not_depend_on_what_is_sent_along(client: Client) -> None:
    chosen = {"lab": "one", "ask_1": "a", "own_words": "Typed here."}
    bodies = {
        re.sub(rb"UID:\S+", b"UID:", response.content)
        for response in (
            send(client, REMINDER),
            send(client, REMINDER, **chosen),
            client.post(f"{REMINDER}?lab=one", {**YES, **chosen}, headers={"User-Agent": "One/7"}),
        )
    }
    assert len(bodies) == 1


def test_it_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        send(client, REMINDER)


@pytest.mark.parametrize("form", [{}, {"offer_held": "no"}], ids=str)
def test_without_a_yes_there_is_no_file(client: Client, form: dict[str, str]) -> None:
    response = client.post(REMINDER, form)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Content-Disposition" not in response
    assert b"BEGIN:VCALENDAR" not in response.content

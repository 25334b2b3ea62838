"""The reminder says when to follow up, and not with whom, on what, or who made it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from icalendar import Calendar, Component

from asks.reminder import REMINDER_DAYS, reminder
from tests.asks.composing import asks, labs

TODAY = dt.date(2026, 12, 27)


def event_of(made: bytes) -> Component:
    [event] = Calendar.from_ical(made).walk("VEVENT")
    return event


def test_it_is_a_whole_day_ten_days_later() -> None:
    event = event_of(reminder(TODAY))
    assert REMINDER_DAYS == 10
    assert event.decoded("dtstart") == dt.date(2027, 1, 6)
    assert event.decoded("dtend") == dt.date(2027, 1, 7)
    assert str(event["transp"]) == "TRANSPARENT"


def test_it_does_not_tell_at_what_hour_it_was_made() -> None:
    assert event_of(reminder(TODAY)).decoded("dtstamp") == dt.datetime(2026, 12, 27, tzinfo=dt.UTC)


def test_its_identifier_is_random() -> None:
    first, second = (str(event_of(reminder(TODAY))["uid"]) for _ in range(2))
    assert first != second
    assert {uuid.UUID(first).version, uuid.UUID(second).version} == {4}


def test_two_differ_in_nothing_else() -> None:
    lines = [reminder(TODAY).splitlines() for _ in range(2)]
    differ = {one.split(b":")[0] for one, other in zip(*lines, strict=True) if one != other}
    assert differ == {b"UID"}


def test_it_reminds_in_the_morning() -> None:
    [alarm] = Calendar.from_ical(reminder(TODAY)).walk("VALARM")
    assert alarm.decoded("trigger") == dt.timedelta(hours=9)


def test_its_lines_end_as_calendars_expect() -> None:
    made = reminder(TODAY)
    assert made.endswith(b"END:VCALENDAR\r\n")
    assert made.count(b"\r\n") == made.count(b"\n") == made.count(b"\r")
    assert all(len(line) <= 75 for line in made.splitlines())


def test_it_says_follow_up_and_nothing_more() -> None:
    made = Calendar.from_ical(reminder(TODAY))
    texts = {
        str(part[name])
        for part in made.walk()
        for name in ("summary", "description")
        if name in part
    }
    assert texts == {"Follow up"}
    assert str(made["prodid"]) == "-//Reminder//EN"
    assert {name for part in made.walk() for name in part} == {
        "PRODID", "VERSION", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "TRANSP",
        "ACTION", "DESCRIPTION", "TRIGGER",
    }  # fmt: skip


@pytest.mark.parametrize("sign", ["leverage", "http", "://", "www.", "@", "offer", "lab", "ask"])
def test_it_names_no_site_and_no_purpose(sign: str) -> None:
    assert sign not in reminder(TODAY).decode().lower()


def test_it_names_no_lab_and_no_ask() -> None:
    text = reminder(TODAY).decode().lower()
    names = [lab["short_name"] for lab in labs().values()]
    names += [ask["short_name"] for ask in asks().values()] + list(asks()) + list(labs())
    assert [name for name in names if name.lower() in text] == []

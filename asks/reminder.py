"""A reminder for a calendar that says nothing: no lab, no ask, no name of this site."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from icalendar import Alarm, Calendar, Event

REMINDER_DAYS: Final = 10


def reminder(today: dt.date) -> bytes:
    """Return an iCalendar file (RFC 5545) with one whole-day event, ten days from `today`.

    Its stamp is midnight of the day and its identifier is random, so that neither tells when it was made.
    """
    day = today + dt.timedelta(days=REMINDER_DAYS)
    event = Event()
    event.add("uid", str(uuid.uuid4()))
    event.add("dtstamp", dt.datetime.combine(today, dt.time(), dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", "Follow up")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Follow up")
    alarm.add("trigger", dt.timedelta(hours=9))
    event.add_component(alarm)
    calendar = Calendar()
    # RFC 5545 wants the name of the program that made it: a neutral one, for the file lies in a calendar.
    calendar.add("prodid", "-//Reminder//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())

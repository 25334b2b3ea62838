"""Two suggestions, how they are sent, and an hour that does not pass."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

NEW_ASK = {
    "kind": "new_ask",
    "title": "Count the bees on the roof",
    "text": "Keep hives and count what lives in them.",
    "check": "A number stands on a page.",
    "url": "https://bees.example/",
}
WORDING = {"kind": "wording", "ask": "a", "text": "Say it in fewer words."}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Let it be noon of one day, so that no limit starts anew within a test."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        yield


def send(client: Client, fields: dict[str, str], **more: Any) -> Any:
    """Send a suggestion."""
    return client.post("/propose/", fields, **more)


def page(response: Any) -> str:
    """Return the page as a person reads it."""
    return html.unescape(response.content.decode())

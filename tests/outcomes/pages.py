"""What people do on the log and receipt pages, and how tests read the answers."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from outcomes.client_half import seal_conversation
from outcomes.crypto import contexts, payload, sealing
from outcomes.crypto.credential_lines import Credential, format_line
from outcomes.crypto.receipts import draw_words, receipt_key
from outcomes.keystore import sealing_key
from outcomes.kinds import Response
from outcomes.models import Entry, Window
from tests.outcomes import factories
from tests.outcomes.factories import ITEMS, NORTH, SAFETY_CASES

PATH = "/log/receipt/"


def form(line: str = "", **fields: str) -> dict[str, str]:
    """Return what a person fills in for one ask."""
    return {
        "offer_held": "on",
        "table": NORTH,
        "ask_1": SAFETY_CASES,
        "response_1": Response.AGREED.value,
        "credential": line,
        **fields,
    }


def words_of(response: Any) -> str:
    """Return a page as it is written."""
    return html.unescape(response.content.decode())


def receipt_words(response: Any) -> list[str]:
    """Return the words of the receipt that a page shows."""
    shown = re.search(r'<ol class="receipt"[^>]*>(.*?)</ol>', words_of(response), re.DOTALL)
    return re.findall(r"<li>([a-z-]+)</li>", shown[1]) if shown else []


def error_of(response: Any, field: str) -> str:
    """Return what stands at one field."""
    found = re.search(rf'id="id_{field}_error">(.*?)</div>', words_of(response), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def opened(window: Window, entry: Entry) -> payload.Payload:
    """Open a stored conversation, as the release will."""
    info = contexts.entry_info(window.name, bytes(entry.nullifier))
    sealed = bytes(entry.sealed or b"")
    return payload.decode(sealing.open_sealed(sealing_key(window.name), info, sealed))


class Author:
    """Somebody who logged a conversation about the first lab, and what they hold."""

    def __init__(self, window: Window) -> None:
        self.credentials: dict[str, Credential] = factories.draw(window)
        self.words = " ".join(draw_words())
        credential = self.credentials[NORTH]
        logged = factories.Logged(
            credential,
            receipt_key(self.words.split()),
            seal_conversation(window, credential, ITEMS),
        )
        assert factories.log_again(window, logged)

    def replacement(self, **fields: str) -> dict[str, str]:
        """Return what the author fills in to replace the conversation."""
        return {
            "step": "replace",
            "words": self.words,
            "ask_1": SAFETY_CASES,
            "response_1": Response.DECLINED.value,
            "credential": format_line(self.credentials[NORTH]),
            **fields,
        }


def look(client: Client, words: str) -> Any:
    """Ask whether anything is stored under these words."""
    return client.post(PATH, {"words": words})


def withdraw(client: Client, words: str, **fields: str) -> Any:
    """Withdraw what is stored under these words."""
    return client.post(PATH, {"step": "withdraw", "words": words, "confirm": "on", **fields})


def same(one: Any, other: Any) -> bool:
    """Whether two answers are alike to the byte, headers too."""
    return (one.status_code, one.content, dict(one.headers)) == (
        other.status_code,
        other.content,
        dict(other.headers),
    )

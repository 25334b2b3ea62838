"""People with receipts that open nothing, each for another reason, and all that can be asked with one."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcomes.conversations import withdraw_conversation
from outcomes.crypto import receipts
from outcomes.models import Entry, Window
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.factories import CLOSES, DAY, OPENS
from tests.outcomes.pages import PATH, Author
from tests.outcomes.requests import RECEIPT, b64, post

NEXT = "2025X"
UNKNOWN, WITHDRAWN, LONG_WITHDRAWN, CLOSED = "unknown", "withdrawn", "long withdrawn", "closed"
_ROOT = Path(__file__).resolve().parent.parent.parent
# By name: the environment of a checkout may lie in it, too.
_OURS = tuple(f"{_ROOT / package}/" for package in ("leverage", "asks", "outcomes"))
_HASHING = ("_hashlib", "_hmac", "hmac", "hashlib", "cryptography.", "_operator")

_VALUE = re.compile(r"'\\x[0-9a-f]*'|\"s\d+_x\d+\"")

Ask = Callable[[Client, Author], Any]


class Holder(Author):
    """Somebody with a line and words; the words were never issued where nothing was logged under them."""

    def __init__(self, window: Window, name: str, *, issued: bool = True) -> None:
        self.credentials = factories.draw(window, name)
        self.words = " ".join(receipts.draw_words())
        self.window = window
        self.logged = factories.prepare(window, self.credentials[factories.NORTH])
        if issued:
            self.logged = factories.Logged(self.logged.credential, self.key, self.logged.sealed)
            assert factories.log_again(window, self.logged)

    @property
    def key(self) -> bytes:
        """The key that the words stand for."""
        return receipts.receipt_key(self.words.split())


def holders(*, next_is_open: bool) -> dict[str, Holder]:
    """Return one of each; the window of most is open, or with `next_is_open` only the next one is."""
    past = factories.opened_window()
    closed, long_withdrawn = Holder(past, "closed"), Holder(past, "long-withdrawn")
    withdraw_conversation(long_withdrawn.key, today=DAY)
    found = {CLOSED: closed, LONG_WITHDRAWN: long_withdrawn}
    if not next_is_open:
        found[UNKNOWN] = Holder(past, "unknown", issued=False)
        close_window(past.name)
        return found
    close_window(past.name)
    present = factories.opened_window(NEXT, OPENS, CLOSES)
    found |= {
        UNKNOWN: Holder(present, "unknown", issued=False),
        WITHDRAWN: Holder(present, "withdrawn"),
    }
    withdraw_conversation(found[WITHDRAWN].key, today=DAY)
    return found


def _form(step: str) -> Ask:
    def ask(client: Client, who: Author) -> Any:
        return client.post(PATH, {**who.replacement(), "step": step, "confirm": "on"})

    return ask


def _document(step: str) -> Ask:
    def ask(client: Client, who: Any) -> Any:
        document = {"step": step, "receipt_key": b64(who.key)}
        if step == "replace":
            document |= {
                "input_msg": b64(who.logged.credential.input_msg),
                "sig": b64(who.logged.credential.signature),
                "sealed": b64(who.logged.sealed),
            }
        return post(client, RECEIPT, document)

    return ask


PAGE = {step: _form(step) for step in ("open", "replace", "withdraw")}
SCRIPT = {step: _document(step) for step in ("status", "replace", "withdraw")}


def seen(answer: Any) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Return all of an answer that a person could tell from another one: every byte but the date."""
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status_code, answer.content, tuple(sorted(headers.items()))


class Work:
    """What an answer takes: statements, their form, steps of our own code and hash operations, each counted."""

    def __init__(self) -> None:
        self.steps: Counter[str] = Counter()

    def measure(self, call: Callable[[], object]) -> Counter[str]:
        """Call once to be warm, and once more counting."""
        call()
        with CaptureQueriesContext(connection) as captured:
            before = sys.getprofile()
            sys.setprofile(self._step)
            try:
                call()
            finally:
                sys.setprofile(before)
        statements = (_form_of(query["sql"]) for query in captured.captured_queries)
        return self.steps + Counter(statements)

    def _step(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and _is_ours(frame.f_code.co_filename):
            self.steps[f"{frame.f_code.co_filename}:{frame.f_code.co_qualname}"] += 1
        elif event == "c_call":
            of_object = type(getattr(argument, "__self__", None)).__module__
            owner = str(getattr(argument, "__module__", None) or of_object)
            if owner.startswith(_HASHING):
                self.steps[f"{owner}.{argument.__qualname__}"] += 1


def _is_ours(file: str) -> bool:
    return file.startswith(_OURS)


def _form_of(statement: str) -> str:
    """Return a statement without what differs in each: the bytes it asks for and the name of its savepoint."""
    return _VALUE.sub("?", statement)


def is_untouched(who: Holder) -> bool:
    """Whether what somebody logged is still there as it was."""
    return Entry.objects.filter(sealed=who.logged.sealed).exists()

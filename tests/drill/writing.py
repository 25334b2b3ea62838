"""People who log conversations, a note of every one that was acknowledged, and the look for them afterwards."""

from __future__ import annotations

import itertools
import json
import secrets
import threading
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from outcomes.credentials import current_window
from outcomes.crypto import contexts
from outcomes.crypto.receipts import receipt_hash
from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.kinds import Kind, Tier
from outcomes.models import Entry, Window
from outcomes.wire import RECEIPT_KEY_SIZE, to_base64
from tests.bench.supplies import Mint
from tests.drill.traffic import Answer, Steady, ask

LOG = "/log/"
STORED, STORED_BEFORE = 201, 200


@dataclass(frozen=True, slots=True)
class Conversation:
    """A request to log one conversation, and what the database must hold once it was acknowledged."""

    body: str
    nullifier: bytes
    receipt_hash: bytes


@dataclass
class Ledger:
    """What the site acknowledged; several threads write here."""

    acknowledged: dict[bytes, bytes] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, conversation: Conversation, answer: Answer) -> None:
        """Remember a conversation if the site said that it is stored."""
        if answer.status in {STORED, STORED_BEFORE}:
            with self._lock:
                self.acknowledged[conversation.nullifier] = conversation.receipt_hash

    def lost(self) -> int:
        """Return how many acknowledged conversations the database does not hold as they were sent."""
        connection.close()  # It may be one to a server that is gone.
        rows = Entry.objects.values_list("nullifier", "receipt_hash")
        stored = {bytes(nullifier): bytes(kept or b"") for nullifier, kept in rows}
        return sum(stored.get(nullifier) != kept for nullifier, kept in self.acknowledged.items())


class Stock:
    """Conversations that nobody sent yet, each with a credential that was drawn beforehand."""

    def __init__(self, window: Window) -> None:
        self._mint = Mint(window)
        self._window = window.name
        self._tables = itertools.cycle([table["slug"] for table in window.tables])
        self.ledger = Ledger()

    def conversation(self) -> Conversation:
        """Return the next one."""
        table = next(self._tables)
        paid = self._mint.credential(table)
        key = secrets.token_bytes(RECEIPT_KEY_SIZE)
        document = {
            "window": self._window,
            "table": table,
            "kind": Kind.CONVERSATION.value,
            "tier": Tier.DRAWN.value,
            "input_msg": to_base64(paid.input_msg),
            "sig": to_base64(paid.signature),
            # Nobody but the release can tell sealed bytes from noise of the same size.
            "sealed": to_base64(secrets.token_bytes(SEALED_SIZE)),
            "receipt_key": to_base64(key),
        }
        nullifier = contexts.nullifier_of(paid.input_msg)
        return Conversation(json.dumps(document), nullifier, receipt_hash(key))

    def send(
        self, port: int, conversation: Conversation | None = None, timeout: float = 20
    ) -> Answer:
        """Send a conversation, a fresh one unless given, and note whether it was acknowledged."""
        sent = conversation or self.conversation()
        answer = ask(port, LOG, sent.body, timeout=timeout)
        self.ledger.note(sent, answer)
        return answer

    def writer(self, port: int, pause: float = 0.05) -> Steady:
        """Return somebody who logs, and sends what was not acknowledged once more, as a browser would."""
        unsure: list[Conversation] = []

        def act() -> Answer:
            sent = unsure.pop() if unsure else self.conversation()
            answer = self.send(port, sent)
            if answer.status not in {STORED, STORED_BEFORE}:
                unsure.append(sent)
            return answer

        return Steady(act, pause)


def open_stock() -> Stock:
    """Return a stock for the window that is open now."""
    window = current_window(timezone.now().date())
    assert window is not None, "No window is open."
    return Stock(window)

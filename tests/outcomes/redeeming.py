"""Requests to log that are good, and all that is near them: altered, or sent to another place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.test import Client

from outcomes.crypto import contexts
from outcomes.kinds import Kind, Tier
from outcomes.models import Window
from tests.outcomes import factories, verifying
from tests.outcomes.factories import CLOSES, NORTH, Logged
from tests.outcomes.requests import LOG, b64, post

Document = dict[str, Any]
Send = Callable[[Document], int]
ALREADY_OPEN = "2024X"
IN_A_MESSAGE = (0, 15, 31)
IN_A_SIGNATURE = (0, 1, 63, 64, 127, 128, 191, 254, 255)


def send(document: Document) -> int:
    """Send a request to log as a browser does; returns the status of the answer."""
    status: int = post(Client(), LOG, document).status_code
    return status


def document_of(window: Window, logged: Logged, **changed: Any) -> Document:
    """Return a request to log as its credential says, but for what is changed."""
    place = logged.credential.context
    return {
        "window": window.name,
        "table": place.table,
        "kind": place.kind.value,
        "tier": place.tier.value,
        "input_msg": b64(logged.credential.input_msg),
        "sig": b64(logged.credential.signature),
        "sealed": b64(logged.sealed),
        "receipt_key": b64(logged.receipt_key),
        **changed,
    }


class Cast:
    """A window with drawn and verified tables, another one beside it, and credentials of both."""

    def __init__(self) -> None:
        self.window = verifying.opened_window()
        self.other = factories.opened_window(ALREADY_OPEN, dt.date(2024, 7, 1), CLOSES)
        self.credential = verifying.drawn(self.window)
        self.logged = factories.prepare(self.window, self.credential)
        self.verified = factories.prepare(self.window, verifying.verified(self.window, "second"))
        foreign = factories.draw(self.other, "third")[NORTH]
        self.foreign = factories.prepare(self.window, foreign)

    def good(self) -> Document:
        """Return the request that is to be stored."""
        return document_of(self.window, self.logged)

    def second(self) -> Document:
        """Return another conversation that wants to be paid for by the same credential."""
        return document_of(self.window, factories.prepare(self.window, self.credential))

    def tampered(self) -> Iterator[tuple[str, Document]]:
        """Give requests with one region of the credential changed, and what was changed."""
        message, signature = self.credential.input_msg, self.credential.signature
        for place in IN_A_MESSAGE:
            yield f"message {place}", self._changed(input_msg=b64(_flipped(message, place)))
        for place in IN_A_SIGNATURE:
            yield f"signature {place}", self._changed(sig=b64(_flipped(signature, place)))
        for part, value in (
            ("window", self.other.name),
            ("table", NORTH),
            ("kind", Kind.DELIVERY),
            ("tier", Tier.VERIFIED),
        ):
            yield f"{part} in the message", self._rewritten(part, value)

    def elsewhere(self) -> Iterator[tuple[str, Document]]:
        """Give requests whose credential is whole and was signed for another place."""
        for part, value in (
            ("table", NORTH),
            ("table", "other"),
            ("table", "east-lab"),
            ("kind", Kind.DELIVERY.value),
            ("tier", Tier.VERIFIED.value),
        ):
            yield f"{part} {value}", self._changed(**{part: value})
        drawn = {"tier": Tier.DRAWN.value}
        yield "verified as drawn", document_of(self.window, self.verified, **drawn)
        yield "of another window", document_of(self.window, self.foreign)

    def _changed(self, **changed: str) -> Document:
        return document_of(self.window, self.logged, **changed)

    def _rewritten(self, part: str, value: Any) -> Document:
        """Write another place into the message, and send it there; windows other than the open one have no door."""
        place = replace(self.credential.context, **{part: value})
        context = contexts.credential_context(place.window, place.table, place.kind, place.tier)
        message = self.credential.input_msg[: contexts.PREFIX_SIZE] + context
        credential = replace(self.credential, input_msg=message, context=place)
        return document_of(self.window, replace(self.logged, credential=credential))


def _flipped(data: bytes, place: int) -> bytes:
    return bytes(byte ^ (at == place) for at, byte in enumerate(data))


def names_of(found: Iterator[tuple[str, Document]], sending: Send, status: int) -> list[str]:
    """Return what was not answered with a status."""
    return [name for name, document in found if sending(document) != status]

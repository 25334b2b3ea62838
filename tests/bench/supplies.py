"""What the cases need beforehand: a window, credentials that nobody spent, accounts that never drew."""

from __future__ import annotations

import itertools
import json
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client as DjangoClient
from django.utils import timezone

from leverage.models import User
from outcomes import keystore
from outcomes.credentials import slots_to_draw
from outcomes.crypto import blinding, contexts
from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.first_windows import open_first_window
from outcomes.kinds import Kind, Tier
from outcomes.models import Window
from outcomes.windows import slot_name, verification_key
from outcomes.wire import RECEIPT_KEY_SIZE, to_base64
from tests.bench.servers import HOST_NAME

TABLES = 13
_PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=blinding.SALT_SIZE)


def opened_window() -> Window:
    """Load the catalogue and return the first window of a new site: thirteen tables, open today."""
    # What it says would stand among the lines of the results.
    with Path(os.devnull).open("w") as nowhere:
        call_command("load_catalogue", verbosity=0, stdout=nowhere)
    window = open_first_window(timezone.now().date())
    assert window is not None
    assert len(window.tables) == TABLES
    return window


@dataclass(frozen=True, slots=True)
class Paid:
    """A credential and its place."""

    table: str
    input_msg: bytes
    signature: bytes


class Mint:
    """Signs credentials with the keys of the window itself; blinding would give the same signatures, slower."""

    def __init__(self, window: Window) -> None:
        self._window = window.name
        stored = keystore.signing_keys(window.name)
        self._keys = {
            table["slug"]: _private(stored[slot_name(table["slug"], Kind.CONVERSATION, Tier.DRAWN)])
            for table in window.tables
        }

    def credential(self, table: str) -> Paid:
        """Return a fresh credential."""
        context = contexts.credential_context(self._window, table, Kind.CONVERSATION, Tier.DRAWN)
        message = blinding.prepare(context)
        return Paid(table, message, self._keys[table].sign(message, _PSS, SHA384()))

    def bodies(self, number: int) -> list[str]:
        """Return so many requests to log, each with a credential of its own, lab by lab."""
        tables = itertools.islice(itertools.cycle(self._keys), number)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self._body, tables))

    def _body(self, table: str) -> str:
        paid = self.credential(table)
        document = {
            "window": self._window,
            "table": table,
            "kind": Kind.CONVERSATION.value,
            "tier": Tier.DRAWN.value,
            "input_msg": to_base64(paid.input_msg),
            "sig": to_base64(paid.signature),
            # Nobody but the release can tell sealed bytes from noise of the same size.
            "sealed": to_base64(secrets.token_bytes(SEALED_SIZE)),
            "receipt_key": to_base64(secrets.token_bytes(RECEIPT_KEY_SIZE)),
        }
        return json.dumps(document)


def _private(der: bytes) -> rsa.RSAPrivateKey:
    key = load_der_private_key(der, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def blinded_bodies(window: Window, number: int) -> list[str]:
    """Return so many requests to draw, each blinded anew."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda _number: _draw_body(window), range(number)))


def _draw_body(window: Window) -> str:
    blinded = {}
    for slot in slots_to_draw(window):
        table = slot.partition("|")[0]
        key = verification_key(window, table, Kind.CONVERSATION, Tier.DRAWN)
        assert key is not None
        context = contexts.credential_context(window.name, table, Kind.CONVERSATION, Tier.DRAWN)
        message, _inverse = blinding.blind(key, blinding.prepare(context))
        blinded[slot] = to_base64(message)
    return json.dumps({"window": window.name, "blinded": blinded})


def signed_in(number: int) -> Iterator[str]:
    """Make so many accounts and give the headers under which each is signed in."""
    unusable = make_password(None)
    names = [f"bench-{secrets.token_hex(6)}" for _ in range(number)]
    accounts = User.objects.bulk_create([User(username=name, password=unusable) for name in names])
    for account in accounts:
        client = DjangoClient()
        client.force_login(account)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        token = secrets.token_hex(16)
        yield (
            f"Cookie: {settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}\r\n"
            f"X-CSRFToken: {token}\r\nOrigin: https://{HOST_NAME}\r\n"
        )


def post(path: str, body: str, headers: str = "") -> str:
    """Return a whole request, as it comes from a proxy that ends HTTPS."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST_NAME}\r\nX-Forwarded-Proto: https\r\n"
        f"Content-Type: application/json\r\nAccept: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{headers}\r\n{body}"
    )


def get(path: str, headers: str = "") -> str:
    """Return a whole request of a visitor who was never here: nothing kept, no cookie."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {HOST_NAME}\r\nX-Forwarded-Proto: https\r\n"
        f"Accept: text/html\r\nAccept-Language: en\r\n{headers}\r\n"
    )

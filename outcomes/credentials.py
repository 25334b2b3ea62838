"""Credentials: one-time rights to log one conversation, drawn blind (privacy.md 7, RFC 9474)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection, transaction

from outcomes import keystore
from outcomes.crypto import blinding, contexts, keyset, signing
from outcomes.crypto.credential_lines import Credential
from outcomes.errors import (
    CredentialForged,
    CredentialForOtherPlace,
    ParametersChanged,
    SheetAlreadyDrawn,
    SheetIncomplete,
    SheetMalformed,
)
from outcomes.kinds import Kind, Tier
from outcomes.models import Sheet, Window
from outcomes.querysets import WindowQuerySet
from outcomes.windows import hold_open, is_as_published, slot_name, slots, verification_key


def current_window(today: dt.date) -> Window | None:
    """Return the window in which people log on `today`: never a demonstration or a rehearsal."""
    return next(iter(Window.objects.raw(*_current_in_sql(today))), None)


def remembered_window(today: dt.date) -> Window | None:
    """Return what `current_window` returns, to be read only: threads share it.

    Which window it is, is asked anew; what its hash covers was fixed when it opened, and is read once.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_current_hash_in_sql(today))
        found = cursor.fetchone()
    return None if found is None else _as_opened(*found)


def has_sheet(account: AbstractBaseUser, window: Window) -> bool:
    """Return whether an account drew its credentials in a window."""
    return Sheet.objects.filter(account_id=account.pk, window=window).exists()


def slots_to_draw(window: Window) -> list[str]:
    """Return what one draw must hold, as `table|kind`: all of it, so that drawing tells nothing."""
    return [f"{table}|{kind.value}" for table, kind in slots(window, Tier.DRAWN)]


@transaction.atomic
def draw_sheet(
    account: AbstractBaseUser, window: Window, blinded: Mapping[str, bytes], *, today: dt.date
) -> dict[str, bytes]:
    """Sign one blinded message per slot, once per account and window.

    The same request again returns the same signatures, so a lost answer does no harm.
    Raises WindowNotOpen, ParametersChanged, SheetIncomplete, SheetMalformed, SheetAlreadyDrawn.
    """
    hold_open(window, today)
    if not is_as_published(window):
        raise ParametersChanged
    if set(blinded) != set(slots_to_draw(window)):
        raise SheetIncomplete
    # Signed before it is written down: a message that cannot be signed must not use up the draw.
    signatures = _sign(window, blinded)
    _record_draw(account, window, _request_hash(window, blinded))
    return signatures


def check_credential(
    window: Window, credential: Credential, *, table: str, kind: Kind, tier: Tier
) -> bytes:
    """Return the nullifier of a credential that is good for this place.

    Whether it was spent is the database's to say. Raises CredentialForOtherPlace or CredentialForged.
    """
    try:
        expected = contexts.credential_context(window.name, table, kind, tier)
    except contexts.MalformedContext as error:
        # A name that no table can have: the same answer as for one that this window has not.
        raise CredentialForOtherPlace(slot_name(table, kind, tier)) from error
    key = verification_key(window, table, kind, tier)
    if key is None or not hmac.compare_digest(credential.input_msg[32:], expected):
        raise CredentialForOtherPlace(slot_name(table, kind, tier))
    try:
        blinding.verify(key, credential.input_msg, credential.signature)
    except blinding.SignatureRefused as error:
        raise CredentialForged from error
    return contexts.nullifier_of(credential.input_msg)


@lru_cache(maxsize=2)
def _current_in_sql(today: dt.date) -> tuple[str, tuple[Any, ...]]:
    """Put the question into SQL once a day: every redeem asks it, and wording it costs more than the answer."""
    sql, values = _current(today).query.sql_with_params()
    return sql, values


@lru_cache(maxsize=2)
def _current_hash_in_sql(today: dt.date) -> tuple[str, tuple[Any, ...]]:
    sql, values = _current(today).values("name", "key_set_hash").query.sql_with_params()
    return sql, values


def _current(today: dt.date) -> WindowQuerySet:
    windows = Window.objects.of_people().open_on(today)
    return windows.order_by("-opens_on")[:1]


@lru_cache(maxsize=2)
def _as_opened(name: str, key_set_hash: str) -> Window:
    """Return an open window: the hash is of its days, its parameters and every key of it."""
    return Window.objects.get(name=name, key_set_hash=key_set_hash)


def _sign(window: Window, blinded: Mapping[str, bytes]) -> dict[str, bytes]:
    keys = keystore.signing_keys(window.name)
    try:
        return {
            slot: signing.BlindSigner(keys[f"{slot}|{Tier.DRAWN.value}"]).blind_sign(message)
            for slot, message in blinded.items()
        }
    except signing.BlindedMessageRefused as error:
        raise SheetMalformed from error


def _request_hash(window: Window, blinded: Mapping[str, bytes]) -> bytes:
    document = {
        "window": window.name,
        "blinded": {slot: base64.b64encode(value).decode() for slot, value in blinded.items()},
    }
    return hashlib.sha256(keyset.canonical_bytes(document)).digest()


def _record_draw(account: AbstractBaseUser, window: Window, request_hash: bytes) -> None:
    """Write the sheet, or accept the very same one; the unique constraint settles races."""
    try:
        with transaction.atomic():
            Sheet.objects.create(account_id=account.pk, window=window, request_hash=request_hash)
    except IntegrityError as error:
        earlier = Sheet.objects.get(account_id=account.pk, window=window)
        if not hmac.compare_digest(bytes(earlier.request_hash), request_hash):
            raise SheetAlreadyDrawn from error

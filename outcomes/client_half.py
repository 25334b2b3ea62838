"""The client's half of the protocol, done here for pages without scripts (privacy.md 7).

Everything lives in memory during one request and nothing is kept. A browser with scripts does the same for itself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from outcomes.credentials import draw_sheet, slots_to_draw
from outcomes.crypto import blinding, contexts, payload, sealing
from outcomes.crypto.credential_lines import Credential
from outcomes.errors import WrongWindowState
from outcomes.kinds import Decision, Kept, Kind, ResponseClass, Tier
from outcomes.models import Window
from outcomes.windows import sealing_public_key, verification_key


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What the client remembers of one slot between blinding and finalizing."""

    public_key: bytes
    input_msg: bytes
    blinded: bytes
    inverse: bytes


def draw_credentials(
    account: AbstractBaseUser, window: Window, *, today: dt.date
) -> list[Credential]:
    """Draw an account's sheet and return its credentials in the order of the window's tables.

    Raises what `draw_sheet` raises; a second call for one account raises SheetAlreadyDrawn, since
    nothing of the first was kept.
    """
    prepared = {slot: _prepare(window, slot) for slot in slots_to_draw(window)}
    blinded = {slot: part.blinded for slot, part in prepared.items()}
    signatures = draw_sheet(account, window, blinded, today=today)
    return [_finalize(part, signatures[slot]) for slot, part in prepared.items()]


def seal_conversation(
    window: Window,
    credential: Credential,
    items: Sequence[tuple[str, ResponseClass | Kept]],
    decided: tuple[str, Decision] | None = None,
) -> bytes:
    """Seal one to three pairs of an ask and an answer to the window's key, tied to the credential's nullifier.

    `decided` is the ask among them that decided the offer, and how.
    """
    plaintext = payload.encode(
        payload.Payload(
            input_msg=credential.input_msg,
            signature=credential.signature,
            items=tuple((ask, response.value) for ask, response in items),
            nonce=secrets.token_bytes(payload.NONCE_SIZE),
            decided=decided and (decided[0], decided[1].value),
        )
    )
    info = contexts.entry_info(window.name, contexts.nullifier_of(credential.input_msg))
    return sealing.seal(sealing_public_key(window), info, plaintext)


def _prepare(window: Window, slot: str) -> _Prepared:
    table, kind = slot.split("|")
    public_key = verification_key(window, table, Kind(kind), Tier.DRAWN)
    if public_key is None:
        raise WrongWindowState
    context = contexts.credential_context(window.name, table, Kind(kind), Tier.DRAWN)
    input_msg = blinding.prepare(context)
    blinded, inverse = blinding.blind(public_key, input_msg)
    return _Prepared(public_key, input_msg, blinded, inverse)


def _finalize(part: _Prepared, blind_signature: bytes) -> Credential:
    signature = blinding.finalize(part.public_key, part.input_msg, blind_signature, part.inverse)
    context = contexts.parse_context(part.input_msg[contexts.PREFIX_SIZE :])
    return Credential(part.input_msg, signature, context)

"""A drawn credential for a verified one, by the signed headers of a lab's mail (privacy.md 7).

Nothing of the mail is kept, not even a fingerprint: a lab holds every mail it sent and could ask
whether one was shown here. The price is that one mail can serve several accounts.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction

from asks.mail_domains import accepted_mail_domains
from outcomes import keystore
from outcomes.credentials import check_credential
from outcomes.crypto import blinding, contexts, signing
from outcomes.crypto.credential_lines import Credential
from outcomes.errors import CredentialAlreadyUsed, NotExchangeable, SheetMalformed
from outcomes.kinds import Kind, Tier
from outcomes.mail.check import check_mail
from outcomes.mail.keys import StoredKey
from outcomes.mail.sender import Sender
from outcomes.models import DkimKey, Entry, Window
from outcomes.windows import hold_open, slot_name, slots, verification_key

_EXCHANGE = b"leverage/exchange/v1|"


def verified_tables(window: Window) -> list[dict[str, str]]:
    """Return the tables of a window that have verified credentials, in the window's order."""
    slugs = {table for table, _kind in slots(window, Tier.VERIFIED)}
    return [table for table in window.tables if table["slug"] in slugs]


@transaction.atomic
def exchange(
    window: Window, credential: Credential, blinded: bytes, headers: bytes, *, today: dt.date
) -> bytes:
    """Spend a drawn credential and sign a blinded message for the verified key of the same table.

    The same request again returns the same signature, so a lost answer does no harm, even if the mail would
    be refused by now. Only who made the blinded message can ask so, and whatever the mail is plays no part:
    nobody learns in this way whether a mail was used.
    Raises WindowNotOpen, NotExchangeable, CredentialRefused, MailRefused, SheetMalformed,
    CredentialAlreadyUsed.
    """
    hold_open(window, today)
    table = credential.context.table
    _require_exchangeable(window, credential)
    nullifier = check_credential(
        window, credential, table=table, kind=Kind.CONVERSATION, tier=Tier.DRAWN
    )
    exchange_mark = hashlib.sha256(_EXCHANGE + nullifier + blinded).digest()
    if _is_done(exchange_mark):
        return _sign(window, table, blinded)
    check_mail(headers, _senders(table), _stored_keys, today=today)
    # Signed before it is written down: a message that cannot be signed must not use up the credential.
    signature = _sign(window, table, blinded)
    _spend(window, nullifier, exchange_mark)
    return signature


def exchange_here(
    window: Window, credential: Credential, headers: bytes, *, today: dt.date
) -> Credential:
    """Do the client's half too, in memory, for a page without scripts; return the new credential.

    Raises what `exchange` raises. Nothing of the blinding is kept, so a lost answer is lost here.
    """
    table = credential.context.table
    public_key = verification_key(window, table, Kind.CONVERSATION, Tier.VERIFIED)
    if public_key is None:
        raise NotExchangeable
    context = contexts.credential_context(window.name, table, Kind.CONVERSATION, Tier.VERIFIED)
    input_msg = blinding.prepare(context)
    blinded, inverse = blinding.blind(public_key, input_msg)
    signed = exchange(window, credential, blinded, headers, today=today)
    signature = blinding.finalize(public_key, input_msg, signed, inverse)
    return Credential(input_msg, signature, contexts.parse_context(context))


def _require_exchangeable(window: Window, credential: Credential) -> None:
    """Refuse before any mail is looked at what no mail could help."""
    place = credential.context
    exchangeable = {table["slug"] for table in verified_tables(window)}
    if place.tier is not Tier.DRAWN or (
        place.window == window.name and place.table not in exchangeable
    ):
        raise NotExchangeable


def _senders(table: str) -> list[Sender]:
    return [Sender(known.domain, known.tenant) for known in accepted_mail_domains(table)]


def _stored_keys(domain: str, selector: str) -> list[StoredKey]:
    """Return what was collected on schedule. Asking a name server now would tell the lab that somebody is here."""
    rows = DkimKey.objects.filter(domain=domain, selector=selector)
    return [StoredKey(row.record, row.first_month, row.last_month) for row in rows]


def _sign(window: Window, table: str, blinded: bytes) -> bytes:
    key = keystore.signing_keys(window.name)[slot_name(table, Kind.CONVERSATION, Tier.VERIFIED)]
    try:
        return signing.BlindSigner(key).blind_sign(blinded)
    except signing.BlindedMessageRefused as error:
        raise SheetMalformed from error


def _is_done(exchange_mark: bytes) -> bool:
    return Entry.objects.filter(nullifier=exchange_mark).exists()


def _spend(window: Window, nullifier: bytes, exchange_mark: bytes) -> None:
    """Mark the credential as spent for a blinded message, or accept the very same exchange at the same moment.

    Two rows are left, both like that of a withdrawn conversation: the spent mark, and one computed
    from it and the blinded message. The second is how a repeated request is known. A blinded message is
    random to everybody but its maker, so neither row tells an exchange from a withdrawal.
    """
    try:
        with transaction.atomic():
            for mark in (nullifier, exchange_mark):
                Entry.objects.create(nullifier=mark, window=window.name)
    except IntegrityError as error:
        if not _is_done(exchange_mark):
            raise CredentialAlreadyUsed from error

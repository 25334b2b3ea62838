"""The check as a whole: accepted, or one named reason (privacy.md 7, the verified tier)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from outcomes.mail import keys
from outcomes.mail.fields import Field, all_values, read_fields, require_once, unfolded
from outcomes.mail.keys import FindKeys
from outcomes.mail.problems import MailProblem, MailRefused, closest
from outcomes.mail.sender import Sender, read_author, require_sender
from outcomes.mail.signature import Signature, read_signature, signed_bytes

MAX_SIGNATURES = 10
_DAY = dt.timedelta(days=1)  # Somewhere on earth it is tomorrow already.


def check_mail(
    headers: bytes, senders: Sequence[Sender], find_keys: FindKeys, *, today: dt.date
) -> None:
    """Return if a signature of one of `senders` covers these headers; raises MailRefused otherwise.

    Only headers are looked at, so this shows that the domain signed a mail with them, and no more.
    Every signature is tried: a list or a forwarder may have broken the first or added another.
    `find_keys` must answer from what is stored: a name server would learn when somebody comes.
    """
    fields = read_fields(headers)
    signatures = all_values(fields, b"dkim-signature")
    if not signatures:
        raise MailRefused(MailProblem.NOT_SIGNED)
    if len(signatures) > MAX_SIGNATURES:
        raise MailRefused(MailProblem.TOO_LARGE)
    require_once(fields)
    author = read_author(unfolded(all_values(fields, b"from")[0][1]))
    dated = _read_date(unfolded(all_values(fields, b"date")[0][1]))
    _require_recent(dated.date(), today)
    problems: list[MailProblem] = []
    for field in signatures:
        try:
            signature = read_signature(field)
            require_sender(author, signature.domain, senders)
            _check_claims(signature, dated, today)
            _check_key(signature, fields, find_keys, dated.date())
        except MailRefused as refused:
            problems.append(refused.problem)
        else:
            return
    raise MailRefused(closest(problems))


def _read_date(value: bytes) -> dt.datetime:
    try:
        found = parsedate_to_datetime(value.decode("ascii")).replace(microsecond=0)
        # "-0000" says that the zone is not known; the time itself is then the world's (RFC 5322, 3.3).
        moment = found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = None
    if moment is None:
        raise MailRefused(MailProblem.DATE_UNREADABLE)
    return moment


def _require_recent(day: dt.date, today: dt.date) -> None:
    if day > today + _DAY:
        raise MailRefused(MailProblem.DATE_IN_FUTURE)
    if day < _a_year_before(today):
        raise MailRefused(MailProblem.DATE_TOO_OLD)


def _a_year_before(day: dt.date) -> dt.date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _check_claims(signature: Signature, dated: dt.datetime, today: dt.date) -> None:
    """Refuse what the signature itself rules out; raises MailRefused."""
    _ = signature.kind  # Raises for an algorithm that is not taken.
    if signature.limits_body:
        raise MailRefused(MailProblem.BODY_LENGTH)
    if not signature.covers_what_it_must():
        raise MailRefused(MailProblem.FIELD_NOT_SIGNED)
    signed_at = int(dated.timestamp()) if signature.signed_at is None else signature.signed_at
    # Expiry is judged when it was signed: some senders give a mail only days, and people show it later.
    if signature.expires_at is not None and signature.expires_at < signed_at:
        raise MailRefused(MailProblem.EXPIRES_BEFORE_SIGNED)
    latest = dt.datetime.combine(today + 2 * _DAY, dt.time(), tzinfo=dt.UTC)
    if signed_at > latest.timestamp():
        raise MailRefused(MailProblem.SIGNED_IN_FUTURE)


def _check_key(
    signature: Signature, fields: list[Field], find_keys: FindKeys, day: dt.date
) -> None:
    stored = find_keys(signature.domain, signature.selector)
    covered = signed_bytes(signature, fields)
    for record in keys.usable_keys(stored, signature.kind, day):
        if record.strict and signature.identity != signature.domain:
            continue
        try:
            keys.verify(record.key, signature.value, covered)
        except MailRefused:
            continue
        return
    raise MailRefused(MailProblem.SIGNATURE_WRONG)

"""The check agrees with signatures that it had no part in: those of RFC 8463 and of dkimpy's signer."""

from __future__ import annotations

import dkim
import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from outcomes.mail import keys
from outcomes.mail.check import check_mail
from outcomes.mail.fields import all_values, read_fields
from outcomes.mail.problems import MailProblem, MailRefused
from outcomes.mail.sender import Sender
from outcomes.mail.signature import read_signature, signed_bytes
from outcomes.words_mail import MAIL_WORDS
from tests.outcomes.mails import (
    DOMAIN,
    MONTH,
    SELECTOR,
    SIGNED_AT,
    TODAY,
    Store,
    mail,
    record,
    rsa_key,
    signed_mail,
    stored,
)

# RFC 8463, appendix A.3: one mail, signed with both kinds of keys. Its dates are years apart, so that
# only the signatures are looked at here.
RFC_8463 = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>
"""
RFC_8463_KEYS = {
    "brisbane": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "test": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
        "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
        "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
        "Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
    ),
}


def verify_both(raw: bytes) -> None:
    fields = read_fields(raw)
    for field in all_values(fields, b"dkim-signature"):
        claimed = read_signature(field)
        known = [stored(RFC_8463_KEYS[claimed.selector])]
        [found] = keys.usable_keys(known, claimed.kind, TODAY)
        keys.verify(found.key, claimed.value, signed_bytes(claimed, fields))


def test_both_signatures_of_the_rfc_are_good() -> None:
    verify_both(RFC_8463)


def test_both_signatures_of_the_rfc_are_bad_when_a_letter_is_changed() -> None:
    with pytest.raises(MailRefused):
        verify_both(RFC_8463.replace(b"dinner", b"lunch!"))


@pytest.mark.parametrize("policy", [(b"relaxed", b"relaxed"), (b"simple", b"simple")])
def test_a_mail_that_dkimpy_signed_is_accepted(policy: tuple[bytes, bytes]) -> None:
    pem = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    header = mail()
    with time_machine.travel(SIGNED_AT, tick=False):
        signed: bytes = dkim.sign(
            header + b"\r\nThe text.\r\n",
            SELECTOR.encode(),
            DOMAIN.encode(),
            pem,
            canonicalize=policy,
            include_headers=[b"from", b"to", b"subject", b"date", b"from"],
        )
    assert _problem(signed + header) is None
    assert _problem(signed + header.replace(b"offer", b"order")) is MailProblem.SIGNATURE_WRONG


def _problem(headers: bytes) -> MailProblem | None:
    try:
        check_mail(headers, [Sender(DOMAIN)], Store(stored(record(rsa_key()))), today=TODAY)
    except MailRefused as refused:
        return refused.problem
    return None


# -- Nothing but named refusals ------------------------------------------------------------------------

GOOD = signed_mail()
PIECES = st.sampled_from(
    [
        b"From: ",
        b"DKIM-Signature: ",
        b"v=1; a=rsa-sha256; d=" + DOMAIN.encode(),
        b"h=from:to:subject:date; bh=AA==; b=AAAA",
        b"; c=simple/relaxed; x=1; t=9",
        b"Date: Mon, 03 Mar 2025 10:00:00 +0000",
        b"\r\n",
        b"\n ",
        b"\r",
        b"\0",
        b"=?utf-8?b?gg==?=",
        b'"<@,;:>"',
        b"\xff\xfe",
        b"<a@b.example>",
    ]
)


@given(st.lists(st.one_of(PIECES, st.binary(max_size=40)), max_size=30).map(b"".join))
def test_no_input_raises_anything_but_a_named_refusal(headers: bytes) -> None:
    assert _problem(headers) is not None


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_changed_byte_of_a_good_mail_raises_anything_else(place: int, change: int) -> None:
    changed = bytearray(GOOD)
    changed[place] ^= change
    _problem(bytes(changed))


@given(st.text(max_size=120))
def test_no_record_of_a_name_server_raises_anything_else(text: str) -> None:
    known = Store(stored(text))
    with pytest.raises(MailRefused):
        check_mail(GOOD, [Sender(DOMAIN)], known, today=TODAY)


@given(st.text(max_size=80))
def test_no_sender_raises_anything_else(text: str) -> None:
    line = text.replace("\r", "").replace("\n", "").replace("\0", "")
    assert _problem(GOOD.replace(b"Ada Recruiter <ada@north-lab.example>", line.encode())) not in {
        None,
        MailProblem.NULLS,
    }


def test_every_reason_says_what_is_wrong_and_what_to_do() -> None:
    assert set(MAIL_WORDS) == set(MailProblem)
    assert all(str(part).endswith(".") for pair in MAIL_WORDS.values() for part in pair)


def test_a_refusal_carries_nothing_of_the_mail() -> None:
    with pytest.raises(MailRefused) as caught:
        check_mail(GOOD.replace(b"v=1;", b"v=1; v=canary;"), [Sender(DOMAIN)], Store(), today=TODAY)
    assert caught.value.args == (MailProblem.TAG_TWICE.value,)
    assert caught.value.__context__ is None
    assert MONTH not in repr(caught.value)

"""Mails whose signature is good and that are refused all the same: by tag, sender, date and key."""

from __future__ import annotations

import datetime as dt

import pytest

from outcomes.mail.keys import month_after
from outcomes.mail.problems import MailProblem
from tests.outcomes.mails import (
    DOMAIN,
    SIGNED_AT,
    Store,
    fields,
    mail,
    problem_of,
    record,
    rsa_key,
    signature,
    signed_mail,
    store,
    stored,
)

DAY = 24 * 60 * 60


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"more": "; l=100"}, MailProblem.BODY_LENGTH),
        ({"h": "from:subject:date"}, MailProblem.FIELD_NOT_SIGNED),
        ({"h": "to:subject:date"}, MailProblem.FIELD_NOT_SIGNED),
        ({"a": "rsa-sha1"}, MailProblem.ALGORITHM),
        ({"a": "ed25519-sha256"}, MailProblem.KEY_UNUSABLE),
        ({"s": "s2"}, MailProblem.KEY_UNKNOWN),
        ({"t": str(SIGNED_AT + 30 * DAY)}, MailProblem.SIGNED_IN_FUTURE),
    ],
)
def test_a_signature_that_is_good_but_says_too_little_is_refused(
    tags: dict[str, str], expected: MailProblem
) -> None:
    assert problem_of(signed_mail(**tags)) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"v=1;", b"v=1; s=s1;", MailProblem.TAG_TWICE),
        (b"v=1;", b"v=2;", MailProblem.TAGS_MALFORMED),
        (b"v=1;", b"v;", MailProblem.TAGS_MALFORMED),
        (b"c=relaxed/relaxed", b"c=loose", MailProblem.TAGS_MALFORMED),
        (b" t=17", b" t=1e", MailProblem.TAGS_MALFORMED),
        (b" bh=", b" bh=A", MailProblem.TAGS_MALFORMED),
        (b" d=north-lab.example;", b"", MailProblem.TAGS_MALFORMED),
        (b"s=s1", b"s=../s1", MailProblem.TAGS_MALFORMED),
        (b"s=s1", b"s=s1; i=@elsewhere.example", MailProblem.TAGS_MALFORMED),
        (b"s=s1", b"s=s1; i=north-lab.example", MailProblem.TAGS_MALFORMED),
        (b"s=s1", b"s=s1; q=http", MailProblem.TAGS_MALFORMED),
        (b"s=s1", "s=š1".encode(), MailProblem.TAGS_MALFORMED),
    ],
)
def test_a_signature_field_that_is_damaged_is_refused(
    old: bytes, new: bytes, expected: MailProblem
) -> None:
    assert old in signed_mail()
    assert problem_of(signed_mail().replace(old, new, 1)) is expected


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        (f"a@{DOMAIN}, b@{DOMAIN}", MailProblem.FROM_SEVERAL),
        (f"Team: a@{DOMAIN};", MailProblem.FROM_GROUP),
        (f'"a@{DOMAIN}" <x@elsewhere.example>', MailProblem.FROM_NAME_WITH_ADDRESS),
        (f"a@{DOMAIN} <x@{DOMAIN}>", MailProblem.FROM_NAME_WITH_ADDRESS),
        (f"=?utf-8?q?a=40{DOMAIN}?=", MailProblem.FROM_ENCODED_ADDRESS),
        (f"Ada <=?utf-8?q?a?=@{DOMAIN}>", MailProblem.FROM_ENCODED_ADDRESS),
        (f"Adé <ada@{DOMAIN}>", MailProblem.FROM_NOT_ASCII),
        (f"ada@nörth.{DOMAIN}", MailProblem.FROM_NOT_ASCII),
        (f"Ada <ada@{DOMAIN}> more", MailProblem.FROM_UNREADABLE),
        (f"Ada (at home) <ada@{DOMAIN}>", MailProblem.FROM_UNREADABLE),
        (f"<ada@{DOMAIN}><eve@elsewhere.example>", MailProblem.FROM_UNREADABLE),
        (f'"a b"@{DOMAIN}', MailProblem.FROM_UNREADABLE),
        (f'Ada "unfinished <ada@{DOMAIN}>', MailProblem.FROM_UNREADABLE),
        (f"ada@eve@{DOMAIN}", MailProblem.FROM_UNREADABLE),
        ("ada", MailProblem.FROM_UNREADABLE),
        ("", MailProblem.FROM_UNREADABLE),
        ("=?utf-8?q?North_Lab?= <x@elsewhere.example>", MailProblem.FROM_OTHER_DOMAIN),
    ],
)
def test_a_sender_that_can_be_read_in_two_ways_is_refused(
    sender: str, expected: MailProblem
) -> None:
    assert problem_of(signed_mail(fields(From=sender))) is expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Thu, 14 Mar 2024 00:00:00 +0000", None),
        ("Wed, 13 Mar 2024 23:59:59 +0000", MailProblem.DATE_TOO_OLD),
        ("Wed, 14 Feb 2024 10:00:00 +0000", MailProblem.DATE_TOO_OLD),
        ("Sat, 15 Mar 2025 01:00:00 +0000", None),
        ("Sun, 16 Mar 2025 01:00:00 +0000", MailProblem.DATE_IN_FUTURE),
        ("Mon, 03 Mar 2025 10:00:00 -0000", None),
        ("soon", MailProblem.DATE_UNREADABLE),
        ("Mon, 99 Mar 2025 10:00:00 +0000", MailProblem.DATE_UNREADABLE),
        ("Fri, 31 Dec 9999 23:00:00 -2300", MailProblem.DATE_UNREADABLE),
    ],
)
def test_a_mail_is_of_the_last_twelve_months(date: str, expected: MailProblem | None) -> None:
    assert problem_of(signed_mail(fields(Date=date), t="")) is expected


def test_a_year_before_a_leap_day_there_was_none() -> None:
    headers = signed_mail(fields(Date="Tue, 28 Feb 2023 10:00:00 +0000"), t="")
    assert problem_of(headers, today=dt.date(2024, 2, 29)) is None
    assert problem_of(headers, today=dt.date(2024, 3, 1)) is MailProblem.DATE_TOO_OLD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (record(rsa_key(), t="y"), MailProblem.KEY_TESTING),
        (record(rsa_key(), t="s:y"), MailProblem.KEY_TESTING),
        (record(rsa_key(), h="sha1"), MailProblem.KEY_UNUSABLE),
        (record(rsa_key(), s="tlsrpt"), MailProblem.KEY_UNUSABLE),
        (record(rsa_key(), k="ed25519"), MailProblem.KEY_UNUSABLE),
        ("v=DKIM1; p=", MailProblem.KEY_REVOKED),
        ("v=DKIM1; p=AAAA", MailProblem.KEY_UNUSABLE),
        ("v=DKIM2; p=AAAA", MailProblem.KEY_UNUSABLE),
        ("no record", MailProblem.KEY_UNUSABLE),
    ],
)
def test_a_key_that_its_owner_does_not_stand_by_is_refused(
    text: str, expected: MailProblem
) -> None:
    assert problem_of(signed_mail(), known=Store(stored(text))) is expected


def test_a_key_that_was_revoked_later_is_refused_for_earlier_mails_too() -> None:
    former = stored(record(rsa_key()), last="2025-02")
    assert problem_of(signed_mail(), known=Store(former)) is None
    revoked = Store(former, stored("v=DKIM1; p=", first="2025-03"))
    assert problem_of(signed_mail(), known=revoked) is MailProblem.KEY_REVOKED


def test_a_key_may_be_barred_from_signing_for_domains_below() -> None:
    strict = store(t="s")
    assert problem_of(signed_mail(), known=strict) is None
    below = signed_mail(more=f"; i=@jobs.{DOMAIN}")
    assert problem_of(below) is None
    assert problem_of(below, known=strict) is MailProblem.SIGNATURE_WRONG


def test_the_reason_is_that_of_the_signature_that_came_closest() -> None:
    foreign = signature(domain="elsewhere.example")
    assert problem_of(mail(foreign, signature(more="; l=1"))) is MailProblem.BODY_LENGTH
    assert problem_of(mail(*[foreign] * 11)) is MailProblem.TOO_LARGE


@pytest.mark.parametrize(("month", "after"), [("2025-01", "2025-02"), ("2025-12", "2026-01")])
def test_a_month_follows_each_month(month: str, after: str) -> None:
    assert month_after(month) == after

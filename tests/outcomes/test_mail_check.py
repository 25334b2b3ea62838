"""Made-up mails that are accepted, each with a broken twin, and headers that were changed on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from outcomes.mail import keys
from outcomes.mail.fields import MAX_BYTES
from outcomes.mail.problems import MailProblem
from outcomes.mail.sender import Sender
from tests.outcomes.mails import (
    DOMAIN,
    FIELDS,
    SIGNED_AT,
    ShortKey,
    Store,
    fields,
    mail,
    other_key,
    problem_of,
    record,
    rsa_key,
    signature,
    signed_mail,
    store,
    stored,
)

ED = ed25519.Ed25519PrivateKey.generate()
DAY = 24 * 60 * 60
SERVICE = "hiring-service.example"


# -- Accepted, each with its twin ----------------------------------------------------------------------


def test_a_signed_mail_is_accepted() -> None:
    assert problem_of(signed_mail()) is None


def test_line_ends_may_be_of_either_kind() -> None:
    assert problem_of(signed_mail().replace(b"\r\n", b"\n")) is None
    assert problem_of(signed_mail().replace(b"\r\n", b"\r")) is MailProblem.MALFORMED


def test_folds_and_blanks_may_change_on_the_way_where_the_signature_says_so() -> None:
    spread = signed_mail().replace(b"Subject: Your offer", b"Subject:\t Your\r\n   offer  ")
    assert problem_of(spread) is None
    exact = signed_mail(c="simple/relaxed")
    assert problem_of(exact) is None
    assert problem_of(exact.replace(b"Your offer", b"Your  offer")) is MailProblem.SIGNATURE_WRONG


@pytest.mark.parametrize("below", [b"", b"\r\nThe text of the mail.\r\nFrom: x\r\n"])
def test_what_stands_below_the_header_is_not_looked_at(below: bytes) -> None:
    assert problem_of(signed_mail() + below) is None


def test_fields_that_nobody_signed_do_no_harm() -> None:
    assert problem_of(b"Received: from a by b\r\n" + signed_mail()) is None


def test_a_sender_below_the_signing_domain_is_accepted_and_one_above_is_not() -> None:
    assert problem_of(signed_mail(fields(From=f"a@jobs.{DOMAIN}"))) is None
    assert problem_of(signed_mail(fields(From="a@example.example"))) is (
        MailProblem.FROM_OTHER_DOMAIN
    )
    assert problem_of(signed_mail(fields(From=f"a@not{DOMAIN}"))) is MailProblem.FROM_OTHER_DOMAIN


def test_letters_of_either_size_name_one_domain() -> None:
    assert problem_of(signed_mail(fields(From=f"A@{DOMAIN.upper()}"), d=DOMAIN.upper())) is None


def test_a_name_may_be_encoded_or_quoted() -> None:
    for name in ("=?utf-8?q?Ad=C3=A9?=", '"Recruiter, Ada"', '"Ada \\"A\\" R."'):
        assert problem_of(signed_mail(fields(From=f"{name} <ada@{DOMAIN}>"))) is None


def test_expiry_is_judged_when_it_was_signed() -> None:
    assert problem_of(signed_mail(x=str(SIGNED_AT + 3 * DAY))) is None
    assert problem_of(signed_mail(x=str(SIGNED_AT - 1))) is MailProblem.EXPIRES_BEFORE_SIGNED
    assert problem_of(signed_mail(t="", x=str(SIGNED_AT + 1))) is None
    assert problem_of(signed_mail(t="", x=str(SIGNED_AT - 1))) is MailProblem.EXPIRES_BEFORE_SIGNED


def test_the_second_signature_counts_when_the_first_is_broken() -> None:
    broken = signature(fields(Subject="Another"))
    foreign = signature(domain="elsewhere.example")
    for order in ((broken, signature()), (signature(), broken), (foreign, signature())):
        assert problem_of(mail(*order)) is None
    assert problem_of(mail(foreign, broken)) is MailProblem.SIGNATURE_WRONG


def test_a_key_of_edwards_curve_is_accepted_and_another_one_is_not() -> None:
    headers = signed_mail(FIELDS, ED)
    assert problem_of(headers, known=Store(stored(record(ED)))) is None
    other = ed25519.Ed25519PrivateKey.generate()
    assert problem_of(headers, known=Store(stored(record(other)))) is MailProblem.SIGNATURE_WRONG
    assert problem_of(headers) is MailProblem.KEY_UNUSABLE


def test_a_key_has_1024_bits_or_more() -> None:
    just, short = rsa_key(1024), ShortKey()
    assert problem_of(signed_mail(FIELDS, just), known=Store(stored(record(just)))) is None
    refused = problem_of(signed_mail(FIELDS, short), known=Store(stored(record(short))))
    assert refused is MailProblem.KEY_TOO_SHORT


def test_a_short_key_would_pass_where_nobody_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    short = ShortKey()
    monkeypatch.setattr(keys, "MIN_RSA_BITS", 0)
    assert problem_of(signed_mail(FIELDS, short), known=Store(stored(record(short)))) is None


def test_a_service_for_many_employers_must_name_the_lab() -> None:
    listed = (Sender(SERVICE, tenant="North Lab"),)
    known = Store(stored(record(rsa_key())), domain=SERVICE)

    def result(sender: str) -> MailProblem | None:
        headers = signed_mail(fields(From=sender), domain=SERVICE)
        return problem_of(headers, known=known, senders=listed)

    assert result(f"North Lab Hiring <no-reply@{SERVICE}>") is None
    assert result(f"South Lab <no-reply@{SERVICE}>") is MailProblem.FROM_OTHER_TENANT
    assert result(f"Northern Laboratories <x@{SERVICE}>") is MailProblem.FROM_OTHER_TENANT
    assert result(f"North Lab <ada@{DOMAIN}>") is MailProblem.FROM_OTHER_DOMAIN


def test_a_vanished_key_is_good_for_the_months_in_which_it_was_seen_and_one_more() -> None:
    for last, expected in (("2025-02", None), ("2025-01", MailProblem.KEY_GONE)):
        known = Store(stored(record(rsa_key()), last=last))
        assert problem_of(signed_mail(), known=known) is expected


def test_both_keys_of_a_name_are_tried_after_a_change() -> None:
    former, now = stored(record(rsa_key()), last="2025-02"), stored(record(other_key()))
    assert problem_of(signed_mail(), known=Store(former, now)) is None
    assert problem_of(signed_mail(), known=Store(now)) is MailProblem.SIGNATURE_WRONG


# -- Refused -------------------------------------------------------------------------------------------


def test_the_keys_of_a_domain_that_is_not_listed_are_not_even_looked_up() -> None:
    known = store()
    headers = signed_mail(domain="elsewhere.example")
    assert problem_of(headers, known=known) is MailProblem.FOREIGN_DOMAIN
    assert known.asked == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda raw: raw.replace(b"Your offer", b"Your office"), MailProblem.SIGNATURE_WRONG),
        (lambda raw: raw.replace(b"Your offer", b"[list] Your offer"), MailProblem.SIGNATURE_WRONG),
        (lambda raw: raw.replace(b"me@home", b"you@home"), MailProblem.SIGNATURE_WRONG),
        (lambda raw: raw + b"From: Eve <eve@north-lab.example>\r\n", MailProblem.FROM_COUNT),
        (lambda raw: raw + b"to: somebody@else.example\r\n", MailProblem.TO_COUNT),
        (lambda raw: raw + b"SUBJECT: Another\r\n", MailProblem.SUBJECT_COUNT),
        (lambda raw: raw + b"Date: now\r\n", MailProblem.DATE_COUNT),
        (lambda raw: raw + b"From : eve@north-lab.example\r\n", MailProblem.MALFORMED),
        (lambda raw: raw.replace(b"To: ", b"Cc: "), MailProblem.TO_COUNT),
        (lambda raw: raw.replace(b"DKIM-Signature", b"X-Signature"), MailProblem.NOT_SIGNED),
        (lambda raw: raw.replace(b"offer", b"of\0fer"), MailProblem.NULLS),
        (lambda raw: raw + b"X: " + b"x" * MAX_BYTES, MailProblem.TOO_LARGE),
        (lambda raw: raw + b"X: y\r\n" * 250, MailProblem.TOO_LARGE),
        (lambda raw: b" folded\r\n" + raw, MailProblem.MALFORMED),
        (lambda raw: raw.replace(b"Subject", b" \r\nSubject"), MailProblem.MALFORMED),
        (lambda raw: raw.replace(b"\r\n b=", b"\r\nb="), MailProblem.MALFORMED),
        (lambda raw: raw.replace(b" b=", b" " * 300 + b"b="), MailProblem.MALFORMED),
        (lambda raw: b"", MailProblem.NOTHING_PASTED),
        (lambda raw: b"\r\n  \r\n", MailProblem.NOTHING_PASTED),
    ],
)
def test_a_header_that_was_changed_is_refused_and_the_same_unchanged_is_not(
    change: Callable[[bytes], bytes], expected: MailProblem
) -> None:
    assert problem_of(change(signed_mail())) is expected
    assert problem_of(signed_mail()) is None

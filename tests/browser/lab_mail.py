"""A mail that a lab of the shipped catalogue sent just now, and the key that signed it."""

from __future__ import annotations

import datetime as dt
import email.utils

from asks.mail_domains import accepted_mail_domains
from outcomes.models import DkimKey
from tests.outcomes.mails import SELECTOR, record, rsa_key, signed_mail

[MAIL] = accepted_mail_domains("anthropic")


def store_lab_key() -> None:
    """Let the lab's key be in the store."""
    month = dt.datetime.now(dt.UTC).strftime("%Y-%m")
    DkimKey.objects.create(
        domain=MAIL.domain,
        selector=SELECTOR,
        record=record(rsa_key()),
        first_month=month,
        last_month=month,
    )


def header() -> bytes:
    """Return the signed header of a mail that the lab sent just now, with a fold in it."""
    fields = {
        "From": f"Ada Recruiter <ada@{MAIL.domain}>",
        "To": "Candidate <me@home.example>",
        "Subject": "Your offer,\r\n and what follows",
        "Date": email.utils.format_datetime(dt.datetime.now(dt.UTC)),
    }
    return signed_mail(fields, domain=MAIL.domain, t="", h="from:to:subject:date")

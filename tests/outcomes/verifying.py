"""People who hold a mail from a lab whose mail is taken, in a window with a verified table for it."""

from __future__ import annotations

import datetime as dt

from asks.mail_domains import accepted_mail_domains
from outcomes.crypto import blinding, contexts
from outcomes.crypto.credential_lines import Credential
from outcomes.kinds import Kind, Tier
from outcomes.models import DkimKey, Window
from outcomes.verification import exchange_here
from outcomes.windows import open_window, other_table, plan_window, verification_key
from tests.outcomes import factories
from tests.outcomes.factories import ASKS, CLOSES, DAY, NORTH, OPENS, WINDOW
from tests.outcomes.mails import MONTH, SELECTOR, record, rsa_key, signed_mail

# A shipped lab, since which mails are taken is shipped too; its key and its mails are made up here.
LAB = "anthropic"
[MAIL] = accepted_mail_domains(LAB)
TABLES = ({"slug": LAB, "name": "A lab with mail"}, {"slug": NORTH, "name": "North Lab"})


def planned_window(name: str = WINDOW, *, demonstration: bool = False) -> Window:
    """Return a window with a table of a lab with mail, one of a lab without, and the rest."""
    return plan_window(
        name,
        OPENS,
        CLOSES,
        tables=[*TABLES, other_table()],
        asks=ASKS,
        demonstration=demonstration,
    )


def opened_window() -> Window:
    """Return such a window, open, and the lab's key in the store."""
    DkimKey.objects.create(
        domain=MAIL.domain,
        selector=SELECTOR,
        record=record(rsa_key()),
        first_month="2024-06",
        last_month=MONTH,
    )
    return open_window(planned_window().name)


def offer(subject: str = "Your offer", **changed: str) -> bytes:
    """Return the signed header of a mail from the lab."""
    fields = {
        "From": f"Ada Recruiter <ada@{MAIL.domain}>",
        "To": "Candidate <me@home.example>",
        "Subject": subject,
        "Date": "Mon, 03 Mar 2025 10:00:00 +0000",
        "Message-ID": f"<1@{MAIL.domain}>",
        **changed,
    }
    return signed_mail(fields, domain=MAIL.domain)


def drawn(window: Window, name: str = "calm-otter-41") -> Credential:
    """Return the drawn credential of a new account for the lab."""
    return factories.draw(window, name)[LAB]


def verified(window: Window, name: str = "calm-otter-41", *, today: dt.date = DAY) -> Credential:
    """Return a verified credential that a new account came by."""
    return exchange_here(window, drawn(window, name), offer(), today=today)


def blinded_message(window: Window) -> bytes:
    """Return a blinded message for the lab's verified key."""
    key = verification_key(window, LAB, Kind.CONVERSATION, Tier.VERIFIED)
    assert key is not None
    context = contexts.credential_context(window.name, LAB, Kind.CONVERSATION, Tier.VERIFIED)
    return blinding.blind(key, blinding.prepare(context))[0]

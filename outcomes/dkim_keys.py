"""The keys that labs sign their mail with, collected on a schedule that no visitor moves."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections.abc import Callable
from typing import Final, Protocol

from django.db import transaction

from asks.lab_proof import NothingAnswered
from asks.mail_domains import shipped_mail_domains
from outcomes.mail.keys import is_key_record, month_of
from outcomes.models import DkimKey

SECONDS: Final = 45.0  # For one run as a whole: a task may take a minute.
SECONDS_EACH: Final = 2.0
MAX_RECORD: Final = 2000  # A key of 8192 bits has 1,400 signs; an index row holds 2,700.

logger = logging.getLogger(__name__)


class Texts(Protocol):
    """Looks texts up in the DNS."""

    def texts(self, name: str, deadline: float) -> list[str]:
        """Return every text of a name, none when it does not exist; raises NothingAnswered."""


def refresh_keys(
    resolver: Texts, today: dt.date, *, clock: Callable[[], float] = time.monotonic
) -> int:
    """Ask for every known key of every accepted domain and note that it was seen; returns how many were.

    In random order, so that a run that ends early leaves out others each time. A name server that does
    not answer costs one look-up, not the run; keys that are not seen stay as they are.
    """
    ends = clock() + SECONDS
    seen = 0
    for domain, selector in _names():
        if clock() >= ends:
            logger.warning("collecting mail keys: out of time")
            break
        try:
            seen += note_key(resolver, domain, selector, today)
        except NothingAnswered as error:
            logger.info("collecting mail keys: %s", type(error).__name__)
    return seen


def note_key(resolver: Texts, domain: str, selector: str, today: dt.date) -> int:
    """Ask for one key and note what is found; returns the number of records. Raises NothingAnswered."""
    found = resolver.texts(f"{selector}._domainkey.{domain}", time.monotonic() + SECONDS_EACH)
    records = [text for text in found if len(text) <= MAX_RECORD and is_key_record(text)]
    for record in records:
        _note(domain, selector, record, month_of(today))
    return len(records)


def accepted_domains() -> set[str]:
    """Return every domain whose signatures count for some lab."""
    return {known.domain for known in shipped_mail_domains().domains if known.withheld is None}


@transaction.atomic
def _note(domain: str, selector: str, record: str, month: str) -> None:
    key, made = DkimKey.objects.select_for_update().get_or_create(
        domain=domain,
        selector=selector,
        record=record,
        defaults={"first_month": month, "last_month": month},
    )
    if not made and key.last_month < month:
        key.last_month = month
        key.save(update_fields=["last_month"])


def _names() -> list[tuple[str, str]]:
    """Return every (domain, selector): the usual ones, and those that an operator added."""
    domains = accepted_domains()
    usual = {(domain, name) for domain in domains for name in shipped_mail_domains().selectors}
    stored = DkimKey.objects.filter(domain__in=domains).values_list("domain", "selector")
    names = [*usual.union(stored)]
    secrets.SystemRandom().shuffle(names)
    return names

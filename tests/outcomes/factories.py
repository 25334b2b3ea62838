"""A small fixed cast: one window with two labs, a few asks, and people who draw and log in it.

The window lies in the past, so that the database's own clock lets it be released. Where a service
takes the day, tests pass `DAY`, on which the window was open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from leverage.models import User
from outcomes.client_half import draw_credentials, seal_conversation
from outcomes.conversations import log_conversation
from outcomes.crypto import receipts
from outcomes.crypto.credential_lines import Credential
from outcomes.kinds import Custody, Decision, Kept, Kind, ResponseClass, Tier
from outcomes.models import Release, Window
from outcomes.releases import release_window
from outcomes.windows import close_window, open_window, other_table, plan_window

WINDOW = "2025H1"
OPENS, CLOSES = dt.date(2025, 1, 1), dt.date(2025, 6, 30)
DAY = dt.date(2025, 3, 14)
DAY_AFTER = dt.date(2025, 7, 1)

NORTH, SOUTH = "north-lab", "south-lab"
TABLES = (
    {"slug": NORTH, "name": "North Lab"},
    {"slug": SOUTH, "name": "South Lab"},
    other_table(),
)
SAFETY_CASES, WHISTLEBLOWING, NO_GAG, THIRD_PARTIES = (
    "safety-cases",
    "whistleblowing-line",
    "no-gag-clause",
    "third-party-tests",
)
ASKS = (
    {"slug": SAFETY_CASES, "short_name": "Safety cases"},
    {"slug": WHISTLEBLOWING, "short_name": "A line for whistleblowers"},
    {"slug": NO_GAG, "short_name": "No gag clause"},
    {"slug": THIRD_PARTIES, "short_name": "Tests by third parties"},
)
ITEMS = ((SAFETY_CASES, ResponseClass.YES), (NO_GAG, ResponseClass.OPEN))


@dataclass(frozen=True, slots=True)
class Logged:
    """What a person holds after logging: the credential, the key of the receipt, the sealed bytes."""

    credential: Credential
    receipt_key: bytes
    sealed: bytes


def make_account(name: str = "calm-otter-41") -> User:
    """Return an account that nobody can sign in to."""
    return User.objects.create_user(name)


def planned_window(
    name: str = WINDOW,
    opens_on: dt.date = OPENS,
    closes_on: dt.date = CLOSES,
    *,
    asks: Sequence[dict[str, str]] = ASKS,
    kinds: Sequence[Kind] = (Kind.CONVERSATION,),
    custody: Custody = Custody.LOCAL,
    demonstration: bool = False,
) -> Window:
    """Return a window that has not opened."""
    return plan_window(
        name,
        opens_on,
        closes_on,
        tables=TABLES,
        asks=asks,
        kinds=kinds,
        custody=custody,
        demonstration=demonstration,
    )


def opened_window(
    name: str = WINDOW, opens_on: dt.date = OPENS, closes_on: dt.date = CLOSES
) -> Window:
    """Return a window in which people can log."""
    return open_window(planned_window(name, opens_on, closes_on).name)


def closed_window(conversations: int = 0) -> Window:
    """Return a window that is over, with so many conversations about the first lab in it."""
    window = opened_window()
    for number in range(conversations):
        log(window, draw(window, f"person-{number}")[NORTH])
    return close_window(window.name)


def released(window: Window) -> Release:
    """Return the release of a closed window."""
    release_window(window.name)
    return Release.objects.select_related("window").get(window=window)


def draw(
    window: Window,
    name: str = "calm-otter-41",
    *,
    kind: Kind = Kind.CONVERSATION,
    today: dt.date = DAY,
) -> dict[str, Credential]:
    """Return a new account's credentials of one kind by table."""
    credentials = draw_credentials(make_account(name), window, today=today)
    return {one.context.table: one for one in credentials if one.context.kind is kind}


def new_receipt_key() -> bytes:
    """Return the key of a receipt that was just drawn."""
    return receipts.receipt_key(receipts.draw_words())


def log(
    window: Window,
    credential: Credential,
    items: Sequence[tuple[str, ResponseClass | Kept]] = ITEMS,
    decided: tuple[str, Decision] | None = None,
    *,
    sealed: bytes | None = None,
    today: dt.date = DAY,
) -> Logged:
    """Log an entry as its credential says, and return what its author then holds."""
    sealed = sealed or seal_conversation(window, credential, items, decided)
    logged = Logged(credential, new_receipt_key(), sealed)
    assert log_again(window, logged, today=today)
    return logged


def log_again(
    window: Window,
    logged: Logged,
    *,
    table: str | None = None,
    tier: Tier = Tier.DRAWN,
    today: dt.date = DAY,
) -> bool:
    """Send a request to log, as it stands or for another place; returns what the service returns."""
    return log_conversation(
        window,
        logged.credential,
        table=table or logged.credential.context.table,
        kind=logged.credential.context.kind,
        tier=tier,
        sealed=logged.sealed,
        receipt_key=logged.receipt_key,
        today=today,
    )


def prepare(window: Window, credential: Credential) -> Logged:
    """Return a request to log that nobody has sent yet."""
    return Logged(credential, new_receipt_key(), seal_conversation(window, credential, ITEMS))

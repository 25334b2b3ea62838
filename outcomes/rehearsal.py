"""A rehearsal: the whole life of a window on simulated entries, by the way that real ones take.

It may run on a production site. Its window is never shown, never logged into by people and never touches the focus
list; when it ends, whichever way, nothing of it is left.
"""

from __future__ import annotations

import datetime as dt
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from outcomes import keystore
from outcomes.client_half import draw_credentials, seal_conversation
from outcomes.conversations import log_conversation
from outcomes.crypto import receipts, sealing
from outcomes.crypto.credential_lines import Credential
from outcomes.custody import key_sheet, read_key, write_sheet
from outcomes.demonstration import INVENTED_LABS
from outcomes.errors import RehearsalUnderWay
from outcomes.forgetting import forget_windows
from outcomes.kinds import Custody, Decision, Kept, Kind, Query, ResponseClass
from outcomes.models import BudgetEntry, Entry, Sheet, Tally, Window
from outcomes.releases import release_window
from outcomes.statistics.intervals import interval
from outcomes.statistics.parameters import CONFIDENCE, EPS_LIFE, ReleaseParameters
from outcomes.windows import (
    catalogue_asks,
    close_window,
    make_keys,
    open_window,
    other_table,
    plan_window,
)

REHEARSAL = "rehearsal"
ENTRIES = 100
_LOCK = 0x6C76_7268  # Any fixed number: one process rehearses at a time.
# For a site whose catalogue is not loaded yet.
_MADE_UP_ASKS = tuple({"slug": f"ask-{n}", "short_name": f"Ask {n}"} for n in range(1, 6))
# Of so many cells, this share lies in its range all but surely, though single ones do not.
_ENOUGH = 0.85

_random = secrets.SystemRandom()

Truth = Counter[tuple[str, str, str, str, str]]
"""How often a cell was logged: table, kind, query, ask, answer."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal saw. All its numbers are about made-up entries, so it may name true ones."""

    entries: int
    custody: Custody
    counted: tuple[tuple[str, int, int], ...]
    """By table and kind: how many were logged, how many were published."""
    cells: int
    within: int
    ledger: Decimal
    sealed_left: int
    keys_left: bool
    seconds: float

    def lines(self) -> list[str]:
        """Return what an operator wants to read."""
        share = 100 * self.within / self.cells
        return [
            f"{self.entries} simulated entries, custody {self.custody}, {self.seconds:.1f} seconds.",
            *(f"{place}: {true} logged, {noisy} published" for place, true, noisy in self.counted),
            f"{self.cells} cells published; {share:.1f} % lie within their range, "
            f"where at least {CONFIDENCE:.0%} should.",
            f"The ledger says {self.ledger} for each entry.",
            f"After the release {self.sealed_left} sealed rows and sheets were left, "
            f"and {'a key' if self.keys_left else 'no key'}.",
        ]

    def faults(self) -> list[str]:
        """Return, in sentences, what was not as it must be."""
        found = {
            "Too many numbers lie outside of their range.": self.within < _ENOUGH * self.cells,
            "The ledger is wrong.": self.ledger != EPS_LIFE,
            "Rows were left after the release.": self.sealed_left > 0,
            "A key was left after the release.": self.keys_left,
        }
        return [words for words, is_so in found.items() if is_so]


def rehearse(
    today: dt.date, *, entries: int = ENTRIES, custody: Custody = Custody.LOCAL
) -> Rehearsed:
    """Lead a window of simulated entries through its life; raises RehearsalUnderWay beside another one.

    What a killed rehearsal left behind is removed first. Must not run inside of a transaction.
    """
    with _alone():
        _forget()
        try:
            return _rehearse(today, entries, custody)
        finally:
            _forget()


def _forget() -> None:
    forget_windows(Window.objects.filter(rehearsal=True))
    keystore.forget(REHEARSAL)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock of this connection, which outlives transactions and ends with the process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise RehearsalUnderWay
    try:
        yield
    finally:
        # Without a connection the lock is gone already, and its error would hide the first one.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _rehearse(today: dt.date, entries: int, custody: Custody) -> Rehearsed:
    began = time.monotonic()
    # Over by any clock, so that it can be released at once.
    day = today - dt.timedelta(days=2)
    planned = plan_window(
        REHEARSAL,
        day,
        day,
        tables=[*INVENTED_LABS, other_table()],
        asks=catalogue_asks() or _MADE_UP_ASKS,
        kinds=tuple(Kind),
        custody=custody,
        rehearsal=True,
    )
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        key_file = Path(folder) / "key.txt"
        try:
            _make_keys(planned, key_file)
            window = open_window(REHEARSAL)
            truth = _simulate(window, entries, day)
            close_window(REHEARSAL)
            in_hand = custody is Custody.CUSTODIANS
            key = read_key(window, key_file.read_text("ascii")) if in_hand else None
            release_window(REHEARSAL, key)
        finally:
            keystore.destroy_file(key_file)
    return _seen(window, truth, entries, began)


def _make_keys(planned: Window, key_file: Path) -> None:
    """Make the keys; custodians are handed theirs in a file."""
    if planned.custody_mode is Custody.LOCAL:
        make_keys(REHEARSAL)
        return
    private, public = sealing.generate_sealing_key()
    write_sheet(key_file, key_sheet(planned, private))
    make_keys(REHEARSAL, public)


def _simulate(window: Window, entries: int, day: dt.date) -> Truth:
    """Have as many people as there are entries draw a sheet and log one of them; the accounts go at once."""
    truth: Truth = Counter()
    accounts = get_user_model()
    for _person in range(entries):
        with transaction.atomic():
            account = accounts.objects.create_user(f"{REHEARSAL}-{secrets.token_hex(8)}")
            credentials = draw_credentials(account, window, today=day)
        # Most tell of a conversation, some of what became of a promise.
        kind = Kind.CONVERSATION if _random.random() < 0.75 else Kind.DELIVERY
        of_kind = [found for found in credentials if found.context.kind is kind]
        _log(window, _random.choice(of_kind), day, truth)
        account.delete()
    return truth


def _log(window: Window, credential: Credential, day: dt.date, truth: Truth) -> None:
    """Log one entry with one to three asks, and note what it says."""
    place = credential.context
    answers: list[ResponseClass | Kept] = [*ResponseClass]
    if place.kind is Kind.DELIVERY:
        answers = [*Kept]
    asks = _random.sample([ask["slug"] for ask in window.asks], k=min(3, len(window.asks)))
    items = [(ask, _random.choice(answers)) for ask in asks[: _random.randint(1, 3)]]
    decided = None
    if place.kind is Kind.CONVERSATION and _random.random() < 0.5:
        decided = (items[0][0], _random.choice(list(Decision)))
    log_conversation(
        window,
        credential,
        table=place.table,
        kind=place.kind,
        tier=place.tier,
        sealed=seal_conversation(window, credential, items, decided),
        receipt_key=receipts.receipt_key(receipts.draw_words()),
        today=day,
    )
    truth[place.table, place.kind, Query.ENTRIES, "", ""] += 1
    for ask, answer in items:
        truth[place.table, place.kind, Query.RESPONSES, ask, answer] += 1
    if decided is not None:
        truth[place.table, place.kind, Query.DECIDED, *decided] += 1


def _seen(window: Window, truth: Truth, entries: int, began: float) -> Rehearsed:
    """Compare what was published with what was logged."""
    parameters = ReleaseParameters.from_json(window.parameters["release"])
    tallies = list(Tally.objects.filter(release=window.name).order_by("table", "kind", "pk"))
    within, counted = 0, []
    for tally in tallies:
        true = truth[tally.table, tally.kind, tally.query, tally.ask, tally.response]
        held = interval(tally.count, [parameters.scale(Kind(tally.kind), Query(tally.query))])
        within += held.low <= true <= held.high
        if tally.query == Query.ENTRIES:
            counted.append((f"{tally.table}, {tally.kind}", true, tally.count))
    costs = BudgetEntry.objects.filter(window=window.name).values("table", "kind", "tier")
    left = Entry.objects.filter(window=window.name).count()
    return Rehearsed(
        entries=entries,
        custody=window.custody_mode,
        counted=tuple(counted),
        cells=len(tallies),
        within=within,
        ledger=max(cost["cost"] for cost in costs.annotate(cost=Sum("epsilon"))),
        sealed_left=left + Sheet.objects.filter(window=window).count(),
        keys_left=keystore.holds_keys(window.name),
        seconds=time.monotonic() - began,
    )

"""How far each window is, what is due next, and whether its keys are where they belong.

For operators. It counts nothing that people left: how many sheets or conversations there are tells, looked at over
time, who logged when.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.core.cache import cache
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from outcomes import keystore
from outcomes.errors import KeysMissing
from outcomes.kinds import Custody, WindowState
from outcomes.models import BudgetEntry, Release, Window
from outcomes.statistics.parameters import EPS_LIFE
from outcomes.windows import is_as_published
from outcomes.words import Words

_REWRITTEN = "rows-rewritten"


class Step(StrEnum):
    """What a window waits for."""

    HAND_OVER = "hand_over"
    OPEN = "open"
    CLOSE = "close"
    RELEASE = "release"
    BRING_KEY = "bring_key"
    NOTHING = "nothing"


class KeyState(StrEnum):
    """Where keys are, and whether they belong there."""

    NOT_MADE = "not_made"
    IN_PLACE = "in_place"
    ELSEWHERE = "elsewhere"
    DESTROYED = "destroyed"
    MISSING = "missing"
    OVERDUE = "overdue"


STATE_WORDS: dict[WindowState, Words] = {
    WindowState.PLANNED: _("planned"),
    WindowState.OPEN: _("open"),
    WindowState.CLOSED: _("closed"),
    WindowState.RELEASED: _("released"),
}
CUSTODY_WORDS: dict[Custody, Words] = {
    Custody.LOCAL: _("this server"),
    Custody.CUSTODIANS: _("two custodians"),
}
STEP_WORDS: dict[Step, Words] = {
    Step.HAND_OVER: _(
        "Until then an operator makes its keys and hands the printed one to two custodians."
    ),
    Step.OPEN: _("It opens by itself."),
    Step.CLOSE: _("It closes by itself."),
    Step.RELEASE: _("It is released by itself."),
    Step.BRING_KEY: _("A custodian brings the key, and an operator releases it."),
    Step.NOTHING: _("Nothing is left to do."),
}
KEY_WORDS: dict[KeyState, Words] = {
    KeyState.NOT_MADE: _("not made yet"),
    KeyState.IN_PLACE: _("in place"),
    KeyState.ELSEWHERE: _("not here, as it should be"),
    KeyState.DESTROYED: _("destroyed"),
    KeyState.MISSING: _("missing"),
    KeyState.OVERDUE: _("still here, though they should not be"),
}
CHANGED_WORDS = _(
    "It is not what its published keys and their hash say. It will not go on like this."
)
LEDGER_WORDS = _("The ledger does not say 2.0 for each entry.")


@dataclass(frozen=True, slots=True)
class WindowStatus:
    """One window, ready to be shown."""

    window: Window
    step: Step
    due_on: dt.date | None
    overdue: bool
    signing: KeyState
    sealing: KeyState
    published_on: dt.date | None
    ledger: Decimal | None
    troubles: tuple[Words, ...]

    @property
    def state_words(self) -> Words:
        """How far the window is."""
        if self.window.state == WindowState.PLANNED and self.window.key_set is not None:
            return _("planned, keys made")
        return STATE_WORDS[WindowState(self.window.state)]

    @property
    def custody_words(self) -> Words:
        """Who holds the key that opens it."""
        return CUSTODY_WORDS[self.window.custody_mode]

    @property
    def step_words(self) -> Words:
        """What comes next, and who does it."""
        return STEP_WORDS[self.step]

    @property
    def signing_words(self) -> Words:
        """Where its signing keys are."""
        return KEY_WORDS[self.signing]

    @property
    def sealing_words(self) -> Words:
        """Where the private half of its sealing key is."""
        return KEY_WORDS[self.sealing]


def window_statuses(today: dt.date) -> list[WindowStatus]:
    """Return every window, the latest first; trials that are still here too, as they should not be for long."""
    published = dict(Release.objects.values_list("window", "published_on"))
    windows = Window.objects.order_by("-opens_on", "name")
    return [_status(window, today, published.get(window.name)) for window in windows]


def strangers() -> list[str]:
    """Return the names of key folders here that belong to no window."""
    return sorted(
        set(keystore.windows_with_keys()) - set(Window.objects.values_list("name", flat=True))
    )


def note_rewrite(now: dt.datetime) -> None:
    """Remember in which hour rows were rewritten; in memory only."""
    cache.set(_REWRITTEN, now.replace(minute=0, second=0, microsecond=0), timeout=None)


def last_rewrite() -> dt.datetime | None:
    """Return the hour in which rows were last rewritten, if memory still knows."""
    hour: dt.datetime | None = cache.get(_REWRITTEN)
    return hour


def _status(window: Window, today: dt.date, published_on: dt.date | None) -> WindowStatus:
    step, due_on = _next_step(window)
    signing, sealing = _signing_state(window), _sealing_state(window)
    ledger = _ledger(window) if published_on else None
    troubles = []
    if window.key_set is not None and not _is_whole(window):
        troubles.append(CHANGED_WORDS)
    if ledger is not None and ledger != EPS_LIFE:
        troubles.append(LEDGER_WORDS)
    return WindowStatus(
        window=window,
        step=step,
        due_on=due_on,
        overdue=due_on is not None and due_on < today,
        signing=signing,
        sealing=sealing,
        published_on=published_on,
        ledger=ledger,
        troubles=tuple(troubles),
    )


def _next_step(window: Window) -> tuple[Step, dt.date | None]:
    after = window.closes_on + dt.timedelta(days=1)
    in_custody = window.custody_mode is Custody.CUSTODIANS
    match WindowState(window.state):
        case WindowState.PLANNED:
            by_hand = in_custody and window.key_set is None
            return (Step.HAND_OVER if by_hand else Step.OPEN), window.opens_on
        case WindowState.OPEN:
            return Step.CLOSE, after
        case WindowState.CLOSED:
            return (Step.BRING_KEY if in_custody else Step.RELEASE), after
        case WindowState.RELEASED:
            return Step.NOTHING, None


def _signing_state(window: Window) -> KeyState:
    here = keystore.holds_signing_keys(window.name)
    if window.state in {WindowState.CLOSED, WindowState.RELEASED}:
        return KeyState.OVERDUE if here else KeyState.DESTROYED
    return _made(window, here=here)


def _sealing_state(window: Window) -> KeyState:
    here = keystore.holds_sealing_key(window.name)
    if window.state == WindowState.RELEASED:
        return KeyState.OVERDUE if here else KeyState.DESTROYED
    if window.custody_mode is Custody.CUSTODIANS and window.key_set is not None:
        return KeyState.OVERDUE if here else KeyState.ELSEWHERE
    return _made(window, here=here)


def _made(window: Window, *, here: bool) -> KeyState:
    if window.key_set is None:
        return KeyState.OVERDUE if here else KeyState.NOT_MADE
    return KeyState.IN_PLACE if here else KeyState.MISSING


def _is_whole(window: Window) -> bool:
    try:
        return is_as_published(window)
    except KeysMissing:
        return False


def _ledger(window: Window) -> Decimal | None:
    """Return what an entry cost: the most that any table was charged, as each entry lies in one."""
    places = BudgetEntry.objects.filter(window=window.name).values("table", "kind", "tier")
    costs = places.annotate(cost=Sum("epsilon")).values_list("cost", flat=True)
    return max(costs, default=None)

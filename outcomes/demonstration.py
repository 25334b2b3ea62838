"""Made-up numbers for a fresh local site: invented labs, simulated people, the real services.

No real lab's name ever stands beside an invented number.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth import get_user_model

from outcomes.client_half import draw_credentials, seal_conversation
from outcomes.conversations import log_conversation
from outcomes.crypto import receipts
from outcomes.crypto.credential_lines import Credential
from outcomes.errors import DemonstrationRefused
from outcomes.forgetting import forget_windows
from outcomes.kinds import Decision, Kept, Kind, ResponseClass
from outcomes.models import Window
from outcomes.releases import release_window
from outcomes.windows import (
    catalogue_asks,
    close_window,
    half_year,
    open_window,
    other_table,
    plan_window,
)
from outcomes.words import INVENTED_NAMES

PEOPLE = 85
"""Simulated people in each window. A sheet is most of the work, so each of them logs at several labs."""
WINDOWS = 2
INVENTED_LABS = (
    {"slug": "example-lab", "name": INVENTED_NAMES[0]},
    {"slug": "specimen-systems", "name": INVENTED_NAMES[1]},
    {"slug": "placeholder-research", "name": INVENTED_NAMES[2]},
)
# How likely simulated people are to hold an offer from each of them, and how labs answer.
_OFFER_CHANCES = (0.95, 0.75, 0.5)
_ANSWERS = (ResponseClass.YES, ResponseClass.OPEN, ResponseClass.NO)
_ANSWER_WEIGHTS = ((6, 3, 1), (2, 5, 3), (1, 4, 5), (4, 3, 3))
_DECIDING_CHANCE = 0.7
_KEPT = (Kept.KEPT, Kept.PARTLY, Kept.BROKEN)
_KEPT_WEIGHTS = (5, 3, 2)

_random = secrets.SystemRandom()


def make_demonstration(
    today: dt.date, *, favourites: Sequence[str], people: int = PEOPLE
) -> Window:
    """Open, fill, close and release past windows of invented labs, the oldest first; returns the last.

    `favourites` are slugs of asks that simulated people mostly choose. In the last window they also say what became
    of a yes.
    Raises DemonstrationRefused on a production site.
    """
    if not (settings.LOCAL or settings.DEBUG):
        raise DemonstrationRefused
    halves = [half_year(half_year(today)[1] - dt.timedelta(days=1))]
    while len(halves) < WINDOWS:
        halves.insert(0, half_year(halves[0][1] - dt.timedelta(days=1)))
    windows = [
        _make_window(half, favourites, people, kinds=tuple(Kind)[: number + 1])
        for number, half in enumerate(halves)
    ]
    return windows[-1]


def forget_demonstration() -> int:
    """Remove every demonstration window with all that came of it; returns how many there were."""
    return forget_windows(Window.objects.filter(demonstration=True))


def _make_window(
    half: tuple[str, dt.date, dt.date],
    favourites: Sequence[str],
    people: int,
    *,
    kinds: Sequence[Kind],
) -> Window:
    name, opens_on, closes_on = half
    window = plan_window(
        f"{name}-demo",
        opens_on,
        closes_on,
        tables=[*INVENTED_LABS, other_table()],
        asks=catalogue_asks(),
        kinds=kinds,
        demonstration=True,
    )
    window = open_window(window.name)
    _simulate(window, favourites, people, day=closes_on)
    close_window(window.name)
    release_window(window.name)
    window.refresh_from_db()
    return window


def _simulate(window: Window, favourites: Sequence[str], people: int, *, day: dt.date) -> None:
    """Let each simulated person draw a sheet with an account of their own, and log at one lab or several."""
    accounts = get_user_model()
    made = []
    for _person in range(people):
        account = accounts.objects.create_user(f"demonstration-{secrets.token_hex(8)}")
        made.append(account.pk)
        credentials = draw_credentials(account, window, today=day)
        for credential in _used(credentials):
            _log(window, credential, favourites, day=day)
    accounts.objects.filter(pk__in=made).delete()


def _used(credentials: Sequence[Credential]) -> list[Credential]:
    """Return the credentials that one person uses: those of the labs that made them an offer."""
    offers = {
        lab["slug"]
        for lab, chance in zip(INVENTED_LABS, _OFFER_CHANCES, strict=True)
        if _random.random() < chance
    }
    return [credential for credential in credentials if credential.context.table in offers]


def _log(
    window: Window, credential: Credential, favourites: Sequence[str], *, day: dt.date
) -> None:
    place = credential.context
    asks = [ask["slug"] for ask in window.asks]
    items: Sequence[tuple[str, ResponseClass | Kept]]
    decided = None
    if place.kind is Kind.DELIVERY:
        items = [(_choose(asks, favourites), _random.choices(_KEPT, _KEPT_WEIGHTS)[0])]
    else:
        items = _items(asks, favourites)
        decided = _decided(items[0][0], favourites)
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


def _items(asks: Sequence[str], favourites: Sequence[str]) -> list[tuple[str, ResponseClass]]:
    """Choose one to three asks, mostly favourites, and an answer to each."""
    chosen: dict[str, ResponseClass] = {}
    for _slot in range(_random.choice((1, 2, 3, 3))):
        ask = _choose(asks, favourites)
        weights = _ANSWER_WEIGHTS[asks.index(ask) % len(_ANSWER_WEIGHTS)]
        chosen.setdefault(ask, _random.choices(_ANSWERS, weights)[0])
    return list(chosen.items())


def _choose(asks: Sequence[str], favourites: Sequence[str]) -> str:
    """Choose an ask, mostly a favourite, and of these the first more often: people concentrate."""
    if favourites and _random.random() < 0.9:
        return _random.choices(favourites, [0.6**place for place in range(len(favourites))])[0]
    return _random.choice(asks)


def _decided(ask: str, favourites: Sequence[str]) -> tuple[str, Decision] | None:
    """Sometimes let an ask have decided: every other favourite wins people, and the rest costs them."""
    if _random.random() > _DECIDING_CHANCE:
        return None
    wins = ask in favourites and list(favourites).index(ask) % 2 == 1
    return ask, Decision.JOINED_FOR if wins else Decision.TURNED_DOWN_OVER

"""Made-up numbers for a fresh local site: invented labs, simulated people, the real services.

No real lab's name ever stands beside an invented number.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_noop

from outcomes import keystore
from outcomes.client_half import draw_credentials, seal_conversation
from outcomes.conversations import log_conversation
from outcomes.crypto import receipts
from outcomes.errors import DemonstrationRefused
from outcomes.kinds import ResponseClass
from outcomes.models import BudgetEntry, Entry, Release, Window
from outcomes.releases import release_window
from outcomes.windows import (
    catalogue_asks,
    close_window,
    half_year,
    open_window,
    other_table,
    plan_window,
)

PEOPLE = 300
INVENTED_LABS = (
    {"slug": "example-lab", "name": gettext_noop("Example Lab (invented)")},
    {"slug": "specimen-systems", "name": gettext_noop("Specimen Systems (invented)")},
    {"slug": "placeholder-research", "name": gettext_noop("Placeholder Research (invented)")},
)
# How often simulated people log at each of them, and how their labs answer.
_LAB_WEIGHTS = (5, 3, 2)
_ANSWERS = (ResponseClass.YES, ResponseClass.OPEN, ResponseClass.NO)
_ANSWER_WEIGHTS = ((5, 4, 1), (2, 6, 2), (1, 5, 4), (4, 3, 3))

_random = secrets.SystemRandom()


def make_demonstration(
    today: dt.date, *, favourites: Sequence[str], people: int = PEOPLE
) -> Window:
    """Open, fill, close and release one past window of invented labs.

    `favourites` are slugs of asks that simulated people mostly choose.
    Raises DemonstrationRefused on a production site.
    """
    if not (settings.LOCAL or settings.DEBUG):
        raise DemonstrationRefused
    year_name, opens_on, closes_on = half_year(half_year(today)[1] - dt.timedelta(days=1))
    window = plan_window(
        f"{year_name}-demo",
        opens_on,
        closes_on,
        tables=[*INVENTED_LABS, other_table()],
        asks=catalogue_asks(),
        demonstration=True,
    )
    window = open_window(window.name)
    _simulate(window, favourites, people, day=closes_on)
    close_window(window.name)
    release_window(window.name)
    window.refresh_from_db()
    return window


@transaction.atomic
def forget_demonstration() -> int:
    """Remove every demonstration window with all that came of it; returns how many there were."""
    names = list(Window.objects.filter(demonstration=True).values_list("name", flat=True))
    Entry.objects.filter(window__in=names).delete()
    BudgetEntry.objects.filter(window__in=names).delete()
    # Simulated people who are still here because making them was cut short; nobody else draws there.
    get_user_model().objects.filter(sheets__window__in=names).delete()
    Release.objects.filter(window__in=names).delete()
    Window.objects.filter(name__in=names).delete()
    for name in names:
        transaction.on_commit(partial(keystore.destroy_all, name))
    return len(names)


def _simulate(window: Window, favourites: Sequence[str], people: int, *, day: dt.date) -> None:
    """Let each simulated person draw a sheet with an account of their own, and log one conversation."""
    accounts = get_user_model()
    asks = [ask["slug"] for ask in window.asks]
    made = []
    for _person in range(people):
        account = accounts.objects.create_user(f"demonstration-{secrets.token_hex(8)}")
        made.append(account.pk)
        credentials = {
            credential.context.table: credential
            for credential in draw_credentials(account, window, today=day)
        }
        [lab] = _random.choices(INVENTED_LABS, _LAB_WEIGHTS)
        credential = credentials[lab["slug"]]
        log_conversation(
            window,
            credential,
            table=lab["slug"],
            kind=credential.context.kind,
            tier=credential.context.tier,
            sealed=seal_conversation(window, credential, _items(asks, favourites)),
            receipt_key=receipts.receipt_key(receipts.draw_words()),
            today=day,
        )
    accounts.objects.filter(pk__in=made).delete()


def _items(asks: Sequence[str], favourites: Sequence[str]) -> list[tuple[str, ResponseClass]]:
    """Choose one to three asks, mostly favourites, and an answer to each."""
    chosen: dict[str, ResponseClass] = {}
    for _slot in range(_random.choice((1, 2, 3, 3))):
        common = favourites and _random.random() < 0.85
        ask = _random.choice(favourites if common else asks)
        weights = _ANSWER_WEIGHTS[asks.index(ask) % len(_ANSWER_WEIGHTS)]
        chosen.setdefault(ask, _random.choices(_ANSWERS, weights)[0])
    return list(chosen.items())

"""Windows whose last day is over, full of conversations: what there is to be released, and what came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import secrets
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.utils import timezone

from outcomes import keystore
from outcomes.client_half import seal_conversation
from outcomes.crypto import contexts
from outcomes.crypto.credential_lines import Credential
from outcomes.kinds import Kind, ResponseClass, Tier, WindowState
from outcomes.models import BudgetEntry, Entry, Release, Tally, Window
from outcomes.release_rows import places
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.windows import open_window, other_table, plan_window
from tests.bench.supplies import Mint

_TABLES = [{"slug": "north", "name": "North"}, {"slug": "south", "name": "South"}, other_table()]
_ASKS = [{"slug": f"ask-{n}", "short_name": f"Ask {n}"} for n in range(4)]
_ANSWERS = [*ResponseClass]
_numbers = itertools.count(1)


def open_until(last: dt.date, entries: int) -> Window:
    """Return a window that is open in the database, with so many conversations in it, and whose last day is `last`.

    It never shows in the site's own numbers: a demonstration, as far as pages are concerned.
    """
    name = f"{last.year}D{next(_numbers)}{secrets.token_hex(2)}"
    begins = last - dt.timedelta(days=180)
    planned = plan_window(name, begins, last, tables=_TABLES, asks=_ASKS, demonstration=True)
    window = open_window(planned.name)
    _fill(window, entries)
    return window


def over(entries: int) -> Window:
    """Return a window that is due: open in the database, though its last day was yesterday."""
    return open_until(timezone.now().date() - dt.timedelta(days=1), entries)


def _fill(window: Window, number: int) -> None:
    mint = Mint(window)
    tables = itertools.cycle([table["slug"] for table in window.tables])
    rows = []
    for n, table in enumerate(itertools.islice(tables, number)):
        paid = mint.credential(table)
        place = contexts.CredentialContext(window.name, table, Kind.CONVERSATION, Tier.DRAWN)
        credential = Credential(paid.input_msg, paid.signature, place)
        items = [(_ASKS[n % len(_ASKS)]["slug"], _ANSWERS[n % len(_ANSWERS)])]
        rows.append(
            Entry(
                nullifier=contexts.nullifier_of(paid.input_msg),
                sealed=seal_conversation(window, credential, items, None),
                receipt_hash=secrets.token_bytes(32),
                window=window.name,
            )
        )
    Entry.objects.bulk_create(rows)


@dataclass(frozen=True, slots=True)
class Published:
    """What is public of a window: how many releases, charges and cells, and a hash of all of them."""

    releases: int
    charges: int
    cells: int
    digest: str


def published(name: str) -> Published:
    """Return what is public of a window now."""
    connection.close()  # It may be one to a server that is gone.
    releases = list(Release.objects.filter(window=name).values_list("digest", "published_on"))
    charges = list(BudgetEntry.objects.filter(window=name).order_by("pk").values_list())
    cells = list(Tally.objects.filter(release=name).order_by("pk").values_list())
    said = repr((releases, charges, cells)).encode()
    return Published(len(releases), len(charges), len(cells), hashlib.sha256(said).hexdigest())


def charges_due(window: Window) -> int:
    """Return how many rows the ledger must hold for a window: one per table and question."""
    parameters = ReleaseParameters.from_json(window.parameters["release"])
    return sum(len(parameters.queries(kind)) for _table, kind, _tier in places(window))


def is_finished(name: str) -> bool:
    """Return whether a window is released, its rows are gone and so are its keys; no while nobody can say."""
    try:
        released = Window.objects.filter(pk=name, state=WindowState.RELEASED).exists()
        is_empty = not Entry.objects.filter(window=name).exists()
    except DatabaseError:
        connection.close()
        return False
    return released and is_empty and not keystore.holds_keys(name)

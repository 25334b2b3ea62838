"""The sealed rows of a window: opened one by one, checked, counted and forgotten. Only the release comes here."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.credentials import check_credential
from outcomes.crypto import contexts, payload, sealing
from outcomes.crypto.credential_lines import Credential
from outcomes.errors import CredentialRefused, Refusal
from outcomes.kinds import Kind, Tier
from outcomes.models import Entry, Window
from outcomes.statistics.counting import Opened, TableCounter, TableCounts
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.windows import slots

Place = tuple[str, Kind, Tier]
"""What has numbers of its own: a table, what was logged into it, and how its authors were let in."""

# So many rows are in memory at once. They are opened in a fraction of a second, so that the database, which waits
# meanwhile with its transaction open, never waits long.
_ROWS = 500


def places(window: Window) -> list[Place]:
    """Return every place of a window, empty ones too, always in the same order."""
    return [
        (table, kind, Tier(tier))
        for tier in window.parameters["tiers"]
        for table, kind in slots(window, Tier(tier))
    ]


def count_rows(window: Window, private_key: bytes) -> dict[Place, TableCounts]:
    """Count every table exactly, in memory. These numbers are never stored, logged or returned to a caller.

    Must run inside of a transaction: outside of one the database would keep all rows for us at once.
    """
    asks = [ask["slug"] for ask in window.asks]
    parameters = ReleaseParameters.from_json(window.parameters["release"])
    counters = {
        place: TableCounter(asks, kind=place[1], queries=parameters.queries(place[1]))
        for place in places(window)
    }
    for place, opened in opened_rows(window, private_key):
        counters[place].add(opened)
    return {place: counter.counts() for place, counter in counters.items()}


def opened_rows(window: Window, private_key: bytes) -> Iterator[tuple[Place, Opened]]:
    """Open the window's rows one by one, passing over those that are not what they claim."""
    opener = sealing.Opener(private_key)
    rows = Entry.objects.countable_in(window.name).values_list("nullifier", "sealed")
    for nullifier, sealed in rows.iterator(chunk_size=_ROWS):
        if sealed is None:
            continue
        try:
            yield _open_one(window, opener, bytes(nullifier), bytes(sealed))
        except (Refusal, sealing.CannotOpen, payload.MalformedPayload, contexts.MalformedContext):
            # How many were dropped is a true count too, so it is not even logged.
            continue


def _open_one(
    window: Window, opener: sealing.Opener, nullifier: bytes, sealed: bytes
) -> tuple[Place, Opened]:
    info = contexts.entry_info(window.name, nullifier)
    opened = payload.decode(opener.open(info, sealed))
    context = contexts.parse_context(opened.input_msg[contexts.PREFIX_SIZE :])
    credential = Credential(opened.input_msg, opened.signature, context)
    spent = check_credential(
        window, credential, table=context.table, kind=context.kind, tier=context.tier
    )
    if spent != nullifier:
        raise CredentialRefused
    return (context.table, context.kind, context.tier), Opened(opened.items, opened.decided)

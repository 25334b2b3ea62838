"""Attempts to say which account logged what, by somebody who holds a dump, the files and the log of a database.

Each gives one guess per conversation. Where its evidence leaves several accounts, it takes one of these by chance.
The attempts that match one order with another are helped: they are told who logged at all.
"""

from __future__ import annotations

import random
import struct
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.outcomes.linking import LOGGERS, PEOPLE, World, ask

Guesses = dict[bytes, uuid.UUID]
_PAGE = 8192
_SEED = 4


@dataclass(frozen=True, slots=True)
class Attack:
    """A way to guess, and how many accounts it chooses from."""

    name: str
    guess: Callable[[World], Guesses]
    choices: int

    @property
    def chance(self) -> float:
        """How often it is right when it knows nothing."""
        return 1 / self.choices

    def success(self, world: World) -> float:
        """Return the share of conversations that it links with the right account."""
        guesses = self.guess(world)
        return sum(guesses.get(mark) == who for mark, who in world.truth.items()) / len(world.truth)


def _accounts(order: str) -> list[uuid.UUID]:
    rows = ask(f"SELECT account_id FROM outcomes_sheet ORDER BY {order}")  # noqa: S608 - our own words
    return [account for (account,) in rows]


def _entries(order: str) -> list[bytes]:
    rows = ask(f"SELECT nullifier FROM outcomes_entry ORDER BY {order}")  # noqa: S608 - our own words
    return [mark for (mark,) in rows]


def _matched(world: World, accounts: Sequence[uuid.UUID], entries: Sequence[bytes]) -> Guesses:
    """Link the first with the first, the second with the second, of those who logged."""
    logged = set(world.truth.values())
    return dict(zip(entries, [one for one in accounts if one in logged], strict=False))


def _nearest(sheets: Mapping[uuid.UUID, int], entries: Mapping[bytes, int]) -> Guesses:
    """Link each conversation with the draw that came last before it, or with anyone if there is no order."""
    chance = random.Random(_SEED)
    guesses = {}
    for mark, at in entries.items():
        before = [when for when in sheets.values() if when <= at]
        last = max(before) if before else None
        near = [who for who, when in sheets.items() if when == last] or list(sheets)
        guesses[mark] = chance.choice(sorted(near))
    return guesses


def by_place(world: World) -> Guesses:
    """Rows lie in the file in the order in which they came."""
    return _matched(world, _accounts("ctid"), _entries("ctid"))


def by_transaction(world: World) -> Guesses:
    """Rows bear the number of the transaction that wrote them."""
    order = "xmin::text::bigint, ctid"
    return _matched(world, _accounts(order), _entries(order))


def by_nearest_transaction(world: World) -> Guesses:
    """Who logs after drawing has two numbers close together; it needs no other knowledge."""
    sheets = ask("SELECT account_id, xmin::text::bigint FROM outcomes_sheet")
    entries = ask("SELECT nullifier, xmin::text::bigint FROM outcomes_entry")
    return _nearest(
        dict(sheets),
        dict(entries),
    )


def by_serial_number(world: World) -> Guesses:
    """Second factors are numbered in the order of sign-up; conversations lie in theirs."""
    rows = ask("SELECT user_id FROM mfa_authenticator ORDER BY id")
    return _matched(world, [who for (who,) in rows], _entries("ctid"))


def by_index(world: World) -> Guesses:
    """A page of an index sorts its pointers, but fills up in the order in which rows came."""
    accounts = dict(ask("SELECT ctid::text, account_id FROM outcomes_sheet"))
    entries = dict(ask("SELECT ctid::text, nullifier FROM outcomes_entry"))
    return _matched(
        world,
        # What leads to no row is a pointer to a former version, or about the index itself.
        [accounts[at] for at in _places(world.file("outcomes_sheet_pkey")) if at in accounts],
        [entries[at] for at in _places(world.file("outcomes_entry_pkey")) if at in entries],
    )


def by_files(world: World) -> Guesses:
    """Files hold former versions of rows, with their numbers, until something overwrites them."""
    sheets = {who: key for key, who in ask("SELECT id, account_id FROM outcomes_sheet")}
    held, logged = world.file("outcomes_sheet"), world.file("outcomes_entry")
    # A row's head takes 24 bytes, and a short value of changing size one before it.
    return _nearest(
        {who: _first_number(held, key.bytes, 24) for who, key in sheets.items()},
        {mark: _first_number(logged, mark, 25) for mark in _entries("nullifier")},
    )


def by_log(world: World) -> Guesses:
    """The write-ahead log has everything in the order in which it came."""
    log = b"".join(file.read_bytes().rstrip(b"\0") for file in world.segments())
    sheets = ask("SELECT account_id, request_hash FROM outcomes_sheet")
    return _nearest(
        {who: log.find(mark) for who, mark in sheets},
        {mark: log.find(mark) for mark in _entries("nullifier")},
    )


ATTACKS = (
    Attack("place", by_place, LOGGERS),
    Attack("transaction", by_transaction, LOGGERS),
    Attack("nearest transaction", by_nearest_transaction, PEOPLE),
    Attack("serial number", by_serial_number, LOGGERS),
    Attack("index", by_index, LOGGERS),
    Attack("files", by_files, PEOPLE),
    Attack("log", by_log, PEOPLE),
)


def _first_number(content: bytes, mark: bytes, before: int) -> int:
    """Return the lowest transaction number of all versions of a row in a file, also of removed ones."""
    numbers: list[int] = []
    found = content.find(mark)
    while found >= 0:
        numbers.append(int.from_bytes(content[found - before :][:4], "little"))
        found = content.find(mark, found + 1)
    return min(numbers)


def _places(index: bytes) -> list[str]:
    """Return where the rows of an index lie, in the order in which its pages were filled (storage-page-layout)."""
    places = []
    for start in range(_PAGE, len(index), _PAGE):  # The first page is about the index.
        lower = struct.unpack_from("<H", index, start + 12)[0]
        pointers = struct.unpack_from(f"<{(lower - 24) // 4}I", index, start + 24)
        for offset in sorted((pointer & 0x7FFF for pointer in pointers), reverse=True):
            high, low, position = struct.unpack_from("<HHH", index, start + offset)
            places.append(f"({high << 16 | low},{position})")
    return places

"""Known weaknesses of every locked package. What could not be asked is never called sound.

Two ways. With a network: pip-audit and `npm audit`, each of which first has to name weaknesses that everybody knows; a
registry that answers without them says nothing. Without one: `--advisories` names advisories that were downloaded.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.security import osv
from tests.security.asking import NotAnswered, ask_npm, ask_pip
from tests.security.findings import ROOT, Finding, Order, fault, seen, undone
from tests.security.locks import NPM_LOCKS, PYTHON_LOCKS, Package, npm_packages, python_packages

IGNORED = Path(__file__).parent / "ignored_advisories.toml"
LONGEST = dt.timedelta(days=90)
_SHORTEST_REASON = 20


@dataclass(frozen=True, slots=True)
class Ignored:
    """An advisory that does no harm here, for a while, and why."""

    name: str
    until: dt.date
    reason: str


def findings(order: Order) -> Iterator[Finding]:
    """Audit every lock, offline if the order names advisories."""
    now = dt.datetime.now(dt.UTC)
    ignored = read_ignored(IGNORED)
    yield from _faulty(ignored, now.date())
    locks = [(lock, python_packages(lock)) for lock in PYTHON_LOCKS]
    locks += [(lock, npm_packages(lock)) for lock in NPM_LOCKS]
    if order.advisories is not None:
        yield from offline(order.advisories, locks, ignored, now)
    else:
        yield from online(locks, ignored, now.date())


def read_ignored(file: Path) -> list[Ignored]:
    """Return the list of advisories that are ignored."""
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("ignored", [])
    return [Ignored(**entry) for entry in entries]


def offline(
    place: Path,
    locks: Sequence[tuple[Path, list[Package]]],
    ignored: Sequence[Ignored],
    now: dt.datetime,
) -> Iterator[Finding]:
    """Match downloaded advisories against the locks."""
    try:
        database = osv.read(place)
    except osv.Unusable as problem:
        yield undone(str(problem))
        database = osv.Database()
    usable = set()
    for ecosystem in osv.KNOWN_TO_BE_WEAK:
        try:
            database.check(ecosystem, now)
            usable.add(ecosystem)
            newest = f"{database.newest[ecosystem]:%Y-%m-%d}"
            yield seen(
                f"{database.counts[ecosystem]:,} advisories, {ecosystem}, newest of {newest}"
            )
        except osv.Unusable as problem:
            yield undone(f"{place}: {problem}")
    for lock, packages in locks:
        audited = [one for one in packages if one.ecosystem in usable]
        if len(audited) < len(packages):
            yield _unaudited(
                lock, len(packages) - len(audited), "no advisories that can be trusted"
            )
        # What is found counts, however old or thin the rest may be.
        yield from _judge(lock, len(audited), list(database.matches(packages)), ignored, now.date())


def online(
    locks: Sequence[tuple[Path, list[Package]]], ignored: Sequence[Ignored], today: dt.date
) -> Iterator[Finding]:
    """Ask the registries through their own programs."""
    for lock, packages in locks:
        ask = ask_npm if lock.suffix == ".json" else ask_pip
        try:
            audited, matches = ask(lock, packages)
        except NotAnswered as problem:
            yield _unaudited(lock, len(packages), str(problem))
            continue
        if audited < len(packages):
            yield _unaudited(
                lock, len(packages) - audited, "the registry has no advisories of them"
            )
        yield from _judge(lock, audited, matches, ignored, today)


def _judge(
    lock: Path,
    audited: int,
    matches: Iterable[osv.Match],
    ignored: Sequence[Ignored],
    today: dt.date,
) -> Iterator[Finding]:
    if audited:
        yield seen(f"{_name(lock)}: {audited} packages audited")
    for match in matches:
        pardon = next(
            (one for one in ignored if one.name in match.names and _holds(one, today)), None
        )
        if pardon is None:
            yield fault(f"{_name(lock)}: {match}")
        else:
            yield seen(f"{match}: ignored until {pardon.until}, because {pardon.reason}")


def _faulty(ignored: Iterable[Ignored], today: dt.date) -> Iterator[Finding]:
    for one in ignored:
        if one.until < today:
            yield fault(f"{one.name} was to be ignored until {one.until}; look at it again")
        elif not _holds(one, today):
            yield fault(
                f"{one.name} is ignored for more than {LONGEST.days} days or without a reason"
            )


def _holds(one: Ignored, today: dt.date) -> bool:
    return today <= one.until <= today + LONGEST and len(one.reason) >= _SHORTEST_REASON


def _unaudited(lock: Path, count: int, why: str) -> Finding:
    return undone(f"{_name(lock)}: {count} packages unaudited: {why}")


def _name(lock: Path) -> str:
    return str(lock.relative_to(ROOT)) if lock.is_relative_to(ROOT) else lock.name

"""The walks that lead to every page and state once: for tests of languages, whatever the language is."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Error, Page

from outcomes.models import Window
from tests.browser.keys import passkey_states
from tests.browser.pages import everywhere, publish_demonstration
from tests.browser.staff import staff_states

_HERE = Path(__file__).parent
Walk = Callable[[Page, str], Iterator[str]]


def _pages_and_states(page: Page, site: str) -> Iterator[str]:
    publish_demonstration()
    yield from everywhere(page, site)


def _staff(page: Page, site: str) -> Iterator[str]:
    yield from staff_states(page, site, scripts=True)


def _passkeys(page: Page, site: str) -> Iterator[str]:
    # Without a window no sheet comes between.
    Window.objects.all().delete()
    yield from passkey_states(page, site)


WALKS: dict[str, Walk] = {"pages": _pages_and_states, "staff": _staff, "passkeys": _passkeys}


def to_its_end(walk: Iterator[str], found: list[str]) -> Iterator[str]:
    """Take a walk, and note where it cannot go on beside what was found before."""
    try:
        yield from walk
    except (Error, AssertionError) as stopped:
        steps = traceback.extract_tb(stopped.__traceback__)
        last = next(step for step in reversed(steps) if Path(step.filename).parent == _HERE)
        found.append(f"the walk stops at {last.name}, “{last.line}”: {stopped}")


def tell_once(found: list[str], name: str, faults: Iterable[str]) -> None:
    """Note the faults of a page; what every page has is told of once."""
    told = {line.partition(" | ")[2] for line in found}
    found += [f"{name} | {fault}" for fault in dict.fromkeys(faults) if fault not in told]

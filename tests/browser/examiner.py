"""Somebody who goes from page to page and judges each, but none twice that is the same to the letter."""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from playwright.sync_api import Browser, Page

from tests.browser.asleep import Asleep
from tests.browser.chromium import PATIENCE
from tests.browser.soundness import Watch, faults

_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*')
# Names of rows, hashes of keys and files, and numbers: each test makes them anew.
_MADE_ANEW = re.compile(
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{4}( [0-9a-f]{4}){3,}\b|\b[0-9a-f]{16,}\b|\d+"
)
_judged: set[str] = set()


class Examiner:
    """Collects what is wrong in a walk through pages with one browser."""

    def __init__(self, page: Page, site: str, *, scripts: bool) -> None:
        self.page = page
        self.found: list[str] = []
        self._scripts = scripts
        self._asleep = None if scripts else Asleep(page)
        self._watch = Watch(page, site)
        self._titles: dict[str, set[str]] = {}

    def look(self, name: str, *, refused: bool = False) -> None:
        """Judge the page on which the browser stands. Refusals are one page, whatever was refused.

        For everybody a public page is the same, and for most of them it does not matter whether scripts run.
        What is alike to the letter, but for numbers, hashes and the secret of its forms, was judged when it
        was seen first.
        """
        if not refused:
            self._titles.setdefault(self.page.title(), set()).add(self._path())
        if self._is_new(refused=refused):
            with self._asleep.awake() if self._asleep else nullcontext():
                picture = f"{name}-{'on' if self._scripts else 'off'}"
                every = faults(self.page, scripts=self._scripts, judged=True, picture=picture)
                self.found += [f"{name}: {fault}" for fault in every]
        self.pass_by(name)

    def pass_by(self, name: str) -> None:
        """Note only what the browser remarked on the way here."""
        self.found += [f"{name}: {noted}" for noted in self._watch.taken()]

    def shared_titles(self) -> dict[str, set[str]]:
        """Return the titles that more than one page has."""
        return {title: paths for title, paths in self._titles.items() if len(paths) > 1}

    def _path(self) -> str:
        return urllib.parse.urlsplit(self.page.url).path

    def _is_new(self, *, refused: bool) -> bool:
        text = self.page.content()
        if refused:
            text = text.replace(self._path(), "/")
        text = _MADE_ANEW.sub("0", _TOKEN.sub(r"\1", text))
        matters = "<noscript" in text and self._scripts
        print_of_it = hashlib.sha256(f"{matters} {text}".encode()).hexdigest()
        known = print_of_it in _judged
        _judged.add(print_of_it)
        return not known


@contextmanager
def examiner(browser: Browser, site: str, *, scripts: bool) -> Iterator[Examiner]:
    """Open a browser of its own for an examiner."""
    with browser.new_context(reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        yield Examiner(context.new_page(), site, scripts=scripts)

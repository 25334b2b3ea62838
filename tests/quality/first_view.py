"""The first view of every public page: small, in few requests, standing still, cacheable, free of cookies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from playwright.sync_api import Browser, ViewportSize

from leverage.http import is_log_path
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.pages import CHOICES, PAGES
from tests.quality.front import Exchange
from tests.quality.stage import PATIENCE, Stage, forget_visits

MOST_BYTES = 40_000
MOST_REQUESTS = 5
# Which say with a reason that no cache may keep them: what is chosen or written there is nobody else's.
_KEPT_NOWHERE = {"prepare", "propose", "proposal"}
# How much of the view moved after it was first drawn, as browsers add it up, and what moved.
_SHIFTED = """() => new Promise(done => {
    let sum = 0;
    const moved = new Set();
    new PerformanceObserver(list => {
        for (const { value, sources } of list.getEntries()) {
            sum += value;
            for (const { node } of sources) {
                const place = node?.nodeType === 1 ? node : node?.parentElement;
                if (place) moved.add([place.localName, ...place.classList].join("."));
            }
        }
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done([sum, [...moved].join(", ")]), 100);
})"""


@dataclass(frozen=True, slots=True)
class View:
    """What a first visit brought over the line, and how much of what it showed moved afterwards."""

    seen: list[Exchange]
    shift: float
    moved: str

    @property
    def size(self) -> int:
        """Return the bytes, of heads too."""
        return sum(one.sent for one in self.seen)


def faults(stage: Stage) -> Iterator[str]:
    """Name each page that is too large, moves, is not cacheable or sets a cookie."""
    forget_visits()
    with stage.browser() as browser:
        for name, arguments in PAGES.items():
            path = reverse(name, kwargs=arguments) + CHOICES.get(name, "")
            found = _visit(stage, browser, path, PHONE)
            wide = _visit(stage, browser, path, DESKTOP)
            sys.stdout.write(f"{found.size:7,} bytes  {len(found.seen)} requests  {path}\n")
            shifts = (_shift(found, "phone"), _shift(wide, "desktop"))
            about = (_too_much(found), *shifts, _not_for_everybody(name, path, found.seen[0]))
            yield from (f"{path}: {fault}" for part in about for fault in part)


def _visit(stage: Stage, browser: Browser, path: str, size: ViewportSize) -> View:
    with browser.new_context(viewport=size) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        stage.front.taken()
        page.goto(stage.front.origin + path, wait_until="networkidle")
        shift, moved = page.evaluate(_SHIFTED)
        return View(stage.front.taken(), shift, moved)


def _too_much(found: View) -> Iterator[str]:
    listed = ", ".join(f"{one.path} {one.sent:,}" for one in found.seen)
    if found.size > MOST_BYTES:
        yield f"{found.size:,} bytes, at most {MOST_BYTES:,}: {listed}"
    if len(found.seen) > MOST_REQUESTS:
        yield f"{len(found.seen)} requests, at most {MOST_REQUESTS}: {listed}"


def _shift(found: View, where: str) -> Iterator[str]:
    if found.shift:
        yield f"layout shift of {found.shift:.4f} on a {where}: {found.moved}"


def _not_for_everybody(name: str, path: str, answer: Exchange) -> Iterator[str]:
    """Name what keeps a page from being the same for everybody (those of accounts are not meant to be)."""
    if path.startswith("/account/"):
        return
    kept = answer.headers.get("cache-control", "nothing said")
    if "set-cookie" in answer.headers:
        yield "sets a cookie"
    if "cookie" in answer.headers.get("vary", "").lower():
        yield "varies with cookies"
    if is_log_path(path) or name in _KEPT_NOWHERE:
        if kept != "no-store":
            yield f"a cache may keep it: {kept}"
        return
    if "public" not in kept:
        yield f"no cache may keep it: {kept}"
    if not {"etag", "last-modified"} & set(answer.headers):
        yield "has neither ETag nor Last-Modified"

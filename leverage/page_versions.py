"""Public pages that were rendered already, kept in this process until anything that pages show changes.

A trigger of the database gives each change of the catalogue, of a window or of a release a new mark, in the very
transaction of the change (`leverage.migrations.0004_page_versions`): nobody can forget it, and nobody sees the one
without the other. A mark is random, and the set of marks that can be seen is another one after each commit. A page is
kept under the set that was read before it was rendered, so what is kept is never older than what it is kept under; and
a set that is gone never returns.

What is kept is the same for everybody, and losing it costs nothing but the time to render it again.
"""

from __future__ import annotations

import datetime as dt
import gzip
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

T = TypeVar("T")

MOST_PAGES = 400
MOST_BYTES = 8 * 1024 * 1024
# A larger answer would push out many others; it is rendered each time.
LARGEST = 2 * 1024 * 1024
# Shorter ones would gain nothing.
_SMALL = 256
_TEXT = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/atom+xml",
    "image/svg+xml",
)

_MARKS = "SELECT mark FROM leverage_pageversion"


@dataclass(frozen=True, slots=True)
class PageState:
    """All that public pages depend on: the marks of what was changed, and the day."""

    marks: frozenset[uuid.UUID]
    day: dt.date


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One answer as a view gave it, before any middleware saw it, and its compressed form once somebody wanted that."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    compressed: bytes = b""

    @property
    def bytes(self) -> int:
        """How long both forms are together."""
        return len(self.body) + len(self.compressed)

    @property
    def may_be_compressed(self) -> bool:
        """Whether the answer is text that anybody may cache: nothing on it is worth guessing by its length."""
        headers = dict(self.headers)
        is_text = headers.get("Content-Type", "").startswith(_TEXT)
        return is_text and "public" in headers.get("Cache-Control", "") and len(self.body) > _SMALL

    def with_compressed(self) -> KeptPage:
        """Return the same answer with its compressed form: made once, so it may take its time."""
        return replace(self, compressed=gzip.compress(self.body, mtime=0))

    def response(self, *, compressed: bool = False) -> HttpResponse:
        """Return the answer anew: what is done to it on its way out does not come back here."""
        response = HttpResponse(self.compressed if compressed else self.body)
        for name, value in self.headers:
            response.headers[name] = value
        if self.may_be_compressed:
            response.headers["Vary"] = "Accept-Encoding"
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
            # Another row of bytes with the same meaning (RFC 9110, section 8.8.1).
            response.headers["ETag"] = f"W/{response.headers['ETag'].removeprefix('W/')}"
        return response


class Shelf:
    """The pages of one state, of which the least lately asked for go first."""

    def __init__(self, most_pages: int, most_bytes: int) -> None:
        self._most_pages, self._most_bytes = most_pages, most_bytes
        self._lock = threading.Lock()
        self._state: PageState | None = None
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._bytes = 0
        self._facts: dict[Callable[[], object], object] = {}

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def bytes(self) -> int:
        """How long the bodies are together."""
        return self._bytes

    def find(self, state: PageState, address: Hashable) -> KeptPage | None:
        """Return the page that was kept under this very state, if there is one."""
        with self._lock:
            if state != self._state or address not in self._pages:
                return None
            self._pages.move_to_end(address)
            return self._pages[address]

    def keep(self, state: PageState, address: Hashable, page: KeptPage) -> None:
        """Keep a page; those of any other state go."""
        with self._lock:
            self._turn_to(state)
            self._take_out(address)
            self._pages[address] = page
            self._bytes += page.bytes
            while len(self._pages) > self._most_pages or self._bytes > self._most_bytes:
                self._take_out(next(iter(self._pages)))

    def read_once(self, state: PageState, read: Callable[[], T]) -> T:
        """Return what `read` gave under this very state; it is asked again only under another one."""
        with self._lock:
            if state == self._state and read in self._facts:
                return cast(T, self._facts[read])
        # Outside of the lock: a question to the database may take its time.
        facts = read()
        with self._lock:
            self._turn_to(state)
            self._facts[read] = facts
        return facts

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._empty()

    def _take_out(self, address: Hashable) -> None:
        page = self._pages.pop(address, None)
        self._bytes -= page.bytes if page else 0

    def _turn_to(self, state: PageState) -> None:
        if state != self._state:
            self._empty()
            self._state = state

    def _empty(self) -> None:
        self._state = None
        self._pages.clear()
        self._facts.clear()
        self._bytes = 0


shelf = Shelf(MOST_PAGES, MOST_BYTES)


def page_state() -> PageState | None:
    """Return what public pages depend on now, in one query; None where nothing may be kept.

    Templates change under the eyes of those who build, so nothing is kept for them. Without the database, a page that
    needs none is still shown.
    """
    if settings.DEBUG:
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute(_MARKS)
            marks = frozenset(mark for (mark,) in cursor.fetchall())
    except DatabaseError:
        return None
    return PageState(marks, timezone.now().date()) if marks else None


def kept_answer(state: PageState, address: Hashable, request: HttpRequest) -> HttpResponse | None:
    """Return the answer that is kept, in the form that the visitor reads; None where none is."""
    page = shelf.find(state, address)
    if page is None:
        return None
    wants = page.may_be_compressed and "gzip" in request.headers.get("Accept-Encoding", "")
    if wants and not page.compressed:
        page = page.with_compressed()
        shelf.keep(state, address, page)
    return page.response(compressed=wants)


def keep_page(
    state: PageState, address: Hashable, request: HttpRequest, response: HttpResponse
) -> None:
    """Keep an answer that is whole and has nothing of anybody in it; any other is left alone."""
    if response.status_code != 200 or response.streaming or _is_personal(request, response):
        return
    if len(response.content) <= LARGEST:
        shelf.keep(state, address, KeptPage(response.content, tuple(response.headers.items())))


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a cookie, a session or a token against forged forms had a part in an answer.

    No public page has any of them. If one ever did, it must not be shown to anybody else.
    """
    session = getattr(request, "session", None)
    return (
        bool(response.cookies)
        or bool(getattr(session, "accessed", False))
        or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
        or response.has_header("Vary")
    )

"""Every page is visited by somebody who is marked all over; afterwards no mark is found anywhere (privacy.md 11.6).

The same search finds the marks again where something keeps what it should not: those are the broken twins.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.core import mail
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import path
from pytest_django import Settings

from asks.kinds import ProposalKind
from asks.models import Proposal
from leverage import urls
from leverage.celery import app as celery
from outcomes.models import Entry, Window
from outcomes.windows import open_window, other_table, plan_window
from tests.asks.factories import make_ask, make_focus, make_lab, make_position
from tests.canaries import (
    ADDRESS,
    AGENT,
    ASK,
    BODY,
    LAB,
    NAME,
    NEXT,
    OF_A_VISIT,
    QUERY,
    marks_in,
    memory_dump,
    paths,
    tables,
)
from tests.canary_visits import visit, visit_all, visitor, walk
from tests.leverage.conftest import console
from tests.outcomes.conftest import key_dir, ready_keys, signing_keys
from tests.outcomes.factories import CLOSES, OPENS, WINDOW

__all__ = ["console", "key_dir", "ready_keys", "signing_keys"]

pytestmark = pytest.mark.usefixtures("cast", "fresh_memory")

QUEUE = "queue-of-a-broken-twin"
# Where a mark is meant to be: what is typed there is kept on purpose, and the pages say so.
MEANT: dict[str, tuple[str, ...]] = {
    NAME: ("leverage_user",),
    BODY: ("leverage_user", "asks_"),
    LAB: ("asks_", "outcomes_window"),
    ASK: ("asks_", "outcomes_window"),
    # Where to go after a sign-up that waits for its passkey: in the session until then.
    NEXT: ("memory",),
}
Middleware = Callable[
    [Callable[[HttpRequest], HttpResponse]], Callable[[HttpRequest], HttpResponse]
]


@pytest.fixture
def cast(db: None, on_the_day: dt.date, ready_keys: None, key_dir: Any) -> Window:
    """Open a window for a lab and an ask whose names are marks."""
    lab, ask = make_lab(LAB), make_ask(ASK)
    make_position(lab, ask)
    make_focus(ask)
    asks = [{"slug": ASK, "short_name": ASK}]
    plan_window(
        WINDOW, OPENS, CLOSES, tables=[{"slug": LAB, "name": LAB}, other_table()], asks=asks
    )
    return open_window(WINDOW)


@pytest.fixture
def everything_is_logged() -> Iterator[None]:
    """Let every logger write all it has to say."""
    names = ["", *(name for name in logging.root.manager.loggerDict)]
    before = {name: logging.getLogger(name).level for name in names}
    for name in ("", "leverage", "asks", "outcomes", "django", "django.request", "allauth"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def misplaced(server: redis.Redis, logged: str) -> dict[str, set[str]]:
    """Return the marks that are where they must not be, by place."""
    places = {
        **tables(),
        "memory and queues": memory_dump(server),
        "log": logged.encode(),
        "error reports by mail": repr([vars(message) for message in mail.outbox]).encode(),
    }
    found = {place: marks_in(text, (*OF_A_VISIT, *MEANT)) for place, text in places.items()}
    wrong = {
        place: {mark for mark in marks if not place.startswith(MEANT.get(mark, ("nowhere",)))}
        for place, marks in found.items()
    }
    return {place: marks for place, marks in wrong.items() if marks}


@pytest.mark.usefixtures("everything_is_logged")
def test_no_page_keeps_a_mark(memory: redis.Redis, console: Callable[[], str]) -> None:
    walk()
    visit_all()
    assert misplaced(memory, console()) == {}
    # The other side: the visits were real, and the same eyes see what is meant to be there.
    assert Entry.objects.count() == 1
    seen = tables()
    assert marks_in(seen["leverage_user"], (NAME,)) == {NAME}
    assert marks_in(seen["asks_proposal"], (BODY,)) == {BODY}
    assert "POST /propose/ 201" in console()


def test_the_paths_are_those_of_the_site() -> None:
    assert len(paths()) > 80
    for expected in ("/", "/log/", f"/labs/{LAB}/", f"/asks/{ASK}/", "/curate/admin/"):
        assert expected in paths()
    assert [path for path in paths() if "<" in path] == []


# -- Broken twins --------------------------------------------------------------------------------------


def keeping(keep: Callable[[HttpRequest], object]) -> Middleware:
    """Return a middleware that keeps something of each request."""

    def middleware(
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> Callable[[HttpRequest], HttpResponse]:
        def kept(request: HttpRequest) -> HttpResponse:
            keep(request)
            return get_response(request)

        return kept

    return middleware


logs_the_address = keeping(
    lambda request: logging.getLogger("leverage").info("from %s", request.META["REMOTE_ADDR"])
)
remembers_the_agent = keeping(
    lambda request: cache.set("seen", request.headers["User-Agent"].encode().hex())
)
counts_by_address = keeping(lambda request: cache.set(request.META["REMOTE_ADDR"], 1))
tells_a_task = keeping(
    lambda request: celery.send_task("twin", args=[request.get_full_path()], queue=QUEUE)
)


def keeps_agent(request: HttpRequest) -> HttpResponse:
    """Store the agent in a table, as a view should not."""
    Proposal.objects.create(
        kind=ProposalKind.WORDING,
        text=request.headers["User-Agent"],
        reference_hash=secrets.token_bytes(32),
        received_month="2026-11",
    )
    return HttpResponse()


def breaks(request: HttpRequest) -> HttpResponse:
    """Fail with the address in the message and in a local variable."""
    address = request.META["REMOTE_ADDR"]
    raise ValueError(address)


urlpatterns = [path("keeps/", keeps_agent), path("breaks/", breaks), *urls.urlpatterns]


@pytest.fixture
def no_queue(memory: redis.Redis) -> Iterator[None]:
    """Take away the queue of a broken twin."""
    yield
    for key in list(memory.scan_iter(f"*{QUEUE}*")):
        memory.delete(key)


@pytest.mark.parametrize(
    ("twin", "place", "mark"),
    [
        ("logs_the_address", "log", ADDRESS),
        ("remembers_the_agent", "memory and queues", AGENT),
        ("counts_by_address", "memory and queues", ADDRESS),
        ("tells_a_task", "memory and queues", QUERY),
    ],
)
def test_a_middleware_that_keeps_a_mark_is_found(
    settings: Settings,
    memory: redis.Redis,
    no_queue: None,
    console: Callable[[], str],
    twin: str,
    place: str,
    mark: str,
) -> None:
    visit(visitor, "/")
    assert misplaced(memory, console()) == {}
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.{twin}"]
    visit(visitor, "/")
    with pytest.raises(AssertionError):
        assert misplaced(memory, console()) == {}
    assert mark in misplaced(memory, console())[place]


@pytest.mark.urls("tests.test_canaries")
def test_a_view_that_keeps_the_agent_is_found(
    memory: redis.Redis, console: Callable[[], str]
) -> None:
    visit(visitor, "/keeps/")
    with pytest.raises(AssertionError):
        assert misplaced(memory, console()) == {}
    assert misplaced(memory, console()) == {"asks_proposal": {AGENT}}


@pytest.mark.urls("tests.test_canaries")
@pytest.mark.usefixtures("everything_is_logged")
def test_a_view_that_breaks_tells_nothing(memory: redis.Redis, console: Callable[[], str]) -> None:
    visit(visitor, "/breaks/")
    assert "ValueError at" in console()
    assert misplaced(memory, console()) == {}

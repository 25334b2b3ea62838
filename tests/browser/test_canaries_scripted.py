"""Somebody marked all over uses every page with scripts on; no mark stays anywhere (privacy.md 11.6).

Marks of a lab and of an ask stand in the catalogue and in the window's public parameters. That somebody chose them
stands nowhere.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from asks.kinds import ProposalKind
from asks.models import Proposal
from leverage import urls
from leverage.models import User, Vault
from outcomes import storage
from outcomes.models import Entry
from tests.browser import canary_journey as way
from tests.browser import keys, staff
from tests.browser.canary_journey import AGENT, ASK, IN_HEADERS, LAB, MARKED, NAME
from tests.browser.lab_mail import store_lab_key
from tests.browser.pages import everywhere, publish_demonstration
from tests.canaries import columns, logical_dump, marks_in, paths, whole_memory
from tests.leverage.conftest import console
from tests.outcomes.own_server import own_server
from tests.test_canaries import everything_is_logged, keeping

__all__ = ["console", "everything_is_logged"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("fresh_memory", "ready_keys", "transactional_db"),
]

NOBODYS = (*IN_HEADERS, way.PEER, way.TYPED, way.MAILED, way.PASSWORD)
WINDOW = ("outcomes_window.parameters", "outcomes_window.key_set")
# Every ask and lab is weighed for the focus list, whatever anybody chose.
FOCUS = ("asks_focusrun.inputs", "asks_focusrun.lists")
# Where a mark is meant to be; in a dump as well.
MEANT: dict[str, tuple[str, ...]] = {
    NAME: ("leverage_user.username",),
    LAB: ("asks_lab.slug", "asks_lab.name", "asks_lab.short_name", *WINDOW, *FOCUS),
    ASK: ("asks_ask.slug", "asks_asktext.short_name", *WINDOW, *FOCUS),
}
MARKS = (*NOBODYS, *MEANT)
Written = Callable[[], str]


@pytest.fixture
def own_files(transactional_db: None) -> Iterator[Path]:
    """Let this test and its site use a database server of their own; gives its folder."""
    folder = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    with own_server(folder), pytest.MonkeyPatch.context() as patch:
        here = connections["default"].settings_dict
        # The site answers in threads, each of which connects by these.
        for name in ("NAME", "USER", "HOST", "PORT"):
            patch.setitem(connections.settings["default"], name, here[name])
        yield folder


@contextmanager
def serving(*, furnished: bool = True) -> Iterator[str]:
    """Give the address of a site with the settings of this moment, and with marks in its catalogue."""
    if furnished:
        call_command("load_catalogue", verbosity=0)
        # Its tallies name every ask, whatever was logged; so it comes before there is a mark.
        publish_demonstration()
        way.rename_one_lab_and_one_ask()
        call_command("start_windows", verbosity=0)
    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()


def misplaced(written: str) -> dict[str, set[str]]:
    """Return the marks that are where they must not be, by place."""
    dumped = {f"dump: {name}": text for name, text in logical_dump().items()}
    places = {
        **columns(),
        **dumped,
        "memory and queues": whole_memory(project_settings.REDIS_URL),
        "log": written.encode(),
        "error reports by mail": repr([vars(message) for message in mail.outbox]).encode(),
    }
    found = {place: marks_in(text, MARKS) for place, text in places.items()}
    wrong = {
        place: {mark for mark in marks if place.removeprefix("dump: ") not in MEANT.get(mark, ())}
        for place, marks in found.items()
    }
    return {place: marks for place, marks in wrong.items() if marks}


def in_files(folder: Path) -> dict[str, set[str]]:
    """Return the marks in the database's write-ahead log, and in what its server wrote, by file."""
    files = [folder / "log", *(file for file in folder.glob("*/pg_wal/*") if file.is_file())]
    assert len(files) > 1
    found = {file.name: marks_in(file.read_bytes().rstrip(b"\0"), MARKS) for file in files}
    return {name: marks for name, marks in found.items() if marks}


# -- The whole way -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_files", "everything_is_logged")
def test_a_way_with_scripts_leaves_no_mark(
    browser: Browser, own_files: Path, console: Written
) -> None:
    with serving() as site, way.marked(browser) as context:
        store_lab_key()
        for stop in way.journey(context.new_page(), site):
            assert misplaced(console()) == {}, stop
    # The other side: the way was walked, and the same eyes see what is meant to be there.
    # A conversation, and the two rows that an exchanged line leaves.
    assert (Entry.objects.count(), Vault.objects.count()) == (3, 1)
    dumped = logical_dump()
    assert marks_in(dumped["leverage_user.username"], MARKS) == {NAME}
    assert marks_in(dumped["outcomes_window.parameters"], MARKS) == {LAB, ASK}
    assert "POST /account/login/ 302" in console()
    # Before the hourly task the log of the database holds marks: this server is the broken twin of itself.
    with pytest.raises(AssertionError):
        assert in_files(own_files) == {}
    assert {NAME, LAB, ASK} <= set().union(*in_files(own_files).values())
    assert storage.rewrite()
    assert in_files(own_files) == {}
    assert misplaced(console()) == {}


@pytest.mark.usefixtures("own_files", "everything_is_logged")
def test_every_address_with_scripts_leaves_no_mark(
    browser: Browser, own_files: Path, console: Written
) -> None:
    # A life with passkeys goes by itself where no window is open: no sheet comes between.
    for furnished, visits in ((False, (_with_passkeys,)), (True, (_as_staff, _everywhere))):
        with serving(furnished=furnished) as site:
            for visit in visits:
                with way.marked(browser) as context:
                    visit(context.new_page(), site)
                assert misplaced(console()) == {}, visit.__name__
                User.objects.all().delete()
    assert "GET /robots.txt 200" in console()
    assert storage.rewrite()
    assert in_files(own_files) == {}


FETCH_EACH = "async paths => { for (const path of paths) await (await fetch(path)).text(); }"


def _as_staff(page: Page, site: str) -> None:
    assert list(staff.staff_states(page, site, scripts=True))


def _with_passkeys(page: Page, site: str) -> None:
    assert list(keys.passkey_states(page, site))


def _everywhere(page: Page, site: str) -> None:
    assert list(everywhere(page, site))
    # What is no page, with all else that has a path: feeds, files, the admin.
    page.goto(site)
    page.evaluate(FETCH_EACH, [f"{where}?{MARKED}" for where in paths()])


# -- Broken twins --------------------------------------------------------------------------------------

logs_headers = keeping(lambda request: logging.getLogger("leverage").info("%r", request.META))

# What a script in the page does as soon as somebody chooses an ask.
TELLS_THE_ASK = """
document.addEventListener("change", event => {
    if (event.target.name.startsWith("ask_")) {
        fetch("/keeps/", {method: "POST", body: event.target.value});
    }
});
"""


@csrf_exempt
def keeps(request: HttpRequest) -> HttpResponse:
    """Store what a script tells, as no view does."""
    Proposal.objects.create(
        kind=ProposalKind.WORDING,
        text=request.body.decode(),
        reference_hash=secrets.token_bytes(32),
        received_month="2026-11",
    )
    return HttpResponse()


urlpatterns = [path("keeps/", keeps), *urls.urlpatterns]


def test_a_middleware_that_logs_is_found(
    browser: Browser, settings: Settings, console: Written
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.logs_headers"]
    with serving(furnished=False) as site, way.marked(browser) as context:
        way.look_around(context.new_page(), site)
    with pytest.raises(AssertionError):
        assert misplaced(console()) == {}
    # All of them: so none was missed elsewhere only because it never came to the site.
    assert misplaced(console()) == {"log": {AGENT, *IN_HEADERS, way.PEER, way.TYPED, LAB, ASK}}


@pytest.mark.urls(__name__)
def test_a_script_that_tells_the_chosen_ask_is_found(browser: Browser, console: Written) -> None:
    with serving() as site, way.marked(browser) as context:
        page = context.new_page()
        page.goto(f"{site}/log/")
        page.get_by_label("First ask").select_option(label=ASK)
        assert misplaced(console()) == {}
        page.add_init_script(TELLS_THE_ASK)
        page.goto(f"{site}/log/")
        with page.expect_response("**/keeps/"):
            page.get_by_label("First ask").select_option(label=ASK)
    with pytest.raises(AssertionError):
        assert misplaced(console()) == {}
    assert misplaced(console()) == {
        "asks_proposal.text": {ASK},
        "dump: asks_proposal.text": {ASK},
    }

"""Two host names: a sheet drawn on one is kept on the other. It goes over sealed, in an address's unsent part."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from playwright.sync_api import BrowserContext, expect

from outcomes.models import Entry, Window
from tests.browser import person, scripted
from tests.browser.handing_over import (
    HANDOVER,
    LAB,
    NOTHING_KEPT,
    ask_without_a_ticket,
    context,
    hand_over,
    log,
    main,
    pressed,
    say_yes,
)
from tests.browser.soundness import Watch, faults

__all__ = ["context", "log", "main"]

pytestmark = pytest.mark.browser

TOLD = [("Whistleblowing policy in public", "They agreed to it")]
COOKIE = "HTTP_COOKIE"


class Arrivals:
    """What reached the server, host by host: headers and addresses, as the server was told."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        request_started.connect(self._note)

    def _note(self, environ: dict[str, Any], **_more: Any) -> None:
        self.seen.append({key: found for key, found in environ.items() if isinstance(found, str)})

    def at(self, host: str) -> list[dict[str, str]]:
        """Return what reached one host."""
        return [one for one in self.seen if one["HTTP_HOST"] == host]

    def stop(self) -> None:
        """Note no more."""
        request_started.disconnect(self._note)


@pytest.fixture
def arrivals(log: str) -> Iterator[Arrivals]:
    """Note what reaches the server."""
    found = Arrivals()
    yield found
    found.stop()


def assert_nothing_told(arrivals: Arrivals, log: str, sheet: str) -> None:
    """No request to the log's host had a cookie or came with a referrer; none anywhere held the sheet."""
    assert len(arrivals.at(log)) > 3
    assert [one for one in arrivals.at(log) if COOKIE in one or "HTTP_REFERER" in one] == []
    everything = "\n".join(value for one in arrivals.seen for value in one.values())
    encoded = base64.urlsafe_b64encode(sheet.encode()).decode().rstrip("=")
    for secret in ("lvg1.", "#", "sealed=", "key=", encoded[:80], encoded[-80:]):
        assert secret not in everything


def test_a_sheet_goes_over_is_kept_there_after_a_yes_and_logs(
    context: BrowserContext, site: str, window: Window, log: str, main: str, arrivals: Arrivals
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    tab = hand_over(page)
    assert tab.url == f"http://{log}/log/sheet/"
    left = "[location.hash, localStorage.length, sessionStorage.length, history.length]"
    assert tab.evaluate(left) == ["", 0, 0, 1]
    say_yes(tab)
    scripted.fill_log(tab, f"http://{log}", LAB, TOLD)
    expect(tab.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
    person.send(tab)
    scripted.heading(tab, "It is stored")
    assert Entry.objects.count() == 1
    assert [one for one in arrivals.at(main) if COOKIE in one]
    assert_nothing_told(arrivals, log, sheet)
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{site}/account/logout/")
    assert page.evaluate("localStorage.length") == 0


def test_a_script_that_sends_the_sheet_along_is_seen_to_do_so(
    context: BrowserContext, site: str, window: Window, log: str, arrivals: Arrivals
) -> None:
    page = context.new_page()
    after = "location.replace(`${address}?sealed=${data.sealed}`)"
    scripted.altered(
        context, HANDOVER, "location.replace(`${address}#sealed=${data.sealed}`)", after
    )
    sheet = scripted.sign_up(page, site)
    expect(pressed(page).get_by_text(NOTHING_KEPT)).to_be_visible()
    with pytest.raises(AssertionError):
        assert_nothing_told(arrivals, log, sheet)


def test_after_a_no_nothing_is_kept_and_the_sheets_page_still_shows_it(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    tab = hand_over(page)
    tab.get_by_role("button", name="Do not keep it").click()
    expect(tab.get_by_text("Nothing was kept.")).to_be_visible()
    assert tab.evaluate("localStorage.length") == 0
    tab.reload()
    expect(tab.get_by_text(NOTHING_KEPT)).to_be_visible()
    page.reload()
    assert page.get_by_label("Your sheet", exact=True).input_value() == sheet


def test_one_click_wipes_it_where_it_lies_and_the_sheets_page_leads_there(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    say_yes(hand_over(page))
    tab = context.new_page()
    tab.goto(f"{site}/account/credentials/")
    tab.get_by_role("link", name="look there").click()
    expect(tab.get_by_text("This browser keeps a sheet")).to_be_visible()
    tab.get_by_role("button", name="Wipe it from this browser").click()
    expect(tab.get_by_text("This browser keeps no sheet any more.")).to_be_visible()
    assert tab.evaluate("localStorage.length") == 0


def test_the_pages_of_the_hand_over_are_sound(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    found = list(faults(page, scripts=True))
    tab = hand_over(page)
    watch = Watch(tab, f"http://{log}")
    found += faults(tab, scripts=True)
    say_yes(tab)
    found += faults(tab, scripts=True)
    tab.get_by_role("button", name="Wipe it from this browser").click()
    found += faults(tab, scripts=True)
    assert found + watch.taken() == []
    ask_without_a_ticket(tab, log)
    assert list(faults(tab, scripts=True)) == []

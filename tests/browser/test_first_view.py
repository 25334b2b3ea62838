"""What a first look at a page costs: few requests, few bytes, and nothing moves under the eyes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, Response
from pytest_django import Settings

from leverage.models import User
from outcomes.models import Window
from tests.browser import person, scripted, vaults
from tests.browser.chromium import PATIENCE, PHONE
from tests.browser.pages import CHOICES, PAGES, PAGES_OF_AN_ACCOUNT, publish_demonstration

pytestmark = pytest.mark.browser

MOST_REQUESTS = 5
MOST_BYTES = 40_000
MOVED = """new Promise((done) => new PerformanceObserver((list) => {
  done(list.getEntries().reduce((sum, { value }) => sum + value, 0));
}).observe({ type: "layout-shift", buffered: true }) || setTimeout(done, 50, 0))"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the static files of production."""
    return tmp_path_factory.mktemp("collected")


@pytest.fixture
def as_in_production(collected: Path, settings: Settings) -> None:
    """Serve static files as production collects them."""
    production = {"BACKEND": "leverage.static_files.HashedStaticFiles"}
    settings.STATIC_ROOT = str(collected)
    settings.STORAGES = {**settings.STORAGES, "staticfiles": production}
    if not any(collected.iterdir()):
        call_command("collectstatic", interactive=False, verbosity=0)
    # The server of the tests finds files where they are written; these are written there.
    settings.STATICFILES_DIRS = [str(collected)]


class View:
    """What one page of one fresh browser asked for."""

    def __init__(self, page: Page) -> None:
        self._answers: list[Response] = []
        self._page = page
        page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        if answer.status < 300:  # Not what led to the page.
            self._answers.append(answer)

    def of(self, address: str) -> tuple[int, int, float]:
        """Return the requests, the compressed bytes and how far things moved."""
        self._page.goto(address)
        if self._page.locator("script").count():
            self._page.wait_for_load_state("networkidle")
        # The picture beside the title is fetched by the browser, behind the page, and not always seen here.
        icon: str = self._page.evaluate("document.querySelector('link[rel=icon]').href")
        addresses = {answer.url for answer in self._answers} | {icon}
        size = sum(len(gzip.compress(answer.body())) for answer in self._answers)
        moved: float = self._page.evaluate(MOVED)
        return len(addresses), size, moved


def first_views(
    browser: Browser, site: str, names: dict[str, dict[str, str]], account: User | None = None
) -> Iterator[str]:
    """Name each page that costs too much, and what."""
    for name, arguments in names.items():
        with browser.new_context(viewport=PHONE) as context:
            if account:
                vaults.sign_in_as(context, site, account)
            address = person.address(site, name, **arguments) + CHOICES.get(name, "")
            yield from _excess(context, address)


def _excess(context: BrowserContext, address: str) -> Iterator[str]:
    context.set_default_timeout(PATIENCE * 2)
    requests, size, moved = View(context.new_page()).of(address)
    if requests > MOST_REQUESTS or size > MOST_BYTES or moved > 0:
        yield f"{address}: {requests} requests, {size} bytes, moved by {moved}"


def test_a_first_look_at_any_page_is_cheap_and_still(
    as_in_production: None, window: Window, browser: Browser, site: str
) -> None:
    publish_demonstration()
    assert list(first_views(browser, site, PAGES)) == []


def test_a_first_look_at_the_pages_of_an_account_is_so_too(
    as_in_production: None, window: Window, browser: Browser, context: BrowserContext, site: str
) -> None:
    scripted.kept_sheet(context, window)  # It is drawn, and this browser keeps none.
    names: dict[str, dict[str, str]] = {name: {} for name in PAGES_OF_AN_ACCOUNT}
    assert list(first_views(browser, site, names, User.objects.get())) == []

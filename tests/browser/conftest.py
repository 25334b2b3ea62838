"""A browser for each module, and sites for it to visit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from outcomes.credentials import current_window
from outcomes.models import Window
from tests.browser.chromium import PATIENCE, chromium
from tests.outcomes.conftest import draws, ready_keys, signing_keys

__all__ = ["draws", "ready_keys", "signing_keys"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser, ended with its module: its event loop must not run beside other tests."""
    with pytest.MonkeyPatch.context() as patch:
        # That loop belongs to Playwright and never touches the database, but Django cannot know.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with chromium() as found:
            yield found


@pytest.fixture
def site(live_server: LiveServer, fresh_memory: None) -> str:
    """Return the address of a site with the shipped catalogue and its first window open."""
    call_command("load_catalogue", verbosity=0)
    call_command("start_windows", verbosity=0)
    url: str = live_server.url
    return url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page in which no script ever runs."""
    with browser.new_context(java_script_enabled=False) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture
def window(ready_keys: None, site: str) -> Window:
    """Return the window of the site."""
    found = current_window(timezone.now().date())
    assert found is not None
    return found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser of its own in which scripts run."""
    with browser.new_context(reduced_motion="reduce") as found:
        found.set_default_timeout(PATIENCE)
        yield found

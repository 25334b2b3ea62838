"""The sites of `tests.browser`, and Firefox to visit them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import context, page, site, window
from tests.firefox.launching import Firefox, find_firefox, firefox
from tests.outcomes.conftest import key_dir, ready_keys, signing_keys

__all__ = ["context", "key_dir", "page", "ready_keys", "signing_keys", "site", "window"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Return what starts Firefox; its event loop ends with its module, as in `tests.browser`."""
    path = find_firefox()
    if path is None:
        pytest.skip("no Firefox on this computer")
    with pytest.MonkeyPatch.context() as patch:
        # That loop belongs to Playwright and never touches the database, but Django cannot know.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with firefox(path, tmp_path_factory.mktemp("firefox")) as found:
            yield found


@pytest.fixture(scope="module")
def browser(engine: Firefox) -> Iterator[Browser]:
    """Return a Firefox with a profile that is thrown away."""
    with engine.started() as found:
        yield found

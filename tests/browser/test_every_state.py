"""What the site shows only after something was done, with and without scripts: sound like every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.examiner import examiner
from tests.browser.states import states
from tests.browser.walks import to_its_end

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_every_state_is_sound(
    ready_keys: None, site: str, browser: Browser, *, scripts: bool
) -> None:
    with examiner(browser, site, scripts=scripts) as eyes:
        for name in to_its_end(states(eyes.page, site), eyes.found):
            eyes.look(name)
    assert eyes.found == []
    assert eyes.shared_titles() == {}

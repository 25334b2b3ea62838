"""The pages of staff in a real browser: sound, and a second factor works with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.examiner import examiner
from tests.browser.staff import PAGES_OF_A_FACTOR, PAGES_OF_A_KEY, staff_states
from tests.browser.walks import to_its_end

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_every_page_of_staff_is_sound(
    ready_keys: None, site: str, browser: Browser, *, scripts: bool
) -> None:
    seen: set[str] = set()
    with examiner(browser, site, scripts=scripts) as eyes:
        for name in to_its_end(staff_states(eyes.page, site, scripts=scripts), eyes.found):
            seen.add(name.partition(":")[0])
            eyes.look(name)
    assert eyes.found == []
    assert seen >= PAGES_OF_A_FACTOR | (PAGES_OF_A_KEY if scripts else set())

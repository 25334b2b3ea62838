"""The pages of staff in a real browser: sound, and a second factor works with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import PATIENCE
from tests.browser.soundness import Watch, faults
from tests.browser.staff import PAGES_OF_KEYS, PAGES_OF_STAFF, staff_states

pytestmark = pytest.mark.browser

ELSEWHERE = {"answer_contest"}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_every_page_of_staff_is_sound(
    ready_keys: None, site: str, browser: Browser, *, scripts: bool
) -> None:
    found: list[str] = []
    seen: set[str] = set()
    with browser.new_context(java_script_enabled=scripts, reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watch = Watch(page, site)
        for name in staff_states(page, site, scripts=scripts):
            seen.add(name.partition(":")[0])
            found += [f"{name}: {fault}" for fault in faults(page, scripts=scripts)]
            found += [f"{name}: {noted}" for noted in watch.taken()]
    assert found == []
    expected = PAGES_OF_STAFF - ELSEWHERE
    assert seen == (expected if scripts else expected - set(PAGES_OF_KEYS))

"""Every page and state in German: words are longer there, and still everybody can use and read it.

Colours, names without style sheets and the rest are those of the English pages (`test_every_page`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.browser import artefacts, axe
from tests.browser.chromium import NARROW, PATIENCE
from tests.browser.measuring import measure
from tests.browser.soundness import Watch
from tests.browser.walks import WALKS, tell_once, to_its_end

pytestmark = pytest.mark.browser


def faults(page: Page) -> Iterator[str]:
    """Name what German words break of a page, where there is least room for them."""
    page.set_viewport_size(NARROW)
    if page.locator("html").get_attribute("lang") != "de":
        yield "not in German"
    yield from measure(page, "sideways")
    yield from (f"text over text: {words}" for words in measure(page, "overlaps"))
    axe.bring(page)
    yield from axe.violations(page, axe.STANDARD, but=axe.COLOURS)


@pytest.mark.parametrize("walk", WALKS)
def test_every_page_is_sound_in_german(
    ready_keys: None, site: str, browser: Browser, walk: str
) -> None:
    found: list[str] = []
    with translation.override("de"), browser.new_context(reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watch = Watch(page, site)
        for name in to_its_end(WALKS[walk](page, f"{site}/de"), found):
            tell_once(found, name, [*faults(page), *watch.taken()])
            artefacts.keep(page, f"german {name}")
    assert found == []

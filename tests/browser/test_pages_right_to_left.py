"""Every page and state in a made-up language that runs from right to left: all of it is translated, and it fits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from outcomes.demonstration import INVENTED_LABS
from tests.browser import artefacts
from tests.browser.bare_words import bare_words
from tests.browser.chromium import DESKTOP, NARROW, PATIENCE
from tests.browser.measuring import measure
from tests.browser.walks import WALKS, tell_once, to_its_end
from tests.pseudo_locale import LANGUAGE, pseudo_locale

pytestmark = pytest.mark.browser

ENGLISH = """<!DOCTYPE html><html lang="he-xb" dir="rtl"><title>⟦א⟧</title><body>
<p lang="en">Quoted</p><p translate="no">abacus</p><p>⟦א⟧ NAME 2026H2 https://example.org/a</p>
<p>⟦א⟧ bare</p><img alt="Mute"><select><option>Odd<option lang="en">Even</select></body></html>"""


def misfits(page: Page) -> Iterator[str]:
    """Name what is not translated, what does not run from right to left, and what finds no room."""
    root = page.locator("html")
    if (root.get_attribute("lang"), root.get_attribute("dir")) != (LANGUAGE, "rtl"):
        yield "not in the language of the site"
    yield from (f"not translated: {words[:160]}" for words in bare_words(page))
    for size in (NARROW, DESKTOP):
        page.set_viewport_size(size)
        yield from (f"{size['width']} px: {fault}" for fault in measure(page, "sideways"))
        for fault in measure(page, "overlaps"):
            yield f"{size['width']} px: text over text: {fault}"


@pytest.mark.parametrize("walk", WALKS)
def test_every_page_is_translated_and_fits(
    ready_keys: None, site: str, browser: Browser, walk: str
) -> None:
    found: list[str] = []
    with pseudo_locale(), browser.new_context(reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        for name in to_its_end(WALKS[walk](page, site), found):
            tell_once(found, name, misfits(page))
            artefacts.keep(page, f"right to left {name}")
    assert found == []


@pytest.mark.django_db
def test_a_bare_word_is_seen(page: Page) -> None:
    page.set_content(ENGLISH.replace("NAME", INVENTED_LABS[0]["name"]))
    assert bare_words(page) == ["⟦א⟧ bare", "Odd", "Mute"]

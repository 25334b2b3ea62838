"""What the vault's page shows, and what it tells us while it is used: nothing."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from leverage.secret_words import word_list
from tests.browser import vaults
from tests.browser.soundness import Watch, faults
from tests.browser.vaults import page, sheet

__all__ = ["page", "sheet"]

pytestmark = pytest.mark.browser


# -- What leaves the device ----------------------------------------------------------------------------------


def sent_while_used(page: Page, site: str) -> tuple[str, list[str]]:
    """Fill and open the vault; return all that this sent, as one text, and the words."""
    requests: list[Request] = []
    page.context.on("request", lambda one: requests.append(one))
    words = vaults.draw_words(page)
    vaults.finish(page)
    vaults.type_words(page, words)
    vaults.opened(page)
    lines = [f"{one.url} {json.dumps(one.all_headers())} {one.post_data or ''}" for one in requests]
    [stored] = [one.post_data or "" for one in requests if '"ciphertext"' in (one.post_data or "")]
    file = base64.b64decode(json.loads(stored)["ciphertext"]).decode("latin-1")
    return unquote("\n".join([*lines, file])), words


def assert_says_nothing(sent: str, sheet: str, words: Sequence[str]) -> None:
    """No request holds a line of the sheet or two of the words."""
    assert "lvg1." not in sent
    assert sheet[:40] not in sent
    for one, other in pairwise(words):
        assert not re.search(rf"\b{one}\W{{1,3}}{other}\b", sent)


def test_no_request_holds_words_or_a_line_of_the_sheet(page: Page, site: str, sheet: str) -> None:
    sent, words = sent_while_used(page, site)
    assert set(words) <= set(word_list())
    assert_says_nothing(sent, sheet, words)
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert " ".join(words) not in kept


@pytest.mark.parametrize("leaked", ["text", "words"])
def test_a_script_that_lets_something_out_is_seen_to_do_so(
    context: BrowserContext, site: str, sheet: str, leaked: str
) -> None:
    what = "await find()" if leaked == "text" else "passphrase"
    before = "await loadList(says.listUrl));"
    page = context.new_page()
    vaults.altered(page, "put.js", (before, f"{before} fetch(`?leak=${{encodeURI({what})}}`);"))
    vaults.visit(page, site)
    sent, words = sent_while_used(page, site)
    with pytest.raises(AssertionError):
        assert_says_nothing(sent, sheet, words)


# -- The face --------------------------------------------------------------------------------------------------


def states(page: Page, site: str) -> Iterator[str]:
    """Name each state of the page while it stands there."""
    yield "nothing kept"
    vaults.draw_words(page)
    yield "words"
    vaults.finish(page)
    yield "filled"
    vaults.type_words(page, [])
    vaults.told(page, "Type the six words")
    yield "told"
    words = vaults.put(page, site)
    vaults.type_words(page, words)
    vaults.opened(page)
    yield "opened"


def test_every_state_is_sound(page: Page, site: str) -> None:
    watch = Watch(page, site)
    found: list[str] = []
    for name in states(page, site):
        found += [f"{name}: {fault}" for fault in faults(page, scripts=True)]
        found += [f"{name}: {noted}" for noted in watch.taken()]
    assert found == []

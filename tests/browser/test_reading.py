"""Pages bear how people read: zoomed, with large text, from right to left, by keyboard, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.measuring import ZOOMED, focus_faults, layout_faults, measure
from tests.browser.pages import DEMONSTRATION, PAGES, publish_demonstration
from tests.leverage.colours import SCHEMES, TEXT, TEXT_AT_LEAST, colours, ratio

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.leverage.styleguide_urls")]

# One page of each kind of arrangement; every part in every state is on the page of parts.
ADDRESSES = (
    "/styleguide/",
    reverse("home"),
    reverse("ask_list"),
    reverse("ask_detail", kwargs=PAGES["ask_detail"]),
    reverse("lab_list"),
    reverse("lab_detail", kwargs=PAGES["lab_detail"]),
    f"{reverse('lab_compare')}?lab=anthropic&lab=openai",
    f"{reverse('ask_compare')}?ask=right-to-warn&ask=no-nondisparagement",
    reverse("guide"),
    reverse("log"),
    reverse("release", args=[DEMONSTRATION]),
    reverse("focus"),
    reverse("data"),
    reverse("method"),
    reverse("what_we_hold"),
    reverse("api"),
    reverse("propose"),
    reverse("account_signup"),
)
MOVES = """globalThis.moves = []; new PerformanceObserver(list => moves.push(...list.getEntries()))
.observe({ type: 'layout-shift', buffered: true })"""
# Two frames: by then the browser has drawn what scripts did, and said what moved.
MOVED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
setTimeout(() => done(moves.map(({ value, sources }) => `${value} ${sources.map(({ node }) => node?.nodeName)}`))))))"""
BROKEN = """<!DOCTYPE html><html lang="en"><body style="margin: 0"><h1>One</h1>
<p style="inline-size: 3em; white-space: nowrap">Much too long for it</p>
<p style="block-size: 1em; overflow: hidden">Cut<br>off</p>
<p>Below</p><p style="margin-block-start: -1.6em">Above</p>
<p><a href="#a" style="font-size: 8px">Low</a></p><p>In a sentence <a href="#b" style="font-size: 8px">any</a>.</p>
<p><a href="#c" style="outline: 0">Ringless</a></p>
<p style="position: relative"><a href="#d">Hidden</a><b style="position: absolute; inset: 0; background: white"></b></p>
<pre>WIDE</pre></body></html>""".replace("WIDE", "wide " * 400)


def test_every_arrangement_bears_every_setting(
    ready_keys: None, site: str, context: BrowserContext
) -> None:
    publish_demonstration()
    found = [
        f"{address}: {fault}"
        for address in ADDRESSES
        for fault in layout_faults(context, f"{site}{address}")
    ]
    assert found == []


def test_the_focus_is_always_seen(ready_keys: None, site: str, context: BrowserContext) -> None:
    publish_demonstration()
    page = context.new_page()
    page.set_viewport_size(ZOOMED)
    found = []
    for address in ("/styleguide/", *ADDRESSES[1:4], reverse("log"), reverse("tallies")):
        page.goto(f"{site}{address}")
        found += [f"{address}: {fault}" for fault in focus_faults(page)]
    assert found == []


def test_every_text_stands_on_a_ground_that_was_measured(
    ready_keys: None, site: str, page: Page
) -> None:
    publish_demonstration()
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for address in ADDRESSES:
            page.goto(f"{site}{address}")
            shown = measure(page, "colours")
            assert shown
            found += [f"{address}, {words}" for words in contrast_faults(shown, scheme)]
    assert found == []


def contrast_faults(shown: dict[str, str], scheme: str) -> Iterator[str]:
    """Name each text whose colours are no pair of the list, or too close to each other."""
    names: dict[str, set[str]] = {}
    for name, digits in colours(scheme).items():
        names.setdefault(digits, set()).add(name)
    for pair, where in shown.items():
        text, ground = (hexadecimal(colour) for colour in pair.split(" on "))
        known = {(a, b) for a in names.get(text, set()) for b in names.get(ground, set())}
        if not known & set(TEXT):
            yield f"{scheme}: {text} on {ground} is no pair of the list: {where}"
        if (found := ratio(text, ground)) < TEXT_AT_LEAST:
            yield f"{scheme}: {found:.1f} for {where}"


def hexadecimal(colour: str) -> str:
    """Return six hex digits for a colour as browsers write it."""
    channels = re.findall(r"[\d.]+", colour)
    assert len(channels) == 3, f"a colour that lets through what is behind it: {colour}"
    return "".join(f"{int(channel):02x}" for channel in channels)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "wide"])
def test_nothing_moves_while_a_page_comes(
    ready_keys: None, site: str, context: BrowserContext, size: ViewportSize
) -> None:
    page = context.new_page()
    page.set_viewport_size(size)
    page.add_init_script(MOVES)
    found = []
    for name in ("home", "ask_list", "lab_list", "log", "account_signup"):
        page.goto(f"{site}{reverse(name)}")
        found += [f"{name}: {moved}" for moved in page.evaluate(MOVED)]
    assert found == []


# -- The page of parts ---------------------------------------------------------------------------------


@pytest.fixture
def parts(live_server: LiveServer, page: Page) -> Page:
    """Return a browser that stands on the page of parts."""
    page.goto(f"{live_server.url}/styleguide/")
    return page


def computed(page: Page, selector: str, name: str, pseudo: str = "") -> set[str]:
    """Return every value that a property has on what a selector finds."""
    found = page.locator(selector).evaluate_all(
        "(all, [name, pseudo]) => all.map(one => getComputedStyle(one, pseudo).getPropertyValue(name))",
        [name, pseudo],
    )
    assert found, f"nothing is {selector}"
    return set(found)


def test_nothing_moves_for_who_asked_for_less_motion(parts: Page) -> None:
    parts.emulate_media(reduced_motion="reduce")
    assert computed(parts, "*", "transition-duration") == {"0s"}
    assert computed(parts, "*", "animation-name") == {"none"}
    parts.emulate_media(reduced_motion="no-preference")
    assert computed(parts, "*", "transition-duration") == {"0s", "0.12s, 0.12s, 0.12s"}
    assert computed(parts, "*", "animation-name") == {"none"}


def test_in_forced_colours_shapes_and_frames_carry_what_colours_did(parts: Page) -> None:
    parts.emulate_media(forced_colors="active")
    assert computed(parts, ".wordmark", "display", "::after") == {"none"}
    ink = computed(parts, "body", "color")
    ground = computed(parts, "body", "background-color")
    assert computed(parts, ".bar:not(.w0)", "border-top-color") == ink
    assert computed(parts, ".bar:not(.w0)", "border-top-width") == {"1px"}
    assert computed(parts, ".chip:not(.plain)", "border-top-width") == {"1px"}
    assert computed(parts, ".chip", "border-top-color", "::before") == ink
    assert computed(parts, ".button, .letter, .card, .note, .empty", "border-inline-start-color")
    assert ground & computed(parts, ".button, .stages button", "border-top-color") == set()
    assert computed(parts, ".site-nav a:not([aria-current])", "border-bottom-color") == ground
    assert computed(parts, ".stages [aria-current]", "border-top-style") == {"solid"}


def test_paper_is_black_on_white_and_without_what_is_acted_on(parts: Page) -> None:
    parts.emulate_media(media="print", color_scheme="dark")
    assert computed(parts, "body", "background-color") == {"rgb(255, 255, 255)"}
    assert computed(parts, ".chip, .evidence, h2, .lead", "color") == {"rgb(0, 0, 0)"}
    for gone in (
        "header .site-nav",
        ".site-footer",
        "form",
        ".note:not(.kept)",
        ".pager",
        ".button",
    ):
        assert computed(parts, gone, "display") == {"none"}
    assert computed(parts, ".wordmark", "display") != {"none"}
    assert computed(parts, ".row, .evidence-rows > li, tr", "break-inside") == {"avoid"}


# -- The measures themselves ------------------------------------------------------------------------------


def test_a_broken_page_is_seen_to_be_so(browser: Browser) -> None:
    with browser.new_context(viewport=ZOOMED) as context:
        page = context.new_page()
        page.set_content(BROKEN)
        assert "px in 320 px" in measure(page, "sideways")[0]
        clipped = " ".join(measure(page, "clipped"))
        assert "Much too long" in clipped
        assert "Cut" in clipped
        assert any("Below" in fault and "Above" in fault for fault in measure(page, "overlaps"))
        targets = " ".join(measure(page, "targets"))
        assert "Low" in targets
        assert "any" not in targets
        assert {"no ring: a “Ringless”"} <= (focus := set(focus_faults(page)))
        assert any(fault.startswith("behind") and "Hidden" in fault for fault in focus)

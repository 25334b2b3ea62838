"""The eyes of this lane: they see what is wrong, judge nothing twice, and pages whose scripts never ran as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser import artefacts
from tests.browser.examiner import examiner
from tests.browser.soundness import Watch, faults

pytestmark = pytest.mark.browser

HERE = "http://here.test"
UNSOUND = f"""<!DOCTYPE html><html><head><title> · Leverage</title></head><body><h1>One</h1><h1>Two</h1>
<h4>Deep</h4><p style="margin: 0"><font color="#dddddd">Pale</font></p>
<img src="http://elsewhere.test/seen.png" alt=""><a href="#gone">There</a>
<pre>{"wide " * 400}</pre></body></html>"""
SOUND = """<!DOCTYPE html><html lang="en"><head><title>A page</title>
<script>document.title = "It ran"</script><style>STYLE</style></head>
<body><main><h1>A page</h1><noscript><p>Without scripts.</p></noscript>BODY</main></body></html>"""


def sound(body: str = "", style: str = "") -> str:
    """Return a page without a fault, unless these bring one."""
    return SOUND.replace("BODY", body).replace("STYLE", style)


def answer(page: Page, body: str, **headers: str) -> None:
    """Let this be the page at every address here."""

    def fulfil(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)

    page.route(f"{HERE}/**", fulfil)
    page.goto(f"{HERE}/")


def test_an_unsound_page_is_seen_to_be_so(page: Page, browser: Browser) -> None:
    with browser.new_context() as context:
        context.route("http://elsewhere.test/**", lambda route: route.abort())
        page = context.new_page()
        watch = Watch(page, HERE)
        policy = "default-src 'none'; img-src http:"
        answer(page, UNSOUND, **{"Content-Security-Policy": policy})
        found = "\n".join([*faults(page, scripts=True), *watch.taken()])
    expected = ("2 of h1", "0 of main", "no language", "no title", "320 px: scrolls sideways")
    for fault in (*expected, "contrast", "request elsewhere", "heading jumps", "leads nowhere"):
        assert fault in found
    assert "violates the following Content Security Policy" in found


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<button type="button">Press</button>', "needs a script"),
        ("<form><button disabled>Press</button></form>", "nothing can enable it"),
        ('<label>Name <input name="name"></label>', "its form cannot be sent"),
        ('<span role="button" tabindex="0">Press</span>', "needs a script"),
        ('<form><select aria-label="A"><option>A</select></form>', "its form cannot be sent"),
    ],
)
def test_without_scripts_a_control_that_needs_one_is_dead(
    page: Page, body: str, fault: str
) -> None:
    answer(page, sound(body))
    assert fault in "\n".join(faults(page, scripts=False))


def test_without_scripts_what_can_be_sent_or_read_is_no_fault(page: Page) -> None:
    form = '<form><label>Name <input name="name"></label><button>Send</button></form>'
    more = (
        '<details><summary>More</summary><p>Words.</p></details><textarea readonly aria-label="A">'
    )
    answer(page, sound(form + more))
    assert list(faults(page, scripts=False)) == []


@pytest.mark.parametrize(
    ("style", "fault"),
    [
        ("main { display: flex; flex-direction: column-reverse }", "in another order than seen"),
        ("main { display: flex } p { order: 1 } p.first { order: 2 }", "in another order"),
        ("p.second { margin-top: -2em }", "text over text"),
    ],
)
def test_what_is_seen_in_another_place_than_it_is_read_is_a_fault(
    page: Page, style: str, fault: str
) -> None:
    body = '<p class="first">First words.</p><p class="second">Second words.</p>'
    answer(page, sound(body, style))
    assert fault in "\n".join(faults(page, scripts=False))


def test_without_scripts_axe_judges_what_they_never_touched(browser: Browser) -> None:
    with examiner(browser, HERE, scripts=False) as eyes:
        answer(eyes.page, sound('<img src="/a.png">'))
        assert eyes.page.title() == "A page"
        assert eyes.page.locator("noscript p").is_visible()
        eyes.look("page")
        assert "image-alt" in "\n".join(eyes.found)
        eyes.page.goto(f"{HERE}/again/")
        assert eyes.page.title() == "A page"


def test_a_name_that_only_a_style_sheet_gives_is_a_fault(browser: Browser) -> None:
    with examiner(browser, HERE, scripts=True) as eyes:
        style = "button::before { content: 'Send' }"
        page = sound("<form><button></button></form>", style)
        answer(eyes.page, page)
        eyes.look("page")
    assert "without style sheets: button-name" in "\n".join(eyes.found)


def test_what_is_the_same_to_the_letter_is_judged_once(browser: Browser) -> None:
    token = '<form><input type="hidden" name="csrfmiddlewaretoken" value="{secret}"></form><img src="/b.png">'
    with examiner(browser, HERE, scripts=True) as eyes:
        counts = []
        for secret in ("one", "two"):
            answer(eyes.page, sound(token.format(secret=secret)))
            eyes.look("page")
            counts.append(sum("image-alt" in fault for fault in eyes.found))
    assert counts[0] > 0
    assert counts[1] == counts[0]


def test_pictures_are_kept_outside_of_the_tree_alone(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(page, sound())
    monkeypatch.setenv(artefacts.VARIABLE, str(Path(__file__).parent))
    with pytest.raises(artefacts.InsideTheTree):
        artefacts.keep(page, "page")
    monkeypatch.setenv(artefacts.VARIABLE, str(tmp_path))
    list(faults(page, scripts=False, picture="A page: errors"))
    names = {
        f"a-page-errors-{width}-{scheme}.png"
        for width in (320, 1280)
        for scheme in ("light", "dark")
    }
    assert {file.name for file in tmp_path.iterdir()} == names


@pytest.mark.parametrize(
    "wide", ["color: #ddd", "background: #777", "font-size: 30px; color: #aaa"]
)
def test_a_colour_that_only_a_wide_page_has_is_judged_too(browser: Browser, wide: str) -> None:
    with examiner(browser, HERE, scripts=True) as eyes:
        style = (
            f"p {{ color: #333; background: #fff }} @media (min-width: 1000px) {{ p {{ {wide} }} }}"
        )
        answer(eyes.page, sound("<p>Words</p>", style))
        eyes.look("page")
    found = [fault for fault in eyes.found if "contrast" in fault]
    assert found
    assert all("1280 px" in fault for fault in found)

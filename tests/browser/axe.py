"""axe, which knows most rules for pages that everybody can use (WCAG 2.2 AA, and good habits beyond it)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
# Light and dark differ in colours alone, so that only the rules about those run in both.
COLOURS = ("color-contrast", "link-in-text-block")
# A page without its style sheets: what a control is called must not come from them.
NAMES = (
    *("button-name", "input-button-name", "input-image-alt", "link-name", "summary-name"),
    *(
        "label",
        "select-name",
        "aria-command-name",
        "aria-input-field-name",
        "aria-toggle-field-name",
    ),
    *(
        "image-alt",
        "svg-img-alt",
        "role-img-alt",
        "object-alt",
        "empty-heading",
        "empty-table-header",
    ),
)

# What the rules about colours look at, of each text: its colour, the ground below it, whether it is large, and lines.
_PAIRS = """() => {
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$|^transparent$/.test(colour)) return colour;
    }
    return "";
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textDecorationLine } = getComputedStyle(element);
    const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
    found.add([color, ground(element), large, textDecorationLine, element.localName === "a"].join());
  }
  for (const field of document.querySelectorAll("input, select, textarea")) {
    found.add([getComputedStyle(field).color, ground(field), field.disabled].join());
  }
  return [...found];
}"""
_SCRIPT = Axe().axe_script
_RUN = "async options => (await axe.run(document, options)).violations"
_STYLES = "({ off }) => { for (const sheet of document.styleSheets) sheet.disabled = off; }"


def bring(page: Page) -> None:
    """Put axe into a page; it is gone with the page."""
    page.evaluate(_SCRIPT)


def violations(page: Page, rules: Sequence[str], *, but: Sequence[str] = ()) -> Iterator[str]:
    """Name what breaks these rules, and where. They may be the rules' own names, or those of groups."""
    options = {
        "runOnly": list(rules),
        "rules": {name: {"enabled": False} for name in but},
        "resultTypes": ["violations"],
        "preload": False,  # Only rules that are not asked for here would read it.
    }
    for found in page.evaluate(_RUN, options):
        yield f"{found['id']} at {[node['target'] for node in found['nodes']]}"


def colours(page: Page) -> set[str]:
    """Return each pairing of colours that texts have, with all else that the rules about colours ask."""
    return set(page.evaluate(_PAIRS))


def nameless_without_styles(page: Page) -> Iterator[str]:
    """Name each control, picture and heading that says nothing once the style sheets are off."""
    page.evaluate(_STYLES, {"off": True})
    yield from violations(page, NAMES)
    page.evaluate(_STYLES, {"off": False})

"""The style sheets hold what pages use and nothing else, and know no left or right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.leverage.style_sheets import ROOT, SHEETS, ours, rules

TEMPLATES = ROOT / "templates"
SCRIPTS = ROOT / "static" / "js"
WIDTH = re.compile(r"[wx](100|\d\d?)?")

# What a template, a script or Python writes into `class`, and in templates around its tags.
ATTRIBUTE = re.compile(r"""class=(?:"((?:\{[{%].*?[}%]\}|[^"])*)"|'([^']*)')""", re.DOTALL)
TAG = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
SPOKEN_BY_SCRIPTS = re.compile(r"""className\s*[:=]\s*([^;\n]+)|classList\.\w+\(([^)]*)\)""")

# Codes that come out of the database into `class`: positions, and the classes of answers.
FROM_DATA = {"in_place", "partial", "committed", "not_public", "declined", "reversed"} | {
    "yes",
    "open",
    "no",
}

PHYSICAL = re.compile(
    r"(^|-)(left|right)(-|$)|^(overflow|border|margin|padding)-(x|y)$|^(min-|max-)?(width|height)$|^(top|bottom)$"
)
# How a long line scrolls in its box; the word for it by direction of writing is known to few browsers.
EXPLAINED = {("textarea.sheet", "overflow-x")}


def templates() -> Iterator[Path]:
    yield from sorted(TEMPLATES.rglob("*.html"))


def words_in_markup(text: str) -> set[str]:
    """Return the classes that markup gives, whatever its tags decide."""
    found = (" ".join(pair) for pair in ATTRIBUTE.findall(text))
    values = " ".join(TAG.sub(" ", value) for value in found)
    return set(values.split())


def words_in_scripts() -> set[str]:
    texts = [path.read_text() for path in SCRIPTS.rglob("*.js") if "vendor" not in path.parts]
    said = " ".join(" ".join(found) for text in texts for found in SPOKEN_BY_SCRIPTS.findall(text))
    return {
        word for quoted in re.findall(r"[\"'`]([\w -]+)[\"'`]", said) for word in quoted.split()
    }


def hooks_of_scripts() -> set[str]:
    """Return the classes by which scripts find their places."""
    texts = [path.read_text() for path in SCRIPTS.rglob("*.js") if "vendor" not in path.parts]
    return set(re.findall(r"[\"'` ]\.([a-z][\w-]*)", " ".join(texts)))


def words_in_python() -> set[str]:
    modules = [
        path
        for package in ("asks", "outcomes", "leverage")
        for path in (ROOT / package).rglob("*.py")
    ]
    markup = words_in_markup(" ".join(path.read_text() for path in modules))
    return {word for word in markup if re.fullmatch(r"[a-z][\w-]*", word)} | {"chip", "plain"}


def used() -> set[str]:
    markup = set().union(*(words_in_markup(path.read_text()) for path in templates()))
    found = markup | words_in_scripts() | words_in_python() | FROM_DATA
    return {word for word in found if not WIDTH.fullmatch(word)}


def defined() -> set[str]:
    found = set().union(*(rule.classes for rule in ours()))
    return {word for word in found if not WIDTH.fullmatch(word)}


def test_every_class_that_is_used_is_defined() -> None:
    assert used() - defined() - hooks_of_scripts() == set()


def test_every_class_that_is_defined_is_used() -> None:
    assert defined() - used() == set()


def test_widths_are_whole_and_nothing_else() -> None:
    text = SHEETS[-1].read_text()
    expected = [".w0 { inline-size: 0 }"]
    expected += [f".w{size} {{ inline-size: {size}% }}" for size in range(1, 101)]
    expected += [".x0 { inset-inline-start: 0 }"]
    expected += [f".x{place} {{ inset-inline-start: {place}% }}" for place in range(1, 101)]
    assert text.endswith("\n".join(expected) + "\n")


def test_no_style_stands_outside_of_the_sheets() -> None:
    strays = [str(path) for path in templates() if re.search(r"<style|\sstyle=", path.read_text())]
    assert strays == []


def test_no_property_knows_left_from_right() -> None:
    physical = {
        (rule.selector, name)
        for rule in ours()
        for name, value in rule.declared
        if PHYSICAL.search(name) or re.search(r"(^|\s)(left|right)(\s|$)", value)
    }
    assert {found for found in physical if "gradient" not in found[1]} - EXPLAINED == set()


def test_no_shorthand_gives_two_sides_different_sizes() -> None:
    uneven = {
        (rule.selector, name, value)
        for rule in ours()
        for name, value in rule.declared
        if name in {"margin", "padding", "inset", "border-width", "border-radius"}
        for sides in [re.sub(r"\([^()]*\)", "", value).split()]
        if len(sides) == 4 and sides[1] != sides[3]
    }
    assert uneven == set()


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))
)
def test_a_component_is_used_by_a_page(name: str) -> None:
    pages = [path for path in templates() if TEMPLATES / "leverage" / "parts" not in path.parents]
    tags = [ROOT / "leverage" / "templatetags" / "chrome.py"]
    assert any(f"components/{name}" in path.read_text() for path in [*pages, *tags])


# -- The readers -------------------------------------------------------------------------------------


def test_the_reader_of_sheets_sees_rules_inside_of_others() -> None:
    sheet = "/* .gone */ .a, .b > .c { color: red } @media x { .d { margin-left: 1px; top: 0 } }"
    first, second = rules(sheet)
    assert (first.classes, second.classes) == ({"a", "b", "c"}, {"d"})
    assert second.within == ("@media x",)
    assert second.declared == (("margin-left", "1px"), ("top", "0"))


def test_the_reader_of_markup_passes_over_tags() -> None:
    markup = """<p class="a{% if x == "y" %} b{% endif %} {{ c }}"><i class='d'></i>"""
    assert words_in_markup(markup) == {"a", "b", "d"}


@pytest.mark.parametrize(
    "name", ["margin-left", "left", "border-right", "border-top-left-radius", "width"]
)
def test_a_physical_property_is_seen(name: str) -> None:
    assert PHYSICAL.search(name)


@pytest.mark.parametrize(
    "name", ["inline-size", "border-inline-start", "text-decoration", "block-size"]
)
def test_a_logical_property_is_let_through(name: str) -> None:
    assert not PHYSICAL.search(name)

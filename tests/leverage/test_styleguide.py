"""The page of parts shows every part there is, and only to those who build."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from leverage.styleguide_views import PARTS, VOICES
from tests.leverage.style_sheets import ROOT
from tests.leverage.test_styles import WIDTH, defined, words_in_markup

TEMPLATES = ROOT / "templates"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))
PATHS = pytest.mark.urls("tests.leverage.styleguide_urls")

NOT_SHOWN = {
    "begin.html",  # Stands in the head of a page, and is not seen.
    "feed_link.html",
    "quick_exit.html",  # Stands above the pages that can be left quickly.
}

# What is nothing without the page that it arranges; the browser lane looks at that page.
OF_A_PAGE = {
    "guide",
    "home-title",
    "no-print",
    "one-sheet",
    "only-narrow",
    "only-wide",
    "operation",
    "print-bare",
    "quick-exit",
}


@pytest.fixture
def page(client: Client, db: None) -> Any:
    """Return the page, on a site with its path."""
    response = client.get("/styleguide/")
    assert response.status_code == 200
    return response


def test_a_site_in_use_has_no_such_page(client: Client, db: None) -> None:
    assert not settings.DEBUG
    with pytest.raises(NoReverseMatch):
        reverse("styleguide")
    assert client.get("/styleguide/").status_code == 404


@PATHS
def test_every_component_has_a_place_on_the_page(page: Any) -> None:
    shown = {template.name for template in page.templates}
    missing = {name for name in COMPONENTS if f"components/{name}" not in shown}
    assert missing - NOT_SHOWN == set()


@PATHS
def test_every_part_is_shown_in_every_voice(page: Any) -> None:
    words = page.content.decode()
    named = {path.stem for path in (TEMPLATES / "leverage" / "parts").glob("*.html")}
    assert named == {part.name for part in PARTS}
    for part in PARTS:
        for voice in VOICES:
            assert f'data-part="{part.name}" data-voice="{voice.code}"' in words


@PATHS
def test_every_class_of_a_part_has_a_place_on_the_page(page: Any) -> None:
    shown = {word for word in words_in_markup(page.content.decode()) if not WIDTH.fullmatch(word)}
    assert defined() - shown - OF_A_PAGE == set()

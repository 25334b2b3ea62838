"""Every page and state of the site, as its HTML left the server: the walks of the browser tests, noted on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from tests.browser.keys import passkey_states
from tests.browser.pages import everywhere
from tests.browser.staff import staff_states
from tests.quality.front import Front
from tests.quality.stage import PATIENCE, Stage, forget_visits, without_a_window

Documents = Iterator[tuple[str, str]]
Steps = Callable[[Page, str], Iterator[str]]
_ERRORS = sorted(
    file.name for file in (Path(settings.BASE_DIR) / "templates").glob("[45][0-9][0-9].html")
)


def documents(stage: Stage, stopped: list[str]) -> Documents:
    """Give the name and the text of each HTML document, those between two states too.

    A walk that cannot go on is added to `stopped`; the others are walked all the same.
    """
    with stage.browser() as browser:
        walk = partial(_walk, stage.front, browser, stopped)
        for language, _name in settings.LANGUAGES:
            yield from walk(language, everywhere, scripts=False)
        staff = partial(staff_states, scripts=True)
        yield from walk(settings.LANGUAGE_CODE, staff, scripts=True)
        with without_a_window():  # Its sheet would come between.
            yield from walk(settings.LANGUAGE_CODE, passkey_states, scripts=True)
    yield from _errors()


def _walk(
    front: Front,
    browser: Browser,
    stopped: list[str],
    language: str,
    steps: Steps,
    *,
    scripts: bool,
) -> Documents:
    forget_visits()
    front.taken()
    state = "the beginning"
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    with (
        translation.override(language),
        browser.new_context(java_script_enabled=scripts, reduced_motion="reduce") as context,
    ):
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        try:
            for state in steps(page, front.origin + prefix):
                for seen in front.taken():
                    if seen.page is not None:
                        yield f"{language}: {state} ({seen.method} {seen.path})", seen.page
        except (AssertionError, PlaywrightError) as problem:
            stopped.append(f"{language}: the walk stopped after {state} at {page.url}: {problem!r}")


def _errors() -> Documents:
    """Give the pages that a walk does not meet."""
    request = HttpRequest()
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "443"}
    for name in _ERRORS:
        yield name, render_to_string(name, request=request)

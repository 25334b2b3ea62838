"""Every page of the site, and every state that a visit can reach, in a real browser."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections.abc import Iterator, Sequence

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, Page, Route

from outcomes.demonstration import INVENTED_LABS
from outcomes.kinds import Query
from outcomes.models import Tally
from outcomes.releases import release_window
from outcomes.windows import catalogue_asks, close_window, open_window, other_table, plan_window
from tests.browser.chromium import PATIENCE
from tests.browser.keys import PAGES_OF_KEYS
from tests.browser.soundness import Watch, faults
from tests.browser.staff import PAGES_OF_STAFF
from tests.browser.states import states

pytestmark = pytest.mark.browser

DEMONSTRATION = "2025H1-demo"
UNSOUND = f"""<!DOCTYPE html><html><head><title> · Leverage</title></head><body><h1>One</h1><h1>Two</h1>
<p style="margin: 0"><font color="#dddddd">Pale</font></p><img src="http://elsewhere.test/seen.png" alt="">
<pre>{"wide " * 400}</pre></body></html>"""
PAGES: dict[str, dict[str, str]] = {
    "home": {},
    "privacy": {},
    "what_we_hold": {},
    "legal_demands": {},
    "method": {},
    "ask_list": {},
    "ask_detail": {"slug": "dangerous-capability-evals-predeployment"},
    "ask_versions": {"slug": "dangerous-capability-evals-predeployment"},
    "ask_version": {"slug": "dangerous-capability-evals-predeployment", "number": "1"},
    "lab_list": {},
    "lab_compare": {},
    "lab_rules": {},
    "lab_detail": {"slug": "amazon"},
    "answer_help": {},
    "answers": {"slug": "amazon"},
    "feeds": {},
    "api": {},
    "curation_log": {},
    "prepare": {"stage": "offer_received"},
    "propose": {},
    "proposal": {},
    "guide": {},
    "guide_risks": {},
    "guide_evidence": {},
    "guide_weak_lab": {},
    "guide_lever": {},
    "log": {},
    "delivery": {},
    "receipt": {},
    "verify": {},
    "kept_sheet": {},
    "focus": {},
    "tallies": {},
    "release": {"name": DEMONSTRATION},
    "data": {},
    "release_data": {"name": DEMONSTRATION},
    "lab_brief": {"name": DEMONSTRATION, "slug": INVENTED_LABS[0]["slug"]},
    "account_login": {},
    "account_recover": {},
    "account_signup": {},
    "account_signup_by_passkey": {},
    "account_inactive": {},
}
# They need a choice in the address, or an account: `states` brings it.
PAGES_OF_A_CHOICE = {"ask_compare", "answer", "answer_claim"}
PAGES_OF_AN_ACCOUNT = (
    "account",
    "account_export",
    "sheet",
    "vault",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
)
NO_PAGES = {  # Words and files for machines, a redirect, a download.
    "healthz",
    "readyz",
    "robots_txt",
    "security_txt",
    "change_password",
    "sitemap",
    "asks_feed",
    "labs_feed",
    "lab_feed",
    "releases_feed",
    "data_file",
    "release_file",
    "reminder",
    "sheet_file",
    "vault_file",
    "vault_empty",
    "account_stop",
    "mfa_login_webauthn",
    "key_set",
    "api_document",
    "api_elsewhere",
}


def test_every_path_is_visited_by_this_module() -> None:
    visited = {*PAGES, *PAGES_OF_A_CHOICE, *PAGES_OF_AN_ACCOUNT, *PAGES_OF_KEYS, *PAGES_OF_STAFF}
    assert visited | NO_PAGES == set(_names(get_resolver().url_patterns))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_every_page_is_sound(
    ready_keys: None, site: str, browser: Browser, *, scripts: bool
) -> None:
    publish_demonstration()
    found: list[str] = []
    titles: dict[str, set[str]] = {}
    with browser.new_context(java_script_enabled=scripts, reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watch = Watch(page, site)
        for name in everywhere(page, site):
            found += [f"{name}: {fault}" for fault in faults(page, scripts=scripts)]
            found += [f"{name}: {noted}" for noted in watch.taken()]
            titles.setdefault(page.title(), set()).add(urllib.parse.urlsplit(page.url).path)
    assert found == []
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


def test_an_unsound_page_is_seen_to_be_so(browser: Browser) -> None:
    with browser.new_context() as context:
        context.route("http://elsewhere.test/**", lambda route: route.abort())
        context.route("http://here.test/**", _answer_unsoundly)
        page = context.new_page()
        watch = Watch(page, "http://here.test")
        page.goto("http://here.test/")
        found = "\n".join([*faults(page, scripts=True), *watch.taken()])
    expected = ("2 of h1", "0 of main", "no language", "no title", "sideways at 320", "contrast")
    for fault in (*expected, "request elsewhere", "violates the following Content Security Policy"):
        assert fault in found


def _answer_unsoundly(route: Route) -> None:
    policy = {"Content-Security-Policy": "default-src 'none'; img-src http:"}
    route.fulfill(body=UNSOUND, content_type="text/html; charset=utf-8", headers=policy)


def _names(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace:
            continue  # The admin is Django's; only staff sees it.
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        else:
            yield pattern.name


def everywhere(page: Page, site: str) -> Iterator[str]:
    for name, arguments in PAGES.items():
        path = reverse(name, kwargs=arguments)
        answer = page.goto(site + path)
        assert answer is not None
        assert (answer.status, urllib.parse.urlsplit(page.url).path) == (200, path)
        yield name
    yield from states(page, site)
    for name in PAGES_OF_AN_ACCOUNT:
        page.goto(site + reverse(name))
        assert page.url == site + reverse(name)
        yield name


def publish_demonstration() -> None:
    """Publish made-up numbers of which some are large enough to be shown."""
    first, last = dt.date(2025, 1, 1), dt.date(2025, 6, 30)
    tables = [*INVENTED_LABS, other_table()]
    asks = catalogue_asks()
    plan_window(DEMONSTRATION, first, last, tables=tables, asks=asks, demonstration=True)
    open_window(DEMONSTRATION)
    close_window(DEMONSTRATION)
    release_window(DEMONSTRATION)
    cells = Tally.objects.filter(release=DEMONSTRATION, table=INVENTED_LABS[0]["slug"])
    cells.filter(query=Query.ENTRIES).update(count=118)
    shown = [ask["slug"] for ask in asks[:6]]
    cells.filter(query=Query.RESPONSES, ask__in=shown).update(count=17)

"""Every page that has an address, read from the URL conf, so that a new page is visited by itself.

Arguments are known by the section of the site that they stand in and by their name: a page at
`labs/<slug>/anything/` needs no line here. A page whose argument nobody knows fails `test_every_page`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page

from asks.models import Ask, Motion, Proposal
from leverage.staff import staff_site
from outcomes.demonstration import INVENTED_LABS
from outcomes.kinds import Query
from outcomes.models import Tally
from outcomes.releases import release_window
from outcomes.windows import catalogue_asks, close_window, open_window, other_table, plan_window
from tests.browser import person
from tests.browser.states import states

DEMONSTRATION = "2025H1-demo"
SAMPLES: dict[tuple[str, str], str] = {
    ("asks", "slug"): "dangerous-capability-evals-predeployment",
    ("asks", "number"): "1",
    ("labs", "slug"): "amazon",
    ("prepare", "stage"): "offer_received",
    ("tallies", "name"): DEMONSTRATION,
    ("tallies", "slug"): INVENTED_LABS[0]["slug"],
    ("data", "name"): DEMONSTRATION,
    ("curate", "lab"): "amazon",
    ("curate", "slug"): "amazon",
    ("curate", "number"): "1",
    ("curate", "ask"): "dangerous-capability-evals-predeployment",
}
# Rows that a visit finds in the database, once somebody has put them there.
ROWS: dict[tuple[str, str], Callable[[], str]] = {
    ("curate", "proposal_id"): lambda: str(Proposal.objects.earliest("pk").pk),
    ("curate", "motion_id"): lambda: str(Motion.objects.earliest("pk").pk),
}
# A page that shows nothing until something was chosen; `states` chooses.
CHOICES = {"ask_compare": "?ask=right-to-warn&ask=no-nondisparagement"}
NO_PAGES = {  # Words and files for machines, a redirect, a download.
    "healthz",
    "readyz",
    "metrics",
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
# Only a walk leads there: `staff_states` and `passkey_states` take it.
WALKED = {
    "account_codes",
    "account_set_password",
    "mfa_authenticate",
    "mfa_activate_totp",
    "mfa_edit_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_signup_webauthn",
}
# In the sections of accounts and of staff, these are for those who have not signed in.
ENTRANCES = {
    "account_login",
    "account_recover",
    "account_signup",
    "account_signup_by_passkey",
    "account_inactive",
}
# And these, elsewhere, for those who have.
SIGNED_IN = {"answer", "answer_claim"}


class Named(NamedTuple):
    """A page by its name in the URL conf, the section that it stands in, and what its address asks for."""

    name: str
    section: str
    arguments: tuple[str, ...]

    def unknown(self) -> list[str]:
        """Return the arguments of which there is no sample."""
        known = SAMPLES.keys() | ROWS.keys()
        return [one for one in self.arguments if (self.section, one) not in known]

    def sample(self) -> dict[str, str]:
        """Return arguments that lead to a page; asks the database for rows."""
        keys = {one: (self.section, one) for one in self.arguments}
        return {one: SAMPLES.get(key) or ROWS[key]() for one, key in keys.items()}

    def path(self) -> str:
        """Return an address of it in the language of the moment."""
        return reverse(self.name, kwargs=self.sample()) + CHOICES.get(self.name, "")


def named_pages() -> list[Named]:
    """Return every page of ours in the URL conf; the admin's are Django's (`admin_paths`)."""
    return [page for page in _named(get_resolver().url_patterns) if page.name not in NO_PAGES]


def _named(patterns: Sequence[URLPattern | URLResolver], before: str = "") -> Iterator[Named]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace:
            continue
        # The language is no section.
        here = "" if isinstance(pattern.pattern, LocalePrefixPattern) else str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _named(pattern.url_patterns, before + here)
        else:
            section = (before + here).partition("/")[0]
            yield Named(str(pattern.name), section, tuple(pattern.pattern.converters))


def is_open(page: Named) -> bool:
    """Return whether everybody can read a page."""
    if page.name in WALKED | SIGNED_IN:
        return False
    return page.name in ENTRANCES or page.section not in {"account", "curate"}


# For tests that need no account: what each page is called, and what its address asks for.
PAGES = {
    page.name: page.sample()
    for page in named_pages()
    if is_open(page) and page.name not in CHOICES and not page.unknown()
}
PAGES_OF_AN_ACCOUNT = (
    "account",
    "account_export",
    "sheet",
    "vault",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
)


def admin_paths() -> Iterator[tuple[str, str]]:
    """Give a name and an address for each page of the admin: its start, and of each table the list and a row.

    What happened to a row looks the same for every table.
    """
    yield "admin: index", reverse("admin:index")
    for app in dict.fromkeys(model._meta.app_label for model in staff_site._registry):
        yield f"admin: {app}", reverse("admin:app_list", args=[app])
    for model in staff_site._registry:
        table = f"{model._meta.app_label}_{model._meta.model_name}"
        yield f"admin: {table}", reverse(f"admin:{table}_changelist")
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            yield f"admin: {table}, change", reverse(f"admin:{table}_change", args=[row.pk])
    yield "admin: history", reverse("admin:asks_ask_history", args=[Ask.objects.earliest("pk").pk])


def everywhere(page: Page, site: str) -> Iterator[str]:
    """Stand on every page that needs no staff, and in every state; ends signed in. `site` may end with a language."""
    for name, arguments in PAGES.items():
        path = person.address(site, name, **arguments)
        answer = page.goto(path)
        assert answer is not None
        assert (answer.status, page.url) == (200, path)
        yield name
    yield from states(page, site)
    for name in PAGES_OF_AN_ACCOUNT:
        page.goto(person.address(site, name))
        assert page.url == person.address(site, name)
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

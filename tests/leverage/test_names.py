"""One name in four places: a URL, its view, its template. Nobody has to search."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("leverage", "asks", "outcomes")
WITHOUT_PAGE = {
    "healthz",  # Plain text.
    "readyz",
    "metrics",
    "sheet_file",
    "account_stop",  # Only a redirect.
    "vault_file",
    "vault_empty",  # Leads back to the vault.
    "key_set",  # JSON.
    "reminder",  # A calendar file.
    "robots_txt",
    "security_txt",
    "change_password",  # Only a redirect.
    "sitemap",  # XML.
    "asks_feed",
    "labs_feed",
    "lab_feed",
    "releases_feed",
    "data_file",  # Files for machines and people.
    "release_file",
    "api_document",  # JSON.
    "api_elsewhere",  # A redirect, or a refusal in JSON.
}


def patterns(resolver: URLResolver) -> list[URLPattern]:
    """Return every path, those of included modules too; the admin names its own."""
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace:
            continue
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


ALL = patterns(get_resolver())


def is_allauths(entry: URLPattern) -> bool:
    """Return whether a page is one of allauth's, as it is or changed here: its names are allauth's."""
    lineage = getattr(entry.callback, "view_class", object).__mro__
    return any(base.__module__.startswith("allauth.") for base in lineage)


OWN = [
    entry
    for entry in ALL
    if entry.callback.__module__.partition(".")[0] in OURS and not is_allauths(entry)
]


@pytest.mark.parametrize("entry", OWN, ids=lambda entry: entry.name)
def test_a_path_is_named_for_its_view(entry: URLPattern) -> None:
    assert entry.callback.__name__ == entry.name


@pytest.mark.parametrize("entry", OWN, ids=lambda entry: entry.name)
def test_a_view_that_shows_a_page_has_a_template_of_its_name(entry: URLPattern) -> None:
    package = entry.callback.__module__.partition(".")[0]
    folder = ROOT / "templates" / package
    named = [
        file.stem
        for file in folder.glob("*.html")
        if file.stem == entry.name or file.stem.startswith(f"{entry.name}_")
    ]
    assert bool(named) is (entry.name not in WITHOUT_PAGE)


@pytest.mark.parametrize("entry", OWN, ids=lambda entry: entry.name)
def test_a_view_says_in_a_sentence_what_it_does(entry: URLPattern) -> None:
    assert (inspect.getdoc(entry.callback) or "").rstrip().endswith(".")


def test_no_name_is_given_twice() -> None:
    names = [entry.name for entry in ALL]
    assert None not in names
    assert len(names) == len(set(names))


def test_every_template_of_a_package_is_named_for_one_of_its_views() -> None:
    for package in OURS:
        names = {
            entry.name for entry in OWN if entry.callback.__module__.partition(".")[0] == package
        }
        stems = {file.stem for file in (ROOT / "templates" / package).glob("[!_]*.html")}
        strays = {
            stem
            for stem in stems
            if not any(stem == name or stem.startswith(f"{name}_") for name in names)
        }
        assert strays - EXPLAINED == set()


EXPLAINED = {
    "offer_affected",  # What a person meets on the way through a view of another name.
    "styleguide",  # Has a path under development only.
}

"""What pages say to machines, as schema.org has it: plain mappings, from whole addresses and plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Thing = dict[str, Any]

VOCABULARY = "https://schema.org"
SITE_NAME = "Leverage"


@dataclass(frozen=True, slots=True)
class Link:
    """A name and the whole address it stands for."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Term:
    """An ask as a list names it."""

    link: Link
    description: str


@dataclass(frozen=True, slots=True)
class Document:
    """Something published elsewhere that supports what a page says."""

    url: str
    publisher: str
    title: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One version of an ask's text."""

    link: Link
    summary: str
    topic: Link
    number: int
    made_on: dt.date
    language: str
    citations: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a lab does about an ask. Without a source there is no claim."""

    ask: Link
    status: str
    fact: str
    source: Document


def graph(*things: Thing) -> Thing:
    """Put things into one document of JSON-LD."""
    return {"@context": VOCABULARY, "@graph": list(things)}


def website(home: str, description: str, search: str) -> Thing:
    """Describe the site; `search` is the address of its search up to the words searched for."""
    return {
        "@type": "WebSite",
        "@id": f"{home}#site",
        "name": SITE_NAME,
        "url": home,
        "description": description,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search + "{search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def crumbs(trail: Sequence[Link]) -> Thing:
    """Say where a page stands, from the outermost page to the page itself."""
    return {"@type": "BreadcrumbList", "itemListElement": _numbered(map(_crumb, trail))}


def terms(name: str, vocabulary: str, asks: Iterable[Term]) -> Thing:
    """List asks as the terms of a vocabulary, which is the list at the address `vocabulary`."""
    items = [
        {
            "@type": "ListItem",
            "item": {
                "@type": "DefinedTerm",
                "name": ask.link.name,
                "url": ask.link.url,
                "description": ask.description,
                "inDefinedTermSet": vocabulary,
            },
        }
        for ask in asks
    ]
    return _list(name, items)


def work(ask: Work) -> Thing:
    """Describe the text of an ask with what it cites."""
    return {
        "@type": "CreativeWork",
        "@id": f"{ask.link.url}#ask",
        "name": ask.link.name,
        "headline": ask.link.name,
        "abstract": ask.summary,
        "url": ask.link.url,
        "inLanguage": ask.language,
        "version": ask.number,
        "dateModified": ask.made_on.isoformat(),
        "about": {"@type": "DefinedTerm", "name": ask.topic.name, "url": ask.topic.url},
        "citation": [_cited(document) for document in ask.citations],
    }


def organization(lab: Link, website: str, description: str) -> Thing:
    """Describe a lab; its own website is its address, and ours a page about it."""
    return {
        "@type": "Organization",
        "@id": f"{lab.url}#lab",
        "name": lab.name,
        "url": website,
        "description": description,
        "mainEntityOfPage": lab.url,
    }


def claims(name: str, lab: Link, made: Iterable[Claim]) -> Thing:
    """List what a lab does in public, each claim with its source."""
    items = [
        {
            "@type": "ListItem",
            "item": {
                "@type": "Claim",
                "name": f"{claim.ask.name}: {claim.status}",
                "text": claim.fact,
                "about": [{"@id": f"{lab.url}#lab"}, {"@id": f"{claim.ask.url}#ask"}],
                "citation": _cited(claim.source),
            },
        }
        for claim in made
    ]
    return _list(name, items)


def _crumb(link: Link) -> Thing:
    return {"@type": "ListItem", "name": link.name, "item": link.url}


def _list(name: str, items: Sequence[Thing]) -> Thing:
    return {
        "@type": "ItemList",
        "name": name,
        "numberOfItems": len(items),
        "itemListElement": _numbered(items),
    }


def _numbered(items: Iterable[Thing]) -> list[Thing]:
    return [{**item, "position": place} for place, item in enumerate(items, start=1)]


def _cited(document: Document) -> Thing:
    cited: Thing = {
        "@type": "CreativeWork",
        "url": document.url,
        "publisher": {"@type": "Organization", "name": document.publisher},
    }
    if document.title:
        cited["name"] = document.title
    if document.year:
        cited["datePublished"] = str(document.year)
    return cited

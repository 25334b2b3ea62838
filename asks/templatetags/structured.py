"""Blocks of JSON-LD for the pages of the catalogue; the words are those that the page itself shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from asks import structured_data as data
from asks.evidence import EvidenceRow
from leverage.http import site_origin

register = template.Library()

# The catalogue is written in English, whatever the language of the page around it.
_LANGUAGE = "en"
# The three signs with which a text could leave its element; JSON reads them back as they were.
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def home_data(context: Context) -> SafeString:
    """Describe the site and how to search it."""
    description = gettext(
        "A few asks, raised together, by people who hold an offer from an AI lab."
    )
    search = f"{_url(context, 'ask_list')}?q="
    return data_block(data.website(_url(context, "home"), description, search))


@register.simple_tag(takes_context=True)
def asks_data(context: Context, rows: Iterable[Any]) -> SafeString:
    """Describe the asks on one page of the list."""
    origin = site_origin(context["request"])
    listed = [data.Term(data.Link(row.title, origin + row.path), row.lead) for row in rows]
    asks = _asks(context)
    return data_block(data.crumbs([asks]), data.terms(asks.name, asks.url, listed))


@register.simple_tag(takes_context=True)
def ask_data(context: Context, ask: Any) -> SafeString:
    """Describe one ask and its sources."""
    page = data.Link(ask.text.title, _url(context, "ask_detail", ask.slug))
    topic_url = f"{_url(context, 'ask_list')}?topic={ask.category.slug}"
    topic = data.Link(ask.category.title, topic_url)
    work = data.Work(
        link=page,
        summary=ask.text.summary,
        topic=topic,
        number=ask.text.number,
        made_on=ask.text.made_on,
        language=_LANGUAGE,
        citations=tuple(_document(source) for source in ask.source_list),
    )
    return data_block(data.crumbs([_asks(context), topic, page]), data.work(work))


@register.simple_tag(takes_context=True)
def labs_data(context: Context) -> SafeString:
    """Say where the list of labs stands."""
    return data_block(data.crumbs([_labs(context)]))


@register.simple_tag(takes_context=True)
def lab_data(context: Context, lab: Any, rows: Iterable[EvidenceRow]) -> SafeString:
    """Describe one lab and what this page shows of what it does in public."""
    page = data.Link(lab.name, _url(context, "lab_detail", lab.slug))
    name = gettext("What %(lab)s does in public") % {"lab": lab.name}
    return data_block(
        data.crumbs([_labs(context), page]),
        data.organization(page, lab.website, lab.description),
        data.claims(name, page, _claims(context, rows)),
    )


def _claims(context: Context, rows: Iterable[EvidenceRow]) -> Iterator[data.Claim]:
    """Take rows apart again: machines want one claim for each ask. A row without a source is left out."""
    for row in (row for row in rows if row.url):
        source = data.Document(row.url, row.publisher)
        for ask in row.subjects:
            link = data.Link(ask.name, _url(context, "ask_detail", ask.slug))
            yield data.Claim(link, str(row.status.label), row.fact, source)


def _document(source: Mapping[str, Any]) -> data.Document:
    return data.Document(source["url"], source["publisher"], source["title"], source["year"])


def _asks(context: Context) -> data.Link:
    return data.Link(gettext("What you can ask for"), _url(context, "ask_list"))


def _labs(context: Context) -> data.Link:
    return data.Link(gettext("Labs and what they do in public"), _url(context, "lab_list"))


def _url(context: Context, name: str, *arguments: str) -> str:
    return site_origin(context["request"]) + reverse(name, args=arguments)


def data_block(*things: data.Thing) -> SafeString:
    """Return things as one block of JSON-LD."""
    written = json.dumps(data.graph(*things), ensure_ascii=False).translate(_UNSAFE)
    safe = mark_safe(written)  # noqa: S308 (no sign is left that HTML would read)
    return format_html('<script type="application/ld+json">{}</script>', safe)

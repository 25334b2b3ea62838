"""What surrounds every page: its address and title for others, the current section, the last check."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from asks.facts import catalogue_checked_on
from leverage.http import is_log_path, log_origin, page_address, path_in, plain_path, site_origin

register = template.Library()

# To which the main navigation leads, by the first part of a path.
SECTIONS = frozenset({"asks", "labs", "guide", "prepare", "log", "tallies"})
# Pages of which nobody at one's side should read much: they can be left in one step.
LEFT_QUICKLY = ("/account/", "/log/", "/prepare/")


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: dict[str, Any], url_name: str, label: str, *args: str) -> dict[str, Any]:
    """Link to a section; it is current on every page whose path begins with the section's first word."""
    section = f"/{plain_path(reverse(url_name, args=args)).split('/')[1]}/"
    request = context.get("request")
    return {
        "url": page_address(url_name, *args),
        "label": label,
        "current": request and plain_path(request.path).startswith(section),
    }


@register.simple_tag
def log_url(url_name: str) -> str:
    """Return the address of a log page, for links from anywhere: whole, where it has a host of its own."""
    return page_address(url_name)


@register.inclusion_tag("components/quick_exit.html", takes_context=True)
def quick_exit(context: Context) -> dict[str, Any]:
    """Show the way out on pages of an account, of logging and of preparing, and nothing on others."""
    request = context.get("request")
    return {"shown": request is not None and plain_path(request.path).startswith(LEFT_QUICKLY)}


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """Return the whole address of the page: without filters, but with the number of a further page."""
    request = context.get("request")
    if request is None:
        return ""
    page = context.get("page")
    further = f"?page={page.number}" if isinstance(page, Page) and page.number > 1 else ""
    return f"{_origin(request)}{request.path}{further}"


@register.simple_tag(takes_context=True)
def languages(context: Context) -> list[dict[str, Any]]:
    """Return the languages in which the page can be read: code, own name, path, whole address, whether it is this one.

    What stands after the question mark stays in the path, since it says which page this is.
    """
    request = context.get("request")
    if request is None:
        return []
    here = get_language()
    query = request.META.get("QUERY_STRING", "")
    return [
        {
            "code": code,
            "name": name,
            "path": path_in(code, request.path) + (f"?{query}" if query else ""),
            "address": _origin(request) + path_in(code, request.path),
            "here": code == here,
        }
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag
def home_path() -> str:
    """Return the path of the home page in the language of this page; no route is asked for it."""
    return path_in(get_language() or settings.LANGUAGE_CODE, "/")


def _origin(request: HttpRequest) -> str:
    return (is_log_path(request.path) and log_origin()) or site_origin(request)


class RememberNode(Node):
    """Keeps what is between the tags under a name, so that a block can be shown in two places."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Show nothing; the words go to the context, fit for an attribute too."""
        words = self.nodelist.render(context).strip().replace('"', "&quot;")
        context[self.name] = SafeString(words)
        return SafeString("")


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """Read `{% remember name %}…{% endremember %}`."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(name, nodelist)


class FixedNode(Node):
    """Keeps what is between the tags, as it was rendered first in each language and section."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._kept: dict[tuple[str | None, str, str], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return the words of this language, with the links of this section marked."""
        if settings.DEBUG:
            return self.nodelist.render(context)
        key = (get_language(), _section(context), log_origin())
        if key not in self._kept:
            self._kept[key] = self.nodelist.render(context)
        return self._kept[key]


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """Read `{% fixed %}…{% endfixed %}`: words and links that depend on nothing but the language and the section."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist)


def _section(context: Context) -> str:
    """Return the section that a page belongs to; any other address counts as none, so that these are few."""
    request = context.get("request")
    first = plain_path(request.path).split("/")[1] if request else ""
    return first if first in SECTIONS else ""


@register.simple_tag
def catalogue_checked() -> dt.date | None:
    """Return the day of the last check of the shipped catalogue."""
    return catalogue_checked_on()

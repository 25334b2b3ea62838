"""The list of pages for search engines (sitemaps.org 0.9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.db.models import F, Max, Q
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from asks.models import Ask, Lab
from leverage.http import page_address, public_page, site_origin

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

# Public pages by the names of their paths. None that somebody meets only after logging or signing in.
PAGES = (
    "home",
    "ask_list",
    "lab_list",
    "focus",
    "tallies",
    "data",
    "api",
    "guide",
    "guide_risks",
    "guide_evidence",
    "guide_weak_lab",
    "guide_lever",
    "log",
    "delivery",
    "verify",
    "propose",
    "lab_rules",
    "lab_compare",
    "answer_help",
    "curation_log",
    "feeds",
    "method",
    "what_we_hold",
    "legal_demands",
    "privacy",
)


@require_safe
@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page that says something of its own, with the day it last changed where that is known."""
    origin = site_origin(request)
    written = StringIO()
    xml = SimplerXMLGenerator(written, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": NAMESPACE}))
    for path, day in _pages():
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", origin + path)
        if day is not None:
            xml.addQuickElement("lastmod", day.isoformat())
        xml.endElement("url")
    xml.endElement("urlset")
    return HttpResponse(written.getvalue(), content_type="application/xml")


def _pages() -> Iterator[tuple[str, dt.date | None]]:
    # A list may name only what its own host serves; the log pages can have another one.
    addresses = (page_address(name) for name in PAGES)
    yield from ((address, None) for address in addresses if address.startswith("/"))
    newest = Max("positions__lab__checked", filter=Q(positions__shown=True))
    asks = Ask.objects.current().annotate(changed=Greatest(F("text__made_on"), newest))
    for slug, day in asks.order_by("slug").values_list("slug", "changed"):
        yield reverse("ask_detail", args=[slug]), day
    for slug, day in Lab.objects.order_by("slug").values_list("slug", "checked"):
        yield reverse("lab_detail", args=[slug]), day

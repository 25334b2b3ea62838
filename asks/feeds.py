"""Atom feeds (RFC 4287) of what changes in the catalogue. They hold days, not hours: midnight UTC stands for a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from asks.facts import catalogue_checked_on
from asks.kinds import PositionStatus, Verified
from asks.models import AskText, Lab, Position, PositionEvent
from asks.source_levels import Levels, SourceLevels, by_address, names_of
from asks.wording import parse_partial_date
from leverage.http import public_page, site_origin

LENGTH = 30
# What XML cannot hold (XML 1.0, 2.2). No form takes such signs; one that is there all the same breaks no feed.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing that changed."""

    day: dt.date
    title: str
    summary: str
    path: str
    """Of the page that shows it."""
    key: str
    """What names it for good, below the site's name and the day."""
    topic: str
    source: str = ""


class CatalogueFeed(Atom1Feed):
    """Atom with plain text in its summaries, and each entry's own source as a `via` link."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write one entry."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["text"], {"type": "text"})
        if item["source"]:
            handler.addQuickElement("link", "", {"rel": "via", "href": item["source"]})

    def latest_post_date(self) -> dt.datetime:
        """Return the day of the newest entry; without any, that of the last check of the catalogue."""
        days = [item["updateddate"] for item in self.items]
        return max(days, default=_midnight(catalogue_checked_on()))


@require_safe
@public_page
def asks_feed(request: HttpRequest) -> HttpResponse:
    """Give new asks and new wordings of asks."""
    texts = AskText.objects.filter(ask__retired=False, ask__text__isnull=False)
    newest = texts.select_related("ask__category").defer("ask__search")
    entries = [_ask_entry(text) for text in newest.order_by("-made_on", "-number", "ask")[:LENGTH]]
    return feed_answer(request, _("New and changed asks"), reverse("ask_list"), entries)


@require_safe
@public_page
def labs_feed(request: HttpRequest) -> HttpResponse:
    """Give what changed in public at any lab."""
    return feed_answer(request, _("What labs do in public"), reverse("lab_list"), _changes())


@require_safe
@public_page
def lab_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Give what changed in public at one lab."""
    lab = get_object_or_404(Lab, slug=slug)
    title = _("What %(lab)s does in public") % {"lab": lab.name}
    return feed_answer(request, title, lab.get_absolute_url(), _changes(lab))


def _ask_entry(text: AskText) -> FeedEntry:
    title = text.title
    if text.number > 1:
        title = _("%(title)s (version %(number)d)") % {"title": text.title, "number": text.number}
    return FeedEntry(
        day=text.made_on,
        title=title,
        summary=text.summary,
        path=text.ask.get_absolute_url(),
        key=f"asks/{text.ask.slug}/{text.number}",
        topic=text.ask.category.title,
    )


def _changes(lab: Lab | None = None) -> list[FeedEntry]:
    """Return the newest dated positions that pages show, and the newest events before them."""
    positions = Position.objects.published().exclude(since="")
    # The same rule as `published`, said of events, so that their positions are joined once and not sought again.
    shown = PositionEvent.objects.filter(position__shown=True, position__ask__retired=False)
    events = shown.exclude(date="")
    if lab is not None:
        positions, events = positions.filter(lab=lab), events.filter(position__lab=lab)
    with_names = positions.select_related("lab", "ask__text", "ask__category")
    past_with_names = events.select_related(
        "position__lab", "position__ask__text", "position__ask__category"
    )
    past = list(past_with_names.order_by("-date", "pk")[:LENGTH])
    levels = _levels(past)
    entries = [
        _position_entry(position) for position in with_names.order_by("-since", "pk")[:LENGTH]
    ]
    entries += [_event_entry(event, levels) for event in past]
    entries.sort(key=lambda entry: entry.day, reverse=True)
    return entries[:LENGTH]


def _position_entry(position: Position) -> FeedEntry:
    status = PositionStatus(position.status)
    words = {
        "fact": position.fact,
        "publisher": position.publisher,
        "verified": Verified(position.verified).label,
    }
    return FeedEntry(
        day=parse_partial_date(position.since)[0],
        title=_position_title(position, str(status.label)),
        summary=_("%(fact)s Source: %(publisher)s (%(verified)s).") % words,
        path=position.lab.get_absolute_url(),
        key=f"labs/{position.lab.slug}/{position.ask.slug}/{status.value}",
        topic=position.ask.category.title,
        source=position.url,
    )


def _levels(events: Iterable[PositionEvent]) -> Levels:
    """Events carry no level: what is recorded elsewhere of the same document holds for them too."""
    same = Position.objects.shown().filter(url__in={event.url for event in events})
    found = same.values_list("url", "verified")
    return by_address({"url": url, "level": level} for url, level in found)


def _event_entry(event: PositionEvent, levels: Levels) -> FeedEntry:
    position, lab = event.position, event.position.lab
    own = names_of(lab.name, lab.short_name, lab.owner)
    level = SourceLevels(levels, own).level(event.url, event.publisher)
    # Rows are written anew when the catalogue is loaded, so a row's number would not name it for good.
    mark = hashlib.sha256("\n".join([event.date, event.url, event.fact]).encode()).hexdigest()[:12]
    former = ""
    if event.status:
        named = {"status": PositionStatus(event.status).label}
        former = _("was “%(status)s” until then") % named
    words = {"fact": event.fact, "publisher": event.publisher, "verified": level.label}
    return FeedEntry(
        day=parse_partial_date(event.date)[0],
        title=_position_title(position, former),
        summary=_("%(fact)s Source: %(publisher)s (%(verified)s).") % words,
        path=lab.get_absolute_url(),
        key=f"labs/{lab.slug}/{position.ask.slug}/{mark}",
        topic=position.ask.category.title,
        source=event.url,
    )


def _position_title(position: Position, words: str) -> str:
    ask = position.ask.text.title if position.ask.text else position.ask.slug
    named = {"lab": position.lab.name, "ask": ask, "words": words}
    return _("%(lab)s, %(ask)s: %(words)s") % named if words else _("%(lab)s, %(ask)s") % named


def feed_answer(
    request: HttpRequest, title: str, path: str, entries: Iterable[FeedEntry]
) -> HttpResponse:
    """Give entries as a feed, newest first as they come; `path` is the page that says the same to people."""
    origin = site_origin(request)
    feed = CatalogueFeed(
        title=_UNWRITABLE.sub("", f"{title} · Leverage"),
        link=origin + path,
        description=None,
        language=get_language(),
        author_name="Leverage",
        author_link=origin + reverse("home"),
        feed_url=origin + request.path,
        feed_guid=origin + request.path,
    )
    for entry in entries:
        feed.add_item(
            title=_UNWRITABLE.sub("", entry.title),
            link=origin + entry.path,
            description=None,  # type: ignore[arg-type] # Text would come out as HTML.
            text=_UNWRITABLE.sub("", entry.summary),
            source=entry.source,
            unique_id=_tag(origin, entry),
            pubdate=_midnight(entry.day),
            updateddate=_midnight(entry.day),
            categories=[_UNWRITABLE.sub("", entry.topic)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _tag(origin: str, entry: FeedEntry) -> str:
    """Return a name that stays when pages move (RFC 4151)."""
    return f"tag:{urlsplit(origin).hostname},{entry.day.isoformat()}:{entry.key}"


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)

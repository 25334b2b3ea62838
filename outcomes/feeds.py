"""The Atom feed of releases, written as the catalogue's feeds are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from asks.feeds import LENGTH, FeedEntry, feed_answer
from asks.wording import date_in_words
from leverage.http import public_page
from outcomes.models import Release


@require_safe
@public_page
def releases_feed(request: HttpRequest) -> HttpResponse:
    """Give the releases of real conversations."""
    real = Release.objects.newest_first().filter(window__demonstration=False)
    entries = [_entry(release) for release in real[:LENGTH]]
    return feed_answer(request, _("Releases"), reverse("tallies"), entries)


def _entry(release: Release) -> FeedEntry:
    return FeedEntry(
        day=release.published_on,
        title=_("Release %(name)s") % {"name": release.pk},
        summary=_summary(release),
        path=reverse("release", args=[release.pk]),
        key=f"releases/{release.pk}",
        topic=_("Releases"),
        source="",
    )


def _summary(release: Release) -> str:
    words = {
        "first": date_in_words(release.window.opens_on),
        "last": date_in_words(release.window.closes_on),
        "digest": release.digest,
    }
    summary = _("What people who logged here heard back from %(first)s to %(last)s.") % words
    if release.digest:
        summary += " " + _("SHA-256 of its cells as JSON: %(digest)s") % words
    return summary

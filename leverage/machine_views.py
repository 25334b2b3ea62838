"""Files at fixed addresses that programs look for."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leverage.http import path_in, public_page, site_origin

PLAIN = "text/plain; charset=utf-8"

# RFC 9116, 2.5.5 advises less than a year; half of one also covers copies that others keep.
CONTACT_DAYS = 180

# Pages of accounts and of curators: there is nothing on them for anybody else.
NOT_FOR_CRAWLERS = ("/account/", "/curate/")


@require_safe
@public_page
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Say what crawlers may read, and where the list of pages is."""
    closed = [
        path_in(code, path) for path in NOT_FOR_CRAWLERS for code, _name in settings.LANGUAGES
    ]
    context = {"sitemap": site_origin(request) + reverse("sitemap"), "closed": closed}
    return render(request, "robots.txt", context, content_type=PLAIN)


@require_safe
@public_page
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116); 404 until the operator names a contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    context = {
        "contact": settings.SECURITY_CONTACT,
        "expires": contact_expires(timezone.now().date()).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": settings.LANGUAGE_CODE,
        "canonical": site_origin(request) + reverse("security_txt"),
    }
    return render(request, "security.txt", context, content_type=PLAIN)


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Lead password managers to the page where a password is changed."""
    return redirect("account_change_password")


def contact_expires(day: dt.date) -> dt.datetime:
    """Return until when the contact that is given on `day` holds: a midnight less than a year away."""
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    return midnight + dt.timedelta(days=CONTACT_DAYS)

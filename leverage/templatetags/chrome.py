"""What surrounds every page: the current entry of the navigation, and when the catalogue was checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.urls import reverse

from asks.facts import catalogue_checked_on

register = template.Library()


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: dict[str, Any], url_name: str, label: str) -> dict[str, Any]:
    """Link to a section; it is current on every page whose path begins with the section's."""
    url = reverse(url_name)
    request = context.get("request")
    return {"url": url, "label": label, "current": request and request.path.startswith(url)}


@register.simple_tag
def catalogue_checked() -> dt.date | None:
    """Return the day of the last check of the shipped catalogue."""
    return catalogue_checked_on()

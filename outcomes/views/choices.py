"""The options of the ask slots: asks in focus first, then by topic."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from asks.models import Ask, FocusEntry
from outcomes.models import Window
from outcomes.windows import OTHER


def ask_choices(window: Window, table: str) -> list[tuple[Any, Any]]:
    """Return grouped options over the window's own asks.

    With a lab's table, the first group holds the asks in focus at that lab; else those in focus overall.
    """
    names = {ask["slug"]: ask["short_name"] for ask in window.asks}
    focus = _in_focus(table)
    groups: dict[str, list[tuple[str, str]]] = {}
    if focus:
        label = _("In focus now") if table in {"", OTHER} else _("In focus at this lab")
        groups[label] = [(slug, names[slug]) for slug in focus if slug in names]
    rows = Ask.objects.order_by("category__position", "text__short_name")
    for slug, topic in rows.values_list("slug", "category__title"):
        if slug in names and slug not in focus:
            groups.setdefault(topic, []).append((slug, names[slug]))
    return list(groups.items())


def _in_focus(table: str) -> list[str]:
    entries = FocusEntry.objects.order_by("ask__text__short_name")
    slugs = list(entries.filter(lab__slug=table).values_list("ask__slug", flat=True))
    return slugs or list(entries.overall().values_list("ask__slug", flat=True))

"""A window after the first, with credentials of both kinds, and what people do on the page of deliveries."""

from __future__ import annotations

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from asks.models import Lab
from outcomes.kinds import Kind
from outcomes.models import Window
from outcomes.statistics.parameters import MAX_TABLES
from outcomes.windows import catalogue_asks, half_year, open_window, plan_window, tables_for
from tests.browser import person


def open_later_window(labs: int = 2) -> Window:
    """Open a window over the shipped catalogue in which one can also log what became of an ask."""
    call_command("load_catalogue", verbosity=0)
    assert labs <= MAX_TABLES
    name, opens_on, closes_on = half_year(timezone.now().date())
    plan_window(
        name,
        opens_on,
        closes_on,
        tables=tables_for(list(Lab.objects.order_by("slug")[:labs])),
        asks=catalogue_asks(),
        kinds=tuple(Kind),
    )
    return open_window(name)


def fill_delivery(page: Page, site: str, lab: str, told: person.Conversation) -> None:
    """Fill the page about what became of an ask, all but the credential and the last click."""
    page.goto(f"{site}/log/delivery/")
    page.get_by_label("I hold an offer from this lab, or held one").check()
    page.get_by_label("Lab", exact=True).select_option(label=lab)
    for number, (ask, became) in enumerate(told, start=1):
        slot = page.get_by_role("group", name=f"Ask {number} of 3")
        slot.get_by_label(person.ASKS[number - 1]).select_option(label=ask)
        slot.get_by_label("Did they keep it?").select_option(label=became)


def delivery_line(sheet: str, lab: str) -> str:
    """Return the line of a sheet that pays for saying what became of an ask."""
    return next(line for line in sheet.splitlines() if line.startswith(f"{lab}, kept or broken: "))

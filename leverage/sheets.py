"""The sheet of credentials, as an account meets it: drawn once, shown once, never kept here."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from leverage.http import log_origin, page_address
from outcomes import wire, wire_answers
from outcomes.client_half import draw_credentials
from outcomes.client_words import COMMON, SHEET
from outcomes.credentials import current_window, draw_sheet, has_sheet
from outcomes.crypto.credential_lines import Credential, format_line
from outcomes.errors import KeysMissing, Refusal, SheetAlreadyDrawn, WindowNotOpen
from outcomes.kinds import Kind, Tier
from outcomes.models import Window
from outcomes.views.client_data import window_data
from outcomes.windows import slots
from outcomes.words import line_words

logger = logging.getLogger(__name__)


DRAWN_BY = "draws"
"""The field by which the form of a sign-in says who does the client's half of the draw."""

BROWSER = "browser"


def sheet_for_first_sign_in(
    request: HttpRequest, account: AbstractBaseUser, *, today: dt.date
) -> HttpResponse | None:
    """Return a page with a freshly drawn sheet, or None when there is none to draw.

    A browser with scripts says so; then the page that follows draws by itself, and nothing is drawn here.
    """
    window = current_window(today)
    if window is None or has_sheet(account, window):
        return None
    if request.POST.get(DRAWN_BY) == BROWSER:
        return redirect("sheet")
    try:
        credentials = draw_credentials(account, window, today=today)
    except (SheetAlreadyDrawn, WindowNotOpen, KeysMissing) as refusal:
        # Another sign-in at the same moment shows the sheet, or the window has just closed.
        # Signing in works all the same; missing keys are the operator's to see.
        logger.warning("no sheet was drawn: %s", type(refusal).__name__)
        return None
    text = sheet_text(window, credentials)
    context = {"window": window, "sheet": text, "rows": text.count("\n") + 1}
    response = render(request, "leverage/sheet_drawn.html", context)
    response["Cache-Control"] = "no-store"
    return response


def draw_for_browser(account: AbstractBaseUser, body: bytes, *, today: dt.date) -> HttpResponse:
    """Sign what a browser blinded (privacy.md 7); the same request again gets the same answer."""
    window = current_window(today)
    try:
        asked = wire.read_draw(body)
        if window is None or window.name != asked.window:
            raise WindowNotOpen
        signatures = draw_sheet(account, window, asked.blinded, today=today)
    except wire.MalformedRequest as error:
        return wire_answers.malformed(error)
    except Refusal as refusal:
        return wire_answers.refused(refusal)
    answer = {slot: wire.to_base64(signature) for slot, signature in signatures.items()}
    return wire_answers.done(signatures=answer)


def sheet_data(account: AbstractBaseUser, window: Window, *, drawn: bool) -> dict[str, Any]:
    """Return what the script of the sheet's page reads from it."""
    return {
        **window_data(window),
        "url": reverse("sheet"),
        "drawn": drawn,
        # Tells a half-finished draw of this account from one of another in the same tab. It lies on
        # the person's device only, and nobody else can tell which account it stands for.
        "owner": salted_hmac("leverage.sheets.owner", str(account.pk)).hexdigest(),
        "sections": [asdict(section) for section in sheet_sections(window)],
        "kept_at": kept_at(),
        "says": {**COMMON, **SHEET},
    }


def kept_at() -> str:
    """Return where a browser keeps a sheet for the log pages, if they have a host of their own.

    They could not read what the host of the account keeps. Empty where both are one.
    """
    return page_address("kept_sheet") if log_origin() else ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet: lines of one kind, and what stands above them."""

    head: list[str]
    labels: dict[str, str]
    """What stands before the line of each slot (`table|kind`), in the order of the draw."""


def sheet_text(window: Window, credentials: Sequence[Credential]) -> str:
    """Return the text file that a person saves: lines to paste, and what they are good for."""
    lines = {_slot_of(one): format_line(one) for one in credentials}
    parts: list[str] = []
    for section in sheet_sections(window):
        labelled = [f"{label}: {lines[slot]}" for slot, label in section.labels.items()]
        parts += [*section.head, "", *labelled, ""]
    return "\n".join(parts)


def sheet_sections(window: Window) -> list[Section]:
    """Return what stands around the lines; browsers write the same around those that they draw."""
    names = {table["slug"]: table["name"] for table in window.tables}
    heads = {Kind.CONVERSATION: _sheet_head(window), Kind.DELIVERY: _delivery_head()}
    sections: dict[Kind, Section] = {}
    for table, kind in slots(window, Tier.DRAWN):
        section = sections.setdefault(kind, Section(heads[kind], {}))
        section.labels[f"{table}|{kind.value}"] = line_words(names[table], kind)
    return list(sections.values())


def _sheet_head(window: Window) -> list[str]:
    return [
        _("Leverage: credentials for window %(window)s, until %(day)s")
        % {"window": window.name, "day": window.closes_on.isoformat()},
        _("Each line pays for one conversation with one lab. Paste it into the log form."),
        _("Keep this file where only you look. Nobody can draw these lines for you again."),
        _("Fingerprint of the keys of this window: %(hash)s") % {"hash": window.key_set_hash},
    ]


def _delivery_head() -> list[str]:
    return [
        _("Each line below pays for saying what became of asks that one lab said yes to."),
        _("Paste it into the form under Did they keep a promise."),
    ]


def _slot_of(credential: Credential) -> str:
    return f"{credential.context.table}|{credential.context.kind.value}"

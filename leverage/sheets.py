"""The sheet of credentials, as an account meets it: drawn once, shown once, never kept here."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from outcomes.client_half import draw_credentials
from outcomes.credentials import current_window, has_sheet
from outcomes.crypto.credential_lines import Credential, format_line
from outcomes.errors import KeysMissing, SheetAlreadyDrawn, WindowNotOpen
from outcomes.models import Window
from outcomes.words import table_words

logger = logging.getLogger(__name__)


def sheet_for_first_sign_in(
    request: HttpRequest, account: AbstractBaseUser, *, today: dt.date
) -> HttpResponse | None:
    """Return a page with a freshly drawn sheet, or None when there is none to draw."""
    window = current_window(today)
    if window is None or has_sheet(account, window):
        return None
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


def sheet_text(window: Window, credentials: Sequence[Credential]) -> str:
    """Return the text file that a person saves: one line to paste per lab, and what it is good for."""
    names = {table["slug"]: table_words(table["name"]) for table in window.tables}
    head = [
        _("Leverage: credentials for window %(window)s, until %(day)s")
        % {"window": window.name, "day": window.closes_on.isoformat()},
        _("Each line pays for one conversation with one lab. Paste it into the log form."),
        _("Keep this file where only you look. Nobody can draw these lines for you again."),
        "",
    ]
    lines = [
        f"{names[credential.context.table]}: {format_line(credential)}"
        for credential in credentials
    ]
    return "\n".join([*head, *lines, ""])

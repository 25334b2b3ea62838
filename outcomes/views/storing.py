"""Storing what a form holds: the client's half is done here, in memory, for pages without scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outcomes.client_half import seal_conversation
from outcomes.conversations import log_conversation
from outcomes.crypto.credential_lines import Credential
from outcomes.crypto.receipts import draw_words, receipt_key
from outcomes.errors import CredentialAlreadyUsed, CredentialRefused, Refusal, WindowNotOpen
from outcomes.forms_slots import AtALabForm
from outcomes.models import Window
from outcomes.words import refusal_words

Page = Callable[[int], HttpResponse]
"""The page of a form as it stands now, with a status."""


def store_here(
    request: HttpRequest, window: Window, form: AtALabForm, today: dt.date, page: Page
) -> HttpResponse:
    """Seal and store what a valid form holds, and show the eight words; or `page` with what is wrong."""
    credential: Credential = form.cleaned_data["credential"]
    words = draw_words()
    try:
        log_conversation(
            window,
            credential,
            table=form.cleaned_data["table"],
            # Which kind, drawn or verified, is part of what the credential's signature covers.
            kind=credential.context.kind,
            tier=credential.context.tier,
            sealed=seal_conversation(window, credential, form.answers(), form.decided()),
            receipt_key=receipt_key(words),
            today=today,
        )
    except WindowNotOpen:
        return closed(request)
    except Refusal as refusal:
        status = _status(refusal)
        form.add_error("credential", refusal_words(refusal))
        return page(status)
    context = {"window": window, "words": words}
    return render(request, "outcomes/log_stored.html", context, status=201)


def closed(request: HttpRequest) -> HttpResponse:
    """Say that no window is open; to a form that was sent it is a refusal."""
    status = 409 if request.method == "POST" else 200
    return render(request, "outcomes/log_closed.html", status=status)


def _status(refusal: Refusal) -> int:
    """Return the status of a refusal that is about the line; raise any other, which no form can meet."""
    match refusal:
        case CredentialAlreadyUsed():
            return 409
        case CredentialRefused():
            return 403
        case _:
            raise refusal

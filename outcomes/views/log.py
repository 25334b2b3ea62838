"""Log a conversation. This page reads no cookie and knows no account (privacy.md 7)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leverage.http import rendered_once
from outcomes import wire, wire_answers
from outcomes.conversations import log_conversation
from outcomes.credentials import remembered_window
from outcomes.errors import Refusal, WindowNotOpen
from outcomes.forms import LogForm
from outcomes.kinds import Response
from outcomes.models import Window
from outcomes.views.choices import form_at_a_lab, window_with_asks
from outcomes.views.client_data import log_data
from outcomes.views.storing import closed, store_here


# The credential is the authority here, not a session: there is nothing for a forged request to ride on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Show the form, or store what it holds and show the eight words.

    A browser with scripts sends JSON instead of the form: sealed there, so that nothing of it can be read here.
    """
    today = timezone.now().date()
    if request.method != "POST":
        return _blank(request)
    if request.content_type == wire.JSON:
        return _store_sealed(request, remembered_window(today), today)
    window = window_with_asks(today)
    if window is None:
        return closed(request)
    form = form_at_a_lab(LogForm, window, request)
    if not form.is_valid():
        return _form_page(request, window, form, status=400)
    if form.offer_affected():
        return _offer_affected(request, form)
    return store_here(
        request,
        window,
        form,
        today,
        lambda status: _form_page(request, window, form, status=status),
    )


@rendered_once()
def _blank(request: HttpRequest) -> HttpResponse:
    """Show the form as everybody meets it. With a lab in the address it is made each time and kept nowhere."""
    window = window_with_asks(timezone.now().date())
    if window is None:
        return closed(request)
    return _form_page(request, window, form_at_a_lab(LogForm, window, request))


def _form_page(
    request: HttpRequest, window: Window, form: LogForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "window": window, "client": log_data(window, form)}
    return render(request, "outcomes/log.html", context, status=status)


def _store_sealed(request: HttpRequest, window: Window | None, today: dt.date) -> HttpResponse:
    """Store what a browser sealed: 201, or 200 for the identical request again."""
    try:
        asked = wire.read_log(request.body)
        if window is None or window.name != asked.window:
            raise WindowNotOpen
        new = log_conversation(
            window,
            asked.credential,
            table=asked.table,
            kind=asked.kind,
            tier=asked.tier,
            sealed=asked.sealed,
            receipt_key=asked.receipt_key,
            today=today,
        )
    except wire.MalformedRequest as error:
        return wire_answers.malformed(error)
    except Refusal as refusal:
        return wire_answers.refused(refusal)
    return wire_answers.done(201 if new else 200, state="stored")


def _offer_affected(request: HttpRequest, form: LogForm) -> HttpResponse:
    """Show the help page; nothing is stored, and the other asks can still be sent without this one.

    If the ask with the changed offer decided it, that is not sent either.
    """
    told = form.told().items()
    kept = [pair for pair in told if pair[1] is not Response.OFFER_AFFECTED]
    again = {"offer_held": "on", "table": form.cleaned_data["table"]}
    decided = form.decided()
    for slot, (ask, response) in enumerate(kept, start=1):
        again |= {f"ask_{slot}": ask, f"response_{slot}": response.value}
        if decided and decided[0] == ask:
            again["decided"] = f"{decided[1].value}:{slot}"
    again["credential"] = form.data["credential"]
    context = {"again": again if kept else None, "replacing": False}
    return render(request, "outcomes/offer_affected.html", context)

"""Log a conversation. This page reads no cookie and knows no account (privacy.md 7)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outcomes import wire, wire_answers
from outcomes.client_half import seal_conversation
from outcomes.conversations import log_conversation
from outcomes.credentials import current_window
from outcomes.crypto.credential_lines import Credential
from outcomes.crypto.receipts import draw_words, receipt_key
from outcomes.errors import (
    CredentialAlreadyUsed,
    CredentialRefused,
    Refusal,
    WindowNotOpen,
)
from outcomes.forms import LogForm
from outcomes.kinds import Kind, Response, ResponseClass
from outcomes.models import Window
from outcomes.views.choices import ask_choices
from outcomes.views.client_data import log_data
from outcomes.words import refusal_words


# The credential is the authority here, not a session: there is nothing for a forged request to ride on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Show the form, or store what it holds and show the eight words.

    A browser with scripts sends JSON instead of the form: sealed there, so that nothing of it can be read here.
    """
    today = timezone.now().date()
    window = current_window(today)
    if request.method == "POST" and request.content_type == wire.JSON:
        return _store_sealed(request, window, today)
    if window is None:
        status = 409 if request.method == "POST" else 200
        return render(request, "outcomes/log_closed.html", status=status)
    if request.method != "POST":
        return _form_page(request, window, _form(window, request, bound=False))
    form = _form(window, request, bound=True)
    if not form.is_valid():
        return _form_page(request, window, form, status=400)
    if Response.OFFER_AFFECTED in form.responses().values():
        return _offer_affected(request, form)
    return _store(request, window, form, today)


def _form(window: Window, request: HttpRequest, *, bound: bool) -> LogForm:
    wanted = request.POST.get("table", "") if bound else request.GET.get("lab", "")
    known = {table["slug"] for table in window.tables}
    table = wanted if wanted in known else ""
    return LogForm(
        request.POST if bound else None,
        initial={"table": table},
        tables=window.tables,
        asks=ask_choices(window, table),
    )


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


def classes_of(responses: dict[str, Response]) -> list[tuple[str, ResponseClass]]:
    """Fold responses into the published classes, leaving out what is never stored."""
    folded = ((ask, response.response_class) for ask, response in responses.items())
    return [(ask, found) for ask, found in folded if found is not None]


def _offer_affected(request: HttpRequest, form: LogForm) -> HttpResponse:
    """Show the help page; nothing is stored, and the other asks can still be sent without this one."""
    responses = form.responses().items()
    kept = [pair for pair in responses if pair[1] is not Response.OFFER_AFFECTED]
    again = {"offer_held": "on", "table": form.cleaned_data["table"]}
    for slot, (ask, response) in enumerate(kept, start=1):
        again |= {f"ask_{slot}": ask, f"response_{slot}": response.value}
    again["credential"] = form.data["credential"]
    context = {"again": again if kept else None, "replacing": False}
    return render(request, "outcomes/offer_affected.html", context)


def _store(request: HttpRequest, window: Window, form: LogForm, today: dt.date) -> HttpResponse:
    credential: Credential = form.cleaned_data["credential"]
    words = draw_words()
    try:
        log_conversation(
            window,
            credential,
            table=form.cleaned_data["table"],
            kind=Kind.CONVERSATION,
            # Drawn or verified is part of what the credential's signature covers.
            tier=credential.context.tier,
            sealed=seal_conversation(window, credential, classes_of(form.responses())),
            receipt_key=receipt_key(words),
            today=today,
        )
    except Refusal as refusal:
        return _refused(request, window, form, refusal)
    context = {"window": window, "words": words}
    return render(request, "outcomes/log_stored.html", context, status=201)


def _refused(request: HttpRequest, window: Window, form: LogForm, refusal: Refusal) -> HttpResponse:
    """Say why in words, with everything that was typed still there."""
    match refusal:
        case CredentialAlreadyUsed():
            status = 409
        case CredentialRefused():
            status = 403
        case WindowNotOpen():
            return render(request, "outcomes/log_closed.html", status=409)
        case _:
            raise refusal
    form.add_error("credential", refusal_words(refusal))
    return _form_page(request, window, form, status=status)

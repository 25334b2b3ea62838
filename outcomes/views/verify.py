"""Exchange a drawn credential for a verified one. This page reads no cookie and keeps nothing of a mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from asks.mail_domains import MailDomain, shipped_mail_domains
from outcomes import wire, wire_answers
from outcomes.credentials import current_window
from outcomes.crypto.credential_lines import format_line
from outcomes.errors import (
    CredentialForOtherPlace,
    CredentialRefused,
    NotExchangeable,
    Refusal,
    WindowNotOpen,
)
from outcomes.forms_verify import VerifyForm
from outcomes.mail.problems import MailRefused
from outcomes.models import Window
from outcomes.verification import exchange, exchange_here, verified_tables
from outcomes.views.client_data import verify_data
from outcomes.words import refusal_words, table_words
from outcomes.words_mail import mail_words


@dataclass(frozen=True, slots=True)
class LabMail:
    """One table of the window, and the mail domains of its lab."""

    name: str
    accepted: tuple[MailDomain, ...]
    withheld: tuple[MailDomain, ...]


# The credential is the authority here, not a session: there is nothing for a forged request to ride on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show the form, or check a mail's header and show the verified credential, once.

    A browser with scripts sends JSON instead of the form, and makes the new credential by itself.
    """
    today = timezone.now().date()
    window = current_window(today)
    if request.method == "POST" and request.content_type == wire.JSON:
        return _sign_blinded(request, window, today)
    if window is None:
        return _closed(request)
    if request.method != "POST":
        return _form_page(request, window, VerifyForm())
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return _form_page(request, window, form, status=400)
    return _exchange(request, window, form, today)


def _closed(request: HttpRequest) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    return render(request, "outcomes/log_closed.html", status=status)


def _form_page(
    request: HttpRequest, window: Window, form: VerifyForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "window": window,
        "labs": _labs(window),
        "client": verify_data(window, form),
    }
    return render(request, "outcomes/verify.html", context, status=status)


def _sign_blinded(request: HttpRequest, window: Window | None, today: dt.date) -> HttpResponse:
    """Sign what a browser blinded; the same request again gets the same signature."""
    try:
        asked = wire.read_exchange(request.body)
        if window is None or window.name != asked.window:
            raise WindowNotOpen
        if asked.credential.context.table != asked.table:
            raise CredentialForOtherPlace
        signature = exchange(window, asked.credential, asked.blinded, asked.headers, today=today)
    except wire.MalformedRequest as error:
        return wire_answers.malformed(error)
    except MailRefused as refused:
        return wire_answers.mail_refused(refused)
    except Refusal as refusal:
        return wire_answers.refused(refusal)
    return wire_answers.done(signature=wire.to_base64(signature))


def _exchange(
    request: HttpRequest, window: Window, form: VerifyForm, today: dt.date
) -> HttpResponse:
    """Do the whole exchange in memory. The header is dropped with the request; no answer quotes it."""
    credential = form.cleaned_data["credential"]
    try:
        verified = exchange_here(window, credential, form.raw_headers(), today=today)
    except MailRefused as refused:
        form.add_error("headers", mail_words(refused.problem))
        return _form_page(request, window, form, status=400)
    except WindowNotOpen:
        return _closed(request)
    except Refusal as refusal:
        form.add_error("credential", refusal_words(refusal))
        status = 403 if isinstance(refusal, CredentialRefused | NotExchangeable) else 409
        return _form_page(request, window, form, status=status)
    names = {table["slug"]: table_words(table["name"]) for table in window.tables}
    lab = names[verified.context.table]
    context = {"window": window, "lab": lab, "line": f"{lab}: {format_line(verified)}"}
    return render(request, "outcomes/verify_done.html", context, status=201)


def _labs(window: Window) -> list[LabMail]:
    """Return the window's tables with the mail domains known for each."""
    exchangeable = {table["slug"] for table in verified_tables(window)}
    known = shipped_mail_domains().domains
    found = []
    for table in window.tables:
        own = [mail for mail in known if mail.lab == table["slug"]]
        taken = table["slug"] in exchangeable
        accepted = tuple(mail for mail in own if taken and not mail.withheld)
        withheld = tuple(mail for mail in own if mail.withheld)
        found.append(LabMail(table_words(table["name"]), accepted, withheld))
    return found

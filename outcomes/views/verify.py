"""Exchange a drawn credential for a verified one. This page reads no cookie and keeps nothing of a mail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from asks.mail_domains import MailDomain, shipped_mail_domains
from outcomes.credentials import current_window
from outcomes.crypto.credential_lines import format_line
from outcomes.errors import (
    CredentialAlreadyUsed,
    CredentialRefused,
    NotExchangeable,
    Refusal,
    WindowNotOpen,
)
from outcomes.forms_verify import VerifyForm
from outcomes.mail.problems import MailProblem, MailRefused
from outcomes.models import Window
from outcomes.verification import exchange_here, verified_tables
from outcomes.words import Words, refusal_words, table_words
from outcomes.words_mail import MAIL_WORDS


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
    """Show the form, or check a mail's header and show the verified credential, once."""
    today = timezone.now().date()
    window = current_window(today)
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
    context = {"form": form, "window": window, "labs": _labs(window)}
    return render(request, "outcomes/verify.html", context, status=status)


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
        form.add_error("credential", _credential_words(refusal))
        status = 403 if isinstance(refusal, CredentialRefused | NotExchangeable) else 409
        return _form_page(request, window, form, status=status)
    names = {table["slug"]: table_words(table["name"]) for table in window.tables}
    lab = names[verified.context.table]
    context = {"window": window, "lab": lab, "line": f"{lab}: {format_line(verified)}"}
    return render(request, "outcomes/verify_done.html", context, status=201)


def mail_words(problem: MailProblem) -> str:
    """Return what is wrong with a mail and what to do, as one text."""
    return " ".join(str(words) for words in MAIL_WORDS[problem])


def _credential_words(refusal: Refusal) -> Words:
    match refusal:
        case NotExchangeable():
            return _(
                "This line cannot be exchanged: it is verified already, or its lab has no mail domain "
                "that we take. You can log with it as it is."
            )
        case CredentialAlreadyUsed():
            return _(
                "This line was used before, for a conversation or an exchange. "
                "Each line can be used once."
            )
    return refusal_words(refusal)


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

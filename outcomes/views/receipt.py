"""Return to an entry by its eight words: see that it is stored, replace it, withdraw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outcomes import wire, wire_answers
from outcomes.client_half import seal_conversation
from outcomes.conversations import replace_conversation, withdraw_conversation
from outcomes.credentials import current_window
from outcomes.errors import CredentialRefused, NothingOpen, Refusal
from outcomes.forms import ReceiptForm, ReplaceForm, WithdrawForm
from outcomes.limits import receipts_are_busy
from outcomes.models import Window
from outcomes.receipts import is_open
from outcomes.views.choices import ask_choices
from outcomes.views.client_data import receipt_data
from outcomes.words import refusal_words


# The words are the authority here, not a session.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Ask for the words, or do what the person chose with them."""
    if request.method != "POST":
        return _ask_for_words(request, ReceiptForm())
    scripted = request.content_type == wire.JSON
    if receipts_are_busy():
        return wire_answers.busy() if scripted else render(request, "429.html", status=429)
    if scripted:
        return _answer_script(request, timezone.now().date())
    step = _STEPS.get(request.POST.get("step", "open"), _open)
    return step(request, current_window(timezone.now().date()), timezone.now().date())


def _ask_for_words(request: HttpRequest, form: ReceiptForm, *, status: int = 200) -> HttpResponse:
    window = current_window(timezone.now().date())
    replace = _replace_form(window) if window else None
    context = {
        "form": form,
        "window": window,
        "replace": replace,
        "withdraw": WithdrawForm(),
        "client": receipt_data(window),
    }
    return render(request, "outcomes/receipt.html", context, status=status)


def _answer_script(request: HttpRequest, today: dt.date) -> HttpResponse:
    """Do what a script asks with a receipt key: the words themselves stay on the person's device."""
    try:
        asked = wire.read_receipt(request.body)
        if asked.step is wire.Step.STATUS:
            if not is_open(asked.receipt_key, today=today):
                raise NothingOpen
            return wire_answers.done(state="open")
        if asked.replacement is None:
            withdraw_conversation(asked.receipt_key, today=today)
            return wire_answers.done(state="withdrawn")
        credential, sealed = asked.replacement
        replace_conversation(asked.receipt_key, credential, sealed=sealed, today=today)
    except wire.MalformedRequest as error:
        return wire_answers.malformed(error)
    except Refusal as refusal:
        return wire_answers.refused(refusal)
    return wire_answers.done(state="replaced")


def _open(request: HttpRequest, window: Window | None, today: dt.date) -> HttpResponse:
    """Say whether something is open under these words; never what it says."""
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _ask_for_words(request, form, status=400)
    if window is None or not is_open(form.cleaned_data["words"], today=today):
        return _nothing_open(request)
    return _opened_page(request, window)


def _replace_form(window: Window, posted: QueryDict | None = None) -> ReplaceForm:
    return ReplaceForm(posted, asks=ask_choices(window, ""), kinds=window.kinds)


def _opened_page(
    request: HttpRequest,
    window: Window,
    *,
    replace: forms.Form | None = None,
    withdraw: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "window": window,
        "words": request.POST.get("words", ""),
        "replace": replace or _replace_form(window),
        "withdraw": withdraw or WithdrawForm(),
    }
    return render(request, "outcomes/receipt_open.html", context, status=status)


def _nothing_open(request: HttpRequest) -> HttpResponse:
    """Answer never issued, withdrawn and closed alike, to the byte."""
    return render(request, "outcomes/receipt_nothing.html", status=404)


def _refused(
    request: HttpRequest, window: Window, form: forms.Form, today: dt.date, **shown: forms.Form
) -> HttpResponse:
    """Show a refused form again, unless its words open nothing: the page says that something is stored."""
    key = form.cleaned_data.get("words")
    if key is None:
        return _ask_for_words(request, ReceiptForm(request.POST), status=400)
    if not is_open(key, today=today):
        return _nothing_open(request)
    return _opened_page(request, window, **shown, status=400)


def _replace(request: HttpRequest, window: Window | None, today: dt.date) -> HttpResponse:
    if window is None:
        return _nothing_open(request)
    form = _replace_form(window, request.POST)
    if not form.is_valid():
        return _refused(request, window, form, today, replace=form)
    if form.offer_affected():
        return render(request, "outcomes/offer_affected.html", {"again": None, "replacing": True})
    credential = form.cleaned_data["credential"]
    try:
        replace_conversation(
            form.cleaned_data["words"],
            credential,
            sealed=seal_conversation(window, credential, form.answers(), form.decided()),
            today=today,
        )
    except NothingOpen:
        return _nothing_open(request)
    except CredentialRefused as refusal:
        form.add_error("credential", refusal_words(refusal))
        return _opened_page(request, window, replace=form, status=403)
    return render(request, "outcomes/receipt_replaced.html", {"window": window})


def _withdraw(request: HttpRequest, window: Window | None, today: dt.date) -> HttpResponse:
    if window is None:
        return _nothing_open(request)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _refused(request, window, form, today, withdraw=form)
    try:
        withdraw_conversation(form.cleaned_data["words"], today=today)
    except NothingOpen:
        return _nothing_open(request)
    return render(request, "outcomes/receipt_withdrawn.html")


Step = Callable[[HttpRequest, Window | None, dt.date], HttpResponse]
_STEPS: dict[str, Step] = {"open": _open, "replace": _replace, "withdraw": _withdraw}

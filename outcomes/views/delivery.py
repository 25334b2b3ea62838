"""Log what became of an ask that a lab said yes to. This page reads no cookie and knows no account (privacy.md 7)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outcomes.credentials import current_window
from outcomes.forms_delivery import DeliveryForm
from outcomes.kinds import Kind
from outcomes.models import Window
from outcomes.views.choices import form_at_a_lab
from outcomes.views.client_data import delivery_data
from outcomes.views.storing import closed, store_here


# The credential is the authority here, not a session: there is nothing for a forged request to ride on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest) -> HttpResponse:
    """Show the form, or store what it holds and show the eight words; in a first window, say when it comes.

    A browser with scripts sends what it sealed to the log page's path, which takes every kind.
    """
    today = timezone.now().date()
    window = current_window(today)
    if window is None:
        return closed(request)
    if Kind.DELIVERY not in window.kinds:
        status = 409 if request.method == "POST" else 200
        return render(request, "outcomes/delivery_later.html", {"window": window}, status=status)
    form = form_at_a_lab(DeliveryForm, window, request)
    if request.method != "POST":
        return _form_page(request, window, form)
    if not form.is_valid():
        return _form_page(request, window, form, status=400)
    return store_here(
        request,
        window,
        form,
        today,
        lambda status: _form_page(request, window, form, status=status),
    )


def _form_page(
    request: HttpRequest, window: Window, form: DeliveryForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "window": window, "client": delivery_data(window, form)}
    return render(request, "outcomes/delivery.html", context, status=status)

"""The page of one ask, and the versions of its text."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from asks.dossiers import ask_dossier
from asks.models import Alias, Ask, AskText
from asks.text_parts import steps
from asks.versions import ask_history
from asks.versions import ask_version as read_version
from asks.wording import date_in_words
from leverage.http import NUMBER, kept_page, site_origin

# A merge can be undone for 30 days; until then no browser may hold on to its redirect for long.
REDIRECT_SECONDS = 3600


@require_safe
@kept_page(page=NUMBER)
def ask_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One ask: why, how to say it, the case against, where labs stand."""
    today = timezone.now().date()
    try:
        dossier = ask_dossier(slug, today, request.GET.get("page", ""))
    except Ask.DoesNotExist:
        return _moved("ask_detail", slug)
    context = {"dossier": dossier, "ask": dossier.ask, "page": dossier.page}
    cited = _citation(request, dossier.ask, dossier.ask.text)
    return render(request, "asks/ask_detail.html", {**context, **cited})


@require_safe
@kept_page(page=NUMBER)
def ask_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of an ask's text, newest first, and what changed in each."""
    try:
        history = ask_history(slug, request.GET.get("page", ""))
    except Ask.DoesNotExist:
        return _moved("ask_versions", slug)
    return render(
        request,
        "asks/ask_versions.html",
        {"history": history, "ask": history.ask, "page": history.page},
    )


@require_safe
@kept_page()
def ask_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version of an ask's text, at an address that always shows this one."""
    try:
        ask, text = read_version(slug, number)
    except Ask.DoesNotExist:
        return _moved("ask_version", slug, number)
    except AskText.DoesNotExist as error:
        raise Http404 from error
    context = {"ask": ask, "text": text, "steps": steps(text.levels)}
    return render(request, "asks/ask_version.html", {**context, **_citation(request, ask, text)})


def _citation(request: HttpRequest, ask: Ask, text: AskText) -> dict[str, Any]:
    address = reverse("ask_version", args=[ask.slug, text.number])
    return {
        "cited": text,
        "cited_url": site_origin(request) + address,
        "read_on": date_in_words(timezone.now().date()),
    }


def _moved(name: str, slug: str, *arguments: int) -> HttpResponse:
    """Lead from an old name of an ask to its page; raises Http404 where it never was one."""
    try:
        alias = Alias.objects.select_related("ask").defer("ask__search").get(slug=slug)
    except Alias.DoesNotExist as error:
        raise Http404 from error
    response = redirect(name, alias.ask.slug, *arguments, permanent=True)
    patch_cache_control(response, public=True, max_age=REDIRECT_SECONDS)
    return response

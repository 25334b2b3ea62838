"""Suggest something for the catalogue, and look up later what became of it. No account, no cookie."""

from __future__ import annotations

import itertools
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from asks.kinds import ProposalKind
from asks.limits import MINUTE, wait_before_looking, wait_before_proposing
from asks.models import Ask, Lab
from asks.models.proposal import TEXT_LENGTH
from asks.proposal_forms import (
    PROPOSAL_FORMS,
    ProposalChoices,
    ProposalForm,
    ReferenceForm,
)
from asks.services.propose import find_proposal, store_proposal
from asks.similar import SimilarAsk, similar_asks
from leverage.http import private_page

logger = logging.getLogger(__name__)


# There is no session here, so a forged request has nothing to ride on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def propose(request: HttpRequest) -> HttpResponse:
    """Choose what to suggest, write it, and get the words to look up the decision with."""
    try:
        return _send(request) if request.method == "POST" else _write(request)
    except RequestDataTooBig:
        context = {"most": TEXT_LENGTH}
        return render(request, "asks/propose_too_long.html", context, status=413)
    except (OperationalError, InterfaceError):
        if request.method != "POST":
            raise
        logger.warning("a proposal could not be stored: the database cannot be reached")
        return _given_back(request)


# The words are the authority here, not a session.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def proposal(request: HttpRequest) -> HttpResponse:
    """Say what became of a proposal, to whoever holds its four words."""
    if request.method != "POST":
        return render(request, "asks/proposal.html", {"form": ReferenceForm()})
    form = ReferenceForm(request.POST)
    if not form.is_valid():
        return render(request, "asks/proposal.html", {"form": form}, status=400)
    if wait := wait_before_looking():
        return _wait(request, "asks/proposal.html", {"form": form}, wait)
    found = find_proposal(form.cleaned_data["words"])
    if found is None:
        return render(request, "asks/proposal_nothing.html", {"form": form}, status=404)
    return render(request, "asks/proposal_found.html", {"proposal": found})


def _write(request: HttpRequest) -> HttpResponse:
    """Show the form of the kind in the address; without one, the kinds to choose from."""
    about = {name: request.GET.get(name, "") for name in ("ask", "lab")}
    make = PROPOSAL_FORMS.get(request.GET.get("kind", ""))
    if make is None:
        return _choose(request, about)
    return _form_page(request, make(_choices(), initial=about))


def _choose(request: HttpRequest, about: dict[str, str], *, status: int = 200) -> HttpResponse:
    kinds = [(kind, form.heading, form.lead) for kind, form in PROPOSAL_FORMS.items()]
    context = {"kinds": kinds, "about": {name: slug for name, slug in about.items() if slug}}
    return render(request, "asks/propose.html", context, status=status)


def _form_page(
    request: HttpRequest, form: ProposalForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "similar": [], "minutes": 0, **more}
    return render(request, "asks/propose_form.html", context, status=status)


def _send(request: HttpRequest) -> HttpResponse:
    make = PROPOSAL_FORMS.get(request.POST.get("kind", ""))
    if make is None:
        return _choose(request, {"ask": "", "lab": ""}, status=400)
    form = make(_choices(), request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=400)
    if similar := _similar(request, form):
        return _form_page(request, form, similar=similar)
    return _store(request, form)


def _similar(request: HttpRequest, form: ProposalForm) -> list[SimilarAsk]:
    """Return what a new ask may repeat, unless the person saw it and said that theirs is different."""
    if form.kind is not ProposalKind.NEW_ASK or "different" in request.POST:
        return []
    return similar_asks("{title}\n{text}".format(**form.cleaned_data))


def _store(request: HttpRequest, form: ProposalForm) -> HttpResponse:
    """Store what a valid form suggests, unless too much came in a short time."""
    if wait := wait_before_proposing(request):
        return _wait(request, "asks/propose_form.html", {"form": form, "similar": []}, wait)
    words = store_proposal(form.suggestion(), today=timezone.now().date())
    return render(request, "asks/propose_sent.html", {"words": words}, status=201)


def _wait(
    request: HttpRequest, template: str, context: dict[str, Any], seconds: int
) -> HttpResponse:
    """Give back what was typed, with the time to wait."""
    minutes = -(-seconds // MINUTE)
    response = render(request, template, {**context, "minutes": minutes}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _given_back(request: HttpRequest) -> HttpResponse:
    """Give back what was typed on a page that needs no database."""
    make = PROPOSAL_FORMS.get(request.POST.get("kind", ""), ProposalForm)
    typed = [
        (field.label, request.POST[name])
        for name, field in make.base_fields.items()
        if request.POST.get(name)
    ]
    return render(request, "asks/propose_later.html", {"typed": typed}, status=503)


def _choices() -> ProposalChoices:
    """Read the asks by topic, and the labs, in two queries."""
    rows = (
        Ask.objects.current()
        .order_by("category__position", "text__short_name")
        .values_list("category__title", "slug", "text__short_name")
    )
    topics = itertools.groupby(rows, key=lambda row: row[0])
    return ProposalChoices(
        asks=[(topic, [(slug, name) for _topic, slug, name in group]) for topic, group in topics],
        labs=list(Lab.objects.by_name().values_list("slug", "name")),
    )

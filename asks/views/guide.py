"""The guide: when and how to speak, what may go wrong, and what came of it elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.guide_cases import case_groups
from asks.wording import number_in_words
from leverage.http import public_page


@require_safe
@public_page
def guide(request: HttpRequest) -> HttpResponse:
    """The whole way in short sections: offer in hand, turning it down, joining."""
    return render(request, "asks/guide.html")


@require_safe
@public_page
def guide_risks(request: HttpRequest) -> HttpResponse:
    """What is known about losing an offer, what is not, and what else can go wrong."""
    return render(request, "asks/guide_risks.html")


@require_safe
@public_page
def guide_evidence(request: HttpRequest) -> HttpResponse:
    """Dated cases in which people moved a company, or did not, by how they ended."""
    groups = case_groups(CATALOGUE_FOLDER)
    cases = [case for group in groups for case in group.cases]
    context = {
        "groups": groups,
        "n_cases": len(cases),
        "total": number_in_words(len(cases)),
        "recruits": number_in_words(sum(case.recruits for case in cases)),
        "ai_safety": number_in_words(sum(case.ai_safety for case in cases)),
    }
    return render(request, "asks/guide_evidence.html", context)


@require_safe
@public_page
def guide_weak_lab(request: HttpRequest) -> HttpResponse:
    """Joining a lab because it is weak on safety: still ask, still say what is good."""
    return render(request, "asks/guide_weak_lab.html")


@require_safe
@public_page
def guide_lever(request: HttpRequest) -> HttpResponse:
    """Questions to answer in the head; no answer leaves it."""
    return render(request, "asks/guide_lever.html")

"""What curators do alone: see what waits, and decide proposals."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from asks import curation_queries as queries
from asks.answers import claims_waiting
from asks.curation_words import refusal_in_words
from asks.errors import CurationRefused
from asks.forms_curate import ProposalDecisionForm
from asks.kinds import ProposalState
from asks.models import Ask, Proposal
from asks.services.decide_proposal import claim_proposal, decide_proposal
from leverage.http import public_page
from leverage.staff import curator_required


@require_safe
@curator_required
def curate(request: HttpRequest) -> HttpResponse:
    """What waits for curators."""
    today = timezone.now().date()
    due, due_in_all = queries.positions_due(today)
    context = {
        "proposals": queries.proposals_waiting(),
        "waiting": queries.motions_waiting(),
        "to_undo": queries.motions_to_undo(today),
        "claims": claims_waiting(),
        "due": due,
        "due_in_all": due_in_all,
        "log": queries.log_of_curation(queries.LOG_SHOWN),
        "me": request.user.pk,
    }
    return render(request, "asks/curate.html", context)


@require_safe
@public_page
def curation_log(request: HttpRequest) -> HttpResponse:
    """What curators did lately, for everybody to read; it names nobody."""
    context = {"log": queries.log_of_curation(queries.LOG_PUBLIC)}
    return render(request, "asks/curation_log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def curate_proposal(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """One proposal: take it up, then decide it with a public reason."""
    deciding = request.POST.get("does") == "decide"
    form = ProposalDecisionForm(request.POST if deciding else None, queries.current_titles())
    if request.method != "POST":
        return _proposal_page(request, proposal_id, form)
    if deciding and not form.is_valid():
        return _proposal_page(request, proposal_id, form, status=400)
    try:
        if deciding:
            _decide(request, proposal_id, form)
            if form.cleaned_data["decision"] != ProposalState.ACCEPTED:
                return redirect("curate")
        else:
            _claim(request, proposal_id)
    except CurationRefused as refused:
        words = refusal_in_words(refused)
        return _proposal_page(request, proposal_id, form, refused=words, status=409)
    return redirect("curate_proposal", proposal_id)


def _claim(request: HttpRequest, proposal_id: uuid.UUID) -> None:
    if not request.user.is_authenticated:
        raise PermissionDenied
    get_object_or_404(Proposal, pk=proposal_id)
    take_over = request.POST.get("does") == "take_over"
    claim_proposal(request.user, proposal_id, timezone.now().date(), take_over=take_over)


def _decide(request: HttpRequest, proposal_id: uuid.UUID, form: ProposalDecisionForm) -> None:
    if not request.user.is_authenticated:
        raise PermissionDenied
    get_object_or_404(Proposal, pk=proposal_id)
    values = form.cleaned_data
    decide_proposal(
        request.user,
        proposal_id,
        values["decision"],
        values["reason"],
        timezone.now().date(),
        twin=Ask.objects.filter(slug=values["twin"]).first(),
    )


def _proposal_page(
    request: HttpRequest,
    proposal_id: uuid.UUID,
    form: ProposalDecisionForm,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = Proposal.objects.select_related("ask__text", "lab")
    found = get_object_or_404(rows, pk=proposal_id)
    context = {
        "proposal": found,
        "accepted": found.state == ProposalState.ACCEPTED,
        "form": form,
        "me": request.user.pk,
        "refused": refused,
    }
    return render(request, "asks/curate_proposal.html", context, status=status)

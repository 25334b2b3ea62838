"""Curators judge who speaks for a lab, and contest what a lab answered."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from asks.answers import claims_for_curators, latest_answers
from asks.forms_answer import CONTEST, DISMISS, SETTLE, VOUCH, DecisionForm
from asks.models import LabAnswer, Spokesperson
from asks.services.contest_answer import contest_answer, settle_answer
from asks.services.vouch_spokesperson import (
    NotProven,
    OwnClaim,
    dismiss_spokesperson,
    vouch_spokesperson,
)
from leverage.staff import curator_required


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def spokespeople(request: HttpRequest) -> HttpResponse:
    """Vouch for those whose token was found, or dismiss them; and see the latest answers."""
    if request.method != "POST":
        return _spokespeople_page(request)
    claims = {claim.token: claim for claim in claims_for_curators()}
    claim = claims.get(request.POST.get("token", ""))
    if claim is None:
        raise Http404
    form = DecisionForm(request.POST, (VOUCH, DISMISS), freely=VOUCH)
    if not form.is_valid():
        return _spokespeople_page(request, claim, form, status=400)
    try:
        _judge(request, claim, form)
    except Spokesperson.DoesNotExist as error:  # Replaced or dismissed in the meantime.
        raise Http404 from error
    except NotProven:
        form.add_error("decision", _("The line was not found on the lab's domain."))
    except OwnClaim:
        form.add_error("decision", _("This is your own account. Another curator has to look."))
    else:
        return redirect("spokespeople")
    return _spokespeople_page(request, claim, form, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def answer_contest(request: HttpRequest, slug: str, ask: str, number: int) -> HttpResponse:
    """Contest one version of a lab's answer with a public reason, or take that back."""
    found = get_object_or_404(
        LabAnswer.objects.select_related("lab", "ask__text"),
        lab__slug=slug,
        ask__slug=ask,
        number=number,
    )
    decisions = (CONTEST, SETTLE) if found.contested else (CONTEST,)
    form = DecisionForm(request.POST if request.method == "POST" else None, decisions)
    if not form.is_bound or not form.is_valid():
        context = {"answer": found, "form": form}
        status = 400 if form.is_bound else 200
        return render(request, "asks/answer_contest.html", context, status=status)
    if not request.user.is_authenticated:
        raise PermissionDenied
    decide = contest_answer if form.cleaned_data["decision"] == CONTEST else settle_answer
    decide(request.user, found, form.cleaned_data["reason"], timezone.now().date())
    return redirect("spokespeople")


def _judge(request: HttpRequest, claim: Spokesperson, form: DecisionForm) -> None:
    if not request.user.is_authenticated:
        raise PermissionDenied
    today = timezone.now().date()
    if form.cleaned_data["decision"] == VOUCH:
        vouch_spokesperson(request.user, claim, today)
    else:
        dismiss_spokesperson(request.user, claim, form.cleaned_data["reason"], today)


def _spokespeople_page(
    request: HttpRequest,
    judged: Spokesperson | None = None,
    form: DecisionForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "claims": claims_for_curators(),
        "judged": judged,
        "form": form or DecisionForm(None, ()),
        "latest": latest_answers(),
    }
    return render(request, "asks/spokespeople.html", context, status=status)

"""A lab's own answer: how it works, who may give it, giving it, and every version of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from asks.answers import answer_history, ask_options, newest_answer
from asks.forms_answer import AnswerForm, ClaimForm
from asks.kinds import Proof
from asks.lab_domains import domains_of
from asks.lab_proof import (
    PATH,
    AnsweredOtherwise,
    DomainNotPublic,
    LineMissing,
    NothingAnswered,
    ProofFailed,
    line_to_publish,
)
from asks.models import Ask, Lab, Spokesperson
from asks.services.answer_ask import NotVouched, answer_ask
from asks.services.claim_lab import AlreadyVouched, UnknownDomain, claim_lab
from asks.services.prove_lab import TooManyChecks, prove_lab
from leverage.http import private_page, public_page


@require_safe
@public_page
def answer_help(request: HttpRequest) -> HttpResponse:
    """What a lab's own answer is, what it never changes, and how to give it."""
    labs = Lab.objects.by_name().values("slug", "name")
    return render(request, "asks/answer_help.html", {"labs": labs})


@require_safe
@public_page
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """All that a lab answered, every version, the newest of each ask first."""
    lab = get_object_or_404(Lab, slug=slug)
    page = answer_history(lab, request.GET.get("page", "1"))
    return render(request, "asks/answers.html", {"lab": lab, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private_page
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish an answer, for whom a curator vouched; others read what is missing."""
    lab = get_object_or_404(Lab, slug=slug)
    role = _role(request)
    if role is None or role.lab_id != lab.pk or role.vouched_on is None:
        return _not_yet(request, lab, role)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        lab=lab.slug,
        asks=ask_options(),
        today=timezone.now().date(),
        ask=request.GET.get("ask", ""),
    )
    if form.is_bound and form.is_valid():
        return _publish(lab, role, form)
    context = {"lab": lab, "form": form, "newest": newest_answer(lab, form.chosen_ask())}
    return render(request, "asks/answer.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private_page
def answer_claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a domain of the lab, read what to publish there, and have it looked for."""
    lab = get_object_or_404(Lab, slug=slug)
    role = _role(request)
    if role is not None and role.vouched_on is not None:
        return _not_yet(request, lab, role)
    claim = role if role is not None and role.lab_id == lab.pk else None
    if request.method != "POST":
        return _claim_page(request, lab, claim, ClaimForm(None, domains_of(lab.slug)))
    if claim is not None and "proof" in request.POST:
        return _look_for_line(request, lab, claim)
    form = ClaimForm(request.POST, domains_of(lab.slug))
    if not form.is_valid():
        return _claim_page(request, lab, claim, form, status=400)
    return _claim(request, lab, form.cleaned_data["domain"])


def _role(request: HttpRequest) -> Spokesperson | None:
    """Return what the signed-in account claims to speak for, proved or not."""
    return Spokesperson.objects.select_related("lab").filter(account_id=request.user.pk).first()


def _not_yet(request: HttpRequest, lab: Lab, role: Spokesperson | None) -> HttpResponse:
    """Say what is missing; to a form that was sent all the same, as a refusal."""
    status = 403 if request.method == "POST" else 200
    context = {"lab": lab, "role": role}
    return render(request, "asks/answer_not_yet.html", context, status=status)


def _publish(lab: Lab, role: Spokesperson, form: AnswerForm) -> HttpResponse:
    """Publish what a valid form holds, and show it back."""
    values = form.cleaned_data
    ask = get_object_or_404(Ask.objects.current(), slug=values["ask"])
    said = {name: values[name] for name in ("stance", "planned_by", "url")}
    try:
        answer_ask(role, ask, **said, today=form.today)
    except NotVouched as error:  # Dismissed in the moment since this request looked.
        raise PermissionDenied from error
    return redirect(f"{reverse('answer', args=[lab.slug])}?{urlencode({'ask': ask.slug})}")


def _claim(request: HttpRequest, lab: Lab, domain: str) -> HttpResponse:
    if not request.user.is_authenticated:
        raise PermissionDenied
    try:
        claim_lab(request.user, lab, domain)
    except AlreadyVouched as error:  # In the moment since this request looked.
        raise PermissionDenied from error
    return redirect("answer_claim", slug=lab.slug)


def _look_for_line(request: HttpRequest, lab: Lab, claim: Spokesperson) -> HttpResponse:
    form = ClaimForm(None, domains_of(lab.slug))
    chosen = request.POST["proof"]
    if chosen not in Proof.values:
        return _claim_page(request, lab, claim, form, _("Choose where to look."), status=400)
    try:
        prove_lab(claim, Proof(chosen))
    except TooManyChecks:
        words = _("This lab's domains were looked at often just now. Wait a minute and try again.")
        return _claim_page(request, lab, claim, form, words, status=429)
    except UnknownDomain:
        words = _("This domain is no longer in our list. Choose another one below.")
        return _claim_page(request, lab, claim, form, words, status=409)
    except ProofFailed as failure:
        return _claim_page(request, lab, claim, form, _failure_words(failure), status=409)
    return redirect("answer_claim", slug=lab.slug)


def _failure_words(failure: ProofFailed) -> str:
    if isinstance(failure, LineMissing):
        return _("We looked, and the line is not there yet. New DNS texts can take an hour.")
    if isinstance(failure, AnsweredOtherwise):
        return _(
            "The address answered with status %(status)d in place of the file. We follow no redirects."
        ) % {"status": failure.status}
    if isinstance(failure, DomainNotPublic):
        return _("The domain leads to an address that is not public, so we did not go there.")
    if isinstance(failure, NothingAnswered):
        return _("Nothing answered within five seconds, over https with a good certificate.")
    raise failure


def _claim_page(
    request: HttpRequest,
    lab: Lab,
    claim: Spokesperson | None,
    form: ClaimForm,
    failure: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "lab": lab,
        "claim": claim,
        "form": form,
        "failure": failure,
        "domains": domains_of(lab.slug),
        "line": line_to_publish(claim.token) if claim else "",
        "path": PATH,
    }
    return render(request, "asks/answer_claim.html", context, status=status)

"""What needs two curators: a merge, a retirement, a changed position. One proposes, another seconds."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from asks import curation_queries as queries
from asks.curation_words import refusal_in_words
from asks.errors import CurationRefused
from asks.forms_curate import MergeForm, PositionForm, ReasonForm, RetireForm
from asks.kinds import MotionKind, MotionState, PositionStatus
from asks.models import Ask, Lab, Motion, Position
from asks.services.change_position import confirm_position
from asks.services.motions import (
    UNDO_DAYS,
    propose_merge,
    propose_position,
    propose_retirement,
    refuse_motion,
    second_motion,
    undo_motion,
)
from leverage.staff import curator_required

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@curator_required
def curate_merge(request: HttpRequest) -> HttpResponse:
    """Propose that one ask be merged into another."""
    form = MergeForm(_sent(request), queries.current_titles(), request.GET.dict())
    context = {"form": form, "undo_days": UNDO_DAYS}
    if not form.is_bound or not form.is_valid():
        return _page(request, "asks/curate_merge.html", context)
    values, today = form.cleaned_data, timezone.now().date()
    if not request.user.is_authenticated:
        raise PermissionDenied
    try:
        propose_merge(request.user, values["merged"], values["target"], values["reason"], today)
    except CurationRefused as refused:
        return _refused(request, "asks/curate_merge.html", context, refused)
    return redirect("curate")


@require_http_methods(_METHODS)
@curator_required
def curate_retire(request: HttpRequest) -> HttpResponse:
    """Propose that an ask be retired."""
    form = RetireForm(_sent(request), queries.current_titles(), request.GET.dict())
    context = {"form": form, "undo_days": UNDO_DAYS}
    if not form.is_bound or not form.is_valid():
        return _page(request, "asks/curate_retire.html", context)
    values, today = form.cleaned_data, timezone.now().date()
    if not request.user.is_authenticated:
        raise PermissionDenied
    try:
        propose_retirement(
            request.user, values["ask"], values["successor"], values["reason"], today
        )
    except CurationRefused as refused:
        return _refused(request, "asks/curate_retire.html", context, refused)
    return redirect("curate")


@require_http_methods(_METHODS)
@curator_required
def curate_position(request: HttpRequest, lab: str, ask: str) -> HttpResponse:
    """Confirm that a lab's position still holds, or propose that it be changed."""
    of_lab = get_object_or_404(Lab, slug=lab)
    on_ask = get_object_or_404(Ask.objects.current().with_text(), slug=ask)
    position = Position.objects.filter(lab=of_lab, ask=on_ask).first()
    if not request.user.is_authenticated:
        raise PermissionDenied
    if position is not None and request.POST.get("does") == "confirm":
        confirm_position(request.user, position.pk, timezone.now().date())
        return redirect("curate")
    form = PositionForm(_sent(request), _as_it_stands(position), timezone.now().date())
    context = {"form": form, "lab": of_lab, "ask": on_ask, "position": position}
    if not form.is_bound or not form.is_valid():
        return _page(request, "asks/curate_position.html", context)
    new, reason = form.new_position(), form.cleaned_data["reason"]
    try:
        propose_position(request.user, of_lab, ask, new, reason, timezone.now().date())
    except CurationRefused as refused:
        return _refused(request, "asks/curate_position.html", context, refused)
    return redirect("curate")


@require_http_methods(_METHODS)
@curator_required
def curate_motion(request: HttpRequest, motion_id: uuid.UUID) -> HttpResponse:
    """One motion: second it, refuse it, or undo what it did."""
    motion = get_object_or_404(Motion.objects.defer("undo"), pk=motion_id)
    does = request.POST.get("does", "")
    needs_reason = does in {"refuse", "undo"}
    form = ReasonForm(request.POST if needs_reason else None)
    context = _of_motion(request, motion) | {"form": form}
    if request.method != "POST" or (needs_reason and not form.is_valid()):
        return _page(request, "asks/curate_motion.html", context)
    try:
        _act_on(request, motion, does, form)
    except CurationRefused as refused:
        return _refused(request, "asks/curate_motion.html", context, refused)
    return redirect("curate")


def _act_on(request: HttpRequest, motion: Motion, does: str, form: ReasonForm) -> None:
    if not request.user.is_authenticated:
        raise PermissionDenied
    today = timezone.now().date()
    if does == "second":
        second_motion(request.user, motion.pk, today)
    elif does == "refuse":
        refuse_motion(request.user, motion.pk, form.cleaned_data["reason"], today)
    elif does == "undo":
        undo_motion(request.user, motion.pk, form.cleaned_data["reason"], today)


def _of_motion(request: HttpRequest, motion: Motion) -> dict[str, Any]:
    payload = motion.payload
    named = [payload.get(name) for name in ("ask", "target", "successor")]
    other = payload.get("target") or payload.get("successor") or ""
    titles = dict(Ask.objects.filter(slug__in=named).values_list("slug", "text__title"))
    return {
        "motion": motion,
        "lab_name": Lab.objects.filter(slug=payload.get("lab"))
        .values_list("name", flat=True)
        .first(),
        "mine": motion.proposed_by_id == request.user.pk,
        "waiting": motion.state == MotionState.WAITING,
        "is_merge": motion.kind == MotionKind.MERGE,
        "can_be_undone": motion.state == MotionState.DONE and motion.kind != MotionKind.POSITION,
        "ask_title": titles.get(payload["ask"], payload["ask"]),
        "other": other,
        "other_title": titles.get(other, ""),
        "states": [_state_in_words(payload[name]) for name in ("seen", "new") if payload.get(name)],
        "undo_days": UNDO_DAYS,
    }


def _state_in_words(state: dict[str, str]) -> dict[str, str]:
    return {**state, "label": str(PositionStatus(state["status"]).label)}


def _as_it_stands(position: Position | None) -> dict[str, Any]:
    """Start the form with what stands, but for its date and source: these are what is new."""
    if position is None:
        return {}
    return {"status": position.status, "fact": position.fact, "confidence": position.confidence}


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    form: Form = context["form"]
    status = 400 if form.is_bound else 200
    return render(request, template, {"refused": "", **context}, status=status)


def _refused(
    request: HttpRequest, template: str, context: dict[str, Any], refused: CurationRefused
) -> HttpResponse:
    words = refusal_in_words(refused)
    return render(request, template, {**context, "refused": words}, status=409)

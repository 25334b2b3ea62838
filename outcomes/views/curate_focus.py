"""Where curators pin asks to a focus list, bar them from it, and end what they ruled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from asks import curation_queries as queries
from asks.curation_words import refusal_in_words
from asks.errors import CurationRefused
from asks.kinds import RulingKind
from asks.models import FocusRuling, Lab
from leverage.staff import curator_required
from outcomes.focus_rulings import end_ruling, rule_on_focus
from outcomes.forms_focus import OVERALL_WORDS, EndRulingForm, RulingForm


@dataclass(frozen=True, slots=True)
class RulingLine:
    """A ruling in force, in words."""

    ruling: FocusRuling
    title: str
    words: str
    place: str


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def curate_focus(request: HttpRequest) -> HttpResponse:
    """What curators ruled about the focus lists, and the forms to rule anew and to end a ruling."""
    ending = request.POST.get("does") == "end"
    lines = _in_force()
    labs = list(Lab.objects.by_name().values_list("slug", "name"))
    sent = request.POST if request.method == "POST" else None
    form = RulingForm(None if ending else sent, queries.current_titles(), labs)
    end_form = EndRulingForm(sent if ending else None, _choices(lines))
    context: dict[str, Any] = {"form": form, "end_form": end_form, "lines": lines, "refused": ""}
    if sent is None:
        return render(request, "outcomes/curate_focus.html", context)
    if not (end_form if ending else form).is_valid():
        return render(request, "outcomes/curate_focus.html", context, status=400)
    try:
        if ending:
            _end(request, end_form)
        else:
            _rule(request, form)
    except CurationRefused as refused:
        context["refused"] = refusal_in_words(refused)
        return render(request, "outcomes/curate_focus.html", context, status=409)
    return redirect("curate_focus")


def _rule(request: HttpRequest, form: RulingForm) -> None:
    if not request.user.is_authenticated:
        raise PermissionDenied
    values, today = form.cleaned_data, timezone.now().date()
    lab = Lab.objects.get(slug=values["lab"]) if values["lab"] else None
    rule_on_focus(request.user, values["ask"], lab, values["ruling"], values["reason"], today)


def _end(request: HttpRequest, form: EndRulingForm) -> None:
    if not request.user.is_authenticated:
        raise PermissionDenied
    values = form.cleaned_data
    end_ruling(request.user, values["ruling"], values["reason"], timezone.now().date())


def _in_force() -> list[RulingLine]:
    rows = FocusRuling.objects.in_force().select_related("ask__text", "lab")
    return [
        RulingLine(
            row,
            row.ask.text.title if row.ask.text else row.ask.slug,
            _("Pinned") if row.ruling == RulingKind.PIN else _("Barred"),
            row.lab.name if row.lab else str(OVERALL_WORDS),
        )
        for row in rows
    ]


def _choices(lines: list[RulingLine]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the rulings in force as options, by what they say and for which list."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        of_its_kind = groups.setdefault(f"{line.words}: {line.place}", [])
        of_its_kind.append((str(line.ruling.pk), line.title))
    return list(groups.items())

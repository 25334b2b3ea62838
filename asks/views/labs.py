"""The list of labs, the page of one lab, labs side by side, and the rules that hold for all."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from asks.compare_form import CompareForm
from asks.dossiers import lab_rows
from asks.forms import LabForm
from asks.lab_comparison import LEAST_LABS, compare_labs
from asks.lab_dossiers import lab_dossier
from asks.lab_rules import POSITION_MEANS, STRENGTH_MEANS, VERIFIED_MEANS
from asks.models import Lab
from asks.querysets import EVIDENCE_AGE_DAYS
from leverage.http import NUMBER, kept_page, public_page


@require_safe
@kept_page()
def lab_list(request: HttpRequest) -> HttpResponse:
    """Every lab, in alphabetical order; `?lab=<slug>` goes on to that lab's page."""
    labs = lab_rows()
    form = LabForm(request.GET if request.GET.get("lab") else None, labs)
    if form.is_bound and form.is_valid():
        return redirect("lab_detail", slug=form.cleaned_data["lab"])
    status = 400 if form.is_bound else 200
    return render(request, "asks/lab_list.html", {"labs": labs, "form": form}, status=status)


@require_safe
@kept_page(page=NUMBER)
def lab_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One lab: what it does in public and what it does not, with evidence."""
    today = timezone.now().date()
    try:
        dossier = lab_dossier(slug, today, request.GET.get("page", ""))
    except Lab.DoesNotExist as error:
        raise Http404 from error
    context = {"dossier": dossier, "lab": dossier.lab, "page": dossier.page}
    return render(request, "asks/lab_detail.html", context)


@require_safe
@public_page
def lab_compare(request: HttpRequest) -> HttpResponse:
    """Two or three labs side by side; with fewer chosen, the form to choose them."""
    labs = list(Lab.objects.by_name().values_list("slug", "name"))
    form = CompareForm(request.GET, labs)
    context = {"form": form, "labs": labs, "comparison": None, "query": ""}
    if not form.is_valid():
        return render(request, "asks/lab_compare.html", context, status=400)
    chosen = form.cleaned_data["lab"]
    if len(chosen) >= LEAST_LABS:
        page = request.GET.get("page", "")
        context["comparison"] = compare_labs(chosen, timezone.now().date(), page)
        context["query"] = urlencode([("lab", slug) for slug, _name in chosen])
    return render(request, "asks/lab_compare.html", context)


@require_safe
@public_page
def lab_rules(request: HttpRequest) -> HttpResponse:
    """What positions, evidence and checks mean: the same for every lab."""
    context = {
        "positions": list(POSITION_MEANS.items()),
        "levels": list(VERIFIED_MEANS.items()),
        "strengths": list(STRENGTH_MEANS.items()),
        "age_days": EVIDENCE_AGE_DAYS,
    }
    return render(request, "asks/lab_rules.html", context)

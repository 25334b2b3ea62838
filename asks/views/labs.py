"""The list of labs and the page of one lab."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from asks.dossiers import lab_dossier, lab_rows
from asks.forms import LabForm
from asks.models import Lab
from leverage.http import public_page


@require_safe
@public_page
def lab_list(request: HttpRequest) -> HttpResponse:
    """Every lab, in alphabetical order; `?lab=<slug>` goes on to that lab's page."""
    labs = lab_rows()
    form = LabForm(request.GET if request.GET.get("lab") else None, labs)
    if form.is_bound and form.is_valid():
        return redirect("lab_detail", slug=form.cleaned_data["lab"])
    status = 400 if form.is_bound else 200
    return render(request, "asks/lab_list.html", {"labs": labs, "form": form}, status=status)


@require_safe
@public_page
def lab_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One lab: what it does in public and what it does not, with evidence."""
    try:
        dossier = lab_dossier(slug)
    except Lab.DoesNotExist as error:
        raise Http404 from error
    return render(request, "asks/lab_detail.html", {"dossier": dossier, "lab": dossier.lab})

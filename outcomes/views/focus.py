"""The focus lists, and exactly how they were made."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leverage.http import NUMBER, kept_page
from outcomes.focus_page import focus_page
from outcomes.statistics.focus_lists import LAB_SIZE, OVERALL, OVERALL_SIZE


@require_safe
@kept_page(run=NUMBER)
def focus(request: HttpRequest) -> HttpResponse:
    """One focus list with every factor: `?lab=` names a lab, `?run=` a former run, `?all=1` shows every ask."""
    place = request.GET.get("lab", OVERALL)
    try:
        page = focus_page(place, _number(request), every=request.GET.get("all") == "1")
    except KeyError as error:
        raise Http404(_("There is no such focus list.")) from error
    if page is None:
        return render(request, "outcomes/focus_none.html")
    context = {
        "page": page,
        "newest": page.run.number == page.runs[0].number,
        "overall_size": OVERALL_SIZE,
        "lab_size": LAB_SIZE,
    }
    return render(request, "outcomes/focus.html", context)


def _number(request: HttpRequest) -> int | None:
    """Return the run that was asked for; KeyError for what can be no number of a run."""
    typed = request.GET.get("run", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        raise KeyError(typed)
    return int(typed)

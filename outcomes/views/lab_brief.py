"""A page to pass on inside a lab."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leverage.http import public_page, site_origin
from outcomes import lab_briefs
from outcomes.models import Release


@require_safe
@public_page
def lab_brief(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """One lab in one release on one page, to print or to pass on."""
    try:
        brief = lab_briefs.lab_brief(name, slug)
    except (Release.DoesNotExist, KeyError) as error:
        raise Http404(_("This release has no table for that lab.")) from error
    context = {
        "brief": brief,
        "address": site_origin(request) + reverse("lab_brief", args=[name, slug]),
    }
    return render(request, "outcomes/lab_brief.html", context)

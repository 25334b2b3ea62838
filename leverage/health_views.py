"""What a proxy or a supervisor asks of each process: whether it lives, and whether it can serve pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from leverage.health import readiness
from leverage.http import private_page

_PLAIN = "text/plain; charset=utf-8"


@require_safe
@private_page
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; it asks nobody else."""
    return HttpResponse("ok", content_type=_PLAIN)


@require_safe
@private_page
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether pages can be served, else 503 and one word a line on what is wrong (`leverage.health`)."""
    faults = readiness.faults()
    words = "\n".join(faults) or "ok"
    response = HttpResponse(words, status=503 if faults else 200, content_type=_PLAIN)
    # Else Django writes a line for each 503, and such lines would put the time between all others.
    response._has_been_logged = True  # type: ignore[attr-defined] # Django's own mark.
    return response

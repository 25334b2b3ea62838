"""The numbers of `leverage.metrics`, for a Prometheus that shows the operator's token."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from leverage.http import private_page
from leverage.metrics import exposition


@require_safe
@private_page
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers about the machine's duty; 404 until the operator sets a token, 401 without it (RFC 6750)."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not hmac.compare_digest(shown.encode(), wanted.encode()):
        refused = HttpResponse("token missing", status=401, content_type="text/plain")
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(exposition(web=True), content_type=CONTENT_TYPE_PLAIN_0_0_4)

"""Noting server errors so that an operator wakes and nobody is dated (privacy.md 4)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from leverage.health_memory import Apart, note_error, note_error_apart
from leverage.http import PROBE_PATHS, is_log_request, plain_path
from leverage.middleware import SESSION_PATHS

_FIRST_SERVER_ERROR = 500


def note_server_errors(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Count errors on public pages that were only looked at; of all other pages note the hour alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A probe that says "not ready" is no error; it is what it was asked for.
        if response.status_code < _FIRST_SERVER_ERROR or request.path_info in PROBE_PATHS:
            return response
        pages = _apart(request)
        if pages is None:
            note_error()
        else:
            note_error_apart(pages)
        return response

    return middleware


def _apart(request: HttpRequest) -> Apart | None:
    """Return to which pages apart a request went; None for a look at a public page."""
    if is_log_request(request):
        return Apart.LOG
    only_looks = request.method in {"GET", "HEAD", "OPTIONS"}
    personal = SESSION_PATHS.match(plain_path(request.path_info)) is not None
    return None if only_looks and not personal else Apart.PERSONAL

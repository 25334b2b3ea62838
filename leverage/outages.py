"""When the database or the memory is away: read again what can be read again, and say the rest in words.

A server that is being started again is waited for where a connection is made (`leverage.patient_database`). What is
left are requests that were under way in that very moment, and outages that last.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import redis
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults
from psycopg.errors import lookup

RETRY_AFTER = "5"
# PostgreSQL's words for: no space left, no memory left, too many connections (class 53).
_NO_ROOM = tuple(lookup(code) for code in ("53000", "53100", "53200", "53300"))


class ReadAgain:
    """Answer what was only read a second time, on a new connection, when the database went away in the middle.

    Nothing that writes is tried again: nobody can say how far it had come. Whoever sent it is told, and can send it
    once more, since one credential counts once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass everything on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Ask the view once more; what goes wrong then is left to the page that says so."""
        match = request.resolver_match
        if match is None or request.method not in {"GET", "HEAD"} or not _was_cut(error):
            return None
        connection.close()
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what no view could: 503 with words when a server of ours is away, else 500."""
    if not _is_outage(sys.exc_info()[1]):
        return defaults.server_error(request)
    # The same for scripts: to ours an answer that is no JSON means that it may have been done or not.
    response = render(request, "503.html", status=503)
    response["Retry-After"] = RETRY_AFTER
    response["Cache-Control"] = "no-store"
    return response


def _was_cut(error: BaseException | None) -> bool:
    """Return whether the connection to the database broke, or none could be made."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return connection.connection is None or connection.connection.closed


def _is_outage(error: BaseException | None) -> bool:
    has_no_room = isinstance(error, OperationalError) and isinstance(error.__cause__, _NO_ROOM)
    is_without_memory = isinstance(error, redis.ConnectionError | redis.TimeoutError)
    return _was_cut(error) or has_no_room or is_without_memory

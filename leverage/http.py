"""Shared by the packages: how a page may be cached, what paths are log paths, where the site stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Paths on which no cookie is ever read or set, and of which no line is logged (privacy.md 7).
LOG_PATHS = ("/log/",)

# Programs read here, from pages of other sites too; no cookie is ever read or set.
API_PATH = "/api/"

# Served on the host of the log pages and on the others: an account draws under the same public keys under
# which it logs, crawlers ask every host for its rules, and a proxy asks each process how it is.
SHARED_PATHS = ("/log/keys/", "/robots.txt", "/healthz", "/readyz")


def language_of(path: str) -> str:
    """Return the code of the language that a path asks for by its first part; without one, the site's own."""
    first = path[1:].partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def plain_path(path: str) -> str:
    """Return a path as it is without a language: what is true of a page is true of it in every language."""
    first, _slash, rest = path[1:].partition("/")
    # With one slash at its begin, however many were asked for: two would make it the address of another site.
    return f"/{rest.lstrip('/')}" if first in dict(settings.LANGUAGES) else path


def path_in(language: str, path: str) -> str:
    """Return where the page at `path` stands in the language of that code."""
    plain = plain_path(path)
    return plain if language == settings.LANGUAGE_CODE else f"/{language}{plain}"


def is_log_path(path: str) -> bool:
    """Return whether `path` is one of the pages that redeem credentials or receipts."""
    return plain_path(path).startswith(LOG_PATHS)


def is_log_host(request: HttpRequest) -> bool:
    """Return whether `request` came to the host name that the log pages have for themselves."""
    try:
        return bool(settings.LOG_HOST) and request.get_host() == settings.LOG_HOST
    except DisallowedHost:  # Django itself refuses it a little later, in words.
        return False


def is_log_request(request: HttpRequest) -> bool:
    """Return whether no cookie may count and no line be logged: a log path, or any on the log pages' host."""
    return is_log_path(request.path_info) or is_log_host(request)


def log_origin() -> str:
    """Return scheme and host of the log pages, or nothing where they stand beside all others."""
    if not settings.LOG_HOST:
        return ""
    return f"{urlsplit(settings.ORIGIN).scheme}://{settings.LOG_HOST}"


def page_address(name: str, *args: str) -> str:
    """Return where the page of a URL name is: a path, or a whole address for one that has another host."""
    path = reverse(name, args=args)
    return f"{log_origin()}{path}" if is_log_path(path) else path


def site_origin(request: HttpRequest) -> str:
    """Return scheme and host of the site, without a slash at the end.

    The configured origin counts; without one, as on a local site, the host that was asked for.
    """
    return settings.ORIGIN or f"{request.scheme}://{request.get_host()}"


def public_page(view: View[P]) -> View[P]:
    """Let anybody cache what a view answers: it is the same for every visitor (performance.md).

    Who has it already and says so gets 304 while it has not changed (RFC 9110, section 13.1.2).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        patch_cache_control(response, public=True, max_age=60, stale_while_revalidate=600)
        if response.streaming or response.has_header("ETag"):
            return response
        set_response_etag(response)
        return get_conditional_response(request, response["ETag"], None, response) or response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.


def private_page(view: View[P]) -> View[P]:
    """Forbid every cache to keep what a view answers."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.

"""Shared by the packages: how a page may be cached, what paths are log paths, where the site stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.http import parse_http_date_safe

from leverage.page_versions import PageState, keep_page, kept_answer, page_state, shelf

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Paths on which no cookie is ever read or set, and of which no line is logged (privacy.md 7).
LOG_PATHS = ("/log/",)

# Values of parameters that a page may be kept under: a name that the page looks up, one of few words, a number.
SLUG = "[a-z0-9-]{0,48}"
WORD = "[a-z_]{0,20}"
NUMBER = "[0-9]{0,3}"
NOTHING = ""
KNOWN_QUERY_LENGTH = 200
_STATE = "_page_state"

# Programs read here, from pages of other sites too; no cookie is ever read or set.
API_PATH = "/api/"

# Machines ask these every few seconds. A line for each would put the time between all other lines of the log.
PROBE_PATHS = ("/healthz", "/readyz", "/metrics")

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
        # Browsers keep a dot at the end of a name, which is the same name with it.
        host, colon, port = request.get_host().lower().partition(":")
        return (
            bool(settings.LOG_HOST) and host.removesuffix(".") + colon + port == settings.LOG_HOST
        )
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
    return _unless_known(_for_anybody(view))


def kept_page(**known: str) -> Callable[[View[P]], View[P]]:
    """Let anybody cache what a view answers, as `public_page` does, and render it once until something changes.

    `known` gives the values of each parameter as a pattern (`rendered_once`).
    """

    def decorate(view: View[P]) -> View[P]:
        return _unless_known(rendered_once(**known)(_for_anybody(view)))

    return decorate


def rendered_once(**known: str) -> Callable[[View[P]], View[P]]:
    """Keep what a view answers to GET in this process until something that pages show changes.

    For answers that are the same for everybody (`leverage.page_versions`). `known` gives the values of each parameter
    as a pattern: only what the view itself holds against a list may be known, or a number. What somebody typed is
    rendered each time and kept nowhere.
    """
    patterns = {name: re.compile(pattern, re.ASCII) for name, pattern in known.items()}

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            # Read first: whatever changes while the page is rendered, it is not older than this.
            state = _state_of(request) if _may_be_kept(request, patterns) else None
            if state is None:
                return view(request, *args, **kwargs)
            address = (site_origin(request), request.path, request.META.get("QUERY_STRING", ""))
            if (kept := kept_answer(state, address, request)) is not None:
                return kept
            response = view(request, *args, **kwargs)
            keep_page(state, address, request, response)
            # As all others will see it.
            return kept_answer(state, address, request) or response

        return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.

    return decorate


def read_once(request: HttpRequest, read: Callable[[], T]) -> T:
    """Return what `read` asks of the database, which is asked again when something that pages show changed.

    `read` is a function of a module, takes nothing and knows nothing of who asks. What it gives is shared: to be read
    only.
    """
    state = _state_of(request)
    return read() if state is None else shelf.read_once(state, read)


def _state_of(request: HttpRequest) -> PageState | None:
    """Return what public pages depend on, read once in a request."""
    found: dict[str, Any] = request.__dict__
    if _STATE not in found:
        found[_STATE] = page_state()
    state: PageState | None = found[_STATE]
    return state


def _unless_known(view: View[P]) -> View[P]:
    """Answer 304 to who has the answer already."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or response.streaming:
            return response
        modified = parse_http_date_safe(response.get("Last-Modified", ""))
        return get_conditional_response(request, response["ETag"], modified, response) or response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.


def _for_anybody(view: View[P]) -> View[P]:
    """Say that an answer may be cached by anybody, and mark it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=60, stale_while_revalidate=600)
            if not response.streaming and not response.has_header("ETag"):
                set_response_etag(response)
        return response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.


def _may_be_kept(request: HttpRequest, patterns: Mapping[str, re.Pattern[str]]) -> bool:
    """Return whether a page is only read, at an address with nothing after its question mark but known parameters."""
    if request.method not in {"GET", "HEAD"}:
        return False
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return True
    if len(query) > KNOWN_QUERY_LENGTH:
        return False
    # As it came, and not decoded: pages repeat it in their links to other languages.
    parts = [part.partition("=") for part in query.split("&")]
    # A view looks at the last of several of one name; the others would be free.
    is_once = len({name for name, _equals, _value in parts}) == len(parts)
    return is_once and all(
        name in patterns and patterns[name].fullmatch(value) for name, _equals, value in parts
    )


def private_page(view: View[P]) -> View[P]:
    """Forbid every cache to keep what a view answers."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.

"""Shared by the packages: how a page may be cached, what paths are log paths, where the site stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Paths on which no cookie is ever read or set, and of which no line is logged (privacy.md 7).
LOG_PATHS = ("/log/",)


def is_log_path(path: str) -> bool:
    """Return whether `path` is one of the pages that redeem credentials or receipts."""
    return path.startswith(LOG_PATHS)


def site_origin(request: HttpRequest) -> str:
    """Return scheme and host of the site, without a slash at the end.

    The configured origin counts; without one, as on a local site, the host that was asked for.
    """
    return settings.ORIGIN or f"{request.scheme}://{request.get_host()}"


def public_page(view: View[P]) -> View[P]:
    """Let anybody cache what a view answers: it is the same for every visitor (performance.md)."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=60, stale_while_revalidate=600)
        return response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.


def private_page(view: View[P]) -> View[P]:
    """Forbid every cache to keep what a view answers."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.

"""Middleware: small functions and one class, in the order that `settings.MIDDLEWARE` gives."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.encoding import escape_uri_path

from leverage.http import (
    API_PATH,
    PROBE_PATHS,
    SHARED_PATHS,
    is_log_host,
    is_log_path,
    is_log_request,
    language_of,
    log_origin,
    plain_path,
)

GetResponse = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)

# Upper ends in milliseconds: a bucket says whether a page is slow, an exact time helps to match visits.
DURATION_BUCKETS = (10, 100, 1000, 10_000)

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})

TOKEN = re.compile(r"[A-Za-z0-9]{32}(?:[A-Za-z0-9]{32})?")

LOGOUT_PATH = "/account/logout/"
SESSION_PATHS = re.compile(r"/account/|/curate/|/labs/[^/]+/answer/")
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


def language_of_path(get_response: GetResponse) -> GetResponse:
    """Answer in the language that the address names, and read nothing else to choose one.

    Django's own would also look at what the browser says it prefers, and add `Vary: Accept-Language`: a
    rare language is a trace of a person, and one page would become many in every cache.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        language = language_of(request.path_info)
        with translation.override(language):
            response = get_response(request)
        response.setdefault("Content-Language", language)
        return response

    return middleware


def no_cookies_on_log_pages(get_response: GetResponse) -> GetResponse:
    """Drop the Cookie header of the log paths and of their host, and refuse to send Set-Cookie there."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_log_request(request):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        response.cookies.clear()
        # The key sets say for themselves that anybody may cache them; all else is kept nowhere.
        response.setdefault("Cache-Control", "no-store")
        response["Referrer-Policy"] = "no-referrer"
        return response

    return middleware


def open_api(get_response: GetResponse) -> GetResponse:
    """Let pages of other sites read the API, and keep cookies out of it: nothing of anybody's can be read along."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API_PATH):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        response.cookies.clear()
        if not response.get("Content-Type", "").startswith("text/html"):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return middleware


def keep_hosts_apart(get_response: GetResponse) -> GetResponse:
    """Serve the log paths on `LOG_HOST` alone and all else on the other hosts, where it is set.

    A visit to the wrong one is led to the right one, without what stands after the question mark. What is sent
    to the wrong one is refused: a browser must not carry a form from one host to the other.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.LOG_HOST or request.path_info.startswith(SHARED_PATHS):
            return get_response(request)
        request.get_host()  # Raises DisallowedHost for one that is none of ours.
        wants_log = is_log_path(request.path_info)
        if wants_log == is_log_host(request):
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return render(request, "421.html", status=421)
        origin = log_origin() if wants_log else settings.ORIGIN
        return HttpResponseRedirect(origin + escape_uri_path(request.path))

    return middleware


def limit_header_block(get_response: GetResponse) -> GetResponse:
    """Refuse requests whose headers together exceed `HEADER_BLOCK_MAX_BYTES`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        size = sum(
            len(key) + len(str(value))
            for key, value in request.META.items()
            if key.startswith("HTTP_") or key in {"PATH_INFO", "QUERY_STRING", "CONTENT_TYPE"}
        )
        if size > settings.HEADER_BLOCK_MAX_BYTES:
            return render(request, "431.html", status=431)
        return get_response(request)

    return middleware


def refuse_other_sites(get_response: GetResponse) -> GetResponse:
    """Refuse what a page of another site makes a browser send here.

    Some of our forms ask for no session, so no token shows that a page of ours sent them. Browsers name the kind of
    page themselves (Fetch Metadata); one that does not is let through to the tokens. The API has a refusal of its own.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        sends = request.method not in {"GET", "HEAD", "OPTIONS", "TRACE"}
        from_elsewhere = request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site"
        if sends and from_elsewhere and not request.path_info.startswith(API_PATH):
            return render(request, "403_elsewhere.html", status=403)
        return get_response(request)

    return middleware


def forget_broken_tokens(get_response: GetResponse) -> GetResponse:
    """Take a cookie that can be no token for none: Django would answer it with a new one, on public pages too.

    A cache that keeps such an answer would give everybody the same token.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not TOKEN.fullmatch(request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        return get_response(request)

    return middleware


def wrong_method_in_words(get_response: GetResponse) -> GetResponse:
    """Give the empty answer of Django's method guards a page that says what to do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # The API has said it already, in a form for programs.
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response.get("Allow", "")
        return page

    return middleware


def response_headers(get_response: GetResponse) -> GetResponse:
    """Set the headers that Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Only what the form of ours posts: another site can make a browser ask for the address without
        # its cookies, and must not be able to wipe what is kept there.
        signed_out = request.method == "POST" and response.status_code == 302
        if signed_out and plain_path(request.path_info) == LOGOUT_PATH:
            # A sheet that somebody chose to keep in the browser outlives the visit if they say so again.
            keeps = request.POST.get("keep") == "sheet"
            storage = "" if keeps else ', "storage"'
            response["Clear-Site-Data"] = f'"cache", "cookies"{storage}'
        return response

    return middleware


class ContentSecurityPolicy(CSPMiddleware):
    """Set the policy of the settings, worded once; django-csp would word it anew for every answer.

    An answer for which a view changed the policy, or of a page with a nonce, is left to django-csp. So is every one
    while debugging, when its own error pages need styles.
    """

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self._usual = build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Set the header on an answer that is ready."""
        changed = any(name.startswith("_csp_") for name in (*vars(response), *vars(request)))
        if changed or settings.DEBUG:
            return super().process_response(request, response)
        response.setdefault(HEADER, self._usual)
        return response


def log_requests(get_response: GetResponse) -> GetResponse:
    """Log method, path pattern, status and duration bucket; nothing at all for the log paths, and for probes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.monotonic()
        response = get_response(request)
        if is_log_request(request) or request.path_info in PROBE_PATHS:
            return response
        spent = (time.monotonic() - start) * 1000
        bucket = next((f"<{limit}ms" for limit in DURATION_BUCKETS if spent < limit), "slow")
        match = request.resolver_match
        # Without the language: in a log it would make of a visitor one of few.
        pattern = plain_path(f"/{match.route}")[1:] if match else "unmatched"
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        # Anything can stand where a method does, lines of a log and addresses too.
        method = request.method if request.method in METHODS else "other"
        logger.log(level, "%s /%s %s %s", method, pattern, response.status_code, bucket)
        return response

    return middleware


def limit_session_age(get_response: GetResponse) -> GetResponse:
    """On pages of accounts, curators and spokespeople, renew an idle session and end one that is a day old.

    Only there: other pages must not touch the session, so that they stay free of cookies. The stored hour lives
    with the session, in memory.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        private = SESSION_PATHS.match(plain_path(request.path_info)) is not None
        if private and request.user.is_authenticated:
            hour = int(time.time() // 3600)
            born = request.session.setdefault("born_hour", hour)
            if hour - born >= settings.SESSION_MAX_HOURS:
                logout(request)
            else:
                request.session.modified = True
        response = get_response(request)
        if private:
            response["Cache-Control"] = "no-store"
        return response

    return middleware

"""The policy that is worded once is word for word the one that django-csp words for every answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from csp.constants import HEADER, NONCE, NONE, SELF
from csp.decorators import csp, csp_exempt, csp_replace, csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from pytest_django import Settings

from leverage.middleware import ContentSecurityPolicy

View = Callable[[HttpRequest], HttpResponseBase]


def plain(request: HttpRequest) -> HttpResponse:
    """Answer like most views."""
    return HttpResponse()


def with_one_of_its_own(request: HttpRequest) -> HttpResponse:
    """Answer with a policy that must stay."""
    return HttpResponse(headers={HEADER: "default-src 'none'"})


def missing(request: HttpRequest) -> HttpResponse:
    """Answer with the page on which Django shows its styles while debugging."""
    return HttpResponse(status=404)


def header_from(middleware: type[CSPMiddleware], view: View) -> str | None:
    response = middleware(view)(RequestFactory().get("/"))
    assert isinstance(response, HttpResponse)
    return response.get(HEADER)


VIEWS: dict[str, View] = {
    "plain": plain,
    "with one of its own": with_one_of_its_own,
    "missing": missing,
    "exempt": csp_exempt()(plain),
    "replaced": csp_replace({"connect-src": [NONE]})(plain),
    "updated": csp_update({"img-src": ["data:"]})(plain),
    "another": csp({"default-src": [SELF]})(plain),
}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_answer_has_the_header_of_django_csp(
    view: View, debug: bool, settings: Settings
) -> None:
    settings.DEBUG = debug
    assert header_from(ContentSecurityPolicy, view) == header_from(CSPMiddleware, view)


def test_a_nonce_that_a_page_used_is_in_its_header(settings: Settings) -> None:
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": [NONCE]}}
    used = []

    def view(request: HttpRequest) -> HttpResponse:
        used.append(str(request.csp_nonce))  # type: ignore[attr-defined] # The middleware sets it.
        return HttpResponse()

    header = str(header_from(ContentSecurityPolicy, view))
    assert f"'nonce-{used[0]}'" in header
    assert "'nonce-" not in str(header_from(ContentSecurityPolicy, plain))


def test_the_settings_hold_nothing_that_differs_from_page_to_page(settings: Settings) -> None:
    # Such as prefixes without any policy: these are not asked after.
    assert set(settings.CONTENT_SECURITY_POLICY) == {"DIRECTIVES"}
    assert not hasattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY")

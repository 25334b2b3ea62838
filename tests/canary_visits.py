"""Visits of somebody who is marked all over: to every path, and once along the whole way."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client

from leverage.models import User
from outcomes.kinds import Response
from tests.asks.curators import with_second_factor
from tests.asks.proposing import WORDING
from tests.canaries import (
    ADDRESS,
    ASK,
    BODY,
    COOKIE,
    HEADERS,
    LAB,
    NAME,
    NEXT,
    PASSWORD,
    QUERY,
    paths,
)
from tests.outcomes.pages import receipt_words


def visitor(account: User | None = None) -> Client:
    """Return a browser that says much about itself, signed in or not."""
    browser = Client(
        raise_request_exception=False,
        REMOTE_ADDR=ADDRESS,
        headers={name: value for name, value in HEADERS.items() if name != "Cookie"},
    )
    if account is None:
        browser.cookies.load(HEADERS["Cookie"])
        return browser
    if account.is_staff:
        Authenticator.objects.filter(user=account).delete()
        with_second_factor(browser, account)
    else:
        browser.force_login(account)
    browser.cookies["other"] = COOKIE
    return browser


def fields_of(page: Any) -> dict[str, str]:
    """Return a mark for every field of the forms of a page."""
    if "html" not in page.get("Content-Type", ""):
        return {}
    names = re.findall(r'\sname="([^"]+)"', page.content.decode())
    return {name: NEXT if name == "next" else BODY for name in map(html.unescape, names)}


def visit(browser: Callable[[], Client], where: str) -> None:
    """Look at a page and send its forms, and one that is none of its own, as form and as JSON."""
    marked = f"{where}?{QUERY}={QUERY}&q={QUERY}&lab={LAB}&ask={ASK}&next={NEXT}"
    page = browser().get(marked)
    browser().post(marked, {**fields_of(page), "typed": BODY, "username": BODY})
    browser().post(marked, {"typed": BODY, BODY: LAB}, content_type="application/json")


def visit_all() -> None:
    """Visit every path as nobody, as somebody with an account, and as staff."""
    for where in paths():
        visit(visitor, where)
        for staff in (False, True):
            visit(lambda: visitor(_account(staff=staff)), where)  # noqa: B023 (called at once)


def _account(*, staff: bool) -> User:
    """Return an account, a new one if a form has just deleted it."""
    name = f"quiet-heron-{int(staff)}"
    rights = {"is_staff": staff, "is_superuser": staff}
    return User.objects.get_or_create(username=name, defaults=rights)[0]


def walk() -> None:
    """Sign up, draw, sign in once more, log, look at the receipt, and send a suggestion."""
    here = visitor()
    account = {"username": NAME, "password1": PASSWORD, "password2": PASSWORD}
    sheet = html.unescape(here.post("/account/signup/", account).content.decode())
    credential = re.findall(r"lvg1\.\S+", sheet)[0]
    here.get("/account/")
    here.post("/account/logout/")
    here.post("/account/login/", {"login": NAME, "password": "wrong"})
    here.post("/account/login/", {"login": NAME, "password": PASSWORD})
    told = {"offer_held": "on", "table": LAB, "ask_1": ASK, "credential": credential}
    stored = here.post("/log/", {**told, "response_1": Response.AGREED.value})
    words = " ".join(receipt_words(stored))
    here.post("/log/receipt/", {"words": words})
    sent = here.post("/propose/", {**WORDING, "ask": ASK, "text": BODY})
    assert (stored.status_code, sent.status_code) == (201, 201)

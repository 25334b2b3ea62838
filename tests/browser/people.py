"""Who visits: anybody, a member, staff. Those who are signed in got there without the forms, which others test."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from leverage.models import User
from tests.browser.pages import ENTRANCES, WALKED, Named, is_open
from tests.browser.person import PASSWORD


class Visitor(StrEnum):
    """Somebody, by what the site knows of them."""

    ANONYMOUS = "anonymous"
    MEMBER = "member"
    STAFF = "staff"


def client_of(visitor: Visitor) -> Client:
    """Return a client in which somebody is signed in and has just shown a password, and staff a code as well."""
    client = Client()
    if visitor is Visitor.ANONYMOUS:
        return client
    user = User.objects.create_user(f"calm-otter-{visitor}", PASSWORD)
    user.is_staff = visitor is Visitor.STAFF
    user.save()
    client.force_login(user)
    shown: list[dict[str, Any]] = [{"method": "password", "username": user.username}]
    if visitor is Visitor.STAFF:
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
        shown.append({"method": "mfa", "type": "totp"})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**way, "at": time.time(), "reauthenticated": True} for way in shown
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def let_in(context: BrowserContext, site: str, visitor: Visitor) -> None:
    """Let a browser be that of a visitor."""
    name = settings.SESSION_COOKIE_NAME
    kept = client_of(visitor).cookies.get(name)
    if kept is not None:
        context.add_cookies([{"name": name, "value": kept.value, "url": site}])


def may_read(visitor: Visitor, page: Named) -> bool:
    """Return whether a page has to be shown to a visitor at its own address."""
    if page.name in WALKED:
        return False
    if page.name in ENTRANCES:
        return visitor is Visitor.ANONYMOUS
    # Members have passkeys; to have other second factors is for staff.
    if page.section == "curate" or page.name.startswith("mfa_"):
        return visitor is Visitor.STAFF
    return is_open(page) or visitor is not Visitor.ANONYMOUS

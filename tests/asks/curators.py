"""Curators for the tests of what they do, and a look at every row."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.db import models
from django.test import Client

from asks.models import CurationAction, Motion
from leverage.models import User


def make_curator(name: str) -> User:
    """Make an account of staff."""
    user = User.objects.create_user(name, "four unrelated words here")
    user.is_staff = True
    user.save()
    return user


def with_second_factor(client: Client, user: User) -> None:
    """Sign in as somebody who has an app and has shown its code."""
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": 0}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def curator_client(user: User) -> Client:
    """Return the browser of a curator."""
    client = Client()
    with_second_factor(client, user)
    return client


def dump() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of the catalogue, but for what curators proposed and did."""
    tables = apps.get_app_config("asks").get_models(include_auto_created=True)
    return {
        table._meta.label: _rows(table) for table in tables if table not in (Motion, CurationAction)
    }


def _rows(table: type[models.Model]) -> list[dict[str, Any]]:
    rows = table._default_manager.order_by("pk").values()
    return [{name: _whole(value) for name, value in row.items()} for row in rows]


def _whole(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value

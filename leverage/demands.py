"""What is held about an account, all of it: for its holder, and for whoever may demand it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from leverage.models import User
from outcomes.inventory import sealed_conversations

Table = list[dict[str, Any]]


class NoSuchAccount(LookupError):
    """No account has this name."""


def account_named(username: str) -> User:
    """Return the account of a made-up name, as sign-in would find it; raises NoSuchAccount."""
    try:
        return User.objects.get(username=User.normalize_username(username))
    except User.DoesNotExist as error:
        raise NoSuchAccount from error


def everything_about(account: User) -> dict[str, Table]:
    """Return every row that is the account or points to it, by table, with every column.

    Found from the models themselves, so that a table which comes later cannot be forgotten. Bytes
    are given in base64; the rest is what `DjangoJSONEncoder` can write.
    """
    found: dict[str, Table] = {}
    for model, condition in _about(account):
        rows = model._default_manager.filter(condition).order_by("pk")
        if table := [_columns(row) for row in rows]:
            found[model._meta.db_table] = table
    return found


def demanded(username: str) -> dict[str, Any]:
    """Return all that could be handed over about a name, and of conversations, which have none.

    Of these it is a number for each window: which of them are this account's is not known here.
    Raises NoSuchAccount.
    """
    return {
        "account": everything_about(account_named(username)),
        "sealed_conversations_of_everybody": sealed_conversations(),
    }


def _about(account: User) -> Iterator[tuple[type[models.Model], Q]]:
    """Name each table that can hold something about an account, and which of its rows do."""
    yield get_user_model(), Q(pk=account.pk)
    # The tables that Django makes for relations to many are listed only when asked for.
    for model in apps.get_models(include_auto_created=True):
        condition = Q()
        for field in model._meta.fields:
            if field.related_model is get_user_model():
                condition |= Q(**{field.name: account})
        if condition:
            yield model, condition


def _columns(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: _plain(field.value_from_object(row)) for field in row._meta.concrete_fields
    }


def _plain(value: Any) -> Any:
    """Return bytes as text and everything else as it is."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value

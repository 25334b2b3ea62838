"""Everything held about one account as a file for its holder, with a few words on each field."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leverage.demands import everything_about
from leverage.models import User
from outcomes.inventory import words_of_fields

# With these the file would open the account, or a suggestion of somebody else, for whoever finds it.
_SECRET_COLUMNS = {("leverage_user", "password"), ("asks_proposal", "reference_hash")}
_SECRET_KEYS = {"seed", "secret"}


def export_account(account: User) -> dict[str, Any]:
    """Return all that the tables hold about an account, as a legal demand would get it, and explained.

    Only secrets are said to be held instead of repeated: the password hash, and what codes are computed
    from. Conversations are not here, because nothing connects them with an account.
    """
    models_of_tables = {
        model._meta.db_table: model for model in apps.get_models(include_auto_created=True)
    }
    held = everything_about(account)
    return {
        "about": _(
            "Everything that is held about this account. What was logged is not connected with any "
            "account, so it is not here."
        ),
        "held": {
            table: [_explained(models_of_tables[table], row) for row in rows]
            for table, rows in held.items()
        },
    }


def _explained(model: type[models.Model], row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    words = words_of_fields(model)
    table = model._meta.db_table
    return {
        field.name: {
            "is": str(words.get(field.name, field.verbose_name)),
            "value": _shown(table, field.name, row[field.attname]),
        }
        for field in model._meta.concrete_fields
    }


def _shown(table: str, column: str, value: Any) -> Any:
    if (table, column) in _SECRET_COLUMNS:
        return (
            pgettext("password", "none") if value.startswith(UNUSABLE_PASSWORD_PREFIX) else _held()
        )
    if isinstance(value, dict):
        return {key: _held() if key in _SECRET_KEYS else inner for key, inner in value.items()}
    return value


def _held() -> str:
    return _("held, and not repeated here")

"""What is stored is what the page says is stored, and nothing that could lead to a person."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from leverage.models import Vault
from outcomes import inventory as inventory_module
from outcomes.inventory import FieldWithoutWords, inventory
from outcomes.models import BudgetEntry, DkimKey, Entry, Release, Sheet, Tally, Window

PERSONAL = (get_user_model(), Vault, Sheet, Entry)
WORDS = (
    inventory_module._ACCOUNT,
    inventory_module._VAULT,
    inventory_module._SHEET,
    inventory_module._ENTRY,
)
TELLING = (
    models.DateField,  # Date-times too: they are a kind of date.
    models.TimeField,
    models.DurationField,
    models.TextField,
    models.JSONField,
    models.EmailField,
    models.URLField,
    models.GenericIPAddressField,
    models.FileField,
)


def _fields(model: type[models.Model]) -> dict[str, models.Field[object, object]]:
    return {field.name: field for field in (*model._meta.fields, *model._meta.many_to_many)}


@pytest.mark.parametrize(("model", "words"), list(zip(PERSONAL, WORDS, strict=True)))
def test_every_field_has_words_and_no_words_are_left_over(
    model: type[models.Model], words: dict[str, object]
) -> None:
    assert set(_fields(model)) == set(words)


def test_the_page_names_every_holding() -> None:
    holdings = {str(holding.name): holding for holding in inventory()}
    assert len(holdings) == 12
    conversation = holdings["A sealed conversation"]
    assert [str(words) for words in conversation.fields] == [
        "a spent mark",
        "1,105 sealed bytes",
        "a fingerprint of your eight words",
        "the name of the window",
    ]


def test_a_field_without_words_is_refused() -> None:
    with pytest.raises(FieldWithoutWords) as refused:
        inventory_module._fields(Sheet, inventory_module._ENTRY)
    assert refused.value.args == ("account", "id", "request_hash")


@pytest.mark.parametrize("model", PERSONAL)
def test_no_day_no_text_and_no_address_stands_beside_a_person(model: type[models.Model]) -> None:
    telling = {name for name, field in _fields(model).items() if isinstance(field, TELLING)}
    assert telling == set()


def test_the_only_words_beside_a_person_are_their_made_up_name_and_password() -> None:
    written = {
        (model.__name__, name): field.max_length
        for model in PERSONAL
        for name, field in _fields(model).items()
        if isinstance(field, models.CharField)
    }
    assert written == {
        ("User", "username"): 60,
        ("User", "password"): 128,
        ("Entry", "window"): 16,
    }


def test_no_path_of_foreign_keys_leads_from_an_entry_or_to_one() -> None:
    assert not [field for field in Entry._meta.get_fields() if field.is_relation]
    pointing = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is Entry
    ]
    assert pointing == []


def test_rows_about_people_have_random_keys_only() -> None:
    keys = {model.__name__: type(model._meta.pk) for model in PERSONAL}
    assert keys == {
        "User": models.UUIDField,
        "Vault": models.UUIDField,
        "Sheet": models.UUIDField,
        "Entry": models.BinaryField,
    }


# What staff and labs' spokespeople do in that role; a visitor's account is in none of them.
ROLES = {"asks.CurationAction", "asks.Motion", "asks.Proposal", "asks.Spokesperson"}


def test_only_sheets_and_roles_and_what_allauth_brings_point_to_an_account() -> None:
    user = get_user_model()
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is user
    }
    # allauth brings its table of addresses; without e-mail it stays empty. The admin brings a log with
    # exact times; nothing of ours writes it (tests/leverage/test_staff.py).
    brought = {"account.EmailAddress", "mfa.Authenticator", "admin.LogEntry"}
    assert pointing - ROLES == {"outcomes.Sheet", "leverage.Vault"} | brought


def test_the_account_has_no_last_sign_in_and_no_day_of_joining() -> None:
    assert not {"last_login", "date_joined", "email"} & set(_fields(get_user_model()))


def test_outcomes_holds_no_table_that_the_page_does_not_know() -> None:
    known = {Entry, Sheet, Release, Tally, BudgetEntry, Window, DkimKey}
    assert set(apps.get_app_config("outcomes").get_models()) == known

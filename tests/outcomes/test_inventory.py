"""What is stored is what the page says is stored; what may be stored at all is test_inventory_invariant.py."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import models

from leverage.models import Vault
from outcomes import inventory as inventory_module
from outcomes.inventory import FieldWithoutWords, inventory
from outcomes.models import Entry, Sheet

PERSONAL = (get_user_model(), Vault, Sheet, Entry)
WORDS = (
    inventory_module._ACCOUNT,
    inventory_module._VAULT,
    inventory_module._SHEET,
    inventory_module._ENTRY,
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
    assert len(holdings) == 14
    conversation = holdings["A sealed conversation, or a sealed report of what a lab kept"]
    assert [str(words) for words in conversation.fields] == [
        "a mark that a line of some sheet was used, and not whose",
        "what was logged, sealed in 1,105 bytes",
        "a fingerprint of your eight words",
        "the name of the window",
    ]


def test_a_field_without_words_is_refused() -> None:
    with pytest.raises(FieldWithoutWords) as refused:
        inventory_module._fields(Sheet, inventory_module._ENTRY)
    assert refused.value.args == ("account", "id", "request_hash")


def test_rows_about_people_have_random_keys_only() -> None:
    keys = {model.__name__: type(model._meta.pk) for model in PERSONAL}
    assert keys == {
        "User": models.UUIDField,
        "Vault": models.UUIDField,
        "Sheet": models.UUIDField,
        "Entry": models.BinaryField,
    }

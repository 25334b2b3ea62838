"""The JSON of a receipt: its state, replacing, withdrawing, and one answer for all that is not open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from outcomes.models import Entry, Window
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.factories import NORTH
from tests.outcomes.pages import same
from tests.outcomes.requests import RECEIPT, b64, post, refusal

pytestmark = pytest.mark.usefixtures("asks_on_the_day")


@pytest.fixture
def logged(window: Window) -> factories.Logged:
    """Return a conversation that is stored."""
    return factories.log(window, factories.draw(window)[NORTH])


def step(name: str, key: bytes, **more: Any) -> dict[str, Any]:
    return {"step": name, "receipt_key": b64(key), **more}


def replacement(window: Window, logged: factories.Logged, **more: str) -> dict[str, Any]:
    again = factories.prepare(window, logged.credential)
    parts = {
        "input_msg": b64(again.credential.input_msg),
        "sig": b64(again.credential.signature),
        "sealed": b64(again.sealed),
    }
    return step("replace", logged.receipt_key, **{**parts, **more})


def test_a_stored_conversation_is_open_replaced_and_withdrawn(
    client: Client, window: Window, logged: factories.Logged
) -> None:
    steps = [
        step("status", logged.receipt_key),
        replacement(window, logged),
        step("withdraw", logged.receipt_key),
    ]
    answers = [post(client, RECEIPT, one) for one in steps]
    assert [one.json() for one in answers] == [
        {"state": "open"},
        {"state": "replaced"},
        {"state": "withdrawn"},
    ]
    assert Entry.objects.get().sealed is None


def test_never_issued_withdrawn_and_closed_are_alike_to_the_byte(
    client: Client, window: Window, logged: factories.Logged
) -> None:
    unknown = post(client, RECEIPT, step("status", bytes(32)))
    assert refusal(unknown) == (404, "nothing_open")
    post(client, RECEIPT, step("withdraw", logged.receipt_key))
    still_open = factories.log(window, factories.draw(window, "second")[NORTH])
    for one in (
        step("status", logged.receipt_key),
        replacement(window, logged),
        step("withdraw", logged.receipt_key),
    ):
        assert same(post(client, RECEIPT, one), unknown)
    close_window(window.name)
    for one in (step("status", still_open.receipt_key), replacement(window, still_open)):
        assert same(post(client, RECEIPT, one), unknown)


def test_only_the_credential_that_paid_can_replace(
    client: Client, window: Window, logged: factories.Logged
) -> None:
    before = bytes(Entry.objects.get().sealed or b"")
    other = factories.draw(window, "second")[NORTH]
    parts = {"input_msg": b64(other.input_msg), "sig": b64(other.signature)}
    answer = post(client, RECEIPT, replacement(window, logged, **parts))
    assert refusal(answer) == (403, "other_place")
    answer = post(client, RECEIPT, replacement(window, logged, sig=b64(bytes(256))))
    assert refusal(answer) == (403, "forged")
    assert bytes(Entry.objects.get().sealed or b"") == before


def test_a_step_takes_its_own_keys_and_no_others(
    client: Client, window: Window, logged: factories.Logged
) -> None:
    whole = replacement(window, logged)
    for wrong in ({**whole, "step": "status"}, {**whole, "step": "withdraw"}):
        assert refusal(post(client, RECEIPT, wrong)) == (400, "wrong_keys")
    assert refusal(post(client, RECEIPT, step("replace", bytes(32)))) == (400, "wrong_keys")
    assert refusal(post(client, RECEIPT, step("open", bytes(32)))) == (400, "wrong_value")

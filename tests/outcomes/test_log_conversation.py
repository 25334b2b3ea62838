"""A credential pays for one sealed conversation, in its own place, and nothing else is kept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from django.db import IntegrityError, connection

from outcomes.client_half import seal_conversation
from outcomes.crypto import contexts, payload, receipts, sealing
from outcomes.errors import (
    CredentialAlreadyUsed,
    CredentialForged,
    CredentialForOtherPlace,
    SealedWrongSize,
    WindowNotOpen,
)
from outcomes.kinds import Kind, ResponseClass, Tier
from outcomes.models import Entry, Window
from outcomes.receipts import is_open
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once
from tests.outcomes.factories import NORTH, SOUTH, Logged
from tests.outcomes.releasing import row_counts


@pytest.fixture
def unsent(window: Window) -> Logged:
    """Return a request to log that nobody has sent yet."""
    return factories.prepare(window, factories.draw(window)[NORTH])


def test_a_conversation_is_one_row_of_a_mark_a_seal_and_a_hash(
    window: Window, unsent: Logged
) -> None:
    assert factories.log_again(window, unsent)
    [row] = Entry.objects.values()
    assert row == {
        "nullifier": contexts.nullifier_of(unsent.credential.input_msg),
        "sealed": unsent.sealed,
        "receipt_hash": receipts.receipt_hash(unsent.receipt_key),
        "window": window.name,
    }


def test_the_table_has_no_room_for_an_account_a_lab_a_time_or_an_address(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_name = 'outcomes_entry'"
        )
        columns = dict(cursor.fetchall())
    assert columns == {
        "nullifier": "bytea",
        "sealed": "bytea",
        "receipt_hash": "bytea",
        "window": "character varying",
    }


def test_logging_writes_into_no_other_table(window: Window, unsent: Logged) -> None:
    before = row_counts()
    factories.log_again(window, unsent)
    after = row_counts()
    assert {name for name in after if after[name] != before[name]} == {"outcomes_entry"}


def test_the_identical_request_again_stores_nothing_and_is_no_refusal(
    window: Window, unsent: Logged
) -> None:
    assert factories.log_again(window, unsent) is True
    assert factories.log_again(window, unsent) is False
    assert Entry.objects.count() == 1


def test_a_credential_does_not_pay_twice(window: Window, unsent: Logged) -> None:
    factories.log_again(window, unsent)
    second = factories.prepare(window, unsent.credential)
    with pytest.raises(CredentialAlreadyUsed):
        factories.log_again(window, second)
    assert bytes(Entry.objects.get().sealed or b"") == unsent.sealed
    assert not is_open(second.receipt_key, today=factories.DAY)


@pytest.mark.parametrize("part", ["sealed", "receipt_key"])
def test_a_request_that_differs_in_one_part_is_a_second_use(
    window: Window, unsent: Logged, part: str
) -> None:
    factories.log_again(window, unsent)
    second = factories.prepare(window, unsent.credential)
    with pytest.raises(CredentialAlreadyUsed):
        factories.log_again(window, replace(unsent, **{part: getattr(second, part)}))


@pytest.mark.parametrize("place", [0, 128, 255])
def test_a_tampered_signature_is_refused(window: Window, unsent: Logged, place: int) -> None:
    signature = bytearray(unsent.credential.signature)
    signature[place] ^= 1
    tampered = replace(unsent.credential, signature=bytes(signature))
    with pytest.raises(CredentialForged):
        factories.log_again(window, replace(unsent, credential=tampered))
    assert not Entry.objects.exists()
    assert factories.log_again(window, unsent)


def test_another_random_part_does_not_fit_the_signature(window: Window, unsent: Logged) -> None:
    message = bytes(32) + unsent.credential.input_msg[32:]
    tampered = replace(unsent.credential, input_msg=message)
    with pytest.raises(CredentialForged):
        factories.log_again(window, replace(unsent, credential=tampered))
    assert not Entry.objects.exists()


def test_a_credential_rewritten_for_another_lab_does_not_fit(
    window: Window, unsent: Logged
) -> None:
    context = contexts.credential_context(window.name, SOUTH, Kind.CONVERSATION, Tier.DRAWN)
    message = unsent.credential.input_msg[:32] + context
    moved = replace(unsent.credential, input_msg=message)
    with pytest.raises(CredentialForged):
        factories.log_again(window, replace(unsent, credential=moved), table=SOUTH)
    assert not Entry.objects.exists()


def test_a_credential_is_refused_at_another_lab(window: Window, unsent: Logged) -> None:
    with pytest.raises(CredentialForOtherPlace):
        factories.log_again(window, unsent, table=SOUTH)
    with pytest.raises(CredentialForOtherPlace):
        factories.log_again(window, unsent, table="east-lab")
    assert factories.log_again(window, unsent, table=NORTH)


def test_a_drawn_credential_is_no_verified_one(window: Window, unsent: Logged) -> None:
    with pytest.raises(CredentialForOtherPlace):
        factories.log_again(window, unsent, tier=Tier.VERIFIED)
    assert not Entry.objects.exists()


def test_a_credential_is_refused_in_another_window(window: Window, unsent: Logged) -> None:
    other = factories.opened_window("2025X")
    with pytest.raises(CredentialForOtherPlace):
        factories.log_again(other, unsent)
    assert not Entry.objects.exists()


def test_nothing_is_stored_once_the_window_is_closed(window: Window, unsent: Logged) -> None:
    close_window(window.name)
    with pytest.raises(WindowNotOpen):
        factories.log_again(window, unsent)
    assert not Entry.objects.exists()


def test_nothing_is_stored_outside_the_days_of_the_window(window: Window, unsent: Logged) -> None:
    with pytest.raises(WindowNotOpen):
        factories.log_again(window, unsent, today=factories.DAY_AFTER)
    assert not Entry.objects.exists()
    assert factories.log_again(window, unsent, today=factories.CLOSES)


@pytest.mark.parametrize("size", [0, sealing.SEALED_SIZE - 1, sealing.SEALED_SIZE + 1])
def test_sealed_bytes_of_another_size_are_refused(
    window: Window, unsent: Logged, size: int
) -> None:
    with pytest.raises(SealedWrongSize):
        factories.log_again(window, replace(unsent, sealed=bytes(size)))
    assert not Entry.objects.exists()
    assert factories.log_again(window, unsent)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_however_much_was_said_the_row_is_as_long(window: Window, count: int) -> None:
    items = [(ask["slug"], ResponseClass.NO) for ask in factories.ASKS[:count]]
    factories.log(window, factories.draw(window)[NORTH], items)
    assert len(bytes(Entry.objects.get().sealed or b"")) == sealing.SEALED_SIZE == 1105


@pytest.mark.parametrize(
    "items",
    [
        [],
        [(ask["slug"], ResponseClass.YES) for ask in factories.ASKS],
        [(factories.NO_GAG, ResponseClass.YES), (factories.NO_GAG, ResponseClass.NO)],
    ],
)
def test_no_ask_four_asks_or_one_twice_cannot_be_sealed(
    window: Window, items: list[tuple[str, ResponseClass]]
) -> None:
    credential = factories.draw(window)[NORTH]
    with pytest.raises(payload.MalformedPayload):
        seal_conversation(window, credential, items)


def test_a_receipt_key_leads_to_one_conversation_only(window: Window, unsent: Logged) -> None:
    factories.log_again(window, unsent)
    other = factories.prepare(window, factories.draw(window, "brave-heron-7")[SOUTH])
    with pytest.raises(CredentialAlreadyUsed):
        factories.log_again(window, replace(other, receipt_key=unsent.receipt_key))
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_redemptions_at_once_one_is_stored(ready_keys: None) -> None:
    window = factories.opened_window()
    credential = factories.draw(window)[NORTH]
    requests = [factories.prepare(window, credential) for _ in range(2)]
    found = at_once([partial(factories.log_again, window, r) for r in requests])
    assert sorted(repr(answer) for answer in found) == ["CredentialAlreadyUsed()", "True"]
    stored = requests[found.index(True)]
    assert bytes(Entry.objects.get().sealed or b"") == stored.sealed


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_is_stored_once(ready_keys: None) -> None:
    window = factories.opened_window()
    request = factories.prepare(window, factories.draw(window)[NORTH])
    found = at_once([lambda: factories.log_again(window, request)] * 2)
    assert sorted(repr(answer) for answer in found) == ["False", "True"]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("entry_nullifier_is_32_bytes", {"nullifier": bytes(31)}),
        ("entry_sealed_has_one_size", {"sealed": bytes(1104)}),
        ("entry_receipt_hash_is_32_bytes", {"receipt_hash": bytes(33)}),
        ("entry_is_whole_or_withdrawn", {"sealed": None}),
        ("entry_is_whole_or_withdrawn", {"receipt_hash": None}),
    ],
)
def test_the_database_refuses_a_row_of_another_shape(
    db: None, rule: str, change: dict[str, bytes | None]
) -> None:
    whole = {"nullifier": bytes(32), "sealed": bytes(1105), "receipt_hash": bytes(32)}
    with pytest.raises(IntegrityError, match=rule):
        Entry.objects.create(window=factories.WINDOW, **{**whole, **change})

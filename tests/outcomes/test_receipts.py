"""Eight words lead back to one conversation while its window is open, and to nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from outcomes.client_half import seal_conversation
from outcomes.conversations import replace_conversation, withdraw_conversation
from outcomes.crypto import contexts, sealing
from outcomes.errors import (
    CredentialAlreadyUsed,
    CredentialForOtherPlace,
    NothingOpen,
    SealedWrongSize,
)
from outcomes.kinds import ResponseClass
from outcomes.models import Entry, Window
from outcomes.receipts import is_open, open_receipt
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once
from tests.outcomes.factories import DAY, NORTH, SOUTH, Logged

LATER_ANSWER = [(factories.SAFETY_CASES, ResponseClass.NO)]


@pytest.fixture
def logged(window: Window) -> Logged:
    """Return what the author of the only stored conversation holds."""
    return factories.log(window, factories.draw(window)[NORTH])


@pytest.fixture
def strangers_key() -> bytes:
    """Return the key of a receipt that was never issued."""
    return factories.new_receipt_key()


def _row() -> dict[str, object]:
    return dict(Entry.objects.values().get())


def test_only_the_author_s_words_find_a_conversation(logged: Logged, strangers_key: bytes) -> None:
    assert not is_open(strangers_key, today=DAY)
    assert is_open(logged.receipt_key, today=DAY)


def test_a_stranger_replaces_nothing_and_the_author_does(
    window: Window, logged: Logged, strangers_key: bytes
) -> None:
    before = _row()
    sealed = seal_conversation(window, logged.credential, LATER_ANSWER)
    with pytest.raises(NothingOpen):
        replace_conversation(strangers_key, logged.credential, sealed=sealed, today=DAY)
    assert _row() == before
    replace_conversation(logged.receipt_key, logged.credential, sealed=sealed, today=DAY)
    assert _row() == {**before, "sealed": sealed}


def test_the_receipt_stays_good_after_a_replacement(window: Window, logged: Logged) -> None:
    for _ in range(2):
        sealed = seal_conversation(window, logged.credential, LATER_ANSWER)
        replace_conversation(logged.receipt_key, logged.credential, sealed=sealed, today=DAY)
    assert is_open(logged.receipt_key, today=DAY)
    assert Entry.objects.count() == 1


def test_a_stranger_withdraws_nothing_and_the_author_does(
    logged: Logged, strangers_key: bytes
) -> None:
    before = _row()
    with pytest.raises(NothingOpen):
        withdraw_conversation(strangers_key, today=DAY)
    assert _row() == before
    withdraw_conversation(logged.receipt_key, today=DAY)
    assert _row() == {**before, "sealed": None, "receipt_hash": None}


def test_a_withdrawn_conversation_keeps_its_credential_spent(
    window: Window, logged: Logged
) -> None:
    withdraw_conversation(logged.receipt_key, today=DAY)
    nullifier = contexts.nullifier_of(logged.credential.input_msg)
    assert bytes(Entry.objects.get().nullifier) == nullifier
    with pytest.raises(CredentialAlreadyUsed):
        factories.log_again(window, logged)
    with pytest.raises(CredentialAlreadyUsed):
        factories.log_again(window, factories.prepare(window, logged.credential))


def test_withdrawing_touches_no_other_conversation(window: Window, logged: Logged) -> None:
    other = factories.log(window, factories.draw(window, "brave-heron-7")[NORTH])
    withdraw_conversation(logged.receipt_key, today=DAY)
    assert is_open(other.receipt_key, today=DAY)
    assert Entry.objects.filter(sealed=other.sealed).count() == 1


def test_the_author_s_other_credential_does_not_replace(window: Window) -> None:
    credentials = factories.draw(window)
    logged, before = factories.log(window, credentials[NORTH]), _row()
    sealed = seal_conversation(window, credentials[SOUTH], LATER_ANSWER)
    with pytest.raises(CredentialForOtherPlace):
        replace_conversation(logged.receipt_key, credentials[SOUTH], sealed=sealed, today=DAY)
    assert _row() == before


def test_another_person_s_credential_for_the_same_lab_does_not_replace(
    window: Window, logged: Logged
) -> None:
    before = _row()
    other = factories.draw(window, "brave-heron-7")[NORTH]
    sealed = seal_conversation(window, other, LATER_ANSWER)
    with pytest.raises(CredentialForOtherPlace):
        replace_conversation(logged.receipt_key, other, sealed=sealed, today=DAY)
    assert _row() == before


def test_a_credential_of_another_window_does_not_replace(window: Window, logged: Logged) -> None:
    before = _row()
    other = factories.opened_window("2025X")
    credential = factories.draw(other, "brave-heron-7")[NORTH]
    sealed = seal_conversation(other, credential, LATER_ANSWER)
    with pytest.raises(CredentialForOtherPlace):
        replace_conversation(logged.receipt_key, credential, sealed=sealed, today=DAY)
    assert _row() == before


@pytest.mark.parametrize("size", [0, sealing.SEALED_SIZE - 1, sealing.SEALED_SIZE + 1])
def test_a_replacement_of_another_size_is_refused(logged: Logged, size: int) -> None:
    before = _row()
    with pytest.raises(SealedWrongSize):
        replace_conversation(logged.receipt_key, logged.credential, sealed=bytes(size), today=DAY)
    assert _row() == before


def _answers(logged: Logged, key: bytes) -> list[tuple[object, ...]]:
    """Return what the three operations answer, with all that an exception carries."""
    answers: list[tuple[object, ...]] = [(is_open(key, today=DAY),)]
    calls: list[Callable[[], None]] = [
        lambda: replace_conversation(key, logged.credential, sealed=logged.sealed, today=DAY),
        lambda: withdraw_conversation(key, today=DAY),
    ]
    for call in calls:
        with pytest.raises(NothingOpen) as refused:
            call()
        answers.append((refused.type, refused.value.args, str(refused.value)))
    return answers


def test_withdrawn_never_issued_and_closed_are_one_answer(
    window: Window, logged: Logged, strangers_key: bytes
) -> None:
    withdrawn = factories.log(window, factories.draw(window, "brave-heron-7")[NORTH])
    withdraw_conversation(withdrawn.receipt_key, today=DAY)
    never_issued = _answers(withdrawn, strangers_key)
    assert _answers(withdrawn, withdrawn.receipt_key) == never_issued
    before = Entry.objects.get(sealed=logged.sealed)
    close_window(window.name)
    assert _answers(logged, logged.receipt_key) == never_issued
    assert Entry.objects.get(sealed=logged.sealed) == before


def _statements(key: bytes) -> list[str]:
    """Return the statements of a refused withdrawal, without those that begin and end it."""
    with CaptureQueriesContext(connection) as captured, pytest.raises(NothingOpen):
        withdraw_conversation(key, today=DAY)
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


def test_one_statement_asks_whatever_the_case(
    window: Window, logged: Logged, strangers_key: bytes
) -> None:
    withdraw_conversation(logged.receipt_key, today=DAY)
    found = {len(_statements(key)) for key in (logged.receipt_key, strangers_key)}
    close_window(window.name)
    assert found == {len(_statements(logged.receipt_key))} == {1}


def test_after_the_last_day_nothing_is_open(logged: Logged) -> None:
    assert is_open(logged.receipt_key, today=factories.CLOSES)
    assert not is_open(logged.receipt_key, today=factories.DAY_AFTER)
    with pytest.raises(NothingOpen):
        withdraw_conversation(logged.receipt_key, today=factories.DAY_AFTER)


def _open_impatiently(key: bytes) -> Entry:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        return open_receipt(key, today=DAY)


@pytest.mark.django_db(transaction=True)
def test_one_caller_at_a_time_changes_a_conversation(ready_keys: None) -> None:
    window = factories.opened_window()
    key = factories.log(window, factories.draw(window)[NORTH]).receipt_key
    with transaction.atomic():
        withdraw_conversation(key, today=DAY)
        [waiting] = at_once([lambda: _open_impatiently(key)])
        transaction.set_rollback(rollback=True)
    [found] = at_once([lambda: _open_impatiently(key)])
    assert isinstance(waiting, OperationalError)
    assert isinstance(found, Entry)


@pytest.mark.django_db(transaction=True)
def test_of_two_withdrawals_at_once_the_second_finds_nothing(ready_keys: None) -> None:
    window = factories.opened_window()
    logged = factories.log(window, factories.draw(window)[NORTH])
    found = at_once([lambda: withdraw_conversation(logged.receipt_key, today=DAY)] * 2)
    assert sorted(repr(answer) for answer in found) == ["None", "NothingOpen()"]

"""Exchanging a drawn credential for a verified one: what it takes, what it leaves, what it never keeps."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import connection

from outcomes.conversations import withdraw_conversation
from outcomes.credentials import check_credential
from outcomes.crypto.credential_lines import Credential
from outcomes.errors import (
    CredentialAlreadyUsed,
    CredentialForged,
    CredentialForOtherPlace,
    NotExchangeable,
    SheetMalformed,
    WindowNotOpen,
)
from outcomes.kinds import Kind, Tier
from outcomes.mail.check import check_mail
from outcomes.mail.problems import MailProblem, MailRefused
from outcomes.models import DkimKey, Entry, Window
from outcomes.verification import exchange, exchange_here
from tests.outcomes import factories, verifying
from tests.outcomes.concurrency import at_once
from tests.outcomes.factories import DAY, DAY_AFTER, NORTH
from tests.outcomes.verifying import LAB, blinded_message, drawn, offer, verified

CANARY = "canary-7f3a"


@pytest.fixture
def window(db: None, ready_keys: None) -> Window:
    return verifying.opened_window()


def good_for(window: Window, credential: Credential, tier: Tier) -> bytes:
    return check_credential(window, credential, table=LAB, kind=Kind.CONVERSATION, tier=tier)


# -- What one gets ---------------------------------------------------------------------------------------


def test_a_drawn_credential_and_a_mail_give_a_verified_credential(window: Window) -> None:
    credential = verified(window)
    assert good_for(window, credential, Tier.VERIFIED)
    with pytest.raises(CredentialForOtherPlace):
        good_for(window, credential, Tier.DRAWN)


def test_a_verified_credential_pays_for_one_conversation(window: Window) -> None:
    logged = factories.prepare(window, verified(window))
    assert factories.log_again(window, logged, tier=Tier.VERIFIED)
    other = factories.prepare(window, logged.credential)
    with pytest.raises(CredentialAlreadyUsed):
        factories.log_again(window, other, tier=Tier.VERIFIED)


def test_a_drawn_credential_cannot_say_of_itself_that_it_is_verified(window: Window) -> None:
    credential = drawn(window)
    claimed = dataclasses.replace(credential.context, tier=Tier.VERIFIED)
    changed = credential.input_msg.replace(b"|drawn", b"|verified")
    for lie in (
        dataclasses.replace(credential, context=claimed),
        dataclasses.replace(credential, context=claimed, input_msg=changed),
    ):
        with pytest.raises((CredentialForOtherPlace, CredentialForged)):
            good_for(window, lie, Tier.VERIFIED)


# -- What it leaves ----------------------------------------------------------------------------------------


def test_it_leaves_rows_like_those_of_withdrawn_conversations(window: Window) -> None:
    verified(window)
    kept = Entry.objects.values_list("sealed", "receipt_hash", "window")
    assert set(kept) == {(None, None, window.name)}
    assert all(len(entry.nullifier) == 32 for entry in Entry.objects.all())


def test_the_drawn_credential_is_spent(window: Window) -> None:
    credential = drawn(window)
    exchange_here(window, credential, offer(), today=DAY)
    with pytest.raises(CredentialAlreadyUsed):
        exchange_here(window, credential, offer(), today=DAY)
    with pytest.raises(CredentialAlreadyUsed):
        factories.log_again(window, factories.prepare(window, credential))


def test_a_credential_that_paid_for_a_conversation_is_not_exchanged(window: Window) -> None:
    credential = drawn(window)
    factories.log(window, credential)
    with pytest.raises(CredentialAlreadyUsed):
        exchange_here(window, credential, offer(), today=DAY)


def test_the_same_request_again_gives_the_same_signature_and_leaves_no_more(window: Window) -> None:
    credential, blinded = drawn(window), blinded_message(window)
    first = exchange(window, credential, blinded, offer(), today=DAY)
    rows = set(Entry.objects.values_list("nullifier", flat=True))
    assert exchange(window, credential, blinded, offer(), today=DAY) == first
    assert set(Entry.objects.values_list("nullifier", flat=True)) == rows
    with pytest.raises(CredentialAlreadyUsed):
        exchange(window, credential, blinded_message(window), offer(), today=DAY)


def test_the_same_request_again_is_answered_though_its_mail_would_be_refused_by_now(
    window: Window,
) -> None:
    credential, blinded = drawn(window), blinded_message(window)
    first = exchange(window, credential, blinded, offer(), today=DAY)
    DkimKey.objects.all().delete()
    assert exchange(window, credential, blinded, offer(), today=DAY) == first


def test_whoever_did_not_make_the_blinded_message_learns_nothing_of_an_exchange(
    window: Window,
) -> None:
    used, unused = drawn(window, "used"), drawn(window, "unused")
    blinded = blinded_message(window)
    exchange(window, used, blinded, offer(), today=DAY)
    DkimKey.objects.all().delete()
    for credential, message in ((used, blinded_message(window)), (unused, blinded)):
        with pytest.raises(MailRefused) as caught:
            exchange(window, credential, message, offer(), today=DAY)
        assert caught.value.problem is MailProblem.KEY_UNKNOWN


@pytest.mark.django_db(transaction=True)
def test_of_two_exchanges_at_once_one_is_refused(ready_keys: None) -> None:
    window = verifying.opened_window()
    credential = drawn(window)
    found = at_once([lambda: exchange_here(window, credential, offer(), today=DAY)] * 2)
    assert [type(one) for one in found if isinstance(one, Exception)] == [CredentialAlreadyUsed]


def test_a_mail_that_was_used_before_gets_the_same_answer(window: Window) -> None:
    for name in ("first", "second"):
        assert good_for(window, verified(window, name), Tier.VERIFIED)


def test_a_store_that_remembered_mails_would_be_noticed(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[bytes] = set()

    def remembering(headers: bytes, *args: object, **how: object) -> None:
        if headers in seen:
            raise MailRefused(MailProblem.NOTHING_PASTED)
        seen.add(headers)
        check_mail(headers, *args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr("outcomes.verification.check_mail", remembering)
    with pytest.raises(MailRefused):
        test_a_mail_that_was_used_before_gets_the_same_answer(window)


def rows_of_the_database() -> str:
    """Return every value of every row, as text and, for bytes, as what they spell."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            found += cursor.fetchall()
    values = [value for row in found for value in row]
    return " ".join(
        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
        for value in values
    )


def test_nothing_of_the_mail_is_in_the_database(window: Window) -> None:
    exchange_here(window, drawn(window), offer(subject=CANARY), today=DAY)
    assert CANARY not in rows_of_the_database()
    DkimKey.objects.update(record=CANARY)
    assert CANARY in rows_of_the_database()


def test_nothing_of_the_mail_is_in_what_is_raised(window: Window) -> None:
    bad = offer(subject=CANARY).replace(CANARY.encode(), f"{CANARY}!".encode())
    with pytest.raises(MailRefused) as caught:
        exchange_here(window, drawn(window), bad, today=DAY)
    assert CANARY not in repr((caught.value, caught.value.__context__, caught.value.__cause__))


# -- What is refused, and changes nothing ------------------------------------------------------------------


def test_a_mail_that_is_refused_spends_nothing(window: Window) -> None:
    credential = drawn(window)
    with pytest.raises(MailRefused) as caught:
        exchange_here(window, credential, offer() + b"To: you@home.example\r\n", today=DAY)
    assert caught.value.problem is MailProblem.TO_COUNT
    assert not Entry.objects.exists()
    assert exchange_here(window, credential, offer(), today=DAY)


def test_a_message_that_cannot_be_signed_spends_nothing(window: Window) -> None:
    with pytest.raises(SheetMalformed):
        exchange(window, drawn(window), b"short", offer(), today=DAY)
    assert not Entry.objects.exists()


def test_a_lab_without_a_mail_domain_exchanges_nothing(window: Window) -> None:
    for table in (NORTH, "other"):
        credential = factories.draw(window, f"for-{table}")[table]
        with pytest.raises(NotExchangeable):
            exchange(window, credential, blinded_message(window), offer(), today=DAY)


def test_a_verified_credential_is_not_exchanged_again(window: Window) -> None:
    with pytest.raises(NotExchangeable):
        exchange_here(window, verified(window), offer(), today=DAY)


def test_a_forged_credential_learns_nothing_about_a_mail(window: Window) -> None:
    forged = dataclasses.replace(drawn(window), signature=bytes(256))
    with pytest.raises(CredentialForged):
        exchange_here(window, forged, b"no mail", today=DAY)


def test_after_the_window_nothing_is_exchanged(window: Window) -> None:
    with pytest.raises(WindowNotOpen):
        exchange_here(window, drawn(window), offer(), today=DAY_AFTER)


def test_a_key_that_is_not_in_the_store_is_asked_of_nobody(window: Window) -> None:
    DkimKey.objects.all().delete()
    with pytest.raises(MailRefused) as caught:
        exchange_here(window, drawn(window), offer(), today=DAY)
    assert caught.value.problem is MailProblem.KEY_UNKNOWN


def test_an_exchange_cannot_be_told_from_a_withdrawal(window: Window) -> None:
    verified(window, "exchanged")
    logged = factories.log(window, drawn(window, "withdrew"))
    assert len(set(Entry.objects.values_list("sealed", "receipt_hash"))) == 2
    withdraw_conversation(logged.receipt_key, today=DAY)
    assert set(Entry.objects.values_list("sealed", "receipt_hash")) == {(None, None)}

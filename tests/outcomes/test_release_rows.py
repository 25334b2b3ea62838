"""What a release counts: whole conversations as they stood at the end, and no row that is not what it claims."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

import pytest

from outcomes.client_half import seal_conversation
from outcomes.conversations import replace_conversation, withdraw_conversation
from outcomes.crypto import base64url, contexts, sealing
from outcomes.crypto.credential_lines import Credential
from outcomes.kinds import ResponseClass
from outcomes.models import Entry, Window
from outcomes.releases import release_window
from outcomes.windows import close_window, sealing_public_key
from tests.outcomes import factories
from tests.outcomes.factories import DAY, NO_GAG, NORTH, SAFETY_CASES, SOUTH
from tests.outcomes.releasing import (
    SLUGS,
    Draw,
    exact_counts,
)

Seal = Callable[[Window, Credential], bytes]


def test_a_withdrawn_conversation_is_not_counted(window: Window, draws: list[Draw]) -> None:
    logged = [factories.log(window, factories.draw(window, name)[NORTH]) for name in ("a", "b")]
    withdraw_conversation(logged[0].receipt_key, today=DAY)
    close_window(window.name)
    release_window(window.name)
    counts, entries = exact_counts(draws)[NORTH]
    assert (entries, sum(counts.values())) == (1, len(factories.ITEMS))


def test_a_replaced_conversation_is_counted_as_it_stood_at_the_end(
    window: Window, draws: list[Draw]
) -> None:
    logged = factories.log(window, factories.draw(window)[NORTH])
    for response in (ResponseClass.OPEN, ResponseClass.NO):
        sealed = seal_conversation(window, logged.credential, [(SAFETY_CASES, response)])
        replace_conversation(logged.receipt_key, logged.credential, sealed=sealed, today=DAY)
    close_window(window.name)
    release_window(window.name)
    assert exact_counts(draws)[NORTH] == ({(SAFETY_CASES, "no"): 1}, 1)


def _write(
    window: Window, credential: Credential, items: list[list[str]], **changes: object
) -> bytes:
    """Seal whatever a hostile client likes to, to the right key and place."""
    document = {
        "v": 2,
        "input_msg": base64url.encode(credential.input_msg),
        "sig": base64url.encode(credential.signature),
        "items": items,
        "decided": None,
        "nonce": base64url.encode(bytes(16)),
        **changes,
    }
    return _seal(window, credential, json.dumps(document, separators=(",", ":")).encode())


def _seal(window: Window, credential: Credential, text: bytes) -> bytes:
    info = contexts.entry_info(window.name, contexts.nullifier_of(credential.input_msg))
    return sealing.seal(sealing_public_key(window), info, text.ljust(1024, b"\0"))


def _garbage(window: Window, credential: Credential) -> bytes:
    return secrets.token_bytes(sealing.SEALED_SIZE)


def _no_json(window: Window, credential: Credential) -> bytes:
    return _seal(window, credential, b"{")


def _to_another_key(window: Window, credential: Credential) -> bytes:
    _private, public = sealing.generate_sealing_key()
    info = contexts.entry_info(window.name, contexts.nullifier_of(credential.input_msg))
    return sealing.seal(public, info, bytes(1024))


def _unknown_ask(window: Window, credential: Credential) -> bytes:
    return seal_conversation(window, credential, [("free-lunch", ResponseClass.YES)])


def _unknown_class(window: Window, credential: Credential) -> bytes:
    return _write(window, credential, [[SAFETY_CASES, "maybe"]])


def _one_good_ask_and_one_unknown(window: Window, credential: Credential) -> bytes:
    return _write(window, credential, [[SAFETY_CASES, "yes"], ["free-lunch", "yes"]])


def _decided_by_an_ask_that_was_not_raised(window: Window, credential: Credential) -> bytes:
    decided = [NO_GAG, "joined_for"]
    return _write(window, credential, [[SAFETY_CASES, "yes"]], decided=decided)


def _unsigned(window: Window, credential: Credential) -> bytes:
    return _write(window, credential, [[SAFETY_CASES, "yes"]], sig=base64url.encode(bytes(256)))


def _nothing_that_is_a_context(window: Window, credential: Credential) -> bytes:
    message = base64url.encode(credential.input_msg[:32] + b"anything")
    return _write(window, credential, [[SAFETY_CASES, "yes"]], input_msg=message)


def _another_person_s_credential(window: Window, credential: Credential) -> bytes:
    other = factories.draw(window, "brave-heron-7")[SOUTH]
    message, signature = base64url.encode(other.input_msg), base64url.encode(other.signature)
    return _write(window, credential, [[SAFETY_CASES, "yes"]], input_msg=message, sig=signature)


@pytest.mark.parametrize(
    "seal",
    [
        _garbage,
        _no_json,
        _to_another_key,
        _unknown_ask,
        _unknown_class,
        _one_good_ask_and_one_unknown,
        _decided_by_an_ask_that_was_not_raised,
        _unsigned,
        _nothing_that_is_a_context,
        _another_person_s_credential,
    ],
)
def test_a_row_that_is_not_what_it_claims_is_passed_over(
    window: Window, draws: list[Draw], seal: Seal
) -> None:
    factories.log(window, factories.draw(window, "honest")[NORTH])
    hostile = factories.draw(window, "hostile")[NORTH]
    factories.log(window, hostile, sealed=seal(window, hostile))
    close_window(window.name)
    release_window(window.name)
    assert exact_counts(draws)[NORTH] == ({(SAFETY_CASES, "yes"): 1, (NO_GAG, "open"): 1}, 1)
    assert exact_counts(draws)[SOUTH] == ({}, 0)
    assert not Entry.objects.exists()


def test_rows_swapped_to_each_other_s_marks_are_passed_over(
    window: Window, draws: list[Draw]
) -> None:
    first, second = (
        factories.prepare(window, factories.draw(window, name)[NORTH]) for name in ("a", "b")
    )
    factories.log(window, first.credential, sealed=second.sealed)
    factories.log(window, second.credential, sealed=first.sealed)
    close_window(window.name)
    release_window(window.name)
    assert exact_counts(draws)[NORTH] == ({}, 0)


def test_of_four_asks_the_first_three_count_and_of_one_twice_the_first(
    window: Window, draws: list[Draw]
) -> None:
    for name, slugs in (("four", SLUGS), ("twice", [SLUGS[0]] * 2)):
        credential = factories.draw(window, name)[NORTH]
        items = [[slug, response] for slug, response in zip(slugs, ("yes", "no") * 2, strict=False)]
        factories.log(window, credential, sealed=_write(window, credential, items))
    close_window(window.name)
    release_window(window.name)
    counted = {(SLUGS[0], "yes"): 2, (SLUGS[1], "no"): 1, (SLUGS[2], "yes"): 1}
    assert exact_counts(draws)[NORTH] == (counted, 2)

"""A credential is signed blind, pays once and in its own place, and a sheet is drawn whole (privacy.md 11.9)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client

from leverage import sheets
from leverage.models import User
from outcomes import conversations, credentials
from outcomes.crypto import blinding, contexts, signing
from outcomes.errors import CredentialForOtherPlace, SheetIncomplete
from outcomes.kinds import Tier
from outcomes.models import Entry, Sheet, Window
from outcomes.windows import slots, verification_key
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once
from tests.outcomes.factories import DAY, NORTH
from tests.outcomes.redeeming import Cast, Document, Send, document_of, names_of, send
from tests.outcomes.requests import DRAW, b64, post
from tests.outcomes.rfc9474 import OURS, PREPARED, VECTOR, Halves, P, Q, private_key
from tests.outcomes.twins import assert_refused, without_rule

pytestmark = pytest.mark.usefixtures("on_the_day")
PRIMARY_KEY = "outcomes_entry_pkey"


@pytest.fixture
def one_key(monkeypatch: pytest.MonkeyPatch, signing_keys: list[bytes]) -> None:
    """Let every place have the same key, so that nothing but the message says what a credential is for."""
    monkeypatch.setattr(signing, "generate_signing_key", lambda: signing_keys[0])


@pytest.fixture(params=["ready_keys", "one_key"])
def cast(db: None, request: pytest.FixtureRequest) -> Cast:
    """Return people with credentials, where each place has a key of its own and where all have the same."""
    request.getfixturevalue(request.param)
    return Cast()


# -- Redeeming -----------------------------------------------------------------------------------------


def assert_a_credential_pays_once_and_in_its_place(sending: Send, cast: Cast) -> None:
    """Fail unless whatever is altered or sent elsewhere is forbidden, and a second use is a conflict."""
    before = Entry.objects.count()
    assert names_of(cast.tampered(), sending, 403) == []
    assert names_of(cast.elsewhere(), sending, 403) == []
    assert Entry.objects.count() == before
    good = cast.good()
    assert [sending(good), sending(cast.second()), sending(good)] == [201, 409, 200]
    assert Entry.objects.count() == before + 1


def test_a_credential_pays_once_and_in_its_place(cast: Cast) -> None:
    assert_a_credential_pays_once_and_in_its_place(send, cast)


def _unsigned(window: Window, credential: Any, *, table: str, kind: Any, tier: Any) -> bytes:
    """Check a credential's place and not its signature."""
    expected = contexts.credential_context(window.name, table, kind, tier)
    if credential.input_msg[contexts.PREFIX_SIZE :] != expected:
        raise CredentialForOtherPlace
    return contexts.nullifier_of(credential.input_msg)


def test_a_view_that_skips_the_signature_is_noticed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "check_credential", _unsigned)
    with pytest.raises(AssertionError, match="message 0"):
        assert_a_credential_pays_once_and_in_its_place(send, cast)


class _BeginsAlike:
    """Compares no more of a context than what all of one window have in common."""

    @staticmethod
    def compare_digest(one: bytes, other: bytes) -> bool:
        length = len(f"leverage/credential/v1|{factories.WINDOW}|")
        return one[:length] == other[:length]


def test_a_place_that_is_compared_by_its_beginning_is_noticed(
    db: None, one_key: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = Cast()
    monkeypatch.setattr(credentials, "hmac", _BeginsAlike)
    with pytest.raises(AssertionError, match=f"table {NORTH}"):
        assert_a_credential_pays_once_and_in_its_place(send, cast)


def test_a_spent_mark_that_may_stand_twice_is_noticed(cast: Cast) -> None:
    with (
        without_rule(Entry, PRIMARY_KEY),
        pytest.raises(AssertionError, match=r"\[201, 201"),
    ):
        assert_a_credential_pays_once_and_in_its_place(send, cast)


# -- Two at once -----------------------------------------------------------------------------------------


def assert_of_two_at_once_one_pays(sending: Send, window: Window) -> None:
    """Fail unless one of two conversations that one credential is to pay for at the same moment is stored."""
    credential = factories.draw(window)[NORTH]
    requests = [document_of(window, factories.prepare(window, credential)) for _ in range(2)]
    assert Counter(at_once([partial(sending, one) for one in requests])) == {201: 1, 409: 1}
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_redemptions_at_once_exactly_one_is_created(ready_keys: None) -> None:
    assert_of_two_at_once_one_pays(send, factories.opened_window())


@pytest.mark.django_db(transaction=True)
def test_a_view_that_looks_before_it_stores_is_noticed(ready_keys: None) -> None:
    both_looked = threading.Barrier(2)

    def looking(document: Document) -> int:
        if Entry.objects.exists():
            return 409
        both_looked.wait(timeout=10)
        return send(document)

    window = factories.opened_window()
    with without_rule(Entry, PRIMARY_KEY), pytest.raises(AssertionError, match="201: 2"):
        assert_of_two_at_once_one_pays(looking, window)


# -- Drawing ---------------------------------------------------------------------------------------------

Draw = Callable[[User, Window, Mapping[str, bytes]], int]


def by_service(account: User, window: Window, blinded: Mapping[str, bytes]) -> int:
    try:
        credentials.draw_sheet(account, window, blinded, today=DAY)
    except SheetIncomplete:
        return 400
    return 200


def by_endpoint(account: User, window: Window, blinded: Mapping[str, bytes]) -> int:
    browser = Client()
    browser.force_login(account)
    texts = {slot: b64(message) for slot, message in blinded.items()}
    status: int = post(browser, DRAW, {"window": window.name, "blinded": texts}).status_code
    return status


def _blinded(window: Window) -> dict[str, bytes]:
    found = {}
    for table, kind in slots(window, Tier.DRAWN):
        key = verification_key(window, table, kind, Tier.DRAWN)
        assert key is not None
        context = contexts.credential_context(window.name, table, kind, Tier.DRAWN)
        found[f"{table}|{kind.value}"], _inverse = blinding.blind(key, blinding.prepare(context))
    return found


def assert_a_sheet_is_drawn_whole(draw: Draw, account: User, window: Window) -> None:
    """Fail unless a draw with any table missing, or one too many, is refused and uses nothing up."""
    whole = _blinded(window)
    fewer = [{s: whole[s] for s in whole if s != left_out} for left_out in whole]
    more = {**whole, "east-lab|conversation": next(iter(whole.values()))}
    assert {draw(account, window, wrong) for wrong in (*fewer, more, {})} == {400}
    assert not Sheet.objects.exists()
    assert draw(account, window, whole) == 200


@pytest.mark.parametrize("draw", [by_service, by_endpoint])
def test_a_sheet_is_drawn_whole(window: Window, owner: User, draw: Draw) -> None:
    assert_a_sheet_is_drawn_whole(draw, owner, window)


@pytest.mark.parametrize("draw", [by_service, by_endpoint])
def test_a_draw_that_signs_whatever_it_is_given_is_noticed(
    window: Window, owner: User, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lenient(
        account: AbstractBaseUser, window: Window, blinded: Mapping[str, bytes], **today: Any
    ) -> dict[str, bytes]:
        known = {f"{table}|{kind.value}" for table, kind in slots(window, Tier.DRAWN)}
        return credentials._sign(window, {slot: blinded[slot] for slot in known & set(blinded)})

    for module in (credentials, sheets):
        monkeypatch.setattr(module, "draw_sheet", lenient)
    with pytest.raises(AssertionError, match="200"):
        assert_a_sheet_is_drawn_whole(draw, owner, window)


# -- Blind signatures --------------------------------------------------------------------------------------
# The browser's half is held against the same vector in tests/browser/test_client_crypto.py.


def assert_agrees_with_the_rfc(halves: Halves) -> None:
    """Fail unless every step gives the published bytes, and the signature is good for its message alone."""
    key, n = private_key(), P * Q
    public = signing.BlindSigner(key).public_key
    factor = pow(int.from_bytes(VECTOR["inv"], "big"), -1, n)
    sent = halves.blind(public, PREPARED, VECTOR["salt"], factor)
    assert sent == (VECTOR["blinded_msg"], VECTOR["inv"])
    answer = halves.blind_sign(key, VECTOR["blinded_msg"])
    assert answer == VECTOR["blind_sig"]
    signature = halves.finalize(public, PREPARED, VECTOR["blind_sig"], VECTOR["inv"])
    assert signature == VECTOR["sig"]
    halves.verify(public, PREPARED, VECTOR["sig"])
    for message, forged in ((PREPARED + b"x", VECTOR["sig"]), (PREPARED, VECTOR["blind_sig"])):
        assert_refused(partial(halves.verify, public, message, forged), blinding.SignatureRefused)


def test_both_halves_agree_with_the_rfc() -> None:
    assert_agrees_with_the_rfc(OURS)


@pytest.mark.parametrize(
    "broken",
    [
        {"blind": lambda key, message, salt, factor: blinding._blind(key, message, salt, 3)},
        {"blind_sign": lambda key, message: message},
        {"finalize": lambda key, message, signed, inverse: signed},
        {"verify": lambda key, message, signature: None},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_a_half_that_departs_from_the_rfc_is_noticed(broken: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        assert_agrees_with_the_rfc(replace(OURS, **broken))

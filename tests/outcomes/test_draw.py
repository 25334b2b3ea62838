"""A sheet is drawn whole, once per account and window, and leaves nothing but a hash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import partial

import pytest

from leverage.models import User
from outcomes import keystore
from outcomes.client_half import draw_credentials
from outcomes.credentials import (
    check_credential,
    current_window,
    draw_sheet,
    has_sheet,
    slots_to_draw,
)
from outcomes.crypto import blinding, contexts, keyset
from outcomes.errors import (
    KeysMissing,
    SheetAlreadyDrawn,
    SheetIncomplete,
    SheetMalformed,
    WindowNotOpen,
)
from outcomes.kinds import Kind, Tier
from outcomes.models import Sheet, Window
from outcomes.windows import close_window, verification_key
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once

Request = dict[str, bytes]


def _blinded(window: Window) -> Request:
    """Return what a browser would send to draw a sheet."""
    request = {}
    for slot in slots_to_draw(window):
        table, kind = slot.split("|")
        public = verification_key(window, table, Kind(kind), Tier.DRAWN)
        assert public is not None
        context = contexts.credential_context(window.name, table, Kind(kind), Tier.DRAWN)
        request[slot], _inverse = blinding.blind(public, blinding.prepare(context))
    return request


def _without_one(request: Request) -> Request:
    return dict(list(request.items())[1:])


def _with_another(request: Request) -> Request:
    return {**request, "east-lab|conversation": next(iter(request.values()))}


def _with_the_other_kind(request: Request) -> Request:
    return {**request, f"{factories.NORTH}|delivery": next(iter(request.values()))}


def test_a_sheet_has_a_good_credential_for_every_table(window: Window, owner: User) -> None:
    credentials = draw_credentials(owner, window, today=factories.DAY)
    tables = [credential.context.table for credential in credentials]
    assert tables == [table["slug"] for table in factories.TABLES]
    nullifiers = {
        check_credential(window, credential, table=table, kind=Kind.CONVERSATION, tier=Tier.DRAWN)
        for table, credential in zip(tables, credentials, strict=True)
    }
    assert len(nullifiers) == len(tables)


@pytest.mark.parametrize("change", [_without_one, _with_another, _with_the_other_kind])
def test_a_request_that_is_not_exactly_every_table_is_refused(
    window: Window, owner: User, change: Callable[[Request], Request]
) -> None:
    request = _blinded(window)
    with pytest.raises(SheetIncomplete):
        draw_sheet(owner, window, change(request), today=factories.DAY)
    assert not has_sheet(owner, window)
    assert draw_sheet(owner, window, request, today=factories.DAY)


@pytest.mark.parametrize("message", [b"", bytes(255), b"\xff" * 256])
def test_a_message_that_no_key_can_sign_does_not_use_up_the_draw(
    window: Window, owner: User, message: bytes
) -> None:
    request = _blinded(window)
    last = list(request)[-1]
    with pytest.raises(SheetMalformed):
        draw_sheet(owner, window, {**request, last: message}, today=factories.DAY)
    assert draw_sheet(owner, window, request, today=factories.DAY)


def test_keys_that_are_not_here_do_not_use_up_the_draw(window: Window, owner: User) -> None:
    keystore.destroy_signing_keys(window.name)
    with pytest.raises(KeysMissing):
        draw_sheet(owner, window, _blinded(window), today=factories.DAY)
    assert not has_sheet(owner, window)


def test_the_same_request_again_gets_the_same_signatures(window: Window, owner: User) -> None:
    request = _blinded(window)
    first = draw_sheet(owner, window, request, today=factories.DAY)
    reordered = dict(reversed(request.items()))
    assert draw_sheet(owner, window, reordered, today=factories.DAY) == first
    assert Sheet.objects.count() == 1


def test_another_request_of_the_same_account_is_refused(
    window: Window, owner: User, stranger: User
) -> None:
    draw_sheet(owner, window, _blinded(window), today=factories.DAY)
    other = _blinded(window)
    with pytest.raises(SheetAlreadyDrawn):
        draw_sheet(owner, window, other, today=factories.DAY)
    assert draw_sheet(stranger, window, other, today=factories.DAY)


def test_an_account_draws_again_in_another_window(window: Window, owner: User) -> None:
    draw_credentials(owner, window, today=factories.DAY)
    later = factories.opened_window("2025X", factories.OPENS, factories.CLOSES)
    assert draw_credentials(owner, later, today=factories.DAY)


def test_no_sheet_is_drawn_once_the_window_is_closed(window: Window, owner: User) -> None:
    request = _blinded(window)
    close_window(window.name)
    with pytest.raises(WindowNotOpen):
        draw_sheet(owner, window, request, today=factories.DAY)
    assert not has_sheet(owner, window)


def test_no_sheet_is_drawn_after_the_last_day(window: Window, owner: User) -> None:
    with pytest.raises(WindowNotOpen):
        draw_sheet(owner, window, _blinded(window), today=factories.DAY_AFTER)
    assert not has_sheet(owner, window)


def test_a_sheet_holds_the_account_the_window_and_a_hash(window: Window, owner: User) -> None:
    request = _blinded(window)
    draw_sheet(owner, window, request, today=factories.DAY)
    assert {field.name for field in Sheet._meta.fields} == {
        "id",
        "account",
        "window",
        "request_hash",
    }
    sheet = Sheet.objects.get()
    assert (sheet.account_id, sheet.window_id) == (owner.pk, window.name)
    document = {"window": window.name, "blinded": _base64(request)}
    expected = hashlib.sha256(keyset.canonical_bytes(document)).digest()
    assert bytes(sheet.request_hash) == expected


def _base64(request: Request) -> dict[str, str]:
    return {slot: base64.b64encode(value).decode() for slot, value in request.items()}


def test_sheets_are_the_account_s_own(window: Window, owner: User, stranger: User) -> None:
    draw_credentials(owner, window, today=factories.DAY)
    assert has_sheet(owner, window)
    assert not has_sheet(stranger, window)


def test_nobody_draws_in_a_demonstration(window: Window) -> None:
    assert current_window(factories.DAY) == window
    Window.objects.update(demonstration=True)
    assert current_window(factories.DAY) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_different_draws_at_once_one_wins(ready_keys: None) -> None:
    window, account = factories.opened_window(), factories.make_account()
    requests = [_blinded(window), _blinded(window)]
    found = at_once(
        [partial(draw_sheet, account, window, r, today=factories.DAY) for r in requests]
    )
    assert [type(answer) for answer in found if not isinstance(answer, dict)] == [SheetAlreadyDrawn]
    assert Sheet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_draw_twice_at_once_gets_one_answer(ready_keys: None) -> None:
    window, account = factories.opened_window(), factories.make_account()
    request = _blinded(window)
    first, second = at_once([lambda: draw_sheet(account, window, request, today=factories.DAY)] * 2)
    assert isinstance(first, dict)
    assert first == second
    assert Sheet.objects.count() == 1

"""The JSON of a conversation: what is read, what is refused and how; the same checks as the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from leverage.models import User
from outcomes import wire
from outcomes.models import Entry, Window
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.factories import NORTH, SOUTH
from tests.outcomes.requests import LOG, RECEIPT, b64, post, refusal

pytestmark = pytest.mark.usefixtures("asks_on_the_day")


@pytest.fixture
def to_log(window: Window) -> dict[str, Any]:
    """Return a request to log about the first lab, sealed and paid for."""
    logged = factories.prepare(window, factories.draw(window)[NORTH])
    return {
        "window": window.name,
        "table": NORTH,
        "kind": "conversation",
        "tier": "drawn",
        "input_msg": b64(logged.credential.input_msg),
        "sig": b64(logged.credential.signature),
        "sealed": b64(logged.sealed),
        "receipt_key": b64(logged.receipt_key),
    }


def test_a_sealed_conversation_is_stored_once_and_the_same_again_is_fine(
    client: Client, to_log: dict[str, Any]
) -> None:
    assert [post(client, LOG, to_log).status_code for _ in range(2)] == [201, 200]
    assert Entry.objects.count() == 1


def test_another_conversation_with_the_same_credential_is_refused(
    client: Client, to_log: dict[str, Any]
) -> None:
    post(client, LOG, to_log)
    other = {**to_log, "receipt_key": b64(bytes(32))}
    assert refusal(post(client, LOG, other)) == (409, "already_used")
    assert Entry.objects.count() == 1


def test_a_forged_signature_or_another_place_is_refused(
    client: Client, to_log: dict[str, Any]
) -> None:
    forged = {**to_log, "sig": b64(bytes(256))}
    assert refusal(post(client, LOG, forged)) == (403, "forged")
    elsewhere = ({"table": SOUTH}, {"table": "No Such Table"}, {"tier": "verified"})
    for wrong in (*elsewhere, {"kind": "delivery"}):
        assert refusal(post(client, LOG, {**to_log, **wrong})) == (403, "other_place")
    assert not Entry.objects.exists()


def test_a_window_that_is_over_or_unknown_is_said_so(
    client: Client, to_log: dict[str, Any], window: Window
) -> None:
    assert refusal(post(client, LOG, {**to_log, "window": "2031H1"})) == (409, "window_closed")
    close_window(window.name)
    assert refusal(post(client, LOG, to_log)) == (409, "window_closed")


def test_that_a_window_is_over_is_said_before_anything_else(
    client: Client, window: Window, to_log: dict[str, Any]
) -> None:
    close_window(window.name)
    forged = {**to_log, "sig": b64(bytes(256))}
    assert refusal(post(client, LOG, forged)) == refusal(post(client, LOG, to_log))


@pytest.mark.parametrize(
    ("key", "size"), [("sealed", 1104), ("sealed", 1106), ("sig", 255), ("receipt_key", 31)]
)
def test_a_wrong_size_is_refused(
    client: Client, to_log: dict[str, Any], key: str, size: int
) -> None:
    assert refusal(post(client, LOG, {**to_log, key: b64(bytes(size))})) == (400, "wrong_size")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sealed", 7),
        ("sealed", None),
        ("sealed", "?" * 1476),
        ("receipt_key", b64(bytes(32)).rstrip("=")),
        (
            "receipt_key",
            b64(bytes(32))[:-2] + "B=",
        ),  # Leftover bits: a second text of the same bytes.
        ("input_msg", b64(b"no context at all, and long enough to hold one")),
        ("kind", "whatever"),
        ("tier", "Drawn"),
        ("window", "2025H1\0"),
        ("table", "\ud800"),
    ],
)
def test_a_value_that_cannot_stand_there_is_refused(
    client: Client, to_log: dict[str, Any], key: str, value: object
) -> None:
    assert refusal(post(client, LOG, {**to_log, key: value})) == (400, "wrong_value")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (" ", "not_json"),
        ("[]", "not_json"),
        ("{", "not_json"),
        ('{"a": 1, "a": 1}', "not_json"),
        ("[" * 9000, "not_json"),
        ('{"a": ' + "9" * 9000 + "}", "not_json"),
        ("{}", "wrong_keys"),
        (" " * (wire.BODY_MAX_BYTES + 1), "too_large"),
    ],
)
@pytest.mark.parametrize("path", [LOG, RECEIPT])
def test_a_body_that_is_no_request_is_refused(
    client: Client, window: Window, path: str, body: str, code: str
) -> None:
    assert refusal(post(client, path, body)) == (400, code)


def test_an_unknown_key_is_refused_and_so_is_a_missing_one(
    client: Client, to_log: dict[str, Any]
) -> None:
    assert refusal(post(client, LOG, {**to_log, "words": "abacus"})) == (400, "wrong_keys")
    del to_log["sig"]
    assert refusal(post(client, LOG, to_log)) == (400, "wrong_keys")


def test_a_session_changes_nothing_and_no_cookie_is_set(
    client: Client, owner: User, to_log: dict[str, Any]
) -> None:
    client.force_login(owner)
    response = post(client, LOG, to_log)
    assert response.status_code == 201
    assert not response.cookies
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")

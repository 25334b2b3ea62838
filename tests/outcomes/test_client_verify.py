"""The JSON of an exchange: what is read, what is signed, what is refused and how."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from leverage.models import User
from outcomes import wire
from outcomes.crypto import blinding, contexts
from outcomes.crypto.credential_lines import Credential
from outcomes.kinds import Kind, Tier
from outcomes.models import Entry, Window
from outcomes.windows import close_window, verification_key
from tests.outcomes import factories, verifying
from tests.outcomes.factories import NORTH
from tests.outcomes.requests import LOG, b64, post, refusal
from tests.outcomes.verifying import LAB, drawn, offer

pytestmark = pytest.mark.usefixtures("asks_on_the_day")

PATH = "/log/verify/"
CANARY, OTHER = "canary-7f3a", "canary-9c1d"


@pytest.fixture
def window(db: None, ready_keys: None) -> Window:
    return verifying.opened_window()


def asking(
    window: Window, credential: Credential, headers: bytes, blinded: bytes
) -> dict[str, Any]:
    """Return a request to exchange a credential."""
    return {
        "window": window.name,
        "table": credential.context.table,
        "input_msg": b64(credential.input_msg),
        "sig": b64(credential.signature),
        "blinded": b64(blinded),
        "headers": b64(headers),
    }


@pytest.fixture
def request_body(window: Window) -> dict[str, Any]:
    """Return a request that is granted."""
    return asking(window, drawn(window), offer(), verifying.blinded_message(window))


# -- Granted ---------------------------------------------------------------------------------------------


def test_the_signature_makes_a_verified_credential_that_logs_as_verified(
    client: Client, window: Window
) -> None:
    key = verification_key(window, LAB, Kind.CONVERSATION, Tier.VERIFIED)
    assert key is not None
    context = contexts.credential_context(window.name, LAB, Kind.CONVERSATION, Tier.VERIFIED)
    message = blinding.prepare(context)
    blinded, inverse = blinding.blind(key, message)
    response = post(client, PATH, asking(window, drawn(window), offer(), blinded))
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    signed = base64.b64decode(response.json()["signature"])
    signature = blinding.finalize(key, message, signed, inverse)
    credential = Credential(message, signature, contexts.parse_context(context))
    logged = factories.prepare(window, credential)
    request = {
        "window": window.name,
        "table": LAB,
        "kind": "conversation",
        "tier": "verified",
        "input_msg": b64(message),
        "sig": b64(signature),
        "sealed": b64(logged.sealed),
        "receipt_key": b64(logged.receipt_key),
    }
    assert refusal(post(client, LOG, {**request, "tier": "drawn"})) == (403, "other_place")
    assert post(client, LOG, request).status_code == 201


def test_the_same_request_again_gets_the_same_signature(
    client: Client, request_body: dict[str, Any]
) -> None:
    answers = {post(client, PATH, request_body).content for _ in range(2)}
    assert len(answers) == 1
    assert "signature" in json.loads(answers.pop())
    assert Entry.objects.count() == 2


def test_a_session_changes_nothing_and_no_cookie_is_set(
    client: Client, owner: User, request_body: dict[str, Any]
) -> None:
    client.force_login(owner)
    response = post(client, PATH, request_body)
    assert response.status_code == 200
    assert not response.cookies


# -- Refused -----------------------------------------------------------------------------------------------


def test_another_message_for_the_same_line_is_refused(
    client: Client, window: Window, request_body: dict[str, Any]
) -> None:
    post(client, PATH, request_body)
    other = {**request_body, "blinded": b64(verifying.blinded_message(window))}
    assert refusal(post(client, PATH, other)) == (409, "already_used")


def test_a_mail_that_is_not_taken_has_a_code_of_its_own_and_spends_nothing(
    client: Client, request_body: dict[str, Any]
) -> None:
    changed = offer(subject=CANARY).replace(CANARY.encode(), OTHER.encode())
    response = post(client, PATH, {**request_body, "headers": b64(changed)})
    assert refusal(response) == (400, "mail_signature_wrong")
    assert OTHER not in response.content.decode()
    empty = post(client, PATH, {**request_body, "headers": ""})
    assert refusal(empty) == (400, "mail_nothing_pasted")
    long = post(client, PATH, {**request_body, "headers": b64(b"x" * 20_000)})
    assert refusal(long) == (400, "mail_too_large")
    assert not Entry.objects.exists()
    assert post(client, PATH, request_body).status_code == 200


def test_what_no_mail_could_help_is_not_exchangeable(client: Client, window: Window) -> None:
    blinded = verifying.blinded_message(window)
    for credential in (factories.draw(window)[NORTH], verifying.verified(window, "other-otter")):
        answer = post(client, PATH, asking(window, credential, offer(), blinded))
        assert refusal(answer) == (403, "not_exchangeable")


def test_another_place_or_a_forged_signature_is_refused(
    client: Client, request_body: dict[str, Any]
) -> None:
    assert refusal(post(client, PATH, {**request_body, "table": NORTH})) == (403, "other_place")
    forged = {**request_body, "sig": b64(bytes(256))}
    assert refusal(post(client, PATH, forged)) == (403, "forged")
    assert not Entry.objects.exists()


def test_a_window_that_is_over_or_unknown_is_said_so(
    client: Client, window: Window, request_body: dict[str, Any]
) -> None:
    elsewhere = {**request_body, "window": "2031H1"}
    assert refusal(post(client, PATH, elsewhere)) == (409, "window_closed")
    close_window(window.name)
    assert refusal(post(client, PATH, request_body)) == (409, "window_closed")


def test_a_message_beyond_the_modulus_cannot_be_signed(
    client: Client, request_body: dict[str, Any]
) -> None:
    beyond = {**request_body, "blinded": b64(b"\xff" * 256)}
    assert refusal(post(client, PATH, beyond)) == (400, "malformed")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"blinded": b64(bytes(255))}, "wrong_size"),
        ({"sig": b64(bytes(257))}, "wrong_size"),
        ({"headers": "From: a@b.example"}, "wrong_value"),
        ({"headers": None}, "wrong_value"),
        ({"headers": "QUI"}, "wrong_value"),
        ({"headers": "QUJ="}, "wrong_value"),
        ({"input_msg": b64(bytes(60))}, "wrong_value"),
        ({"tier": "drawn"}, "wrong_keys"),
        ({"headers": "A" * wire.EXCHANGE_MAX_BYTES}, "too_large"),
    ],
)
def test_what_this_page_never_sends_is_refused(
    client: Client, request_body: dict[str, Any], changed: dict[str, Any], code: str
) -> None:
    assert refusal(post(client, PATH, {**request_body, **changed})) == (400, code)


@pytest.mark.parametrize("key", ["window", "table", "input_msg", "sig", "blinded", "headers"])
def test_a_missing_key_is_refused(client: Client, request_body: dict[str, Any], key: str) -> None:
    del request_body[key]
    assert refusal(post(client, PATH, request_body)) == (400, "wrong_keys")
    assert refusal(post(client, PATH, '{"a": 1, "a": 1}')) == (400, "not_json")

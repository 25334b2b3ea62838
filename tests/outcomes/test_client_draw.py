"""What a browser fetches and sends to draw a sheet, and how it is refused."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest
from django.test import Client

from leverage.models import User
from outcomes.crypto import blinding, contexts, keyset
from outcomes.kinds import Kind, Tier
from outcomes.models import Sheet, Window
from outcomes.windows import close_window, verification_key
from tests.outcomes import factories
from tests.outcomes.factories import NORTH
from tests.outcomes.requests import DRAW, b64, post, refusal

pytestmark = pytest.mark.usefixtures("asks_on_the_day")


def test_the_keys_are_the_canonical_bytes_and_anybody_may_cache_them(
    client: Client, window: Window
) -> None:
    response = client.get(f"/log/keys/{window.name}/")
    assert response.content == keyset.canonical_bytes(window.key_set or {})
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"].startswith("public, max-age=")
    assert not response.cookies


def test_a_window_that_is_not_open_yet_has_no_keys(client: Client, db: None) -> None:
    factories.planned_window()
    assert client.get(f"/log/keys/{factories.WINDOW}/").status_code == 404
    assert client.get("/log/keys/nowhere/").status_code == 404


class Drawing:
    """The client's half of a draw."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.parts: dict[str, tuple[bytes, bytes, bytes]] = {}
        blinded = {}
        for table in window.tables:
            key = verification_key(window, table["slug"], Kind.CONVERSATION, Tier.DRAWN)
            assert key is not None
            context = contexts.credential_context(
                window.name, table["slug"], Kind.CONVERSATION, Tier.DRAWN
            )
            message = blinding.prepare(context)
            sent, inverse = blinding.blind(key, message)
            slot = f"{table['slug']}|conversation"
            self.parts[slot] = (key, message, inverse)
            blinded[slot] = b64(sent)
        self.request: dict[str, Any] = {"window": window.name, "blinded": blinded}


@pytest.fixture
def signed_in(client: Client, owner: User) -> Client:
    """Return the browser of the owner, signed in."""
    client.force_login(owner)
    return client


@pytest.fixture
def drawing(window: Window) -> Drawing:
    """Return a draw that was not sent yet."""
    return Drawing(window)


def test_what_the_server_signs_unblinds_to_good_credentials(
    signed_in: Client, drawing: Drawing
) -> None:
    response = post(signed_in, DRAW, drawing.request)
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    for slot, signature in response.json()["signatures"].items():
        key, message, inverse = drawing.parts.pop(slot)
        blinding.finalize(key, message, base64.b64decode(signature), inverse)
    assert drawing.parts == {}


def test_the_same_draw_again_gets_the_same_answer_and_another_is_refused(
    signed_in: Client, drawing: Drawing, window: Window
) -> None:
    first, second = (post(signed_in, DRAW, drawing.request) for _ in range(2))
    assert (second.status_code, second.json()) == (200, first.json())
    assert refusal(post(signed_in, DRAW, Drawing(window).request)) == (409, "already_drawn")
    assert Sheet.objects.count() == 1


def test_a_draw_with_a_slot_missing_or_too_much_is_refused(
    signed_in: Client, drawing: Drawing
) -> None:
    blinded = drawing.request["blinded"]
    fewer = {slot: text for slot, text in blinded.items() if NORTH not in slot}
    more = {**blinded, "elsewhere|conversation": next(iter(blinded.values()))}
    for wrong in (fewer, more):
        answer = post(signed_in, DRAW, {**drawing.request, "blinded": wrong})
        assert refusal(answer) == (400, "incomplete")
    assert not Sheet.objects.exists()


def test_a_draw_that_cannot_be_signed_is_refused_and_uses_nothing_up(
    signed_in: Client, drawing: Drawing
) -> None:
    for wrong, code in ((b"\xff" * 256, "malformed"), (b"short", "wrong_size")):
        blinded = {**drawing.request["blinded"], f"{NORTH}|conversation": b64(wrong)}
        answer = post(signed_in, DRAW, {**drawing.request, "blinded": blinded})
        assert refusal(answer) == (400, code)
    assert not Sheet.objects.exists()
    assert post(signed_in, DRAW, drawing.request).status_code == 200


def test_a_draw_for_a_window_that_is_not_open_is_refused(
    signed_in: Client, drawing: Drawing, window: Window
) -> None:
    other = {**drawing.request, "window": "2031H1"}
    assert refusal(post(signed_in, DRAW, other)) == (409, "window_closed")
    close_window(window.name)
    assert refusal(post(signed_in, DRAW, drawing.request)) == (409, "window_closed")


def test_a_draw_needs_an_account_and_the_token_of_our_page(
    client: Client, owner: User, drawing: Drawing
) -> None:
    assert post(client, DRAW, drawing.request).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert post(strict, DRAW, drawing.request).status_code == 403
    page = strict.get(DRAW)
    token = page.context["csrf_token"]
    answer = post(strict, DRAW, drawing.request, headers={"X-CSRFToken": str(token)})
    assert answer.status_code == 200


@pytest.mark.parametrize("draws", ["browser", ""])
def test_a_browser_that_draws_by_itself_is_left_to_do_so(
    client: Client, window: Window, on_the_day: dt.date, fresh_memory: None, draws: str
) -> None:
    User.objects.create_user("calm-otter-41", "four unrelated words here")
    form = {"login": "calm-otter-41", "password": "four unrelated words here", "draws": draws}
    response = client.post("/account/login/", form)
    assert (response.status_code == 302) is bool(draws)
    assert Sheet.objects.exists() is not bool(draws)
    if draws:
        assert response["Location"] == DRAW

"""Names: drawn at random by default, changed after a way in was shown again, taken in any case only once."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from leverage.made_up_names import assigned_name
from leverage.models import User
from leverage.secret_words import word_list
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import SIGN_UP

PAGE = "/account/name/"
SHAPE = re.compile(r"(.+)-(\d{4})")


@pytest.fixture
def shown(signed_in: Client) -> Client:
    """Return the browser of somebody who has just shown the password again."""
    signed_in.post("/account/reauthenticate/", {"password": PASSWORD})
    return signed_in


def offered(response: Any) -> str:
    """Return the name that a form holds."""
    [field] = re.findall(r'<input[^>]*name="username"[^>]*>', response.content.decode())
    [value] = re.findall(r'value="([^"]*)"', field)
    return html.unescape(value)


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


# -- Drawn names ------------------------------------------------------------------------------------------


def test_a_drawn_name_is_two_words_and_four_digits() -> None:
    known = set(word_list())
    for _draw in range(200):
        found = SHAPE.fullmatch(assigned_name())
        assert found is not None
        # Some words of the list have a hyphen of their own.
        parts = found[1].split("-")
        assert any(
            {"-".join(parts[:cut]), "-".join(parts[cut:])} <= known for cut in range(1, len(parts))
        )


def test_no_two_of_many_names_are_the_same() -> None:
    assert len({assigned_name() for _draw in range(500)}) == 500


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/signup/", SIGN_UP])
def test_each_look_at_the_page_offers_another_name_and_keeps_nothing(
    client: Client, path: str
) -> None:
    first, second = client.get(path), client.get(path)
    assert offered(first) != offered(second)
    assert "a name that you use elsewhere points to you" in words_of(first)
    assert "session" not in client.cookies
    assert not User.objects.exists()


@pytest.mark.django_db
def test_another_name_is_a_link_that_keeps_where_one_was_going(client: Client) -> None:
    page = words_of(client.get("/account/signup/?next=/labs/"))
    assert '<a href="/account/signup/?next=%2Flabs%2F">Another name</a>' in page


@pytest.mark.django_db
def test_an_offered_name_is_one_that_the_form_takes(client: Client) -> None:
    name = offered(client.get("/account/signup/"))
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/account/signup/", form).status_code == 302
    assert User.objects.get().username == name


# -- Another name ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_name_is_changed_and_opens_the_account(shown: Client, account: User) -> None:
    page = shown.get(PAGE)
    assert SHAPE.fullmatch(offered(page))
    assert f"<strong>{NAME}</strong>" in words_of(page)
    assert shown.post(PAGE, {"username": "Other-Name"})["Location"] == "/account/?changed=name"
    assert "Your name is changed." in words_of(shown.get("/account/?changed=name"))
    account.refresh_from_db()
    assert account.username == "other-name"
    fields = {"login": "Other-Name", "password": PASSWORD}
    assert Client().post("/account/login/", fields).status_code == 302
    assert Client().post("/account/login/", {**fields, "login": NAME}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Type a made-up name."),
        ("ada@example.org", "It would say who you are"),
        ("ada＠example.org", "It would say who you are"),
        ("calm otter", "no spaces"),
        ("o" * 61, "A name may have 60 signs. This one has 61."),
        ("TAKEN", "This name is taken; capital letters make no difference."),
    ],
)
def test_a_refused_name_says_why_and_changes_nothing(
    shown: Client, account: User, name: str, reason: str
) -> None:
    User.objects.create_user("taken")
    refused = shown.post(PAGE, {"username": name})
    assert refused.status_code == 400
    assert reason in words_of(refused)
    account.refresh_from_db()
    assert account.username == NAME


@pytest.mark.django_db
def test_ones_own_name_may_be_kept(shown: Client, account: User) -> None:
    assert shown.post(PAGE, {"username": NAME.upper()}).status_code == 302
    account.refresh_from_db()
    assert account.username == NAME


@pytest.mark.django_db
def test_without_showing_the_password_again_nothing_changes(
    signed_in: Client, account: User
) -> None:
    assert signed_in.post(PAGE, {"username": "other"})["Location"] == (
        f"/account/reauthenticate/?next={PAGE}"
    )
    signed_in.post("/account/reauthenticate/", {"password": "wrong"})
    signed_in.post(PAGE, {"username": "other"})
    account.refresh_from_db()
    assert account.username == NAME


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_name_at_once_one_is_told_that_it_is_taken(fresh_memory: None) -> None:
    form = {"username": "wanted", "password1": PASSWORD, "password2": PASSWORD}

    def sign_up(name: str) -> int:
        try:
            return Client().post("/account/signup/", {**form, "username": name}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(sign_up, ["wanted", "Wanted", "WANTED", "wanteD"]))
    assert answers == [200, 200, 200, 302]
    assert [user.username for user in User.objects.all()] == ["wanted"]

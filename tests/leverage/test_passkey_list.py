"""Adding and removing passkeys, new codes, a first password: after a way in was shown again."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client

from leverage import second_factor_urls
from leverage.models import User
from leverage.settings_accounts import ACCOUNT_REAUTHENTICATION_TIMEOUT
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import (
    CODE,
    KEYS,
    SoftKey,
    add_key,
    show_again,
    sign_in_with,
    sign_up_with,
)

pytestmark = pytest.mark.django_db

CODES = "/account/second-factor/codes/"
PAGES = [f"{KEYS}add/", CODES, f"{CODES}new/", "/account/password/set/"]
OTHER_PASSWORD = "another four words altogether"
CANARY = "MarkedAgent/7"


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def keys() -> list[str]:
    found = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    return [str(key) for key in found.order_by("pk")]


@pytest.fixture
def key() -> SoftKey:
    """Return the passkey of the account that `member` is signed in to."""
    return SoftKey()


@pytest.fixture
def member(client: Client, key: SoftKey) -> Client:
    """Return the browser of somebody who signed up by passkey."""
    sign_up_with(client, key, NAME)
    return client


# -- The guard --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_a_passkey_is_shown_again_before_a_change(member: Client, key: SoftKey, path: str) -> None:
    asked = member.get(path)
    assert asked["Location"] == f"{KEYS}show/?next={path}"
    assert "Your passkey once more" in words_of(member.get(asked["Location"]))
    show_again(member, key)
    assert member.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES[:3])
def test_a_password_is_shown_again_where_there_is_one(signed_in: Client, path: str) -> None:
    assert signed_in.get(path)["Location"] == f"/account/reauthenticate/?next={path}"


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_sent_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/account/login/?next={path}"


def test_the_passkey_of_somebody_else_shows_nothing(member: Client) -> None:
    thief = SoftKey()
    sign_up_with(Client(), thief, "thief")
    refused = show_again(member, thief)
    assert "This passkey was not accepted. Use one of this account." in words_of(refused)
    assert member.get(f"{KEYS}add/").status_code == 302


@pytest.mark.parametrize("minutes", [4, 11])
def test_what_was_shown_counts_for_five_minutes_and_not_for_eleven(
    member: Client, key: SoftKey, minutes: int
) -> None:
    show_again(member, key)
    session = member.session
    for record in session["account_authentication_methods"]:
        record["at"] -= minutes * 60
    session.save()
    assert ACCOUNT_REAUTHENTICATION_TIMEOUT == 10 * 60
    assert (member.get(f"{KEYS}add/").status_code == 200) is (minutes < 5)


def post_too_late(remembered: Callable[[], bytes], account: User) -> None:
    """Send a change without having shown a way in, and look for the request in the memory."""
    browser = Client(headers={"user-agent": CANARY})
    browser.force_login(account)
    answer = browser.post(f"{KEYS}add/", {"name": "written by me"})
    assert answer.status_code == 302
    for canary in (CANARY, "written by me", "127.0.0.1"):
        assert canary.encode() not in remembered()


def test_a_change_that_comes_too_late_is_not_kept(
    account: User, remembered: Callable[[], bytes]
) -> None:
    post_too_late(remembered, account)


def test_with_the_guard_of_allauth_it_would_be_kept(
    account: User, remembered: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    [entry] = [one for one in second_factor_urls.urlpatterns if one.name == "mfa_add_webauthn"]
    bare = reauthentication_required(app="allauth.mfa")(entry.callback.__wrapped__)
    monkeypatch.setattr(entry, "callback", bare)
    with pytest.raises(AssertionError):
        post_too_late(remembered, account)


# -- Adding -------------------------------------------------------------------------------------------------


def test_a_second_passkey_opens_the_account_too(member: Client, key: SoftKey) -> None:
    second = SoftKey()
    show_again(member, key)
    assert add_key(member, second)["Location"] == KEYS
    assert keys() == ["Passkey 1", "Passkey 2"]
    for each in (key, second):
        browser = Client()
        sign_in_with(browser, each)
        assert get_user(browser).is_authenticated


def test_the_first_passkey_beside_a_password_brings_codes(client: Client, account: User) -> None:
    client.force_login(account)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert add_key(client, SoftKey())["Location"] == CODES
    assert len(CODE.findall(words_of(client.get(CODES)))) == 10
    assert CODE.findall(words_of(client.get(CODES))) == []


def test_a_member_gives_no_name_to_a_key_whatever_is_sent(member: Client, key: SoftKey) -> None:
    show_again(member, key)
    assert 'name="name"' not in words_of(member.get(f"{KEYS}add/"))
    add_key(member, SoftKey(), name="Ada Lovelace")
    assert keys() == ["Passkey 1", "Passkey 2"]
    pk = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).values_list("pk")[0][0]
    assert member.post(f"{KEYS}{pk}/edit/", {"name": "Ada Lovelace"}).status_code == 403


def test_staff_may_name_a_key_within_bounds(member: Client, key: SoftKey) -> None:
    User.objects.update(is_staff=True)
    show_again(member, key)
    assert "may have 40 signs" in words_of(add_key(member, SoftKey(), name="x" * 41))
    add_key(member, SoftKey(), name="Blue key")
    assert keys() == ["Passkey 1", "Blue key"]


def test_the_number_of_a_removed_passkey_is_given_again(member: Client, key: SoftKey) -> None:
    show_again(member, key)
    add_key(member, SoftKey())
    first = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN, data__name="Passkey 1")
    member.post(f"{KEYS}{first.pk}/remove/")
    add_key(member, SoftKey())
    assert sorted(keys()) == ["Passkey 1", "Passkey 2"]


# -- Removing -----------------------------------------------------------------------------------------------


def remove(client: Client, name: str) -> Any:
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN, data__name=name)
    return client.post(f"{KEYS}{key.pk}/remove/")


def test_the_last_way_in_stays_and_the_page_says_why(member: Client, key: SoftKey) -> None:
    show_again(member, key)
    refused = remove(member, "Passkey 1")
    assert refused.status_code == 409
    assert "It is the last way into this account" in words_of(refused)
    assert keys() == ["Passkey 1"]


def test_with_another_passkey_the_first_one_goes(member: Client, key: SoftKey) -> None:
    show_again(member, key)
    add_key(member, SoftKey())
    assert remove(member, "Passkey 1").status_code == 302
    browser = Client()
    sign_in_with(browser, key)
    assert not get_user(browser).is_authenticated
    assert remove(member, "Passkey 2").status_code == 409


def test_with_a_password_the_last_one_goes_and_its_codes_with_it(
    member: Client, key: SoftKey
) -> None:
    show_again(member, key)
    words = {"password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    answer = member.post("/account/password/set/", words)
    assert answer["Location"] == "/account/?changed=password"
    # There is a password now, and it is what is asked for.
    assert remove(member, "Passkey 1").status_code == 302
    assert not Authenticator.objects.exists()
    fields = {"login": NAME, "password": OTHER_PASSWORD}
    assert Client().post("/account/login/", fields)["Location"] == "/account/"


def test_nobody_removes_a_passkey_of_somebody_else(member: Client) -> None:
    browser = Client()
    browser.force_login(User.objects.create_user("stranger", PASSWORD))
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert remove(browser, "Passkey 1").status_code == 404
    assert keys() == ["Passkey 1"]


# -- Codes, and what is for staff -------------------------------------------------------------------------------


def test_new_codes_end_the_old_ones(client: Client, key: SoftKey) -> None:
    old = sign_up_with(client, key, NAME)
    show_again(client, key)
    assert client.post(f"{CODES}new/")["Location"] == CODES
    new = CODE.findall(words_of(client.get(CODES)))
    assert len(set(new)) == 10
    assert not set(new) & set(old)


def test_codes_without_a_passkey_are_refused_in_words(signed_in: Client) -> None:
    signed_in.post("/account/reauthenticate/", {"password": PASSWORD})
    refused = signed_in.post(f"{CODES}new/")
    assert "Add a passkey first" in words_of(refused)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("page", ["", "app/", "app/remove/"])
def test_an_app_for_codes_stays_with_staff(member: Client, page: str) -> None:
    assert member.get(f"/account/second-factor/{page}").status_code == 403


def test_a_passkey_is_a_second_factor_of_staff(member: Client, key: SoftKey) -> None:
    User.objects.update(is_staff=True)
    browser = Client()
    assert sign_in_with(browser, key, next="/curate/")["Location"] == "/curate/"
    assert browser.get("/curate/").status_code == 200
    # Whoever was signed in before shows it once more.
    assert member.get("/curate/")["Location"] == f"{KEYS}show/?next=/curate/"

"""Opening an account, signing in and out, changing the password; the sheet comes by itself."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.contrib.auth import get_user
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leverage.models import User
from outcomes.crypto.credential_lines import parse_line
from outcomes.models import Sheet, Window
from tests.leverage.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db

LINE = re.compile(r"^(.+?): (lvg1\.\S+)$", re.MULTILINE)
OTHER_PASSWORD = "another four words altogether"


def sign_up(client: Client, name: str = NAME, **fields: str) -> Any:
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/account/signup/", {**form, **fields})


def sign_in(client: Client, name: str = NAME, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": name, "password": password})


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def is_signed_in(client: Client) -> bool:
    return get_user(client).is_authenticated


# -- Opening an account ----------------------------------------------------------------------------


def test_a_new_account_draws_its_sheet_with_one_line_for_each_table(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    response = sign_up(client)
    assert response.status_code == 200
    lines = LINE.findall(words_of(response))
    assert [name for name, _line in lines] == [table["name"] for table in window.tables]
    tables = [parse_line(line).context.table for _name, line in lines]
    assert tables == [table["slug"] for table in window.tables]
    assert Sheet.objects.filter(account__username=NAME, window=window).count() == 1


def test_the_page_with_a_sheet_is_kept_nowhere(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    assert sign_up(client)["Cache-Control"] == "no-store"


def test_the_second_sign_in_shows_no_sheet(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    sign_up(client)
    response = sign_in(Client())
    assert (response.status_code, response["Location"]) == (302, "/account/")
    page = words_of(client.get("/account/credentials/"))
    assert "This account drew its sheet" in page
    assert "lvg1." not in page
    assert Sheet.objects.count() == 1


def test_the_first_sign_in_of_a_window_draws_its_sheet(
    client: Client, on_the_day: dt.date, account: User, window: Window
) -> None:
    response = sign_in(client)
    assert len(LINE.findall(words_of(response))) == len(window.tables)
    assert Sheet.objects.filter(account=account).count() == 1


def test_without_a_window_an_account_opens_and_nothing_is_drawn(client: Client) -> None:
    response = sign_up(client)
    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert is_signed_in(client)
    assert "there is nothing to draw" in words_of(client.get("/account/credentials/"))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"username": ""}, "Type a made-up name."),
        ({"username": "ada@example.org"}, "It would say who you are"),
        ({"username": "@ada"}, "It would say who you are"),
        ({"username": "calm otter"}, "letters, digits, dots and dashes, and no spaces"),
        ({"username": "o" * 61}, "A name may have 60 signs. This one has 61."),
        ({"password1": ""}, "Type a password of at least 12 signs."),
        ({"password2": ""}, "Type the same password a second time."),
        ({"password2": OTHER_PASSWORD}, "The two passwords differ."),
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password1": NAME, "password2": NAME}, "too similar to the made-up name"),
    ],
)
def test_a_refused_form_says_why_and_keeps_the_name(
    client: Client, fields: dict[str, str], reason: str
) -> None:
    response = sign_up(client, **fields)
    page = words_of(response)
    assert reason in page
    assert page.count("<title>Error: ") == 1
    assert f'value="{fields.get("username", NAME)}"' in page or fields.get("username") == ""
    assert PASSWORD not in page
    assert OTHER_PASSWORD not in page
    assert not User.objects.exists()


def test_a_name_that_is_taken_is_refused(client: Client, account: User) -> None:
    for name in (NAME, NAME.upper()):
        assert "This name is taken; capital letters make no difference." in words_of(
            sign_up(client, name)
        )
    assert User.objects.count() == 1


# -- Signing in and out ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "password"), [(NAME, OTHER_PASSWORD), ("nobody-1", PASSWORD), ("a@b.org", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_one_calm_answer(
    client: Client, account: User, name: str, password: str
) -> None:
    page = words_of(sign_in(client, name, password))
    assert "This name and this password do not fit each other." in page
    assert f'value="{name}"' in page
    assert password not in page
    assert not is_signed_in(client)


def test_empty_fields_are_named(client: Client) -> None:
    page = words_of(sign_in(client, "", ""))
    assert "Type the made-up name of your account." in page
    assert "Type the password of your account." in page


def test_guessing_is_slowed_and_the_holder_is_told_what_to_do(
    client: Client, account: User
) -> None:
    for _guess in range(5):
        sign_in(client, password=OTHER_PASSWORD)
    page = words_of(sign_in(client))
    assert "Wait five minutes" in page
    assert not is_signed_in(client)


def test_a_closed_account_is_told_so(client: Client, account: User) -> None:
    User.objects.update(is_active=False)
    response = client.post("/account/login/", {"login": NAME, "password": PASSWORD}, follow=True)
    assert "This account is closed" in words_of(response)
    assert not is_signed_in(client)


def test_signing_out_asks_the_browser_to_forget(signed_in: Client) -> None:
    response = signed_in.post("/account/logout/")
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_signed_in(signed_in)


def test_no_other_site_can_make_a_browser_forget(client: Client, signed_in: Client) -> None:
    # A picture on another site is asked for without our cookies: it must wipe nothing.
    assert "Clear-Site-Data" not in Client().get("/account/logout/")
    assert "Clear-Site-Data" not in signed_in.get("/account/logout/")
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/account/logout/")
    assert refused.status_code == 403
    assert "Clear-Site-Data" not in refused


def test_a_session_ends_after_a_day_however_busy(signed_in: Client) -> None:
    assert signed_in.get("/account/credentials/").status_code == 200
    session = signed_in.session
    session["born_hour"] -= project_settings.SESSION_MAX_HOURS
    session.save()
    assert signed_in.get("/account/credentials/").status_code == 302
    assert not is_signed_in(signed_in)


# -- Changing the password -----------------------------------------------------------------------------


def change(client: Client, **fields: str) -> Any:
    form = {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD}
    return client.post("/account/password/change/", {**form, **fields}, follow=True)


def test_a_changed_password_is_confirmed_and_opens_the_account(
    signed_in: Client, account: User
) -> None:
    assert "Your password is changed." in words_of(change(signed_in))
    account.refresh_from_db()
    assert account.check_password(OTHER_PASSWORD)
    assert not account.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"oldpassword": ""}, "Type the password that you used until now."),
        ({"oldpassword": "something else"}, "This is not the password that you used until now."),
        ({"password1": ""}, "Type a password of at least 12 signs."),
        ({"password2": "something else"}, "The two passwords differ."),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(
    signed_in: Client, account: User, fields: dict[str, str], reason: str
) -> None:
    page = words_of(change(signed_in, **fields))
    assert reason in page
    assert OTHER_PASSWORD not in page
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_the_password_is_asked_for_again_in_our_words(signed_in: Client) -> None:
    assert "Your password once more" in words_of(signed_in.get("/account/reauthenticate/"))
    response = signed_in.post("/account/reauthenticate/", {"password": "wrong"})
    assert "This is not the password of your account." in words_of(response)


# -- What an account is not -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/account/signup/", "/account/login/"])
def test_no_form_asks_for_an_address_or_promises_to_remember(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    names = re.findall(r'<input[^>]* name="(\w+)"', page)
    assert set(names) - {"csrfmiddlewaretoken"} in (
        {"username", "password1", "password2"},
        {"login", "password", "credential"},
    )
    assert 'type="email"' not in page
    assert "placeholder" not in page


def test_an_account_is_a_name_and_a_password_and_says_nothing_of_time() -> None:
    columns = {field.column for field in User._meta.fields}
    assert columns == {"id", "username", "password", "is_active", "is_staff", "is_superuser"}
    assert str(User(username=NAME)) == "account"


def test_signing_in_writes_nothing_to_the_account(
    client: Client, account: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2) as queries:  # The account, an open window.
        sign_in(client)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


@pytest.mark.parametrize(
    "path",
    [
        "/account/email/",
        "/account/confirm-email/",
        "/account/password/reset/",
        "/account/password/reset/done/",
    ],
)
def test_pages_of_allauth_that_are_about_addresses_do_not_exist(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/account/credentials/", "/curate/", "/labs/north-lab/answer/"])
def test_every_page_behind_a_sign_in_ends_a_session_of_a_day(signed_in: Client, path: str) -> None:
    session = signed_in.session
    session["born_hour"] = 0
    session.save()
    signed_in.get(path)
    assert "_auth_user_id" not in signed_in.session

"""Staff curates with a second factor only, and its use leaves no time behind."""

from __future__ import annotations

import datetime as dt
import re
import time
import urllib.parse
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user
from django.test import Client

from asks.models import Ask, AskText, CurationAction, Lab
from leverage.models import User
from outcomes.models import Sheet, Window
from tests.asks.curators import with_second_factor
from tests.asks.factories import make_ask, make_lab, make_position
from tests.leverage.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db

FACTORS = "/account/second-factor/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def staff(account: User) -> User:
    """Return an account of staff."""
    account.is_staff = True
    account.save()
    return account


@pytest.fixture
def with_app(staff: User) -> User:
    """Return an account of staff that added an app."""
    TOTP.activate(staff, SECRET)
    return staff


def code(secret: str = SECRET) -> str:
    """Return what an app shows now (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(client: Client, after: str = "") -> Any:
    fields = {"login": NAME, "password": PASSWORD}
    return client.post("/account/login/", {**fields, "next": after} if after else fields)


def place(response: Any) -> tuple[str, str]:
    """Return the path that an answer leads to, and where that one leads next."""
    parts = urllib.parse.urlsplit(response["Location"])
    return parts.path, urllib.parse.parse_qs(parts.query).get("next", [""])[0]


# -- The door --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/curate/", "/curate/admin/", "/curate/admin/asks/ask/"])
def test_a_visitor_is_sent_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(path, follow=True)
    assert [url.partition("?")[0] for url, _status in answer.redirect_chain][
        -1
    ] == "/account/login/"


@pytest.mark.parametrize("path", ["/curate/", "/curate/admin/", FACTORS, f"{FACTORS}app/"])
def test_an_account_that_is_not_of_staff_is_told_so(signed_in: Client, path: str) -> None:
    assert signed_in.get(path, follow=True).status_code == 403


@pytest.mark.parametrize("path", ["/curate/", "/curate/admin/"])
def test_staff_without_a_second_factor_is_sent_to_add_one(
    client: Client, staff: User, path: str
) -> None:
    sign_in(client)
    answer = client.get(path, follow=True)
    assert answer.request["PATH_INFO"] == FACTORS
    assert b"Staff curate only with a second factor" in answer.content


def test_a_session_that_never_showed_the_factor_has_to_show_it(client: Client, staff: User) -> None:
    # Somebody with the password alone was signed in when the holder added an app elsewhere.
    sign_in(client)
    TOTP.activate(staff, SECRET)
    assert place(client.get("/curate/")) == (f"{FACTORS}reauthenticate/", "/curate/")
    assert place(client.get("/curate/admin/login/?next=/curate/")) == (
        f"{FACTORS}reauthenticate/",
        "/curate/",
    )
    answer = client.post(f"{FACTORS}reauthenticate/?next=/curate/", {"code": code()})
    assert answer["Location"] == "/curate/"
    assert client.get("/curate/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client: Client, staff: User) -> None:
    with_second_factor(client, staff)
    Authenticator.objects.filter(user=staff).update(type=Authenticator.Type.RECOVERY_CODES)
    assert place(client.get("/curate/"))[0] == FACTORS


def test_a_factor_that_was_removed_opens_nothing(client: Client, staff: User) -> None:
    with_second_factor(client, staff)
    assert client.get("/curate/").status_code == 200
    Authenticator.objects.all().delete()
    assert place(client.get("/curate/"))[0] == FACTORS


def test_the_admins_own_form_and_other_targets_are_out_of_reach(
    client: Client, staff: User
) -> None:
    with_second_factor(client, staff)
    answer = client.get("/curate/admin/login/?next=https://elsewhere.example/")
    assert answer["Location"] == "/curate/admin/"
    assert client.get("/curate/admin/logout/")["Location"] == "/account/logout/"
    assert client.get("/curate/admin/password_change/")["Location"] == "/account/password/change/"


def test_pages_of_curators_are_kept_nowhere_and_renew_the_session(
    client: Client, staff: User
) -> None:
    with_second_factor(client, staff)
    answer = client.get("/curate/")
    assert answer["Cache-Control"] == "no-store"
    assert "session" in answer.cookies


# -- Signing in with it ------------------------------------------------------------------------------------


def test_signing_in_takes_the_password_and_then_the_code(client: Client, with_app: User) -> None:
    answer = sign_in(client, "/curate/")
    assert answer["Location"] == f"{FACTORS}authenticate/"
    assert not get_user(client).is_authenticated
    page = client.get(f"{FACTORS}authenticate/").content.decode()
    assert "Your second factor" in page
    assert "data:" not in page
    answer = client.post(f"{FACTORS}authenticate/", {"code": code()})
    assert answer["Location"] == "/curate/"
    assert client.get("/curate/").status_code == 200


def test_a_wrong_code_signs_nobody_in(client: Client, with_app: User) -> None:
    sign_in(client)
    wrong = "000000" if code() != "000000" else "000001"
    answer = client.post(f"{FACTORS}authenticate/", {"code": wrong})
    assert b"This code does not fit." in answer.content
    assert b"Type the code." in client.post(f"{FACTORS}authenticate/", {"code": ""}).content
    assert not get_user(client).is_authenticated


def test_the_first_sign_in_of_a_window_still_draws_the_sheet(
    client: Client, on_the_day: dt.date, with_app: User, window: Window
) -> None:
    sign_in(client)
    assert not Sheet.objects.exists()
    answer = client.post(f"{FACTORS}authenticate/", {"code": code()})
    assert b"lvg1." in answer.content
    assert Sheet.objects.filter(account=with_app, window=window).count() == 1


def test_the_name_does_not_wait_in_the_session_for_a_code(client: Client, with_app: User) -> None:
    sign_in(client)
    assert NAME not in str(dict(client.session))


# -- Adding one --------------------------------------------------------------------------------------------


def test_an_app_is_added_with_a_square_in_the_page_and_its_first_code(
    client: Client, staff: User
) -> None:
    sign_in(client)
    client.post(f"/account/reauthenticate/?next={FACTORS}app/", {"password": PASSWORD})
    page = client.get(f"{FACTORS}app/").content.decode()
    assert '<svg class="qr" role="img"' in page
    assert "data:" not in page
    assert "style=" not in page
    [secret] = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    answer = client.post(f"{FACTORS}app/", {"code": code(secret)})
    assert answer["Location"] == f"{FACTORS}codes/"
    shown = client.get(f"{FACTORS}codes/").content.decode()
    assert len(re.findall(r"^(?:.*>)?\d{8}$", shown, re.MULTILINE)) == 10
    again = client.get(f"{FACTORS}codes/").content.decode()
    assert "They were shown once and are not shown again." in again


@pytest.mark.parametrize(
    "page", ["", "codes/new/", "keys/", "keys/add/", "app/remove/", "reauthenticate/"]
)
def test_every_page_of_second_factors_is_in_our_words(
    client: Client, staff: User, page: str
) -> None:
    with_second_factor(client, staff)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    answer = client.get(f"{FACTORS}{page}")
    assert answer.status_code == 200
    assert b"site-header" in answer.content
    assert b"style=" not in answer.content


def test_a_passkey_is_listed_renamed_and_removed(client: Client, staff: User) -> None:
    with_second_factor(client, staff)
    data = {"name": "Blue key", "credential": {}}
    key = Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data=data)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert b"Blue key" in client.get(f"{FACTORS}keys/").content
    client.post(f"{FACTORS}keys/{key.pk}/edit/", {"name": "Green key"})
    assert b"Green key" in client.get(f"{FACTORS}keys/{key.pk}/remove/").content
    client.post(f"{FACTORS}keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


# -- No times ------------------------------------------------------------------------------------------------


def test_a_factor_says_in_which_year_it_was_made_and_never_when_it_was_used(
    client: Client, with_app: User
) -> None:
    sign_in(client)
    client.post(f"{FACTORS}authenticate/", {"code": code()})
    assert get_user(client).is_authenticated
    [factor] = Authenticator.objects.all()
    assert factor.last_used_at is None
    year = dt.datetime.now(dt.UTC).year
    assert factor.created_at == dt.datetime(year, 1, 1, tzinfo=dt.UTC)


def test_even_a_time_that_somebody_sets_is_not_stored(with_app: User) -> None:
    factor = Authenticator.objects.get()
    factor.last_used_at = factor.created_at = dt.datetime(2026, 11, 23, 14, 5, tzinfo=dt.UTC)
    factor.data["viewed_at"] = 1795442701.5
    factor.save()
    factor.refresh_from_db()
    assert (factor.last_used_at, factor.created_at) == (
        None,
        dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    assert factor.data["viewed_at"] == 1


# -- The admin ---------------------------------------------------------------------------------------------------


@pytest.fixture
def tables(client: Client, staff: User) -> Client:
    """Return the browser of a curator, with a small catalogue to look at."""
    make_position(make_lab("lab"), make_ask("ask"))
    with_second_factor(client, staff)
    return client


def filled(tables: Client, path: str) -> dict[str, Any]:
    """Return what the form at `path` would send if nothing were changed."""
    page = tables.get(path).context
    sent = {
        name: page["adminform"].form.initial[name] or "" for name in page["adminform"].form.fields
    }
    for inline in page["inline_admin_formsets"]:
        management = inline.formset.management_form
        sent |= {management.add_prefix(name): value for name, value in management.initial.items()}
    return sent


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(
    "table",
    [
        "ask",
        "asktext",
        "lab",
        "category",
        "position",
        "proposal",
        "motion",
        "alias",
        "curationaction",
    ],
)
def test_a_curator_reads_every_table_of_the_catalogue(tables: Client, table: str) -> None:
    answer = tables.get(f"/curate/admin/asks/{table}/")
    assert answer.status_code == 200
    assert b"style=" not in answer.content
    assert tables.get(f"/curate/admin/asks/{table}/add/").status_code == 403


@pytest.mark.ignore_template_errors
def test_tables_of_accounts_and_factors_are_not_in_the_admin(tables: Client) -> None:
    page = tables.get("/curate/admin/").content.decode()
    assert set(re.findall(r'href="/curate/admin/(\w+)/"', page)) == {"asks"}


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("table", ["asktext", "position"])
def test_texts_and_positions_are_only_read(tables: Client, table: str) -> None:
    [row] = (AskText if table == "asktext" else Ask.objects.get().positions.model).objects.all()
    path = f"/curate/admin/asks/{table}/{row.pk}/change/"
    assert tables.get(path).status_code == 200
    assert tables.post(path, {"fact": "Other."}).status_code == 403


@pytest.mark.ignore_template_errors
def test_new_words_of_an_ask_become_a_new_version_and_a_line_of_the_log(tables: Client) -> None:
    ask = Ask.objects.get()
    path = f"/curate/admin/asks/ask/{ask.pk}/change/"
    answer = tables.post(path, {**filled(tables, path), "why": "For another reason."})
    assert answer.status_code == 302
    text = AskText.objects.get(current_for=ask)
    assert (text.number, text.why, text.done_when) == (
        2,
        "For another reason.",
        ["A page says so", "A date stands there"],
    )
    assert CurationAction.objects.get().subject == "ask"
    assert not LogEntry.objects.exists()


@pytest.mark.ignore_template_errors
def test_a_short_name_that_another_ask_bears_is_refused(tables: Client) -> None:
    make_ask("other", short_name="Taken")
    ask = Ask.objects.get(slug="ask")
    path = f"/curate/admin/asks/ask/{ask.pk}/change/"
    answer = tables.post(path, {**filled(tables, path), "short_name": "taken"})
    assert b"Another ask has this short name." in answer.content
    assert AskText.objects.filter(ask=ask).count() == 1


@pytest.mark.ignore_template_errors
def test_a_changed_lab_becomes_a_curators(tables: Client) -> None:
    lab = Lab.objects.get()
    path = f"/curate/admin/asks/lab/{lab.pk}/change/"
    assert (
        tables.post(path, {**filled(tables, path), "description": "Another one."}).status_code
        == 302
    )
    lab.refresh_from_db()
    assert (lab.description, lab.origin) == ("Another one.", "curator")
    assert CurationAction.objects.get().action == "edit_lab"
    assert not LogEntry.objects.exists()


# -- Everybody else ------------------------------------------------------------------------------------------------


def test_a_public_page_neither_reads_nor_sets_a_cookie(client: Client, staff: User) -> None:
    with_second_factor(client, staff)
    answer = client.get("/about/curation/")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "public" in answer["Cache-Control"]

"""Staff curates with a second factor only, and its use leaves no time behind."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user
from django.test import Client

from leverage.models import User
from tests.asks.curators import with_second_factor
from tests.leverage.second_factor import FACTORS, SECRET, code, place, sign_in, staff, with_app

__all__ = ["staff", "with_app"]

pytestmark = pytest.mark.django_db


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


# -- Everybody else ------------------------------------------------------------------------------------------------


def test_a_public_page_neither_reads_nor_sets_a_cookie(client: Client, staff: User) -> None:
    with_second_factor(client, staff)
    answer = client.get("/about/curation/")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "public" in answer["Cache-Control"]

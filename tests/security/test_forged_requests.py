"""What other sites can make a browser do here, and where they can make it go: nothing, and nowhere else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD
from tests.security.doors import DOORS, ROWS, places
from tests.security.world import Person

pytestmark = pytest.mark.django_db

ELSEWHERE = "https://evil.test"
# Forms that carry no token, and why a forged one does nothing that its sender could not do alone.
WITHOUT_TOKEN = {
    "log": "a credential pays for it, and no other site has one",
    "delivery": "a credential pays for it",
    "verify": "a credential pays for it",
    "receipt": "the eight words open it",
    "proposal": "the four words open it",
    "propose": "there is no session, and whoever sends it could send it alone",
    "prepare": "nothing is stored, and only who sent it reads the page",
    "reminder": "nothing is stored, and it says the same to everybody",
}
# What is led on or missing whatever is sent is no form, and the API refuses every method but reading itself.
NO_FORMS = {"change_password", "security_txt", "metrics", "admin:app_list", "api_elsewhere"}
FORMS = [
    place
    for place in places()
    if set(DOORS[ROWS[place.name].sent].values()) != {"405"} and place.name not in NO_FORMS
]


def strict(person: Person) -> Client:
    """Return the same browser at a site that looks at tokens."""
    client = Client(enforce_csrf_checks=True)
    client.cookies.update(person.client.cookies)
    return client


# -- Forged forms -----------------------------------------------------------------------------------


def test_a_form_without_a_token_is_refused_or_has_a_reason(world: dict[str, Person]) -> None:
    wrong = []
    for place in FORMS:
        who = "curator" if DOORS[ROWS[place.name].sent]["holder"] in {"403", "in"} else "holder"
        client = strict(world[who])
        status = client.post(place.path()).status_code
        if (place.name in WITHOUT_TOKEN) is (status == 403):
            wrong.append(f"{place.name}: {status}")
    assert not wrong, "\n".join(wrong)
    assert WITHOUT_TOKEN.keys() <= {place.name for place in FORMS}


def test_what_a_page_of_another_site_sends_is_refused_at_every_form(
    world: dict[str, Person],
) -> None:
    for place in FORMS:
        client = strict(world["curator"])
        answer = client.post(
            place.path(), headers={"sec-fetch-site": "cross-site", "origin": ELSEWHERE}
        )
        assert answer.status_code == 403, place.name
        assert b"Nothing was stored" in answer.content


@pytest.mark.parametrize("kind", ["same-origin", "same-site", "none"])
def test_what_a_page_of_ours_sends_is_taken(client: Client, kind: str) -> None:
    assert client.post("/propose/", headers={"sec-fetch-site": kind}).status_code == 400


def test_links_from_other_sites_lead_here_as_ever(client: Client) -> None:
    assert client.get("/asks/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def token_of(client: Client, path: str) -> str:
    """Return the token of a form."""
    page = client.get(path).content.decode()
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    return str(token)


@pytest.mark.parametrize(
    "origin", [ELSEWHERE, "null", "http://testserver:81", "http://testserver.evil.test"]
)
def test_a_token_does_not_help_a_foreign_origin(account: User, origin: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sent = {
        "login": NAME,
        "password": PASSWORD,
        "csrfmiddlewaretoken": token_of(client, "/account/login/"),
    }
    assert client.post("/account/login/", sent, headers={"origin": origin}).status_code == 403
    assert (
        client.post("/account/login/", sent, headers={"origin": "http://testserver"}).status_code
        == 302
    )


def test_a_token_of_somebody_else_signs_nobody_in(account: User) -> None:
    mine, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    token_of(mine, "/account/login/")
    token = token_of(theirs, "/account/login/")
    sent = {"login": NAME, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert mine.post("/account/login/", sent).status_code == 403


def test_a_token_from_before_the_sign_in_is_worth_nothing_after_it(account: User) -> None:
    client = Client(enforce_csrf_checks=True)
    token = token_of(client, "/account/login/")
    client.post(
        "/account/login/", {"login": NAME, "password": PASSWORD, "csrfmiddlewaretoken": token}
    )
    assert client.get("/account/").status_code == 200
    assert client.post("/account/logout/", {"csrfmiddlewaretoken": token}).status_code == 403
    assert client.get("/account/").status_code == 200

"""A public page is the same for everybody: anybody may keep it, and is told when it has not changed."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.asks.factories import make_lab

PATHS = ["/", "/asks/", "/labs/", "/de/labs/", "/tallies/", "/guide/", "/about/privacy/"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", PATHS)
def test_who_has_the_page_already_does_not_get_it_again(client: Client, path: str) -> None:
    first = client.get(path)
    known = {"if-none-match": first["ETag"]}
    again = client.get(path, headers=known)
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]
    assert not again.cookies
    assert client.get(path, headers={"if-none-match": '"another"'}).content == first.content


def test_a_page_that_changed_is_sent_anew(client: Client) -> None:
    first = client.get("/labs/")
    make_lab("new", name="New Lab")
    again = client.get("/labs/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert "New Lab" in again.content.decode()


def test_a_page_has_one_mark_in_each_language(client: Client) -> None:
    assert client.get("/labs/")["ETag"] != client.get("/de/labs/")["ETag"]

"""Every address is tried by everybody, with every method: who may not is refused, and who may is let in.

The table is in `doors`. A new address without a row there fails by its name. `DENIAL=all` tries all persons with
all methods; without it, pages that are the same for everybody are tried by three, and the rarer methods too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.security.doors import DOORS, LED, ON, PERSONS, ROWS, Place, met, places
from tests.security.world import Person

pytestmark = pytest.mark.django_db

WHOLE = os.environ.get("DENIAL") == "all"
FEW = ("stranger", "holder", "curator")
OF_STAFF = ("stranger", "member", "waiting", "curator")
FORM = "application/x-www-form-urlencoded"
RARE = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


def told(response: Any) -> str:
    """Return a status, or where one is led to."""
    if response.status_code not in {301, 302}:
        return str(response.status_code)
    path = response["Location"].partition("?")[0]
    assert path.startswith("/")
    assert not path.startswith("//")
    return LED.get(path, "again" if path.endswith("/keys/show/") else ON)


def expected(place: Place, method: str, person: str) -> set[str]:
    """Return what a person may meet: one thing, but for methods that no page of ours offers."""
    row = ROWS[place.name]
    reads, sends = met(row.read, person), met(row.sent, person)
    if method in {"GET", "HEAD"}:
        return {reads}
    if method == "POST":
        return {sends}
    refused = {
        found
        for found in (reads, sends)
        if found in {"in", "again", "factor", "403", "add", "home"}
    }
    if place.name.startswith(("api:", "api_")):
        return {"204"} if method == "OPTIONS" else {"405"}
    if not row.by_class:
        return {"405"}
    if place.name.startswith("admin:"):
        # The admin asks for POST by its name, and takes every other method for reading.
        return {reads, "405", *(["200"] if method == "OPTIONS" and reads not in {"in"} else [])}
    # A view that leads on whoever comes does so whatever is sent; one that deletes a row takes DELETE for it.
    led = {found for found in (reads, sends) if found in {ON, "404"}}
    if method == "OPTIONS":
        return {"405", "200", reads, *refused, *led}
    return {"405", *refused, *led, *([sends] if method == "PUT" else [])}


def tries(place: Place) -> Iterator[tuple[str, str]]:
    """Give every method and person that is tried at an address."""
    row = ROWS[place.name]
    same = len(set(DOORS[row.read].values()) | set(DOORS[row.sent].values())) == 2
    many = FEW if same else OF_STAFF if place.name.startswith("admin:") else PERSONS
    for method in ("GET", "POST"):
        yield from ((method, person) for person in (PERSONS if WHOLE else many))
    for method in RARE:
        yield from (
            (method, person) for person in (PERSONS if WHOLE else many if same else FEW[::2])
        )


def test_every_address_has_a_row() -> None:
    names = {place.name for place in places()}
    assert names - ROWS.keys() == set(), "Say in tests/security/doors.py who may go there."
    assert ROWS.keys() - names == set(), "These are in doors.py and no addresses any more."


def test_everybody_at_every_address(
    world: dict[str, Person], put_back: Callable[[], Callable[[], None]]
) -> None:
    back = put_back()
    wrong = []
    for place in places():
        if place.name not in ROWS:
            continue
        path = place.path()
        for method, person in tries(place):
            found = told(ask(world[person].client, method, path))
            if method != "GET" or place.name.startswith(("account", "mfa")):
                back()
            if found not in expected(place, method, person):
                wrong.append(
                    f"{method} {place.name} by {person}: {found}, not {expected(place, method, person)}"
                )
    assert not wrong, "\n".join(wrong)


def ask(client: Client, method: str, path: str) -> Any:
    """Send an empty request, and undo what it did to rows and cookies."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = client.generic(method, path, content_type=FORM)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response

"""Something of everything that somebody may want to reach, and everybody who may try."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client

from asks.kinds import ProposalKind
from asks.models import Alias, Ask, Lab, Spokesperson
from asks.services.motions import propose_merge
from asks.services.propose import Suggestion, store_proposal
from leverage.models import User, Vault
from outcomes.focus import recompute_focus
from tests.asks.answer_cast import make_answer
from tests.asks.factories import TODAY, make_ask, make_lab, make_position
from tests.leverage.conftest import PASSWORD
from tests.leverage.second_factor import SECRET
from tests.leverage.soft_key import SoftKey, sign_up_with
from tests.outcomes.factories import ASKS, NO_GAG, NORTH, SAFETY_CASES, SOUTH
from tests.outcomes.published import publish, window_named

DEMONSTRATION = "2024H1-demo"
HOLDER = "calm-otter-1"
CODE = {"method": "mfa", "type": "totp"}
PASSWORD_SHOWN = {"method": "password", "reauthenticated": True}


@dataclass
class Person:
    """Somebody by what they are, and the browser that they use."""

    user: User | None
    client: Client


def named(name: str, **columns: Any) -> User:
    """Make an account that is somebody."""
    user = User.objects.create_user(name, PASSWORD)
    for column, value in columns.items():
        setattr(user, column, value)
    user.save()
    return user


def browser(user: User | None, *shown: dict[str, Any]) -> Person:
    """Return a person who signed in and has shown these ways in a moment ago."""
    client = Client()
    if user is None:
        return Person(None, client)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**way, "at": time.time()} for way in shown]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return Person(user, client)


def persons() -> dict[str, Person]:
    """Let there be one of every kind of visitor; the catalogue has to be there (`things`)."""
    shown = PASSWORD_SHOWN
    staff = {"is_staff": True}
    sign_up_with(Client(), SoftKey(), HOLDER)
    holder = User.objects.get(username=HOLDER)
    holder.set_password(PASSWORD)
    holder.save()
    Vault.objects.create(account=holder, ciphertext=vault_file())
    closed = named("calm-otter-2")
    found = {
        "stranger": browser(None),
        "closed": browser(closed, shown),
        "member": browser(named("calm-otter-3")),
        "holder": browser(holder, shown),
        "neighbour": browser(named("calm-otter-4"), shown),
        "speaker": browser(_speaker("calm-otter-5", NORTH)),
        "rival": browser(_speaker("calm-otter-6", SOUTH)),
        "staff": browser(named("calm-otter-7", **staff), shown),
        "waiting": browser(_with_app("calm-otter-8", **staff), shown),
        "curator": browser(_with_app("calm-otter-9", **staff), CODE, shown),
        "proposer": browser(User.objects.get(username="kind-heron"), CODE, shown),
        "root": browser(_with_app("calm-otter-10", **staff, is_superuser=True), CODE, shown),
    }
    closed.is_active = False
    closed.save()
    return found


def _with_app(name: str, **columns: Any) -> User:
    user = named(name, **columns)
    TOTP.activate(user, SECRET)
    return user


def _speaker(name: str, lab: str) -> User:
    user = named(name)
    Spokesperson.objects.create(
        account=user,
        lab=Lab.objects.get(slug=lab),
        domain="anthropic.com",
        token=f"token-of-{name}",
        proof="dns",
        vouched_on=TODAY,
    )
    return user


def vault_file() -> bytes:
    """Return the bytes of a file that a vault takes; nothing opens it."""
    salt, mac = "A" * 21 + "A", "A" * 42 + "A"
    head = f"age-encryption.org/v1\n-> scrypt {salt} 18\n{mac}\n--- {mac}\n"
    return head.encode() + bytes(16 + 16 * 1024 + 16)


def things() -> None:
    """Let there be a row for every address: asks, labs, positions, proposals, motions, answers, releases."""
    for ask in ASKS:
        make_ask(ask["slug"], short_name=ask["short_name"])
    words = Suggestion(ProposalKind.WORDING, "Other words.", ask=SAFETY_CASES)
    store_proposal(words, today=TODAY)
    one, two = Ask.objects.get(slug=SAFETY_CASES), Ask.objects.get(slug=NO_GAG)
    north, south = make_lab(NORTH), make_lab(SOUTH)
    make_position(north, one), make_position(south, two)
    make_answer(north, one)
    Alias.objects.create(slug="former-name", ask=one)
    proposer = _with_app("kind-heron", is_staff=True)
    propose_merge(proposer, NO_GAG, SAFETY_CASES, "The same.", TODAY)
    publish(window_named(DEMONSTRATION, 2024, demonstration=True))
    recompute_focus("2025H1")

"""Every address that takes a form, found in the URL conf, with somebody who may send it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from tests.leverage.conftest import PASSWORD
from tests.leverage.second_factor import SECRET
from tests.leverage.soft_key import MAKE, SoftKey, begin
from tests.security.doors import ROWS, Place, met, places
from tests.security.fuzz_forms import Field, Forms, Target
from tests.security.world import Person, named

REFUSED = {"in", "again", "factor", "add", "403", "404", "405", "home"}
# Who gets furthest, first.
SENDERS = ("stranger", "holder", "speaker", "curator")
# The admin's lists and histories are read; of its forms two are written.
WRITTEN_IN_ADMIN = {"admin:asks_ask_change", "admin:asks_lab_change", "admin:login"}
NO_FORM = {"api_elsewhere", "change_password", "security_txt", "metrics", "api:read_release"}
# Pages whose forms depend on what stands in their address.
ALSO_AT = {
    "propose": [f"?kind={kind}" for kind in ("new_ask", "source", "correction", "wording")],
    "prepare": ["?lab=north-lab", "?lab=north-lab&ask_1=no-gag-clause"],
    "ask_list": ["?q=a"],
}
# Fields that pages show after a step only, or that scripts send.
BESIDE = {
    "sheet": ("draws",),
    "sheet_file": ("sheet",),
    "account_login": ("next", "draws"),
    "mfa_login_webauthn": ("credential", "next"),
    "mfa_signup_webauthn": ("name", "credential"),
    "receipt": (
        "step",
        "words",
        "credential",
        "ask_1",
        "response_1",
        "ask_2",
        "response_2",
        "decided",
        "confirm",
    ),
    "curate_motion": ("does", "reason"),
    "curate_proposal": ("does", "decision", "reason", "twin"),
    "curate_position": ("does",),
    "answer_claim": ("proof", "domain"),
    "spokespeople": ("token", "decision", "reason"),
    "proposal": ("words",),
    "propose": ("kind", "different"),
    "log": ("credential",),
    "delivery": ("credential", "table", "ask_1", "response_1"),
    "vault_empty": ("confirm",),
    "admin:login": ("username", "password", "next"),
    "verify": ("credential", "headers"),
}
STEPS = {
    "does": ["second", "refuse", "undo", "claim", "take_over", "decide", "confirm", "end", "rule"],
    "step": ["open", "replace", "withdraw"],
    "kind": ["new_ask", "source", "correction", "wording"],
    "proof": ["dns", "file"],
}
# Looked for at the network, which a made request must not do.
NEVER_SENT = {"answer_claim": {"proof"}}


# Addresses whose forms only find something.
FINDING = {"ask_list", "ask_compare", "lab_list", "lab_compare", "focus", "tallies"}


def names() -> list[str]:
    """Return the names of all addresses with a form."""
    return [
        place.name for place in places() if _sender(place) or place.name in STAGES.keys() | FINDING
    ]


def target(place: Place, world: dict[str, Person]) -> Target:
    """Return one of them with its fields, and the browser of somebody who may send it."""
    if place.name in FINDING:
        return _read(place, world["stranger"].client, "get")
    client = STAGES[place.name]() if place.name in STAGES else world[_sender(place)].client
    return _read(place, client, "post")


def _sender(place: Place) -> str:
    other = place.name.startswith("admin:") and place.name not in WRITTEN_IN_ADMIN
    if other or place.name in NO_FORM or place.name.startswith("api:"):
        return ""
    if place.name == "mfa_activate_totp":
        return "staff"  # Curators have an app.
    sent = ROWS[place.name].sent
    return next((who for who in SENDERS if met(sent, who) not in REFUSED), "")


def _read(place: Place, client: Client, method: str) -> Target:
    path = place.path()
    fields: dict[str, Field] = {}
    for query in ("", *ALSO_AT.get(place.name, ())):
        answer = client.get(path + query)
        if answer.get("Content-Type", "").startswith("text/html"):
            page = Forms(answer.content.decode(), path).found.get((method, path), {})
            for name, one in page.items():
                known = fields.setdefault(name, one)
                known.choices.extend(set(one.choices) - set(known.choices))
    for name in BESIDE.get(place.name, ()):
        fields.setdefault(name, Field(name, "extra", choices=STEPS.get(name, [])))
    if method == "get":
        for name in ("page", "q", "lab", "ask", "run", "all", "order"):
            fields.setdefault(name, Field(name, "extra"))
    fields.pop("csrfmiddlewaretoken", None)
    for name in NEVER_SENT.get(place.name, ()):
        fields.pop(name, None)
    return Target(place.name, path, method, client, fields)


# -- Places that one is led to only ---------------------------------------------------------------------------


def _half_signed_in() -> Client:
    user = named("half-way-1", is_staff=True)
    TOTP.activate(user, SECRET)
    client = Client()
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    return client


def _about_to_make_a_key() -> Client:
    client = Client()
    begin(client, "half-way-2")
    return client


def _with_fresh_codes() -> Client:
    client = Client()
    client.post(MAKE, {"credential": SoftKey().make(begin(client, "half-way-3"))})
    return client


STAGES: dict[str, Callable[[], Client]] = {
    "mfa_authenticate": _half_signed_in,
    "mfa_signup_webauthn": _about_to_make_a_key,
    "account_codes": _with_fresh_codes,
}

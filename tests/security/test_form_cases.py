"""Made forms and made requests of scripts: nothing breaks, and what is refused is refused in words.

`FORM_CASES=2000` sends that many to each address; without it there are a few.
"""

from __future__ import annotations

import base64
import json
import os
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import hypothesis
import pytest
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st

from outcomes.crypto.signing import SIGNATURE_SIZE
from outcomes.models import Window
from tests.outcomes import verifying
from tests.outcomes.factories import WINDOW
from tests.outcomes.redeeming import Cast
from tests.outcomes.requests import b64
from tests.security.doors import places
from tests.security.form_targets import names, target
from tests.security.fuzz_forms import CASES, FEW, WORST, Target, faults_of
from tests.security.world import Person, browser, named, vault_file

pytestmark = pytest.mark.django_db

TIMES = int(os.environ.get(CASES, str(FEW)))
# Each by itself where there are many, so that processes can share them.
GROUPS = [names()] if TIMES <= FEW else [[name] for name in names()]
JSON = "application/json"


def tried(times: int) -> Any:
    """Return settings for so many cases, the same on every run."""
    return hypothesis.settings(
        max_examples=times,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.shrink],
        suppress_health_check=list(hypothesis.HealthCheck),
        report_multiple_bugs=False,
    )


@pytest.fixture
def undone(
    put_back: Callable[[], Callable[[], None]],
) -> Callable[[Client, Callable[[], Any]], Any]:
    """Return what does something in a browser and then undoes it: rows, memory and cookies."""
    backs: list[Callable[[], None]] = []

    def do(client: Client, call: Callable[[], Any]) -> Any:
        if not backs:
            backs.append(put_back())
        cookies = deepcopy(client.cookies)
        with transaction.atomic():
            answer = call()
            transaction.set_rollback(True)
        client.cookies = cookies
        backs[0]()
        return answer

    return do


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: "+".join(group)[:40])
def test_no_made_form_breaks_a_page_or_loses_what_was_typed(
    world: dict[str, Person], undone: Callable[..., Any], group: list[str]
) -> None:
    found = [target(place, world) for place in places() if place.name in group]
    bare = [one.name for one in found if not one.fields and not is_bare(one.name)]
    assert not bare, ", ".join(bare)
    seen: dict[str, Counter[int]] = {}
    wrong = []
    for one in found:
        seen[one.name] = Counter()
        try:
            try_out(one, undone, seen[one.name])
        except AssertionError as error:
            wrong.append(f"{one.name}: {str(error)[:400]}")
        except Exception as error:  # whatever a view lets through is a fault
            wrong.append(
                f"{one.name}: {type(error).__name__}: {str(error)[:300]} {getattr(error, '__notes__', '')!s:.800}"
            )
    assert not wrong, "\n".join(wrong)
    assert TIMES <= FEW or all(sum(counted.values()) >= TIMES // 2 for counted in seen.values())


# Their forms hold a button alone, or nothing but a box that says yes.
WITHOUT_FIELDS = {
    "account_codes",
    "account_delete",
    "account_export",
    "account_logout",
    "account_stop",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_remove_webauthn",
    "vault",
    "vault_file",
    "reminder",
    "mfa_deactivate_totp",
    "admin:login",
    "admin:logout",
    "admin:index",
    "admin:app_list",
    "admin:password_change",
    "account_set_password",
    "mfa_reauthenticate_webauthn",
    "focus",
    "tallies",
    "ask_compare",
}


def is_bare(name: str) -> bool:
    """Return whether a page takes a form without a field of its own."""
    return name in WITHOUT_FIELDS or name.startswith("admin:")


def try_out(one: Target, undone: Callable[..., Any], seen: Counter[int]) -> None:
    """Send made forms to one address and judge each answer."""

    @tried(TIMES)  # type: ignore[untyped-decorator] # settings are a decorator
    @hypothesis.given(pairs=one.pairs())
    def holds(pairs: list[tuple[str, str]]) -> None:
        answer = undone(one.client, lambda: one.send(pairs))
        seen[answer.status_code] += 1
        faults = list(faults_of(one, pairs, answer))
        assert not faults, f"{faults} for {pairs!a}"

    holds()


# -- What scripts send ---------------------------------------------------------------------------------

ANY = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.sampled_from(WORST),
        st.binary(max_size=400).map(lambda data: base64.b64encode(data).decode()),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def changed(good: Any) -> st.SearchStrategy[bytes]:
    """Return requests that are near a good one: a value of another kind, a key less or more, a sign turned."""
    keys = st.sampled_from(sorted(good))
    whole = json.dumps(good)
    return st.one_of(
        st.tuples(keys, ANY).map(
            lambda one: json.dumps({**good, one[0]: one[1]}).encode("utf-8", "surrogatepass")
        ),
        keys.map(
            lambda key: json.dumps(
                {name: value for name, value in good.items() if name != key}
            ).encode()
        ),
        st.tuples(st.text(max_size=8), ANY).map(
            lambda one: json.dumps({**good, one[0]: one[1]}).encode()
        ),
        st.tuples(keys, st.integers(0, 400), st.characters()).map(lambda one: _turned(good, *one)),
        st.tuples(st.integers(0, len(whole)), st.binary(max_size=6)).map(
            lambda one: whole[: one[0]].encode() + one[1] + whole[one[0] :].encode()
        ),
        st.tuples(st.integers(0, len(whole)), st.integers(1, 9)).map(
            lambda one: (whole[: one[0]] + whole[one[0] + one[1] :]).encode()
        ),
        ANY.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
        st.binary(max_size=200),
        st.just(whole.encode()),
    )


def _turned(good: dict[str, Any], key: str, place: int, sign: str) -> bytes:
    text = json.dumps(good[key])[1:-1]
    place %= max(len(text), 1)
    return json.dumps({**good, key: text[:place] + sign + text[place + 1 :]}).encode(
        "utf-8", "surrogatepass"
    )


@pytest.fixture
def requests_of_scripts(
    db: None, on_the_day: object, ready_keys: None
) -> dict[str, tuple[str, Client, dict[str, Any]]]:
    """Return, by name, where a script sends something, who, and a request that is good."""
    cast = Cast()
    log = cast.good()
    replaced = {name: log[name] for name in ("receipt_key", "input_msg", "sig", "sealed")}
    verify = {
        "window": WINDOW,
        "table": verifying.LAB,
        **{name: log[name] for name in ("input_msg", "sig")},
        "blinded": b64(verifying.blinded_message(cast.window)),
        "headers": b64(verifying.offer()),
    }
    member = browser(named("drawing-otter-1")).client
    blinded = {
        f"{table['slug']}|conversation": b64(bytes(SIGNATURE_SIZE))
        for table in Window.objects.get(pk=WINDOW).tables
    }
    return {
        "log": ("/log/", Client(), log),
        "look": ("/log/receipt/", Client(), {"step": "status", "receipt_key": log["receipt_key"]}),
        "replace": ("/log/receipt/", Client(), {"step": "replace", **replaced}),
        "verify": ("/log/verify/", Client(), verify),
        "draw": ("/account/credentials/", member, {"window": WINDOW, "blinded": blinded}),
        "vault": ("/account/vault/", member, {"ciphertext": b64(vault_file())}),
    }


@pytest.mark.parametrize("name", ["log", "look", "replace", "verify", "draw", "vault"])
def test_no_made_request_of_a_script_breaks_an_answer(
    requests_of_scripts: dict[str, Any], undone: Callable[..., Any], name: str
) -> None:
    path, client, good = requests_of_scripts[name]
    seen: Counter[int] = Counter()

    @tried(TIMES)  # type: ignore[untyped-decorator] # settings are a decorator
    @hypothesis.given(body=changed(good))
    def holds(body: bytes) -> None:
        answer = undone(client, lambda: client.generic("POST", path, body, JSON, CONTENT_TYPE=JSON))
        seen[answer.status_code] += 1
        assert answer.status_code < 500
        assert answer["Content-Type"] == JSON
        if answer.status_code >= 400:
            assert set(answer.json()) == {"error", "words"}

    holds()
    assert set(seen) <= {200, 201, 400, 403, 404, 409, 429}
    assert sum(seen.values()) >= TIMES // 2

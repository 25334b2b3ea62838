"""The vault on our side: whose it is, what it takes, that it goes at once, and that nothing else is kept."""

from __future__ import annotations

import base64
import json
from typing import Any

import pyrage
import pytest
from django.db import models
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from leverage.models import User, Vault
from leverage.vaults import (
    STEP,
    Lock,
    NoVaultFile,
    put_into_vault,
    read_lock,
    vault_content,
)
from tests.leverage.vault_files import KEY, WORDS, letters, made_up_file

pytestmark = pytest.mark.django_db

VAULT, FILE, EMPTY = "/account/vault/", "/account/vault/file/", "/account/vault/empty/"
NOTHING = "Nothing is kept here."


def put(client: Client, file: bytes) -> Any:
    document = {"ciphertext": base64.b64encode(file).decode()}
    return client.post(VAULT, json.dumps(document), content_type="application/json")


# -- Whose it is -------------------------------------------------------------------------------------------


def test_it_is_empty_until_its_holder_fills_it(signed_in: Client) -> None:
    page = signed_in.get(VAULT).content.decode()
    assert NOTHING in page
    assert EMPTY not in page
    assert signed_in.post(FILE).status_code == 404


def test_its_holder_gets_back_what_was_put_in_byte_for_byte(signed_in: Client) -> None:
    file = made_up_file()
    assert put(signed_in, file).status_code == 200
    answer = signed_in.post(FILE)
    assert answer.content == file
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="vault.age"'
    assert answer["Cache-Control"] == "no-store"


def test_a_stranger_meets_only_the_strangers_own_vault(signed_in: Client, client: Client) -> None:
    file = made_up_file()
    put(signed_in, file)
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger"))
    assert NOTHING in stranger.get(VAULT).content.decode()
    assert stranger.post(FILE).status_code == 404
    assert stranger.post(EMPTY, {"confirm": "on"}).status_code == 302
    put(stranger, made_up_file(KEY))
    assert signed_in.post(FILE).content == file


@pytest.mark.parametrize("path", [VAULT, FILE, EMPTY])
def test_nobody_reaches_it_without_signing_in(client: Client, account: User, path: str) -> None:
    put_into_vault(account, file := made_up_file())
    answer = client.post(path, {"confirm": "on"})
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={path}")
    assert vault_content(account) == file


@pytest.mark.parametrize("path", [VAULT, FILE, EMPTY])
def test_a_request_of_another_site_changes_and_gives_nothing(account: User, path: str) -> None:
    put_into_vault(account, file := made_up_file())
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    assert client.post(path, {"confirm": "on"}).status_code == 403
    assert vault_content(account) == file


@pytest.mark.parametrize("path", [FILE, EMPTY])
def test_a_link_neither_gives_the_file_nor_empties_the_vault(signed_in: Client, path: str) -> None:
    put(signed_in, made_up_file())
    assert signed_in.get(path).status_code == 405
    assert Vault.objects.count() == 1


def test_no_cache_keeps_the_page(signed_in: Client) -> None:
    assert signed_in.get(VAULT)["Cache-Control"] == "no-store"


# -- What it holds ------------------------------------------------------------------------------------------


def test_what_is_put_in_replaces_what_was_there_whole(signed_in: Client) -> None:
    put(signed_in, made_up_file(steps=3))
    put(signed_in, file := made_up_file(KEY))
    assert bytes(Vault.objects.get().ciphertext) == file


def test_emptying_takes_a_tick_and_leaves_no_row(signed_in: Client) -> None:
    put(signed_in, made_up_file())
    refused = signed_in.post(EMPTY)
    assert refused.status_code == 400
    assert "Tick the box to empty the vault." in refused.content.decode()
    assert "<title>Error: Vault" in refused.content.decode()
    assert Vault.objects.count() == 1
    answer = signed_in.post(EMPTY, {"confirm": "on"}, follow=True)
    assert "The vault is empty now." in answer.content.decode()
    assert not Vault.objects.exists()


def test_emptying_an_empty_vault_is_no_error(signed_in: Client) -> None:
    assert signed_in.post(EMPTY, {"confirm": "on"}).status_code == 302


def test_no_time_stands_beside_it() -> None:
    kinds = {type(field) for field in Vault._meta.fields}
    assert kinds == {models.UUIDField, models.OneToOneField, models.BinaryField}


@pytest.mark.parametrize(("recipient", "words"), [(WORDS, "six words"), (KEY, "a passkey")])
def test_the_page_says_what_opens_it(signed_in: Client, recipient: str, words: str) -> None:
    put(signed_in, made_up_file(recipient))
    page = signed_in.get(VAULT).content.decode()
    assert f"One is kept here, locked with {words}." in page
    assert ("age -d -o sheet.txt vault.age" in page) is (recipient is WORDS)


def test_what_changed_is_told_only_while_it_is_true(signed_in: Client) -> None:
    assert "holds your sheet now" not in signed_in.get(f"{VAULT}?changed=put").content.decode()
    put(signed_in, made_up_file())
    assert "holds your sheet now" in signed_in.get(f"{VAULT}?changed=put").content.decode()
    assert "is empty now" not in signed_in.get(f"{VAULT}?changed=emptied").content.decode()


def test_the_page_takes_one_query_of_its_own(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # The account, the vault.
        signed_in.get(VAULT)


# -- What it takes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize(("recipient", "lock"), [(WORDS, Lock.WORDS), (KEY, Lock.PASSKEY)])
def test_both_kinds_of_lock_are_taken_in_every_step(recipient: str, lock: Lock, steps: int) -> None:
    assert read_lock(made_up_file(recipient, steps=steps)) is lock


def test_a_file_of_another_program_is_taken() -> None:
    file = pyrage.passphrase.encrypt(b" " * STEP, "any words at all")
    assert read_lock(file) is Lock.WORDS


MANY = f"scrypt {{salt}} 17\n{letters(32)}\n-> scrypt {{salt}} 17"
REFUSED = {
    "nothing": b"",
    "text": b"Leverage: credentials\n\nNorth Lab: lvg1.AAAA\n",
    "another version": made_up_file().replace(b"/v1\n", b"/v2\n", 1),
    "armoured": b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.b64encode(made_up_file()),
    "a public key": made_up_file("X25519 " + letters(32)),
    "a key of another kind": made_up_file("ssh-ed25519 abcd " + letters(32)),
    "a recipient without its salt": made_up_file("scrypt 17"),
    "two recipients": made_up_file(MANY),
    "cheap to guess": made_up_file("scrypt {salt} 15"),
    "too dear to open": made_up_file("scrypt {salt} 21"),
    "a number with a zero before it": made_up_file("scrypt {salt} 017"),
    "no step": made_up_file(steps=0),
    "four steps": made_up_file(steps=4),
    "a byte too many": made_up_file() + b"\0",
    "a byte too few": made_up_file()[:-1],
    "something before it": b"\n" + made_up_file(),
}


@pytest.mark.parametrize("file", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_and_the_vault_holds_what_it_held(
    signed_in: Client, file: bytes
) -> None:
    put(signed_in, held := made_up_file())
    answer = put(signed_in, file)
    assert (answer.status_code, answer.json()["error"]) == (400, "no_vault_file")
    assert signed_in.post(FILE).content == held


@given(st.binary(max_size=400))
def test_random_bytes_are_never_taken(file: bytes) -> None:
    with pytest.raises(NoVaultFile):
        read_lock(file)


ONE = base64.b64encode(made_up_file()).decode()
BODIES = [
    b"",
    b"no JSON",
    b"\xff\xfe",
    b"[]",
    b"null",
    b"[" * 60_000,
    b'{"ciphertext": 5}',
    b'{"ciphertext": "not base64"}',
    b'{"ciphertext": "\xc3\xa9"}',
    json.dumps({"ciphertext": ONE, "passphrase": "six words"}).encode(),
    json.dumps({"ciphertext": "A" * 100_000}).encode(),
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_no_script_of_ours_sends_is_refused(signed_in: Client, body: bytes) -> None:
    answer = signed_in.post(VAULT, body, content_type="application/json")
    assert answer.status_code == 400
    assert not Vault.objects.exists()


def test_a_form_is_no_way_in_either(signed_in: Client) -> None:
    assert signed_in.post(VAULT, {"ciphertext": ONE}).status_code == 400
    assert not Vault.objects.exists()


def test_deleting_the_account_deletes_its_vault(account: User) -> None:
    put_into_vault(account, made_up_file())
    account.delete()
    assert not Vault.objects.exists()

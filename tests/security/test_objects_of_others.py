"""What belongs to one person stays out of the reach of every other: tried on both sides, row by row."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user
from django.test import Client

from asks.kinds import MotionState, ProposalState, Stance
from asks.models import LabAnswer, Motion, Proposal
from asks.services.propose import find_proposal
from leverage.models import User, Vault
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.second_factor import FACTORS, SECRET, code, place, sign_in
from tests.leverage.soft_key import KEYS
from tests.outcomes.factories import NORTH, SAFETY_CASES, SOUTH
from tests.security.world import Person, vault_file

pytestmark = pytest.mark.django_db

World = dict[str, Person]
OTHERS = ("neighbour", "curator", "root")


# -- Of an account -----------------------------------------------------------------------------------


@pytest.mark.parametrize("other", OTHERS)
def test_a_vault_opens_changes_and_empties_for_its_holder_alone(world: World, other: str) -> None:
    client = world[other].client
    assert client.post("/account/vault/file/").status_code == 404
    sent = json.dumps({"ciphertext": base64.b64encode(vault_file()[:-1] + b"x").decode()})
    assert client.post("/account/vault/", sent, content_type="application/json").status_code == 200
    client.post("/account/vault/empty/", {"confirm": "on"})
    kept = Vault.objects.get(account=world["holder"].user)
    assert bytes(kept.ciphertext) == vault_file()
    assert world["holder"].client.post("/account/vault/file/").content == vault_file()


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("does", ["remove", "edit"])
def test_a_passkey_is_removed_and_renamed_by_its_holder_alone(
    world: World, other: str, does: str
) -> None:
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    answer = world[other].client.post(f"{KEYS}{key.pk}/{does}/", {"name": "Mine now"})
    assert answer.status_code in {403, 404}
    key.refresh_from_db()
    assert str(key) == "Passkey 1"
    if does == "remove":
        world["holder"].client.post(f"{KEYS}{key.pk}/remove/")
        assert not Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("other", OTHERS)
def test_an_export_holds_nothing_of_anybody_else(world: World, other: str) -> None:
    mine = world[other].client.post("/account/export/").content.decode()
    user = world["holder"].user
    assert user is not None
    assert str(user.pk) not in mine
    assert f'"{user.username}"' not in mine
    assert str(user.pk) in world["holder"].client.post("/account/export/").content.decode()


def test_no_field_of_a_request_chooses_whose_account_is_meant(world: World) -> None:
    holder, neighbour = world["holder"].user, world["neighbour"].user
    assert holder is not None
    assert neighbour is not None
    named = {
        "id": str(holder.pk),
        "pk": str(holder.pk),
        "user": holder.username,
        "account": str(holder.pk),
    }
    world["neighbour"].client.post("/account/name/", {**named, "username": "another-name-1"})
    world["neighbour"].client.post("/account/delete/", named)
    assert not User.objects.filter(pk=neighbour.pk).exists()
    assert User.objects.get(pk=holder.pk).username == "calm-otter-1"


# -- Of visitors: only the words open it -------------------------------------------------------------


def test_a_proposal_is_found_by_its_own_words_and_not_by_those_of_another(client: Client) -> None:
    words = "abacus abdomen abdominal abide"
    assert find_proposal(words.split()) is None
    assert client.post("/propose/reference/", {"words": words}).status_code in {400, 404}
    for number in ("1", "00000000-0000-0000-0000-000000000001"):
        assert client.get(f"/propose/reference/{number}/").status_code == 404
        assert client.get(f"/propose/reference/?id={number}").status_code == 200


# -- Of a lab ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("speaker", 302), ("rival", 403), ("member", 403), ("root", 403)]
)
def test_only_who_speaks_for_a_lab_answers_for_it(world: World, who: str, status: int) -> None:
    said = {
        "ask": SAFETY_CASES,
        "stance": Stance.ADOPTED,
        "url": "https://www.anthropic.com/page",
        "confirm": "on",
    }
    before = LabAnswer.objects.count()
    answer = world[who].client.post(f"/labs/{NORTH}/answer/", said)
    assert answer.status_code in {status, 400 if status == 302 else status}
    assert who == "speaker" or LabAnswer.objects.count() == before
    assert world["speaker"].client.post(f"/labs/{SOUTH}/answer/", said).status_code == 403


def test_the_line_that_proves_a_lab_is_shown_to_its_claimant_alone(world: World) -> None:
    seen = [
        person.client.get(f"/labs/{NORTH}/answer/claim/").content.decode()
        for person in world.values()
    ]
    assert not any("token-of-calm-otter-6" in page for page in seen)


# -- Of curators: two are needed -------------------------------------------------------------------------


def test_who_proposed_cannot_second_and_another_curator_can(world: World) -> None:
    motion = Motion.objects.get()
    path = f"/curate/motions/{motion.pk}/"
    assert world["proposer"].client.post(path, {"does": "second"}).status_code == 409
    assert Motion.objects.get().state == MotionState.WAITING
    assert world["curator"].client.post(path, {"does": "second"}).status_code == 302
    assert Motion.objects.get().state == MotionState.DONE


@pytest.mark.parametrize("who", ["stranger", "member", "speaker", "staff", "waiting"])
def test_nobody_else_seconds_or_decides(world: World, who: str) -> None:
    client = world[who].client
    client.post(f"/curate/motions/{Motion.objects.get().pk}/", {"does": "second"})
    decided = {"does": "decide", "decision": ProposalState.DECLINED, "reason": "Because of this."}
    client.post(f"/curate/proposals/{Proposal.objects.get().pk}/", decided)
    assert Motion.objects.get().state == MotionState.WAITING
    assert Proposal.objects.get().state == ProposalState.NEW


# -- The password alone, from before there was a factor ------------------------------------------------------


@pytest.fixture
def thief(account: User) -> Client:
    """Return the browser of somebody who signed in with the password before its holder added an app."""
    account.is_staff = True
    account.save()
    client = Client()
    sign_in(client)
    TOTP.activate(account, SECRET)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize(
    "path", ["codes/new/", "app/", "app/remove/", "keys/add/", "keys/1/remove/", "keys/1/edit/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_password_changes_no_factor_of_staff(thief: Client, path: str, method: str) -> None:
    answer = getattr(thief, method)(f"{FACTORS}{path}")
    assert place(answer)[0] == f"{FACTORS}reauthenticate/"
    assert [factor.type for factor in Authenticator.objects.all()] == [Authenticator.Type.TOTP]


def test_who_shows_the_factor_changes_it(thief: Client) -> None:
    thief.post(f"{FACTORS}reauthenticate/", {"code": code()})
    assert thief.post(f"{FACTORS}app/remove/").status_code == 302
    assert not Authenticator.objects.exists()


# -- Sessions ------------------------------------------------------------------------------------------------


def test_a_session_that_somebody_else_chose_is_not_kept_at_a_sign_in(account: User) -> None:
    mine, given = Client(), "a" * 32
    mine.cookies["session"] = given
    sign_in(mine)
    assert mine.cookies["session"].value != given
    other = Client()
    other.cookies["session"] = given
    assert get_user(mine).is_authenticated
    assert other.get("/account/").status_code == 302


def test_a_new_password_ends_every_other_session(account: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here), sign_in(elsewhere)
    assert elsewhere.get("/account/").status_code == 200
    new = "quite another four words"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", sent).status_code == 302
    assert elsewhere.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_what_is_signed_out_stays_so(account: User) -> None:
    client = Client()
    sign_in(client)
    kept = client.cookies["session"].value
    client.post("/account/logout/")
    again = Client()
    again.cookies["session"] = kept
    assert again.get("/account/").status_code == 302


def test_a_cookie_made_by_hand_opens_nothing(remembered: Callable[[], bytes]) -> None:
    for made in ("", "x" * 32, "../1", "leverage:1:address-key", "\\x00", NAME):
        client = Client()
        client.cookies["session"] = made
        assert client.get("/account/").status_code == 302

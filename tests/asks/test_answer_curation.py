"""The curators' pages about spokespeople and answers."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.models import LabAnswer, Spokesperson
from tests.asks.answer_cast import (
    make_account,
    make_answer,
    make_spokesperson,
    sign_in_curator,
)
from tests.asks.factories import make_ask, make_lab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]

PEOPLE, CONTEST = "/curate/spokespeople/", "/curate/answers/anthropic/an-ask/1/"
VOUCH = {"token": "token-of-calm-otter-41", "decision": "vouch"}
DOUBT = {"decision": "contest", "reason": "The page is gone."}


@pytest.fixture(autouse=True)
def claim(db: None) -> Spokesperson:
    """Let somebody wait for a curator's word, and one answer stand."""
    lab = make_lab("anthropic", name="Anthropic")
    make_answer(lab, make_ask("an-ask"))
    return make_spokesperson(lab, vouched=False)


def assert_nothing_happened() -> None:
    assert Spokesperson.objects.get().vouched_on is None
    assert LabAnswer.objects.get().contested == ""


@pytest.mark.parametrize(("path", "sent"), [(PEOPLE, VOUCH), (CONTEST, DOUBT)])
class TestTheDoor:
    def test_a_visitor_is_asked_to_sign_in(
        self, client: Client, path: str, sent: dict[str, str]
    ) -> None:
        for response in (client.get(path), client.post(path, sent)):
            assert response["Location"].startswith("/account/login/")
        assert_nothing_happened()

    def test_an_account_that_is_not_staffs_is_refused(
        self, client: Client, path: str, sent: dict[str, str]
    ) -> None:
        client.force_login(make_account("stranger"))
        assert {client.get(path).status_code, client.post(path, sent).status_code} == {403}
        assert_nothing_happened()

    def test_the_spokesperson_is_refused(
        self, client: Client, claim: Spokesperson, path: str, sent: dict[str, str]
    ) -> None:
        client.force_login(claim.account)
        assert client.post(path, sent).status_code == 403
        assert_nothing_happened()

    @pytest.mark.parametrize(("factor", "shown"), [(False, False), (True, False), (False, True)])
    def test_a_curator_without_a_second_factor_is_sent_to_it(
        self, client: Client, path: str, sent: dict[str, str], *, factor: bool, shown: bool
    ) -> None:
        sign_in_curator(client, factor=factor, shown=shown)
        assert {client.get(path).status_code, client.post(path, sent).status_code} == {302}
        assert_nothing_happened()

    def test_another_site_cannot_decide_in_a_curators_name(
        self, path: str, sent: dict[str, str]
    ) -> None:
        strict = Client(enforce_csrf_checks=True)
        sign_in_curator(strict)
        assert strict.post(path, sent).status_code == 403
        assert_nothing_happened()

    def test_a_curator_passes(self, client: Client, path: str, sent: dict[str, str]) -> None:
        sign_in_curator(client)
        assert client.get(path).status_code == 200
        assert client.post(path, sent)["Location"] == PEOPLE


def test_a_curator_vouches(client: Client) -> None:
    curator = sign_in_curator(client)
    assert "leverage=token-of-calm-otter-41" in client.get(PEOPLE).content.decode()
    client.post(PEOPLE, VOUCH)
    assert Spokesperson.objects.get().vouched_by == curator
    page = client.get(PEOPLE).content.decode()
    assert "vouched for on" in page
    assert "The lab confirmed it" not in page


def test_the_page_shows_no_made_up_name(client: Client) -> None:
    sign_in_curator(client)
    Spokesperson.objects.update(token="a-token")
    assert "otter" not in client.get(PEOPLE).content.decode()


def test_a_claim_without_proof_does_not_wait_here(client: Client) -> None:
    sign_in_curator(client)
    Spokesperson.objects.update(proof="")
    assert "Nobody waits." in client.get(PEOPLE).content.decode()
    assert client.post(PEOPLE, VOUCH).status_code == 404
    assert_nothing_happened()


def test_nobody_vouches_for_their_own_account(client: Client) -> None:
    curator = sign_in_curator(client)
    Spokesperson.objects.update(account=curator)
    response = client.post(PEOPLE, VOUCH)
    assert response.status_code == 409
    assert "Another curator has to look." in response.content.decode()
    assert_nothing_happened()


def test_a_claim_is_dismissed_with_a_reason_only(client: Client) -> None:
    sign_in_curator(client)
    dismiss = {**VOUCH, "decision": "dismiss"}
    response = client.post(PEOPLE, dismiss)
    assert response.status_code == 400
    assert "Write the reason. It is public." in response.content.decode()
    assert client.post(PEOPLE, {**dismiss, "reason": "Not theirs."}).status_code == 302
    assert not Spokesperson.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"token": "\0"}, {"token": "", "decision": "vouch"}])
def test_a_decision_about_nobody_is_not_found(client: Client, sent: dict[str, str]) -> None:
    sign_in_curator(client)
    assert client.post(PEOPLE, sent).status_code == 404


def test_a_decision_that_is_none_is_refused(client: Client) -> None:
    sign_in_curator(client)
    assert client.post(PEOPLE, {**VOUCH, "decision": "crown"}).status_code == 400
    assert_nothing_happened()


def test_a_doubt_stands_on_the_public_page_and_can_be_taken_back(client: Client) -> None:
    sign_in_curator(client)
    client.post(CONTEST, DOUBT)
    assert "The page is gone." in client.get("/labs/anthropic/answers/").content.decode()
    client.post(CONTEST, {"decision": "settle", "reason": "It is back."})
    assert_nothing_happened()


@pytest.mark.parametrize("sent", [{**DOUBT, "reason": " "}, {**DOUBT, "decision": "settle"}, {}])
def test_a_doubt_needs_a_reason_and_there_must_be_one_to_take_back(
    client: Client, sent: dict[str, str]
) -> None:
    sign_in_curator(client)
    assert client.post(CONTEST, sent).status_code == 400
    assert_nothing_happened()


@pytest.mark.parametrize("path", ["anthropic/an-ask/2/", "anthropic/nope/1/", "nope/an-ask/1/"])
def test_an_answer_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    sign_in_curator(client)
    assert client.get(f"/curate/answers/{path}").status_code == 404


def test_the_page_takes_as_many_queries_for_many_as_for_one(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in_curator(client)
    for number in range(8):
        lab = make_lab()
        make_spokesperson(lab, f"name-{number}", vouched=False)
        make_answer(lab, make_ask())
    with django_assert_max_num_queries(6):  # Account, factor (twice), claims, answers, footer.
        assert client.get(PEOPLE).status_code == 200

"""The pages of a lab's own answer: who may use them, and what they show."""

from __future__ import annotations

import dns.resolver
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.answers import VERSIONS_PER_PAGE
from asks.kinds import Stance
from asks.models import Lab, LabAnswer, Spokesperson
from asks.services.claim_lab import claim_lab
from asks.services.prove_lab import CHECKS_PER_MINUTE
from tests.asks.answer_cast import PAGE, make_account, make_answer, make_spokesperson
from tests.asks.factories import TODAY, make_ask, make_asks, make_lab
from tests.asks.loopback import name_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]

HELP, HISTORY = "/labs/answer-help/", "/labs/anthropic/answers/"
ANSWER, CLAIM = "/labs/anthropic/answer/", "/labs/anthropic/answer/claim/"
GOOD = {"ask": "an-ask", "stance": Stance.PARTLY.value, "planned_by": "", "url": PAGE}


@pytest.fixture
def lab() -> Lab:
    make_ask("an-ask")
    return make_lab("anthropic", name="Anthropic")


@pytest.fixture
def speaking(client: Client, lab: Lab) -> Client:
    """Return the browser of somebody who may answer for the lab."""
    client.force_login(make_spokesperson(lab).account)
    return client


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


# -- What everybody may read -------------------------------------------------------------------------


@pytest.mark.parametrize("path", [HELP, HISTORY])
def test_the_public_pages_are_free_of_cookies(client: Client, lab: Lab, path: str) -> None:
    client.force_login(make_account())
    response = client.get(path)
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.content.decode()


def test_the_help_page_says_what_an_answer_never_changes(client: Client, lab: Lab) -> None:
    text = text_of(client, HELP)
    for words in ("What it never changes", "Positions:", "Tallies:", "Use an account of its own"):
        assert words in text
    assert f'href="{ANSWER}"' in text


def test_the_history_shows_every_version_with_day_link_and_doubt(client: Client, lab: Lab) -> None:
    ask = make_ask("other", title="Say it in public")
    make_answer(lab, ask, stance=Stance.PLANNED, planned_by="2027-03")
    make_answer(lab, ask, 2, contested="The page is gone.")
    text = text_of(client, HISTORY)
    assert text.index("Adopted") < text.index("Planned by a date") < text.index("March 2027")
    for words in ("Say it in public", "23 November 2026", f'href="{PAGE}"', "The page is gone."):
        assert words in text
    assert text.count('<h2 lang="en">') == 1


def test_the_history_names_no_account(client: Client, lab: Lab) -> None:
    make_spokesperson(lab, "calm-otter-41")
    make_answer(lab, make_ask())
    assert "otter" not in text_of(client, HISTORY)


def test_a_lab_that_never_answered_is_not_blamed(client: Client, lab: Lab) -> None:
    assert "That is not a no." in text_of(client, HISTORY)


def test_the_history_is_bounded(
    client: Client, lab: Lab, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for ask in make_asks(VERSIONS_PER_PAGE):
        make_answer(lab, ask)
        make_answer(lab, ask, 2, url=f"https://www.anthropic.com/{'x' * 470}", contested="x" * 800)
    with django_assert_max_num_queries(4):
        text = text_of(client, HISTORY)
    assert text.count('class="meta"') == VERSIONS_PER_PAGE
    assert len(text) < 100_000
    assert "Page 2 of 2" in text_of(client, f"{HISTORY}?page=2")
    assert "Page 2 of 2" in text_of(client, f"{HISTORY}?page=999")
    assert "Page 1 of 2" in text_of(client, f"{HISTORY}?page=%00")


@pytest.mark.parametrize("path", ["answers/", "answer/", "answer/claim/"])
def test_an_unknown_lab_is_not_found(client: Client, path: str) -> None:
    client.force_login(make_account())
    assert client.get(f"/labs/nope/{path}").status_code == 404


# -- Who may answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ANSWER, CLAIM])
def test_a_visitor_is_asked_to_sign_in(client: Client, lab: Lab, path: str) -> None:
    for response in (client.get(path), client.post(path, GOOD)):
        assert (response.status_code, response["Location"]) == (
            302,
            f"/account/login/?next={path}",
        )
    assert not LabAnswer.objects.exists()


@pytest.mark.parametrize(
    ("proof", "words"),
    [("", "was not found on the lab's domain yet"), ("dns", "A curator now asks the lab")],
)
def test_who_is_not_vouched_for_reads_what_is_missing_and_cannot_answer(
    client: Client, lab: Lab, proof: str, words: str
) -> None:
    client.force_login(make_spokesperson(lab, proof=proof, vouched=False).account)
    assert words in text_of(client, ANSWER).replace("&#x27;", "'")
    assert client.post(ANSWER, GOOD).status_code == 403
    assert not LabAnswer.objects.exists()


def test_a_stranger_cannot_answer(client: Client, lab: Lab) -> None:
    client.force_login(make_account())
    assert "Show that you speak for it" in text_of(client, ANSWER)
    assert client.post(ANSWER, GOOD).status_code == 403
    assert not LabAnswer.objects.exists()


@pytest.mark.parametrize("path", [ANSWER, CLAIM])
def test_the_spokesperson_of_another_lab_can_neither_answer_nor_claim(
    client: Client, lab: Lab, path: str
) -> None:
    client.force_login(make_spokesperson(make_lab("openai", name="OpenAI")).account)
    assert "This account speaks for OpenAI" in text_of(client, path)
    assert client.post(path, {**GOOD, "domain": "anthropic.com"}).status_code == 403
    assert not LabAnswer.objects.exists()
    assert Spokesperson.objects.get().lab.slug == "openai"


def test_another_site_cannot_answer_in_somebodys_name(lab: Lab) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_spokesperson(lab).account)
    assert strict.post(ANSWER, GOOD).status_code == 403
    assert not LabAnswer.objects.exists()


# -- Answering ---------------------------------------------------------------------------------------


@time_machine.travel(TODAY)
def test_an_answer_is_public_at_once(speaking: Client) -> None:
    response = speaking.post(ANSWER, GOOD)
    assert (response.status_code, response["Location"]) == (302, f"{ANSWER}?ask=an-ask")
    page = text_of(speaking, response["Location"])
    assert "Your answer now" in page
    assert f'{HISTORY}#an-ask-1"' in page
    assert "version 1, 23 November 2026" in page
    assert "Adopted in part" in text_of(speaking, HISTORY)


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ask": ""}, "Choose the ask that you answer."),
        ({"ask": "\0"}, "This ask is not in the catalogue."),
        ({"stance": ""}, "Choose one of the six answers."),
        ({"stance": "maybe"}, "This is not one of the six answers."),
        ({"stance": "planned"}, "A plan needs a date."),
        ({"stance": "planned", "planned_by": "2025"}, "This date is over."),
        ({"stance": "planned", "planned_by": "soon"}, "Write the date as 2027"),
        ({"planned_by": "2027"}, "Only a plan has a date."),
        ({"url": ""}, "Give the address of a page"),
        ({"url": "https://openai.com/page"}, "not on one of your lab's domains"),
        ({"url": "http://anthropic.com/page"}, "not on one of your lab's domains"),
        ({"url": "javascript:alert(1)"}, "This is no address of a page."),
        ({"url": f"https://anthropic.com/{'x' * 500}"}, "500 signs are the most"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(
    speaking: Client, wrong: dict[str, str], words: str
) -> None:
    response = speaking.post(ANSWER, {**GOOD, **wrong})
    page = response.content.decode().replace("&#x27;", "'")
    assert response.status_code == 400
    assert words in page
    assert "<title>Error:" in page.replace("\n", "")
    assert "url" in wrong or f'value="{PAGE}"' in page
    assert not LabAnswer.objects.exists()


@pytest.mark.parametrize("query", ["?ask=nope", "?ask=%00", "?ask="])
def test_an_ask_that_is_not_there_is_no_accident(speaking: Client, query: str) -> None:
    assert "Your answer now" not in text_of(speaking, ANSWER + query)


@pytest.mark.parametrize("path", [ANSWER, CLAIM])
def test_the_pages_of_an_account_are_kept_nowhere(speaking: Client, path: str) -> None:
    response = speaking.get(path)
    assert response["Cache-Control"] == "no-store"
    assert "Use an account of its own" in text_of(speaking, ANSWER)


def test_the_form_takes_few_queries(
    speaking: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_asks(400)
    with django_assert_max_num_queries(6):  # Account, lab, role, asks, answer, day of the check.
        text_of(speaking, f"{ANSWER}?ask=an-ask")


# -- Claim and proof ---------------------------------------------------------------------------------


def test_a_claim_shows_the_line_and_where_to_publish_it(client: Client, lab: Lab) -> None:
    client.force_login(make_account())
    assert "https://www.anthropic.com" in text_of(client, CLAIM)
    assert client.post(CLAIM, {"domain": "anthropic.com"}).status_code == 302
    claim, page = Spokesperson.objects.get(), text_of(client, CLAIM)
    for words in (
        f"leverage={claim.token}",
        "https://anthropic.com/.well-known/leverage.txt",
        "_leverage.anthropic.com",
    ):
        assert words in page


@pytest.mark.parametrize(
    "domain", ["", "evil.example", "openai.com", "127.0.0.1", "anthropic.com@evil.example"]
)
def test_no_address_that_was_typed_can_be_claimed(client: Client, lab: Lab, domain: str) -> None:
    client.force_login(make_account())
    assert client.post(CLAIM, {"domain": domain}).status_code == 400
    assert not Spokesperson.objects.exists()


def test_a_lab_without_a_known_domain_cannot_be_claimed(client: Client) -> None:
    make_lab("unknown")
    client.force_login(make_account())
    path = "/labs/unknown/answer/claim/"
    assert "We know no domain of this lab." in text_of(client, path)
    assert client.post(path, {"domain": "unknown.example"}).status_code == 400


def test_the_line_is_found_in_the_dns(
    client: Client, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claim_lab(make_account(), lab, "anthropic.com")
    client.force_login(claim.account)
    records = {("_leverage.anthropic.com", "TXT"): [f'"leverage={claim.token}"']}
    with name_server(records) as resolver:
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        assert client.post(CLAIM, {"proof": "dns"}).status_code == 302
    assert "Your line was found" in text_of(client, CLAIM)
    assert client.post(ANSWER, GOOD).status_code == 403


def test_a_line_that_is_not_there_and_an_address_inside_are_told_apart(
    client: Client, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = claim_lab(make_account(), lab, "anthropic.com")
    client.force_login(claim.account)
    with name_server({("anthropic.com", "A"): ["127.0.0.1"]}) as resolver:
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        missing = client.post(CLAIM, {"proof": "dns"})
        inside = client.post(CLAIM, {"proof": "well_known"})
    assert (missing.status_code, inside.status_code) == (409, 409)
    assert "the line is not there yet" in missing.content.decode()
    assert "not public, so we did not go there" in inside.content.decode()
    assert Spokesperson.objects.get().proof == ""


def test_too_many_looks_in_a_minute_are_refused_in_words(
    client: Client, lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(claim_lab(make_account(), lab, "anthropic.com").account)
    with name_server({}) as resolver:
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        looks = [client.post(CLAIM, {"proof": "dns"}) for _look in range(CHECKS_PER_MINUTE + 1)]
    assert [look.status_code for look in looks] == [409] * CHECKS_PER_MINUTE + [429]
    assert "Wait a minute" in looks[-1].content.decode()


def test_a_way_of_proof_that_is_none_is_refused(client: Client, lab: Lab) -> None:
    client.force_login(claim_lab(make_account(), lab, "anthropic.com").account)
    assert client.post(CLAIM, {"proof": "http://10.0.0.1/"}).status_code == 400

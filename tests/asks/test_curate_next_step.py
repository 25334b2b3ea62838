"""The curators' pages lead on: from what waits to its page, from an accepted proposal to the change."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client

from asks.kinds import ProposalKind
from asks.models import Ask, Lab, Proposal
from tests.asks.answer_cast import make_spokesperson
from tests.asks.curators import curator_client, make_curator
from tests.asks.factories import make_ask, make_lab

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Client:
    return curator_client(make_curator("calm-otter"))


def text_of(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def accept(curator: Client, ask: Ask | None, lab: Lab | None) -> str:
    """Accept a proposal, and return the page that follows."""
    proposal = Proposal.objects.create(
        kind=ProposalKind.CORRECTION,
        ask=ask,
        lab=lab,
        text="It was published in May.",
        reference_hash=hashlib.sha256(b"words").digest(),
        received_month="2026-11",
    )
    path = f"/curate/proposals/{proposal.pk}/"
    curator.post(path, {"does": "claim"})
    assert "Next: make the change" not in text_of(curator, path)
    sent = {"does": "decide", "decision": "accepted", "twin": "", "reason": "It is so."}
    assert curator.post(path, sent)["Location"] == path
    page = text_of(curator, path)
    assert "Next: make the change" in page
    return page


def test_an_accepted_correction_leads_to_the_position(curator: Client) -> None:
    page = accept(curator, make_ask("ask"), make_lab("north"))
    assert 'class="button" href="/curate/positions/north/ask/"' in page


def test_accepted_words_lead_to_the_ask(curator: Client) -> None:
    ask = make_ask("ask")
    page = accept(curator, ask, None)
    assert f'class="button" href="/curate/admin/asks/ask/{ask.pk}/change/"' in page


def test_a_correction_of_a_lab_as_a_whole_leads_to_the_lab(curator: Client) -> None:
    lab = make_lab("north")
    page = accept(curator, None, lab)
    assert f'class="button" href="/curate/admin/asks/lab/{lab.pk}/change/"' in page


def test_an_accepted_new_ask_leads_to_the_tables(curator: Client) -> None:
    assert 'class="button" href="/curate/admin/"' in accept(curator, None, None)


def test_a_found_line_waits_for_curators_until_one_vouches(curator: Client) -> None:
    lab = make_lab("north")
    assert "Nobody waits." in text_of(curator, "/curate/")
    make_spokesperson(lab, "kind-heron", vouched=True)
    assert "Nobody waits." in text_of(curator, "/curate/")
    make_spokesperson(lab, "mild-tern", vouched=False)
    page = text_of(curator, "/curate/")
    assert "Nobody waits." not in page
    assert "anthropic.com" in page
    assert "mild-tern" not in page

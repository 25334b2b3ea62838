"""The rules page: each mark and each word of an evidence line is explained, for every lab alike."""

from __future__ import annotations

import pytest
from django.test import Client

from asks.kinds import Confidence, PositionStatus, Verified
from asks.lab_rules import POSITION_MEANS, STRENGTH_MEANS, VERIFIED_MEANS
from asks.querysets import EVIDENCE_AGE_DAYS


def test_every_member_of_the_lists_is_explained_in_its_order() -> None:
    assert list(POSITION_MEANS) == list(PositionStatus)
    assert list(VERIFIED_MEANS) == list(Verified)
    assert list(STRENGTH_MEANS) == list(Confidence)


def test_the_page_needs_no_database_and_names_no_lab(client: Client) -> None:
    text = client.get("/labs/rules/").content.decode().replace("&#x27;", "'")
    for member in (*PositionStatus, *Verified, *Confidence):
        assert str(member.label) in text
    assert f"for {EVIDENCE_AGE_DAYS} days is called “due for a check”" in text


@pytest.mark.parametrize("link", ["/propose/?kind=correction", "/labs/answer-help/"])
def test_it_says_where_to_correct_and_to_answer(client: Client, link: str) -> None:
    assert f'href="{link}"' in client.get("/labs/rules/").content.decode()

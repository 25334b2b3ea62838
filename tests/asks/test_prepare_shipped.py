"""The composer with the whole shipped catalogue: every lab and every ask that can be chosen has its draft."""

from __future__ import annotations

import itertools
import re

import pytest
from django.test import Client

from asks.composer.parts import KINDS, Length, Register, Stage
from asks.drafting import ComposerFacts, composer_facts
from asks.models import Ask
from tests.asks.factories import TODAY
from tests.asks.preparing import data_of, draft, letter_of, page_of, send, shipped

__all__ = ["shipped"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped", "on_the_day")]


def facts_of(stage: Stage) -> ComposerFacts:
    return composer_facts(stage, TODAY)


def choosable(facts: ComposerFacts, lab: str) -> list[str]:
    return [slug for slug in facts.asks if facts.can_choose(facts.labs[lab], slug)]


@pytest.mark.parametrize("stage", Stage)
def test_every_ask_has_words_for_every_stage(stage: Stage) -> None:
    facts = facts_of(stage)
    assert set(facts.asks) == set(Ask.objects.current().values_list("slug", flat=True))
    assert all(all(ask.words.values()) for ask in facts.asks.values())


@pytest.mark.parametrize("stage", Stage)
def test_every_lab_gets_a_draft_of_every_kind(client: Client, stage: Stage) -> None:
    facts = facts_of(stage)
    seen = 0
    manners = itertools.cycle(itertools.product(KINDS[stage], Register, Length))
    for lab in facts.labs:
        asks = choosable(facts, lab)
        if not asks:
            assert stage is Stage.ACCEPTING
            continue
        for _number in range(3):
            kind, register, length = next(manners)
            three = {f"ask_{slot}": slug for slot, slug in enumerate(asks[:3], 1)}
            response = draft(
                client,
                f"/prepare/{stage}/",
                lab=lab,
                **three,
                kind=kind,
                register=register,
                length=length,
            )
            assert response.status_code == 200
            assert facts.labs[lab].name in page_of(response)
            assert not re.search(r"[{}]|  |\bNone\b", letter_of(response))
            assert 'id="replies"' in page_of(response)
            seen += 1
    assert seen >= 30


def test_there_is_something_to_praise_at_most_labs() -> None:
    facts = facts_of(Stage.ACCEPTING)
    assert sum(bool(choosable(facts, lab)) for lab in facts.labs) > len(facts.labs) / 2


@pytest.mark.parametrize("stage", Stage)
def test_the_data_of_the_page_has_every_lab_and_every_ask(client: Client, stage: Stage) -> None:
    facts, data = facts_of(stage), data_of(send(client, f"/prepare/{stage}/"))
    assert list(data["asks"]) == list(facts.asks)
    assert list(data["labs"]) == list(facts.labs)

"""What the composer may offer: which asks, at which labs, with which words, in few queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from asks.composer.parts import PARTS_OF_STAGE, Stage
from asks.drafting import ComposerFacts, composer_facts
from asks.kinds import Effort, PositionStatus
from asks.models import Ask, AskText, Lab
from asks.querysets import EVIDENCE_AGE_DAYS
from tests.asks.factories import (
    TODAY,
    make_ask,
    make_category,
    make_focus,
    make_lab,
    make_position,
    make_support,
)
from tests.asks.large_catalogue import fill, make_labs, many_asks
from tests.asks.preparing import sentences, speakable

pytestmark = pytest.mark.django_db

CREDIT = "shows its rules to everybody"
OPEN = [status for status in PositionStatus if status is not PositionStatus.IN_PLACE]


def facts(stage: Stage = Stage.OFFER_RECEIVED) -> ComposerFacts:
    return composer_facts(stage, TODAY)


def praisable(lab: Lab, ask: Ask, **columns: Any) -> None:
    make_position(lab, ask, **{"credit": CREDIT, "checked": TODAY, **columns})


@pytest.mark.parametrize("stage", Stage)
def test_an_ask_brings_the_words_of_the_stage(stage: Stage) -> None:
    speakable("a", effort=Effort.HIGH, short_name="The short name")
    ask = facts(stage).asks["a"]
    assert ask.words == {part.value: sentences("a")[part] for part in PARTS_OF_STAGE[stage]}
    assert (ask.name, ask.topic, ask.effort) == ("The short name", "Topic", Effort.HIGH)


def test_asks_that_cannot_be_said_are_left_out() -> None:
    speakable("a"), make_ask("wordless")
    speakable("retired")
    Ask.objects.filter(slug="retired").update(retired=True)
    make_ask("half", words={**sentences("half"), "again": ""})
    assert list(facts().asks) == ["a", "half"]
    assert list(facts(Stage.DECLINING).asks) == ["a"]


def test_asks_come_by_topic_and_name_whatever_its_case() -> None:
    make_category("late", position=2), make_category("early", position=1)
    speakable("x", topic="late"), speakable("b", topic="early", short_name="beta")
    (
        speakable("g", topic="early", short_name="Gamma"),
        speakable("a", topic="early", short_name="Al"),
    )
    assert list(facts().asks) == ["a", "b", "g", "x"]


def test_labs_come_by_name_with_the_reasons_of_their_own_focus_list() -> None:
    late, early = make_lab("z"), make_lab("b")
    make_support(speakable("a"))
    make_focus(Ask.objects.get(slug="a"), late), make_focus(speakable("b"))
    make_focus(make_ask("wordless"), late)
    found = facts()
    assert list(found.labs) == [early.slug, late.slug]
    assert list(found.labs["z"].reasons) == ["a"]
    assert "Nothing" in found.labs["z"].reasons["a"]
    assert found.labs["b"].reasons == {}
    assert [ask.slug for ask in found.asks.values() if ask.in_focus] == ["b"]


@pytest.mark.parametrize("stage", [Stage.OFFER_RECEIVED, Stage.DECLINING])
def test_what_is_open_can_be_asked_for_and_what_is_in_place_cannot(stage: Stage) -> None:
    lab, ask = make_lab("one"), speakable("a")
    assert facts(stage).can_choose(None, "a")
    position = make_position(lab, ask)
    for status in PositionStatus:
        position.status = status
        position.save()
        found = facts(stage)
        assert found.can_choose(found.labs["one"], "a") is (status in OPEN)
        assert [ask.slug for ask, _held in found.done_at(found.labs["one"])] == (
            [] if status in OPEN else ["a"]
        )


@pytest.mark.parametrize(
    ("columns", "praised"),
    [
        ({}, True),
        ({"status": PositionStatus.PARTIAL}, True),
        ({"status": PositionStatus.COMMITTED}, False),
        ({"status": PositionStatus.REVERSED}, False),
        ({"credit": ""}, False),
        ({"shown": False}, False),
        ({"checked": TODAY - dt.timedelta(days=EVIDENCE_AGE_DAYS)}, True),
        ({"checked": TODAY - dt.timedelta(days=EVIDENCE_AGE_DAYS + 1)}, False),
        ({"checked": None, "since": TODAY.isoformat()}, True),
        ({"checked": None, "since": "2020-01"}, False),
        ({"checked": None, "since": ""}, False),
    ],
    ids=str,
)
def test_only_what_is_there_credited_and_looked_at_lately_is_praised(
    columns: dict[str, Any], *, praised: bool
) -> None:
    praisable(make_lab("one"), speakable("a"), **columns)
    found = facts(Stage.ACCEPTING)
    assert found.can_choose(found.labs["one"], "a") is praised
    assert not found.can_choose(None, "a")


def test_nothing_is_praised_where_nothing_was_found() -> None:
    make_lab("one"), speakable("a")
    found = facts(Stage.ACCEPTING)
    assert not found.can_choose(found.labs["one"], "a")


@pytest.mark.parametrize("status", PositionStatus)
def test_a_draft_says_where_the_lab_stands_only_where_it_is_known_and_open(
    status: PositionStatus,
) -> None:
    praisable(make_lab("one"), speakable("a"), status=status)
    leads = {
        stage: found.draft_ask(found.labs["one"], "a").lead
        for stage in (Stage.OFFER_RECEIVED, Stage.ACCEPTING)
        if (found := facts(stage))
    }
    silent = status in {PositionStatus.IN_PLACE, PositionStatus.NOT_PUBLIC}
    assert leads == {
        Stage.OFFER_RECEIVED: "" if silent else status.value,
        Stage.ACCEPTING: "",
    }


def test_praise_and_its_source_reach_the_draft_of_someone_who_joins_only() -> None:
    praisable(make_lab("one"), speakable("a"), url="https://lab.example/rules")
    joining, asking = facts(Stage.ACCEPTING), facts()
    praise = joining.draft_ask(joining.labs["one"], "a")
    assert (praise.credit, praise.source) == (CREDIT, "https://lab.example/rules")
    request = asking.draft_ask(asking.labs["one"], "a")
    assert (request.credit, request.source) == ("", "")


def test_old_praise_reaches_no_draft() -> None:
    praisable(make_lab("one"), speakable("a"), checked=dt.date(2020, 1, 1))
    found = facts(Stage.ACCEPTING)
    assert found.draft_ask(found.labs["one"], "a").credit == ""


def test_other_labs_that_have_it_in_place_are_named() -> None:
    ask = speakable("a")
    for slug in ("own", "whole", "other"):
        make_position(make_lab(slug), ask)
    make_position(make_lab("part"), ask, PositionStatus.PARTIAL)
    make_position(make_lab("hidden"), ask, shown=False)
    make_lab("silent")
    found = facts()
    assert found.others("own", "a") == ["Other", "Whole"]
    assert found.others("silent", "a") == ["Other", "Own", "Whole"]


@pytest.mark.parametrize("count", [2, 40])
def test_three_queries_whatever_the_size(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asks, labs = many_asks(count), make_labs(count)
    fill(labs[:2], asks)
    AskText.objects.update(words=sentences("many"))
    with django_assert_num_queries(3):
        found = facts()
    assert (len(found.asks), len(found.labs)) == (count, count)

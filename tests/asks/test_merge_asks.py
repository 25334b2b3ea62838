"""A merge moves what hangs on an ask, and refuses what makes no sense."""

from __future__ import annotations

import pytest
from django.contrib.postgres.search import SearchQuery

from asks.errors import AskNotCurrent, MotionWaits, SameAsk
from asks.kinds import MotionState, Origin, PositionStatus, RulingKind
from asks.models import Alias, Ask, AskText, FocusEntry, FocusRuling, Position
from asks.search import SEARCH_CONFIG
from asks.services.motions import propose_merge, second_motion
from leverage.models import User
from tests.asks.curators import dump
from tests.asks.factories import (
    TODAY,
    make_ask,
    make_focus,
    make_lab,
    make_position,
    make_ruling,
    make_support,
)
from tests.asks.merging import answer, event, merge, pair, precedent, proposal, source, two

__all__ = ["pair", "two"]

pytestmark = pytest.mark.django_db


# -- What moves ----------------------------------------------------------------------------------------


def test_the_merged_ask_is_retired_with_its_successor_and_a_public_reason(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    motion = merge(pair)
    merged = Ask.objects.get(slug="merged")
    assert (merged.retired, merged.retired_on, merged.successor) == (True, TODAY, two[1])
    assert merged.retired_reason == motion.reason == "They ask for the same."
    assert not Ask.objects.current().filter(slug="merged").exists()


def test_the_old_name_leads_to_the_ask_that_stays(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    motion = merge(pair)
    alias = Alias.objects.get(slug="merged")
    assert (alias.ask, alias.motion) == (two[1], motion)


def test_names_that_led_to_the_merged_ask_lead_on(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    older = make_ask("older")
    older.retired, older.successor = True, two[0]
    older.save()
    Alias.objects.create(slug="oldest", ask=two[0])
    merge(pair)
    assert Alias.objects.get(slug="oldest").ask == two[1]
    assert Ask.objects.get(slug="older").successor == two[1]


def test_sources_precedents_and_support_follow_and_none_stands_twice(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    merged, target = two
    source(target, "https://a.example/", 0), source(target, "https://b.example/", 4)
    source(merged, "https://b.example/", 0), source(merged, "https://c.example/", 1)
    precedent(merged, "https://p.example/")
    make_support(merged), make_support(target)
    merge(pair)
    assert [(row.url[8], row.place) for row in target.sources.all()] == [
        ("a", 0),
        ("b", 4),
        ("c", 5),
    ]
    assert [row.url[8] for row in merged.sources.all()] == ["b"]
    assert (target.precedents.count(), target.support.count(), merged.support.count()) == (1, 1, 1)


def test_links_between_asks_follow_once_and_never_to_the_ask_itself(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    merged, target = two
    one, other = make_ask("one"), make_ask("other")
    merged.related.add(target, one, other)
    target.related.add(merged, one)
    one.related.add(merged)
    other.related.add(merged, target)
    merge(pair)
    assert {ask.slug for ask in target.related.all()} == {"one", "other"}
    assert [ask.slug for ask in one.related.all()] == ["target"]
    assert [ask.slug for ask in other.related.all()] == ["target"]
    assert not merged.related.exists()


def test_a_position_moves_where_the_other_ask_has_none(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    position = make_position(make_lab("lab"), two[0], PositionStatus.COMMITTED)
    event(position, "2025")
    merge(pair)
    position.refresh_from_db()
    assert (position.ask, position.history.count()) == (two[1], 1)


def test_of_two_positions_of_a_lab_the_one_of_the_ask_that_stays_stands_and_the_other_is_history(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    lab = make_lab("lab")
    former = make_position(
        lab, two[0], PositionStatus.DECLINED, since="2025-02", fact="It said no."
    )
    event(former, "2024")
    standing = make_position(lab, two[1], PositionStatus.IN_PLACE)
    merge(pair)
    assert Position.objects.get() == standing
    history = [(row.date, row.status, row.fact) for row in standing.history.all()]
    assert history == [("2025-02", PositionStatus.DECLINED, "It said no."), ("2024", "", "Then.")]


def test_a_labs_own_answer_follows_unless_it_answered_the_other_ask_too(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    one, both = make_lab("one"), make_lab("both")
    moved, stays = answer(one, two[0]), answer(both, two[0])
    answer(both, two[1])
    merge(pair)
    moved.refresh_from_db()
    stays.refresh_from_db()
    assert (moved.ask, stays.ask) == (two[1], two[0])


def test_focus_and_proposals_follow(pair: tuple[User, User], two: tuple[Ask, Ask]) -> None:
    lab = make_lab("lab")
    make_focus(two[0], lab), make_focus(two[0]), make_focus(two[1])
    suggested = proposal(two[0])
    merge(pair)
    entries = FocusEntry.objects.order_by("lab").values_list("ask__slug", "lab__slug")
    assert set(entries) == {("target", "lab"), ("target", None)}
    suggested.refresh_from_db()
    assert suggested.ask == two[1]


def test_rulings_follow_and_two_never_hold_for_one_list(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    merged, target = two
    lab = make_lab("lab")
    make_ruling(merged, lab), make_ruling(merged, kind=RulingKind.BAR), make_ruling(target)
    make_ruling(merged, ended_on=TODAY)
    merge(pair)
    rulings = FocusRuling.objects.order_by("pk").values_list(
        "ask__slug", "lab__slug", "ruling", "ended_on"
    )
    assert list(rulings) == [
        ("target", "lab", "pin", None),
        ("target", None, "bar", TODAY),
        ("target", None, "pin", None),
        ("target", None, "pin", TODAY),
    ]


def test_the_merged_title_finds_the_ask_that_stays(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    merge(pair)
    target = Ask.objects.select_related("text").get(slug="target")
    assert target.text is not None
    assert target.text.alternate_phrasings == ["in other words", "The other title"]
    assert (target.text.number, target.text.origin) == (2, Origin.CURATOR)
    words = SearchQuery("other title", config=SEARCH_CONFIG)
    assert Ask.objects.current().filter(search=words).get() == target


def test_drafts_keep_the_sentences_of_the_ask_that_stays(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    AskText.objects.filter(ask=two[0]).update(words={"warm": "The merged one?"})
    AskText.objects.filter(ask=two[1]).update(words={"warm": "The one that stays?"})
    merge(pair)
    target = Ask.objects.select_related("text").get(slug="target")
    assert target.text is not None
    assert (target.text.number, target.text.words) == (2, {"warm": "The one that stays?"})


def test_no_relation_to_an_ask_is_forgotten() -> None:
    # A new table that points to an ask must be thought of in merge_asks, and then be named here.
    relations = {
        (field.related_model.__name__, field.field.name) for field in Ask._meta.related_objects
    }
    assert relations == {
        ("AskText", "ask"),  # Stays: the versions of its own words.
        ("Ask", "successor"),
        ("Ask", "related"),
        ("Source", "ask"),
        ("Precedent", "ask"),
        ("SurveySupport", "ask"),
        ("Position", "ask"),
        ("LabAnswer", "ask"),
        ("Alias", "ask"),
        ("FocusEntry", "ask"),
        ("FocusRuling", "ask"),
        ("Proposal", "ask"),
    }


# -- What is refused -------------------------------------------------------------------------------------


def test_an_ask_is_not_merged_into_itself(pair: tuple[User, User], two: tuple[Ask, Ask]) -> None:
    with pytest.raises(SameAsk):
        merge(pair, "merged", "merged")


def test_nothing_is_merged_into_a_retired_ask(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    Ask.objects.filter(slug="target").update(retired=True)
    with pytest.raises(AskNotCurrent):
        merge(pair)


def test_an_ask_that_was_retired_meanwhile_stops_the_merge(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    motion = propose_merge(pair[0], "merged", "target", "The same.", TODAY)
    Ask.objects.filter(slug="target").update(retired=True)
    before = dump()
    with pytest.raises(AskNotCurrent):
        second_motion(pair[1], motion.pk, TODAY)
    motion.refresh_from_db()
    assert (motion.state, dump()) == (MotionState.WAITING, before)


def test_an_ask_waits_in_one_motion_at_a_time(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    propose_merge(pair[0], "merged", "target", "The same.", TODAY)
    with pytest.raises(MotionWaits):
        propose_merge(pair[1], "target", "merged", "The other way round.", TODAY)
    make_ask("third")
    with pytest.raises(MotionWaits):
        propose_merge(pair[1], "third", "merged", "Also the same.", TODAY)

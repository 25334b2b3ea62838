"""A merge moves what hangs on an ask, and an undo puts every row back exactly."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from pathlib import Path
from typing import Any

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asks.errors import (
    AskNotCurrent,
    ChangedSince,
    MotionWaits,
    NothingToUndo,
    SameAsk,
    UndoTooLate,
)
from asks.kinds import (
    MotionState,
    Origin,
    Outcome,
    PositionStatus,
    ProposalKind,
    Stance,
    SurveyMatch,
    Verified,
)
from asks.models import (
    Alias,
    Ask,
    FocusEntry,
    Lab,
    LabAnswer,
    Motion,
    Position,
    PositionEvent,
    Precedent,
    Proposal,
    Source,
    Survey,
    SurveySupport,
)
from asks.search import SEARCH_CONFIG
from asks.services.edit_ask_text import edit_ask_text
from asks.services.load_catalogue import load_catalogue
from asks.services.motions import propose_merge, second_motion, undo_motion
from leverage.models import User
from tests.asks.curators import dump, make_curator
from tests.asks.factories import TODAY, make_ask, make_focus, make_lab, make_position, make_support
from tests.asks.small_catalogue import ASKS, LAB, replace, write_catalogue

pytestmark = pytest.mark.django_db

LATER = TODAY + dt.timedelta(days=10)


@pytest.fixture
def pair(db: None) -> tuple[User, User]:
    """Return two curators."""
    return make_curator("calm-otter"), make_curator("kind-heron")


def merge(pair: tuple[User, User], merged: str = "merged", target: str = "target") -> Motion:
    motion = propose_merge(pair[0], merged, target, "They ask for the same.", TODAY)
    return second_motion(pair[1], motion.pk, TODAY)


def undo(pair: tuple[User, User], motion: Motion, day: dt.date = LATER) -> Motion:
    return undo_motion(pair[0], motion.pk, "They differ after all.", day)


@pytest.fixture
def two() -> tuple[Ask, Ask]:
    """Return the ask that is merged and the one that stays."""
    return make_ask("merged", title="The other title"), make_ask("target")


def source(ask: Ask, url: str, place: int = 0) -> Source:
    return Source.objects.create(
        ask=ask,
        place=place,
        title="A paper",
        publisher="A journal",
        year=2025,
        url=url,
        fact="It shows this.",
        verified=Verified.PRIMARY,
    )


def precedent(ask: Ask, url: str, place: int = 0) -> Precedent:
    return Precedent.objects.create(
        ask=ask,
        place=place,
        who="Somebody",
        date="2026",
        what="It was done.",
        outcome=Outcome.GOOD,
        publisher="Somebody",
        url=url,
        verified=Verified.PRESS,
    )


def event(position: Position, date: str) -> PositionEvent:
    return PositionEvent.objects.create(
        position=position, date=date, fact="Then.", publisher="P", url="https://lab.example/then"
    )


def answer(lab: Lab, ask: Ask, number: int = 1) -> LabAnswer:
    return LabAnswer.objects.create(
        lab=lab,
        ask=ask,
        number=number,
        stance=Stance.ADOPTED,
        url="https://x.example/",
        answered_on=TODAY,
    )


def proposal(ask: Ask) -> Proposal:
    return Proposal.objects.create(
        kind=ProposalKind.SOURCE,
        ask=ask,
        text="Look there.",
        reference_hash=hashlib.sha256(secrets.token_bytes(8)).digest(),
        received_month="2026-11",
    )


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


# -- Undo ------------------------------------------------------------------------------------------------


def test_thirty_days_later_an_undo_works_and_a_day_after_it_is_too_late(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    before = dump()
    motion = merge(pair)
    with pytest.raises(UndoTooLate):
        undo(pair, motion, TODAY + dt.timedelta(days=31))
    assert undo(pair, motion, TODAY + dt.timedelta(days=30)).state == MotionState.UNDONE
    assert dump() == before


def test_nothing_is_undone_twice(pair: tuple[User, User], two: tuple[Ask, Ask]) -> None:
    motion = merge(pair)
    undo(pair, motion)
    with pytest.raises(NothingToUndo):
        undo(pair, motion)


def test_what_was_changed_since_stops_the_undo_and_nothing_moves(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    motion = merge(pair)
    edit_ask_text(two[1], {"why": "For another reason."}, TODAY)
    after = dump()
    with pytest.raises(ChangedSince):
        undo(pair, motion)
    assert dump() == after


def test_a_later_merge_is_undone_before_an_earlier_one(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    make_ask("third")
    source(two[0], "https://a.example/")
    before = dump()
    first = merge(pair)
    second = merge(pair, "target", "third")
    assert Alias.objects.get(slug="merged").ask.slug == "third"
    with pytest.raises(ChangedSince):
        undo(pair, first)
    undo(pair, second)
    undo(pair, first)
    assert dump() == before


def test_a_focus_list_computed_since_is_left_as_it_is(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    make_focus(two[0]), make_focus(two[1])
    motion = merge(pair)
    FocusEntry.objects.all().delete()
    fresh = make_focus(two[1])
    undo(pair, motion)
    assert FocusEntry.objects.get() == fresh


def test_what_came_after_the_merge_stays_with_the_ask_that_stood(
    pair: tuple[User, User], two: tuple[Ask, Ask]
) -> None:
    motion = merge(pair)
    suggested = proposal(two[1])
    undo(pair, motion)
    suggested.refresh_from_db()
    assert suggested.ask == two[1]


# -- The loader ------------------------------------------------------------------------------------------


def test_the_loader_neither_revives_nor_doubles_what_was_merged(
    pair: tuple[User, User], tmp_path: Path
) -> None:
    write_catalogue(tmp_path)
    load_catalogue(tmp_path, TODAY)
    Position.objects.filter(ask__slug="second").delete()
    motion = merge(pair, "first", "second")
    after = dump()
    report = load_catalogue(tmp_path, LATER)
    # The file of the lab still holds a position on each of the two asks.
    assert report.retired == ["position lab / first"]
    assert report.conflicts == ["position lab / second"]
    assert dump() == after
    replace(tmp_path, ASKS, "Title of first", "Another title of first")
    replace(tmp_path, LAB, "It promised this.", "It promised that.")
    report = load_catalogue(tmp_path, LATER)
    assert (report.retired, report.created) == (["ask first", "position lab / first"], [])
    assert dump() == after
    undo(pair, motion)
    assert load_catalogue(tmp_path, LATER).changed == ["ask first", "position lab / first"]


# -- The property ----------------------------------------------------------------------------------------

few = st.integers(0, 2)
slugs = st.sampled_from(["merged", "target", "third", "fourth"])
labs = st.sampled_from(["one", "two", "three"])
either = st.sampled_from(["merged", "target"])
catalogues = st.fixed_dictionaries(
    {
        "sources": st.lists(st.tuples(either, few), max_size=5),
        "precedents": st.lists(st.tuples(either, few), max_size=4),
        "support": st.lists(st.tuples(either, few), max_size=4),
        "related": st.sets(
            st.tuples(slugs, slugs).filter(lambda pair: pair[0] != pair[1]), max_size=8
        ),
        "positions": st.dictionaries(
            st.tuples(labs, either), st.tuples(st.sampled_from(PositionStatus), few), max_size=6
        ),
        "answers": st.dictionaries(st.tuples(labs, either), st.integers(1, 2), max_size=4),
        "focus": st.sets(st.tuples(st.one_of(st.none(), labs), either), max_size=6),
        "proposals": st.lists(slugs, max_size=3),
        "aliases": st.lists(either, max_size=2),
        "predecessors": st.lists(either, max_size=2),
        "phrased_alike": st.booleans(),
    }
)


def build(drawn: dict[str, Any]) -> None:
    """Make the catalogue that was drawn."""
    phrasings = ["Title of merged"] if drawn["phrased_alike"] else ["in other words"]
    asks = {slug: make_ask(slug) for slug in ("merged", "third", "fourth")}
    asks["target"] = make_ask("target", alternate_phrasings=phrasings)
    cast = {slug: make_lab(slug) for slug in ("one", "two", "three")}
    for place, (slug, number) in enumerate(drawn["sources"]):
        source(asks[slug], f"https://{number}.example/", place)
    for place, (slug, number) in enumerate(drawn["precedents"]):
        precedent(asks[slug], f"https://{number}.example/", place)
    survey = Survey.objects.create(
        slug="survey", title="S", publisher="P", year=2023, url="https://s.example/", caveat="C"
    )
    for place, (slug, number) in enumerate(drawn["support"]):
        SurveySupport.objects.create(
            ask=asks[slug],
            survey=survey,
            place=place,
            statement=f"Statement {number}",
            agree=1,
            disagree=0,
            n=2,
            match=SurveyMatch.DIRECT,
        )
    for start, end in sorted(drawn["related"]):
        asks[start].related.add(asks[end])
    for (lab, slug), (status, events) in drawn["positions"].items():
        position = make_position(cast[lab], asks[slug], status, fact=f"{lab} {slug}")
        for number in range(events):
            event(position, f"202{number}")
    for (lab, slug), versions in drawn["answers"].items():
        for number in range(versions):
            answer(cast[lab], asks[slug], number + 1)
    for lab, slug in drawn["focus"]:
        make_focus(asks[slug], cast[lab] if lab else None)
    for slug in drawn["proposals"]:
        proposal(asks[slug])
    for number, slug in enumerate(drawn["aliases"]):
        Alias.objects.create(slug=f"alias-{number}", ask=asks[slug])
    for number, slug in enumerate(drawn["predecessors"]):
        Ask.objects.filter(pk=make_ask(f"before-{number}").pk).update(
            retired=True, successor=asks[slug]
        )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=catalogues)
def test_a_merge_and_its_undo_leave_every_row_as_it_was(
    pair: tuple[User, User], drawn: dict[str, Any]
) -> None:
    with transaction.atomic():
        build(drawn)
        before = dump()
        motion = merge(pair)
        assert dump() != before
        motion.refresh_from_db()  # What an undo needs has been through the database.
        undo(pair, motion)
        assert dump() == before
        transaction.set_rollback(True)

"""An undo of a merge puts every row back exactly, or moves nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asks.errors import ChangedSince, NothingToUndo, UndoTooLate
from asks.kinds import MotionState, PositionStatus, SurveyMatch
from asks.models import Alias, Ask, FocusEntry, Survey, SurveySupport
from asks.services.edit_ask_text import edit_ask_text
from leverage.models import User
from tests.asks.curators import dump
from tests.asks.factories import TODAY, make_ask, make_focus, make_lab, make_position
from tests.asks.merging import answer, event, merge, pair, precedent, proposal, source, two, undo

__all__ = ["pair", "two"]

pytestmark = pytest.mark.django_db


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

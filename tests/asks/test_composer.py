"""The composer fills its frames, whatever is chosen, and leaves nothing open but the known blanks."""

from __future__ import annotations

import dataclasses
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asks.composer.draft import BLANKS, Choices, Draft, compose, fill, joined
from asks.composer.frames import FRAMES, LEADS
from asks.composer.lines import CUE, ITEM
from asks.composer.parts import KINDS, MOST_ASKS, DraftAsk, DraftKind, Length, Register, Stage
from asks.composer.replies import next_lines, others_in_words
from asks.kinds import PositionStatus
from tests.asks.composing import asks, choices_of, chosen, draft_ask, words_of

KINDS_OF_DRAFT = st.sampled_from(DraftKind)
WORDS = st.text(string.ascii_uppercase, min_size=1)
LISTED = next(iter(asks()))


@st.composite
def any_choices(draw: st.DrawFn) -> Choices:
    """Return one to three asks of the catalogue, with anything that may be known of them."""
    slugs = draw(
        st.lists(st.sampled_from(list(asks())), min_size=1, max_size=MOST_ASKS, unique=True)
    )
    drafted = tuple(
        DraftAsk(
            words_of(slug),
            draw(st.sampled_from(["", *PositionStatus.values])),
            draw(st.sampled_from(["", "publishes its rules in full"])),
            draw(st.sampled_from(["", "https://example.org/rules"])),
        )
        for slug in slugs
    )
    return Choices(
        draw(KINDS_OF_DRAFT),
        draw(st.sampled_from(Register)),
        draw(st.sampled_from(Length)),
        "Example Lab",
        drafted,
        draw(st.booleans()),
    )


@given(any_choices())
def test_any_choice_makes_a_draft(choices: Choices) -> None:
    draft = compose(choices)
    assert draft.blocks
    assert "  " not in draft.text
    assert not set("{}") & set(draft.text + draft.subject)
    assert draft.text.endswith("\n")
    assert not draft.text.endswith("\n\n")


@given(any_choices())
def test_several_items_are_numbered_and_one_is_not(choices: Choices) -> None:
    draft = compose(choices)
    items = [block for block in draft.blocks if block.role == ITEM]
    lists = choices.kind in {DraftKind.EMAIL, DraftKind.NOTE}
    assert len(items) == (len(choices.asks) if lists else 0)
    numbers = [line.split(".")[0] for line in draft.text.splitlines() if line[:1].isdigit()]
    several = lists and len(items) > 1
    assert numbers == ([str(place + 1) for place in range(len(items))] if several else [])


@given(any_choices())
def test_stage_directions_stand_in_parentheses(choices: Choices) -> None:
    draft = compose(choices)
    cues = {block.text for block in draft.blocks if block.role == CUE}
    marked = [line for line in draft.text.splitlines() if line.startswith("(")]
    assert {line[1:-1] for line in marked} == cues
    assert bool(cues) is (choices.kind is DraftKind.CALL)


@pytest.mark.parametrize("kind", DraftKind)
def test_a_draft_without_an_ask_is_refused(kind: DraftKind) -> None:
    choices = choices_of(chosen("", LISTED), kind)
    assert compose(choices)
    with pytest.raises(ValueError, match="needs an ask"):
        compose(dataclasses.replace(choices, asks=()))


def test_replies_without_an_ask_are_refused() -> None:
    assert next_lines(Stage.DECLINING, (draft_ask(LISTED),), [])
    with pytest.raises(ValueError, match="need an ask"):
        next_lines(Stage.DECLINING, (), [])


def test_there_are_frames_for_every_kind_and_register() -> None:
    assert {kind for kinds in KINDS.values() for kind in kinds} == set(DraftKind) == FRAMES.keys()
    assert all(frames.keys() == set(Register) for frames in FRAMES.values())


def test_each_standing_is_said_in_other_words_each_time() -> None:
    kinds = {"", *PositionStatus.values} - {PositionStatus.IN_PLACE, PositionStatus.NOT_PUBLIC}
    assert LEADS.keys() == kinds
    said = [lead for leads in LEADS.values() for lead in leads]
    assert len(said) == len(set(said)) == MOST_ASKS * len(LEADS)


@pytest.mark.parametrize("length", Length)
def test_what_was_done_is_praised_and_its_source_named_if_there_is_room(length: Length) -> None:
    asked = DraftAsk(words_of(LISTED), PositionStatus.IN_PLACE, "does it", "https://example.org/")
    text = compose(Choices(DraftKind.POST, Register.PLAIN, length, "Lab", (asked,))).text
    assert "Lab does it." in text
    assert ("https://example.org/" in text) is (length is Length.MEDIUM)


def test_the_comparison_with_another_employer_is_made_only_if_chosen() -> None:
    one = chosen("", LISTED)
    assert BLANKS["employer"] in compose(choices_of(one, DraftKind.NOTE, careful=True)).text
    assert BLANKS["employer"] not in compose(choices_of(one, DraftKind.NOTE)).text


def test_blanks_are_cut_out_of_their_sentences() -> None:
    draft = compose(choices_of(chosen("", LISTED), DraftKind.EMAIL))
    assert draft.blocks[0].pieces == [("Hi ", False), ("name", True), (",", False)]


def test_the_name_stands_below_the_closing_words() -> None:
    draft = compose(choices_of(chosen("", LISTED), DraftKind.EMAIL, Register.FORMAL))
    assert draft.text.endswith(".\n\nYours sincerely,\n[your name]\n")


def test_a_draft_without_blocks_is_an_empty_line() -> None:
    assert Draft("", ()).text == "\n"


@given(st.lists(WORDS, min_size=1))
def test_joined_names_every_word_once_and_in_order(words: list[str]) -> None:
    text = joined(words)
    assert text.replace(" and ", ", ").split(", ") == words
    assert text.count(" and ") == (len(words) > 1)


def test_two_are_joined_without_a_comma() -> None:
    assert joined(["a", "b"]) == "a and b"
    assert joined(["a", "b", "c"]) == "a, b and c"


@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1))
def test_filling_leaves_no_gap_where_nothing_is_said(parts: list[tuple[str, bool]]) -> None:
    text = " ".join(f"{{s{place}}}" for place, _part in enumerate(parts))
    slots = {f"s{place}": word if said else "" for place, (word, said) in enumerate(parts)}
    assert fill(text, slots) == " ".join(word for word, said in parts if said)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("others", [[], ["A"], ["A", "B", "C", "D"]])
def test_every_reply_has_a_next_line(stage: Stage, others: list[str]) -> None:
    drafted = tuple(draft_ask(slug) for slug in list(asks())[:MOST_ASKS])
    pairs = next_lines(stage, drafted, others)
    assert all(they and you.endswith((".", "?")) for they, you in pairs)
    assert not set("{}[]") & set("".join(you for _they, you in pairs))
    named = any(others_in_words(others) in you for _they, you in pairs if others)
    assert named is (bool(others) and stage is not Stage.DECLINING)
    assert ("Going by" in "".join(you for _they, you in pairs)) is named


def test_others_are_named_up_to_three() -> None:
    assert others_in_words(["A"]) == "A does it"
    assert others_in_words(["A", "B", "C"]) == "A, B and C do it"
    assert others_in_words(["A", "B", "C", "D"]) == "A, B and 2 more do it"

"""Every draft reads as if written by hand: whole sentences, nothing said twice, in the right order."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from asks.composer.draft import BLANKS, Block, Choices, Draft, compose
from asks.composer.lines import CUE, ITEM, SAY
from asks.composer.parts import PARTS_OF_STAGE, DraftKind, Length, Part, Register, Stage
from tests.asks.composing import (
    asks,
    choices_of,
    chosen,
    credited,
    each_way,
    golden_sets,
    labs,
    singles,
    stage_of,
    words_of,
)
from tests.asks.prose import content, faults, is_address, runs, sentences, spoken

NAMES = tuple(lab["short_name"] for lab in labs().values())
OFFER = (DraftKind.EMAIL, DraftKind.CALL)
CONDITION = re.compile(r"\b(If|Were|With (?:a )?good answers?)\b.*\b(decision|decide|accept)\b")
LISTED = "staff-alignment-team"


def drafts(kind: DraftKind) -> Iterator[tuple[str, Choices, Draft]]:
    """Yield every draft of one ask and every golden set, each way, with a name for it."""
    for some, choices in each_way([*singles(kind), *golden_sets(kind)], kind):
        name = f"{some.lab} {some.slugs} {choices.register} {choices.length}"
        yield name, choices, compose(choices)


def first_place(draft: Draft, said: Callable[[Block], bool]) -> int:
    return next((place for place, block in enumerate(draft.blocks) if said(block)), -1)


def holding(text: str) -> Callable[[Block], bool]:
    return lambda block: text in block.text


@pytest.mark.parametrize("kind", DraftKind)
def test_no_draft_has_a_fault_of_form(kind: DraftKind) -> None:
    found = [(name, fault) for name, _, draft in drafts(kind) for fault in faults(draft, NAMES)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("I ask for {it}.", "stray sign"),
        ("I ask  for it.", "stray sign"),
        ("I ask for it .", "stray sign"),
        ("I ask for it..", "stray sign"),
        ("I ask for [it].", "unknown blank"),
        ("Thanks. i ask for it.", "small first letter"),
        ("I ask for it", "no stop"),
        ("It is: this. I ask for it:", None),
        (f"Is {'so ' * 34}much?", "36 words"),
        ("I ask once more for it. Today I ask once more for it.", "said twice"),
        ("xAI did it. Is it so?", None),
        (f"I ask {BLANKS['name']} for it.", None),
    ],
)
def test_each_fault_of_form_is_seen(text: str, complaint: str | None) -> None:
    found = faults(Draft("", (Block(SAY, text),)), NAMES)
    assert any(complaint in fault for fault in found) if complaint else found == []


def test_what_two_blocks_say_twice_is_seen() -> None:
    blocks = (Block(SAY, "Would you look at it again?"), Block(CUE, "Would you look at it now?"))
    assert faults(Draft("", blocks)) == ["said twice: would you look at it"]


def said_of(slug: str, stage: Stage) -> str:
    """Return everything that drafts of a stage may say of an ask, apart from their frames."""
    return " | ".join(words_of(slug)[part] for part in PARTS_OF_STAGE[stage])


@pytest.mark.parametrize("stage", Stage)
def test_no_two_asks_share_a_phrase(stage: Stage) -> None:
    """So no pair and no triple says one twice: what frames add is the same whichever asks are chosen."""
    owners: dict[tuple[str, ...], set[str]] = {}
    for slug in asks():
        for part in said_of(slug, stage).split(" | "):
            for run in runs(part):
                owners.setdefault(run, set()).add(slug)
    assert {" ".join(run): slugs for run, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_two_practices_of_a_lab_are_praised_in_the_same_phrase() -> None:
    found = [
        (lab, pair, fault)
        for lab in labs()
        for pair in combinations([slug for place, slug in credited() if place == lab], 2)
        for register in Register
        for fault in faults(
            compose(choices_of(chosen(lab, *pair), DraftKind.POST, register)), NAMES
        )
    ]
    assert found == []


def neighbours() -> list[tuple[str, ...]]:
    """Return threes in which every ask stands at every place once."""
    slugs = list(asks())
    return list(zip(slugs, slugs[1:] + slugs[:1], slugs[2:] + slugs[:2], strict=True))


def longest() -> list[tuple[str, ...]]:
    """Return threes of the asks that take the most words to come back to."""
    slugs = sorted(asks(), key=lambda slug: -len(words_of(slug)[Part.AGAIN].split()))
    return list(combinations(slugs[:5], 3))


@pytest.mark.parametrize("kind", [DraftKind.EMAIL, DraftKind.CALL, DraftKind.NOTE])
def test_three_asks_at_once_have_no_fault_of_form(kind: DraftKind) -> None:
    threes = [chosen("", *slugs) for slugs in neighbours() + longest()]
    found = [
        (some.slugs, fault)
        for some, choices in each_way(threes, kind)
        for fault in faults(compose(choices))
    ]
    assert found == []


@pytest.mark.parametrize("kind", DraftKind)
def test_thanks_come_first(kind: DraftKind) -> None:
    for name, _, draft in drafts(kind):
        first = sentences(spoken(draft)[0].text)[0]
        assert "thank" in first.lower(), name


@pytest.mark.parametrize("kind", OFFER)
def test_the_condition_stands_before_the_asks(kind: DraftKind) -> None:
    for name, choices, draft in drafts(kind):
        condition = first_place(draft, lambda block: bool(CONDITION.search(block.text)))
        asked = first_place(draft, holding(choices.asks[0].words[choices.register]))
        assert 0 < condition < asked, name


@pytest.mark.parametrize("kind", OFFER)
def test_each_ask_says_when_it_is_done(kind: DraftKind) -> None:
    for slug, ask in asks().items():
        done = content(" ".join(ask["done_when"]))
        for _, choices in each_way([chosen("", slug)], kind):
            text = " ".join(block.text for block in spoken(compose(choices)))
            assert choices.asks[0].words[choices.register] in text
            assert len(content(text) & done) >= 3, slug
            assert len(content(choices.asks[0].words[choices.register]) & done) >= 3, slug


def test_a_note_names_what_would_change_the_decision() -> None:
    for slug, ask in asks().items():
        again = words_of(slug)[Part.AGAIN]
        assert len(content(again) & content(" ".join(ask["done_when"]))) >= 2, slug
        for _, choices in each_way([chosen("", slug)], DraftKind.NOTE):
            assert again in compose(choices).text


def test_a_note_thanks_then_explains_then_opens_a_door_then_wishes_well() -> None:
    for name, choices, draft in drafts(DraftKind.NOTE):
        places = [
            first_place(draft, lambda block: "Thank you" in block.text),
            first_place(draft, holding(choices.asks[0].words[Part.REGRET])),
            first_place(draft, holding(choices.asks[-1].words[Part.REGRET])),
            first_place(draft, holding(BLANKS["employer"])),
            first_place(draft, holding(choices.asks[0].words[Part.AGAIN])),
            first_place(draft, lambda block: bool(re.search(r"Good luck|wish you", block.text))),
            first_place(draft, holding(BLANKS["you"])),
        ]
        if not choices.careful:
            assert places.pop(3) == -1
        assert places == sorted(places), name
        assert -1 not in places, name


def test_every_credit_is_followed_by_its_source() -> None:
    for name, choices, draft in drafts(DraftKind.POST):
        for ask in choices.asks:
            place = first_place(draft, holding(f" {ask.credit}."))
            assert place > 0, name
            followed = draft.blocks[place + 1 : place + 2]
            named = bool(followed) and followed[0].text == ask.source
            assert named is (choices.length is Length.MEDIUM), name


def test_only_posts_hold_links() -> None:
    for kind in DraftKind:
        for _, choices, draft in drafts(kind):
            links = kind is DraftKind.POST and choices.length is Length.MEDIUM
            assert any(is_address(block) for block in draft.blocks) is links
            assert ("http" in draft.text) is links


def test_a_stock_opening_would_be_seen_in_a_draft() -> None:
    choices = choices_of(chosen("", LISTED, "safety-cases"), DraftKind.EMAIL)
    stock = "I would like to know more about it."
    asked = tuple(
        dataclasses.replace(ask, words=ask.words | {Part.WARM: stock}) for ask in choices.asks
    )
    draft = compose(dataclasses.replace(choices, asks=asked))
    assert "said twice: i would like to know" in faults(draft)
    assert [block.role for block in draft.blocks].count(ITEM) == 2


def test_every_kind_belongs_to_one_stage() -> None:
    assert {stage_of(kind) for kind in DraftKind} == set(Stage)

"""The focus lists keep their promises whatever the inputs: stay, leave, pin, bar, and be made again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from asks.kinds import FocusReason, PositionStatus, RulingKind
from outcomes.statistics.focus_lists import (
    LAB_SIZE,
    OVERALL,
    OVERALL_SIZE,
    AskInput,
    Counted,
    FocusInputs,
    Ruled,
    Ruling,
    Standing,
    Why,
    chosen_at,
    demand_at,
    focus_lists,
)

LAB = "north-lab"
NAMES = ("a", "b", "c", "d", "e", "f", "g")
# From a to g, each ask agrees less with experts than the one before: so that is the order of scores.
ASKS = {name: AskInput(1, 90 - 10 * place, 100) for place, name in enumerate(NAMES)}
INPUTS = FocusInputs(number=3, window="w3", before="w2", asks=ASKS, labs=[LAB])


def at_lab(inputs: FocusInputs) -> list[str]:
    return [one.ask for one in chosen_at(inputs, LAB)]


def stood(since: str, *asks: str) -> dict[str, list[Standing]]:
    return {LAB: [Standing(ask, since, 1) for ask in asks]}


def test_the_words_are_those_of_the_catalogue() -> None:
    assert [why.value for why in Why] == FocusReason.values
    assert [ruled.value for ruled in Ruled] == RulingKind.values


def test_five_overall_and_three_at_a_lab_by_score() -> None:
    assert at_lab(INPUTS) == ["a", "b", "c"]
    assert [one.ask for one in chosen_at(INPUTS, OVERALL)] == ["a", "b", "c", "d", "e"]
    assert (OVERALL_SIZE, LAB_SIZE) == (5, 3)


@pytest.mark.parametrize(
    ("since", "same_window", "expected"),
    [
        ("w3", True, ["a", "b", "g"]),  # It came in this window.
        ("w2", False, ["a", "b", "g"]),  # Its second window.
        ("w1", False, ["a", "b", "c"]),  # Its two windows are over.
        ("w1", True, ["a", "b", "g"]),  # They are, but nothing leaves within a window.
    ],
)
def test_an_ask_stays_for_two_windows_and_leaves_between_windows_only(
    since: str, same_window: bool, expected: list[str]
) -> None:
    inputs = replace(INPUTS, same_window=same_window, standing=stood(since, "g"))
    assert at_lab(inputs) == expected
    kept = {one.ask: one for one in chosen_at(inputs, LAB)}
    if "g" in kept:
        assert (kept["g"].reason, kept["g"].since_window, kept["g"].since_run) == ("held", since, 1)
    assert (kept["a"].reason, kept["a"].since_window, kept["a"].since_run) == ("score", "w3", 3)


def test_rulings_do_not_use_up_the_two_windows() -> None:
    # Five runs for one window: what came in the window before is in its second window in all of them.
    inputs = replace(INPUTS, number=8, same_window=True, standing=stood("w2", "e", "f", "g"))
    assert at_lab(inputs) == ["e", "f", "g"]


def test_an_adopted_ask_leaves_at_once_even_pinned() -> None:
    positions = {LAB: {"a": PositionStatus.IN_PLACE.value, "b": PositionStatus.IN_PLACE.value}}
    ruling = Ruling("b", LAB, Ruled.PIN, "Why.")
    inputs = replace(INPUTS, positions=positions, standing=stood("w3", "a"), rulings=[ruling])
    assert at_lab(inputs) == ["c", "d", "e"]


def test_a_retired_ask_leaves_at_once() -> None:
    asks = {name: ask for name, ask in ASKS.items() if name != "a"}
    assert at_lab(replace(INPUTS, asks=asks, standing=stood("w3", "a"))) == ["b", "c", "d"]


def test_a_barred_ask_leaves_that_list_and_no_other() -> None:
    ruling = Ruling("a", LAB, Ruled.BAR, "Why.")
    inputs = replace(INPUTS, rulings=[ruling], standing=stood("w3", "a"))
    assert at_lab(inputs) == ["b", "c", "d"]
    assert chosen_at(inputs, OVERALL)[0].ask == "a"


def test_a_pin_takes_the_place_of_what_is_least_bound_to_stay() -> None:
    ruling = Ruling("f", LAB, Ruled.PIN, "Why.")
    standing = {LAB: [Standing("a", "w1", 1), Standing("d", "w2", 2), Standing("e", "w3", 3)]}
    inputs = replace(INPUTS, same_window=True, rulings=[ruling], standing=standing)
    # The best score goes, for its two windows are over; the others were promised theirs.
    assert at_lab(inputs) == ["d", "e", "f"]
    assert chosen_at(inputs, LAB)[-1].reason == "pinned"


def test_demand_is_what_was_surely_there_and_surveys_speak_where_nothing_was() -> None:
    counted = {LAB: {"a": Counted(12, 60), "b": Counted(0, 60), "c": Counted(80, 60)}}
    inputs = replace(INPUTS, counted=counted)
    assert [demand_at(inputs, LAB, ask) for ask in ("a", "b", "c")] == [0.2, 0, 1]
    assert demand_at(inputs, LAB, "d") == 0.6  # No release counted it yet.
    assert demand_at(inputs, OVERALL, "a") == 0.9  # Nothing certain there.
    assert Counted(-4, 60).demand == Counted(4, 0).demand == 0


def test_lists_follow_from_stored_inputs_alone() -> None:
    inputs = replace(
        INPUTS,
        positions={LAB: {"a": "partial"}},
        counted={LAB: {"b": Counted(12, 60)}},
        standing=stood("w2", "g"),
        rulings=[Ruling("f", LAB, Ruled.PIN, "Why.")],
    )
    stored = json.loads(json.dumps({"inputs": inputs.as_json(), "lists": focus_lists(inputs)}))
    assert focus_lists(FocusInputs.from_json(stored["inputs"])) == stored["lists"]
    # Also when the factors of today are others.
    stored["inputs"]["gaps"]["partial"] = 0.9
    assert focus_lists(FocusInputs.from_json(stored["inputs"])) != stored["lists"]

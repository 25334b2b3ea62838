"""The table of the method page is what the simulation gives, and says what a list does."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command
from django.template import Context, Template

from outcomes.statistics.focus_simulation import (
    FOLLOWS,
    FOUND,
    RUNS,
    SEED,
    SIZES,
    Row,
    simulate_focus,
)


def test_the_shown_figures_are_those_of_the_simulation() -> None:
    # The smallest size with every list, at full length; the others are drawn in the same way.
    for row in FOUND:
        if row.people == SIZES[0]:
            again = simulate_focus(row.people, row.follow, runs=RUNS, seed=SEED)
            shown = (row.effect.in_focus, row.effect.effective, row.effect.recall)
            assert shown == (
                round(again.in_focus, 2),
                round(again.effective, 1),
                round(again.recall, 2),
            )
    assert [(row.people, row.follow) for row in FOUND] == [
        (people, follow) for people in SIZES for follow in FOLLOWS
    ]


def test_the_command_prints_every_line_and_what_it_assumes() -> None:
    printed = [StringIO(), StringIO()]
    for out in printed:
        call_command("simulate_focus", "--runs", "2", "--seed", "5", stdout=out)
    lines = printed[0].getvalue().splitlines()
    assert printed[0].getvalue() == printed[1].getvalue()
    assert lines[0].startswith("Assumed, not measured: 56 asks")
    assert len(lines) == 4 + 1 + len(SIZES) * len(FOLLOWS)


def test_a_list_that_is_followed_concentrates_and_shows_more() -> None:
    def of(people: int, follow: float) -> Row:
        return next(row for row in FOUND if (row.people, row.follow) == (people, follow))

    for people in SIZES:
        free, followed = of(people, 0.0).effect, of(people, 0.5).effect
        assert followed.in_focus > free.in_focus
        assert followed.effective < free.effective
        assert followed.recall > free.recall


def test_the_part_of_the_method_page_shows_every_line() -> None:
    shown = Template("{% load focus %}{% focus_simulation %}").render(Context())
    assert shown.count('scope="row"') == len(FOUND)
    assert f"the mean of {RUNS} made-up labs" in shown

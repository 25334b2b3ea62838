"""After a release only the image of the counts remains: no rows, no keys, no true count."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence

import pytest

from outcomes import due, keystore, tasks
from outcomes.errors import (
    KeysMissing,
)
from outcomes.models import Entry, Release, Sheet, Window
from outcomes.releases import Published, release_window
from outcomes.statistics import mechanism
from outcomes.windows import open_window
from tests.outcomes import factories
from tests.outcomes.factories import NORTH
from tests.outcomes.releasing import (
    ALL_CELLS,
    Draw,
    nothing_was_written,
    row_counts,
)


def test_afterwards_rows_sheets_and_keys_are_gone(closed: Window) -> None:
    assert (Entry.objects.count(), Sheet.objects.count()) == (4, 4)
    release_window(closed.name)
    assert (Entry.objects.count(), Sheet.objects.count()) == (0, 0)
    with pytest.raises(KeysMissing):
        keystore.sealing_key(closed.name)
    assert not keystore.holds_keys(closed.name)


def test_another_window_keeps_its_rows_sheets_and_keys(closed: Window) -> None:
    other = factories.opened_window("2025X")
    factories.log(other, factories.draw(other)[NORTH])
    release_window(closed.name)
    assert Entry.objects.get().window == other.name
    assert Sheet.objects.get().window == other
    assert keystore.sealing_key(other.name)
    assert keystore.signing_keys(other.name)


def test_a_crash_after_the_noise_leaves_no_trace_of_it(
    closed: Window, draws: list[Draw], monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = mechanism.add_noise

    def crash(values: Sequence[int], **law: object) -> list[int]:
        if len(draws) == 3:
            raise KeyboardInterrupt
        return watched(values, **law)  # type: ignore[arg-type]

    monkeypatch.setattr(mechanism, "add_noise", crash)
    with pytest.raises(KeyboardInterrupt):
        release_window(closed.name)
    assert nothing_was_written()
    assert Entry.objects.count() == 4
    monkeypatch.setattr(mechanism, "add_noise", watched)
    assert release_window(closed.name).first_time


def test_keys_left_by_a_crash_after_the_commit_are_destroyed_by_the_next_run(
    closed: Window, draws: list[Draw]
) -> None:
    key = keystore.sealing_key(closed.name)
    release_window(closed.name)
    keystore.store_sealing_key(closed.name, key)
    drawn = len(draws)
    assert due.windows_to_release() == [closed.name]
    tasks.release_window(closed.name)
    assert not keystore.holds_keys(closed.name)
    assert due.windows_to_release() == []
    assert len(draws) == drawn


def test_true_counts_are_in_no_table(closed: Window, draws: list[Draw]) -> None:
    before = row_counts()
    release_window(closed.name)
    after = row_counts()
    # Tallies are the mechanism's answers (tested above); nothing else gains a row that could hold a count.
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "outcomes_entry": -4,
        "outcomes_sheet": -4,
        "outcomes_release": 1,
        "outcomes_tally": ALL_CELLS,
        "outcomes_budgetentry": len(draws),
        # The focus list is computed from what is published.
        "asks_focusrun": 1,
    }
    assert {field.name for field in Release._meta.fields} == {
        "window",
        "published_on",
        "parameters",
        "code_version",
        "digest",
    }


def test_true_counts_are_in_no_answer() -> None:
    assert [field.name for field in dataclasses.fields(Published)] == ["window", "first_time"]


def test_true_counts_are_in_no_log(closed: Window, caplog: pytest.LogCaptureFixture) -> None:
    factories.log(
        open_window(factories.planned_window("2025X").name),
        factories.draw(Window.objects.get(name="2025X"))[NORTH],
    )
    with caplog.at_level(logging.DEBUG):
        tasks.release_window(closed.name)
        tasks.release_window(closed.name)
        tasks.release_window("2025X")
    # The first use of any task makes Celery talk about its own.
    ours = [record.getMessage() for record in caplog.records if record.name[:7] != "celery."]
    assert ours == ["release of 2025H1: published", "release of 2025X: WrongWindowState"]

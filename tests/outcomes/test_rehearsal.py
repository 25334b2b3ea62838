"""A rehearsal takes the way of real entries, shows nowhere and leaves nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from asks.models import FocusEntry
from outcomes import keystore, rehearsal
from outcomes.credentials import current_window, remembered_window
from outcomes.errors import RehearsalUnderWay, WrongSealingKey
from outcomes.kinds import Custody, Kind
from outcomes.models import Release, Tally, Window
from outcomes.rehearsal import REHEARSAL, rehearse
from outcomes.statistics import mechanism
from outcomes.statistics.parameters import EPS_LIFE
from outcomes.windows import close_window, open_window, plan_window
from tests.outcomes import catalogue, factories
from tests.outcomes.concurrency import at_once
from tests.outcomes.releasing import row_counts
from tests.outcomes.window_orders import refused, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_keys")]

TODAY = dt.date(2025, 3, 14)
NAME = "xq7-trial"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("custody", Custody)
def test_the_whole_way_is_taken_and_nothing_is_left(
    custody: Custody, key_dir: Path, settings: Settings
) -> None:
    assert (settings.LOCAL, settings.DEBUG) == (False, False)  # As on a production site.
    before = row_counts()
    seen = rehearse(TODAY, entries=12, custody=custody)
    assert seen.faults() == []
    assert (seen.ledger, seen.sealed_left, seen.keys_left) == (EPS_LIFE, 0, False)
    assert sum(true for _place, true, _noisy in seen.counted) == 12
    assert len(seen.counted) == 4 * len(Kind)
    assert row_counts() == before
    assert _files(key_dir) == []


def test_it_leaves_real_windows_and_the_focus_list_alone(window: Window, key_dir: Path) -> None:
    catalogue.make_ask("an-ask")
    factories.log(window, factories.draw(window)[factories.NORTH])
    before, files = row_counts(), _files(key_dir)
    rehearse(TODAY, entries=2)
    assert (row_counts(), _files(key_dir)) == (before, files)
    assert not FocusEntry.objects.exists()


def test_one_that_fails_midway_leaves_nothing_either(
    key_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = row_counts()
    monkeypatch.setattr(rehearsal, "read_key", lambda window, text: bytes(31) + b"\x01")
    with pytest.raises(WrongSealingKey):
        rehearse(TODAY, entries=2, custody=Custody.CUSTODIANS)
    assert row_counts() == before
    assert _files(key_dir) == []


def test_what_a_killed_one_left_is_removed_first(key_dir: Path) -> None:
    before = row_counts()
    window = _trial(REHEARSAL)
    factories.log(window, factories.draw(window)[factories.NORTH])
    assert rehearse(TODAY, entries=1).faults() == []
    assert row_counts() == before
    assert _files(key_dir) == []


def test_a_second_one_at_once_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [0x6C76_7268])
        try:
            [found] = at_once([lambda: rehearse(TODAY, entries=1)])
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    assert isinstance(found, RehearsalUnderWay)


def test_the_command_says_what_it_saw() -> None:
    words = said("rehearse_release", "--entries", 3, "--custody", "custodians")
    assert words.startswith("3 simulated entries, custody custodians, ")
    assert "The ledger says 2.00 for each entry." in words
    assert words.endswith("All was as it must be, and nothing of it is left.\n")
    assert "Simulate 1 to" in refused("rehearse_release", "--entries", 0)


# -- Broken twins ------------------------------------------------------------------------------------


def test_noise_that_is_off_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def shifted(values: Sequence[int], *_law: object, **_named: object) -> list[int]:
        return [value + 40 for value in values]

    monkeypatch.setattr(mechanism, "add_noise", shifted)
    assert "outside of their range" in refused("rehearse_release", "--entries", 2)


def test_a_key_that_stays_is_noticed(monkeypatch: pytest.MonkeyPatch, key_dir: Path) -> None:
    monkeypatch.setattr(keystore, "destroy_all", lambda name: None)
    assert "A key was left" in refused("rehearse_release", "--entries", 2)


# -- It shows nowhere --------------------------------------------------------------------------------


def _trial(name: str, *, is_trial: bool = True) -> Window:
    window = plan_window(
        name,
        factories.OPENS,
        factories.CLOSES,
        tables=factories.TABLES,
        asks=factories.ASKS,
        rehearsal=is_trial,
    )
    return open_window(window.name)


def _paths(patterns: Sequence[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Return every path without a choice in it, and the ones that take a window's name."""
    for entry in patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from () if entry.namespace else _paths(entry.url_patterns, path)
        elif "<" not in path:
            yield path
    if before == "/":
        yield from (f"/log/keys/{NAME}/", f"/tallies/{NAME}/")


def _pages_that_name_it(client: Client) -> list[str]:
    answers = {path: client.get(path) for path in _paths(get_resolver().url_patterns)}
    assert sum(answer.status_code == 200 for answer in answers.values()) > 20
    return [
        path
        for path, answer in answers.items()
        if answer.status_code == 200 and NAME in answer.content.decode()
    ]


@pytest.mark.parametrize("is_trial", [True, False])
def test_no_public_page_names_a_rehearsal_though_it_would_name_a_real_window(
    client: Client, *, is_trial: bool
) -> None:
    catalogue.make_ask("an-ask")
    window = _trial(NAME, is_trial=is_trial)
    assert (current_window(factories.DAY) is None) is is_trial
    assert (remembered_window(factories.DAY) is None) is is_trial
    close_window(window.name)
    factories.released(window)
    assert Release.objects.exists()
    assert Tally.objects.exists()
    shown = _pages_that_name_it(client)
    if is_trial:
        assert shown == []
    else:
        assert {"/about/method/", f"/log/keys/{NAME}/", f"/tallies/{NAME}/"} <= set(shown)

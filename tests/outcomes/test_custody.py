"""A window whose key two custodians hold: handed over once, kept nowhere, needed to count."""

from __future__ import annotations

import datetime as dt
import io
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from outcomes import due, keystore, tasks
from outcomes.crypto import sealing
from outcomes.crypto.printed_key import key_lines
from outcomes.custody import key_sheet
from outcomes.kinds import Custody, WindowState
from outcomes.models import Entry, Release, Window
from outcomes.windows import close_window, sealing_public_key
from tests.outcomes import factories
from tests.outcomes.factories import NORTH, WINDOW
from tests.outcomes.releasing import nothing_was_written
from tests.outcomes.window_orders import Terminal, in_custody, key_in, refused, said, with_slip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_keys")]


@pytest.fixture
def held(tmp_path: Path) -> tuple[Window, Path]:
    """Return a closed window with one conversation, and the custodians' sheet."""
    window, sheet = in_custody(tmp_path)
    assert due.open_due_windows(factories.DAY) == [window.name]
    window.refresh_from_db()
    factories.log(window, factories.draw(window)[NORTH])
    return close_window(window.name), sheet


def _stored_values() -> Iterator[str]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - the database's own names
            yield from (row for (row,) in cursor.fetchall())


def _forms(key: bytes) -> list[str]:
    """Return how a key could be written down anywhere."""
    return [key.hex(), key.decode("latin-1"), *(line[3:] for line in key_lines(key))]


def test_the_key_of_custodians_is_kept_nowhere(
    held: tuple[Window, Path], key_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    window, sheet = held
    key = key_in(sheet)
    assert sealing.public_key_of(key) == sealing_public_key(window)
    with caplog.at_level(logging.DEBUG):
        out = said("verify_window_key", WINDOW, "--key-file", sheet)
        out += said("release_window", WINDOW, "--key-file", sheet)
    files = [path.read_bytes().decode("latin-1") for path in key_dir.rglob("*") if path.is_file()]
    for place in (*_stored_values(), *files, out, caplog.text):
        assert not [form for form in _forms(key) if form in place]
    assert [form for form in _forms(key) if form in sheet.read_text()]


def test_custodians_release_with_their_sheet(held: tuple[Window, Path]) -> None:
    window, sheet = held
    assert "destroy the key file" in said("release_window", WINDOW, "--key-file", sheet)
    assert Release.objects.get().window == window
    assert not Entry.objects.exists()
    assert not keystore.holds_keys(WINDOW)


def test_beat_leaves_it_to_them_and_says_so_once_a_day(
    held: tuple[Window, Path], caplog: pytest.LogCaptureFixture
) -> None:
    assert due.windows_to_release() == []
    with caplog.at_level(logging.INFO):
        for _minute in range(3):
            tasks.do_what_is_due()
    lines = [record.getMessage() for record in caplog.records if WINDOW in record.getMessage()]
    assert lines == [f"{WINDOW} waits for an operator or a custodian: see /curate/windows/"]
    assert nothing_was_written()


def test_a_release_without_their_key_is_refused(held: tuple[Window, Path]) -> None:
    assert "name their file: --key-file" in refused("release_window", WINDOW)
    assert nothing_was_written()


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_a_mistyped_line_is_named_and_nothing_is_lost(held: tuple[Window, Path], line: int) -> None:
    typed = with_slip(held[1], line)
    for order in ("verify_window_key", "release_window"):
        words = refused(order, WINDOW, "--key-file", typed)
        assert words == f"Line {line} of the key: it is mistyped."
    assert nothing_was_written()
    assert Entry.objects.exists()


def test_the_key_of_another_window_is_refused_and_nothing_is_lost(
    held: tuple[Window, Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(key_sheet(held[0], sealing.generate_sealing_key()[0]))
    for order in ("verify_window_key", "release_window"):
        assert "not the key of" in refused(order, WINDOW, "--key-file", other)
    (tmp_path / "zero.txt").write_text("\n".join(key_lines(bytes(32))))
    assert "not the key" in refused(
        "verify_window_key", WINDOW, "--key-file", tmp_path / "zero.txt"
    )
    assert nothing_was_written()
    assert Entry.objects.exists()
    said("release_window", WINDOW, "--key-file", held[1])


def test_a_key_file_that_is_not_there_is_named(held: tuple[Window, Path], tmp_path: Path) -> None:
    words = refused("release_window", WINDOW, "--key-file", tmp_path / "nowhere")
    assert words == "The key file cannot be read: No such file or directory."


def test_a_key_can_be_typed_in(held: tuple[Window, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(held[1].read_text()))
    assert said("verify_window_key", WINDOW) == f"This is the key of {WINDOW}.\n"


# -- Handing it over ---------------------------------------------------------------------------------


def test_the_sheet_is_a_file_for_one_pair_of_eyes(tmp_path: Path) -> None:
    window, sheet = in_custody(tmp_path)
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert max(map(len, sheet.read_text().splitlines())) <= 72
    assert (window.state, keystore.holds_signing_keys(WINDOW)) == (WindowState.PLANNED, True)
    assert not keystore.holds_sealing_key(WINDOW)


def test_no_file_within_reach_of_the_server_takes_the_sheet(
    tmp_path: Path, key_dir: Path, settings: Settings
) -> None:
    factories.planned_window(custody=Custody.CUSTODIANS)
    key_dir.mkdir()
    (tmp_path / "there").write_text("something")
    (tmp_path / "another-name").symlink_to(key_dir)
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    for place in ("there", "keys/a", "another-name/a", "data/a", "data/../keys/a"):
        words = refused("make_window_keys", WINDOW, "--output", tmp_path / place)
        assert words.startswith("The file must be new")
    assert (tmp_path / "there").read_text() == "something"
    assert Window.objects.get().key_set is None


def test_a_key_is_not_printed_where_something_may_keep_it() -> None:
    factories.planned_window(custody=Custody.CUSTODIANS)
    out = io.StringIO()
    assert "to a terminal only" in refused("make_window_keys", WINDOW, screen=out)
    assert (out.getvalue(), Window.objects.get().key_set) == ("", None)


@pytest.mark.parametrize("answer", ["", "yes", "2025H2"])
def test_a_key_that_nobody_says_is_copied_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    factories.planned_window(custody=Custody.CUSTODIANS)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    words = refused("make_window_keys", WINDOW, screen=Terminal())
    assert words.startswith("No keys were made.")
    assert Window.objects.get().key_set is None


def test_a_key_on_the_screen_counts_once_both_have_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    factories.planned_window(custody=Custody.CUSTODIANS)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WINDOW}\n"))
    copied = tmp_path / "copied.txt"
    copied.write_text(said("make_window_keys", WINDOW, screen=Terminal()))
    said("verify_window_key", WINDOW, "--key-file", copied)
    assert not keystore.holds_sealing_key(WINDOW)


def test_a_window_whose_key_nobody_was_handed_does_not_open() -> None:
    factories.planned_window(custody=Custody.CUSTODIANS)
    assert due.open_due_windows(factories.DAY) == []
    assert due.windows_that_wait(factories.DAY) == [WINDOW]
    assert "Make them with manage.py make_window_keys" in refused("open_window", WINDOW)


def test_its_successor_is_planned_in_time_to_hand_a_key_over(held: tuple[Window, Path]) -> None:
    last = held[0].closes_on
    due.open_due_windows(last - due.HANDING_OVER)
    assert set(Window.objects.values_list("name", flat=True)) == {WINDOW}
    due.open_due_windows(last - due.HANDING_OVER + dt.timedelta(days=1))
    successor = Window.objects.get(name="2025H2")
    assert (successor.custody, successor.state) == (Custody.CUSTODIANS, WindowState.PLANNED)

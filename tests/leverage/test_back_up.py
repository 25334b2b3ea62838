"""A backup holds every table, comes back as it went, and tells nobody else anything."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import InternalError, connection
from pytest_django import Settings

from leverage.backups import making, sealed, tables
from leverage.database_history import Finding
from outcomes import keystore, storage
from outcomes.models import Window
from tests.leverage.backing_up import (
    Custodians,
    contents,
    files_of,
    furnish,
    furnish_catalogue,
    restore,
    start_anew,
)
from tests.outcomes import factories
from tests.outcomes.storing import somebody_else

pytestmark = pytest.mark.django_db(transaction=True)
SITE, OF_WINDOW = "site-2025-03-14.age", f"window-{factories.WINDOW}-2025-03-14.age"


def opened_by_age(file: Path, key: Path, place: Path) -> Path:
    """Open a backup with the public tools alone; returns where its parts then lie."""
    place.mkdir()
    plain = subprocess.run(
        ["age", "-d", "-i", str(key), str(file)], capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(place)], input=plain.stdout, check=True)
    return place


def test_every_table_is_in_one_kind_of_file_or_left_out_for_a_reason() -> None:
    places = [set(tables.SITE), set(tables.WINDOW), set(tables.LEFT_OUT)]
    assert set().union(*places) == tables.all_labels()
    assert sum(map(len, places)) == len(tables.all_labels())
    assert all(reason.endswith(".") for reason in tables.LEFT_OUT.values())


@pytest.mark.usefixtures("site")
def test_what_is_left_out_is_empty() -> None:
    filled = {x for x in tables.LEFT_OUT if tables.model_of(x)._default_manager.exists()}
    assert filled <= {label for label, why in tables.LEFT_OUT.items() if "stays empty" not in why}


def test_every_table_comes_back_as_it_was(site: Custodians, folder: Path) -> None:
    call_command("back_up", verbosity=0)
    before = contents()
    assert {path.name for path in files_of(folder)} == {SITE, OF_WINDOW}
    assert before["outcomes_entry"]["rows"] == before["outcomes_sheet"]["rows"] == 3
    start_anew()
    assert contents() != before
    restore(folder, site.second)
    assert contents() == before


def test_a_restored_window_can_be_drawn_in_and_logged_in(
    site: Custodians, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("back_up", verbosity=0)
    keys = keystore.signing_keys(factories.WINDOW)
    start_anew()
    keystore.forget(factories.WINDOW)
    restore(folder, site.first)
    assert keystore.signing_keys(factories.WINDOW) == keys
    assert not keystore.holds_sealing_key(factories.WINDOW)
    assert f"The key that opens {factories.WINDOW} lay on the lost" in capsys.readouterr().out
    furnish_catalogue("more")  # Numbers of rows go on where they were.
    furnish(Window.objects.get(), "somebody-new")


@pytest.mark.age
def test_anybody_with_a_key_and_public_tools_can_read_it(
    site: Custodians, folder: Path, tmp_path: Path
) -> None:
    call_command("back_up", verbosity=0)
    place = opened_by_age(folder / OF_WINDOW, site.second, tmp_path / "opened")
    manifest = json.loads((place / "manifest.json").read_bytes())
    entries = (place / "tables/outcomes_entry/00000").read_bytes()
    assert manifest["contents"]["tables/outcomes_entry"]["rows"] == entries.count(b"\n") == 3
    assert "0003_deleted_account" in manifest["migrations"]["leverage"]
    marks = [line.split(b"\t")[0] for line in entries.splitlines()]
    assert marks == sorted(marks)


def test_the_key_that_opens_conversations_is_in_no_backup(
    site: Custodians, folder: Path, tmp_path: Path
) -> None:
    call_command("back_up", verbosity=0)
    key = keystore.sealing_key(factories.WINDOW)
    for file in files_of(folder):
        with sealed.opened(file, sealed.identities_of(site.first)) as plain:
            data = plain.read()
        assert data.count(b"manifest.json") == 1
        assert key not in data
        assert b"sealing.key" not in data


def test_the_disk_tells_neither_content_nor_hour(
    site: Custodians, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("back_up")
    names = [path.name for path in folder.iterdir()]
    assert sorted(names)[1:] == [SITE, OF_WINDOW]
    for path in folder.iterdir():
        data, state = path.read_bytes(), path.stat()
        assert data.startswith(b"age-encryption.org/v1\n")
        assert state.st_mode & 0o777 == 0o600
        moment = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
        assert moment.time() == dt.time(0)
        assert b"person-0" not in data
    assert capsys.readouterr().out.count(f"  {SITE}\n") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM outcomes_entry")
        assert cursor.fetchone() == (1,)


def test_all_files_of_a_run_show_one_moment(site: Custodians) -> None:
    with somebody_else() as other, making._one_look() as cursor:
        cursor.execute("SELECT count(*) FROM leverage_deletedaccount")
        other.execute("INSERT INTO leverage_deletedaccount VALUES (sha256('somebody'))")
        other.execute("COMMIT")
        cursor.execute("SELECT count(*) FROM leverage_deletedaccount")
        assert cursor.fetchone() == (0,)
        with pytest.raises(InternalError, match="read-only"):
            cursor.execute("DELETE FROM leverage_user")
        connection.set_rollback(rollback=True)


# -- Refusals ----------------------------------------------------------------------------------------


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command(*words, verbosity=0)
    return str(refusal.value)


def test_who_has_one_custodian_must_say_so(folder: Path, settings: Settings) -> None:
    settings.BACKUP_RECIPIENTS = settings.BACKUP_RECIPIENTS[:1]
    call_command("back_up", "--one-custodian", verbosity=0)
    assert len(files_of(folder)) == 2


def test_without_a_folder_there_is_no_backup(folder: Path, settings: Settings) -> None:
    settings.BACKUP_DIR = None
    assert "LEVERAGE_BACKUP_DIR" in refused("back_up")


def test_while_rows_are_rewritten_there_is_no_backup(folder: Path) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [storage._LOCK])
        assert "being rewritten" in refused("back_up")
    other.close()
    assert files_of(folder) == []


def test_of_a_database_that_keeps_history_there_is_no_backup(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [Finding("archive_mode", "It is copied away.", "archive_mode = off")]
    monkeypatch.setattr("leverage.database_history.findings", lambda: kept)
    assert "archive_mode = off" in refused("back_up")
    assert files_of(folder) == []


def test_a_rehearsal_is_not_backed_up(folder: Path) -> None:
    Window.objects.update(rehearsal=True)
    assert "rehears" in refused("back_up")
    assert files_of(folder) == []


def test_a_backup_can_be_checked_without_a_database(
    site: Custodians, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("back_up", verbosity=0)
    start_anew()
    call_command("verify_backup", *map(str, files_of(folder)), "--identity", str(site.first))
    said = capsys.readouterr().out
    assert "Whole: the site, 2025-03-14" in said
    assert f"Whole: window {factories.WINDOW}, 2025-03-14" in said
    assert "It needs the tables of: account 0" in said

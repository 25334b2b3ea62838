"""The folder of backups: what lies there no longer than it may, and what beat does about it."""

from __future__ import annotations

import datetime as dt
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.conf import settings as project_settings
from pytest_django import Settings

from leverage import tasks
from leverage.account_deletion import delete_account
from leverage.backups import folder as folders
from leverage.backups import lasting, sealed
from leverage.backups.errors import BackupRefused
from leverage.checks import backups_can_be_opened
from leverage.models import DeletedAccount, User
from tests.leverage.backing_up import Custodians, files_of

TODAY = dt.date(2025, 3, 14)
ONE, TWO = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))


def names(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()}


@pytest.mark.django_db
def test_what_is_older_than_35_days_goes_and_what_is_foreign_stays(tmp_path: Path) -> None:
    stays = {
        "site-2025-02-07.age",
        "window-2025H1-2025-02-07.age",
        "site-2024-99-99.age",
        "site-2024-01-01.age.part",
        "notes.txt",
    }
    goes = {
        "site-2025-02-06.age",
        "site-2024-12-31-after-2024H2.age",
        "window-2025H1-2025-02-06.age",
        f"{sealed.DRAFT}site-2025-03-13.age.00",
        "must-not-return-0123.age",
    }
    for name in stays | goes:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    assert folders.tidy(tmp_path, TODAY) == sorted(goes)
    assert names(tmp_path) == stays
    assert folders.newest_day(tmp_path) == dt.date(2025, 2, 7)


@pytest.mark.django_db
def test_an_unknown_window_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "window-2025H1-2025-03-14.age").touch()
    assert folders.tidy(tmp_path, TODAY) == []


def test_of_a_window_only_the_newest_file_stays(tmp_path: Path) -> None:
    for name in ("2025H1-2025-03-13", "2025H1-2025-03-14", "2025H2-2025-03-13"):
        (tmp_path / f"window-{name}.age").touch()
    folders.drop_older_of("2025H1", tmp_path, tmp_path / "window-2025H1-2025-03-14.age")
    assert names(tmp_path) == {"window-2025H1-2025-03-14.age", "window-2025H2-2025-03-13.age"}


@pytest.mark.django_db
def test_a_deletion_reaches_the_list_with_the_next_minute(site: Custodians, folder: Path) -> None:
    gone = User.objects.get(username="person-1")
    mark = DeletedAccount.mark_of(gone.pk)
    tasks.look_after_backups()
    [file] = folder.iterdir()
    before = file.stat().st_size
    delete_account(gone)
    tasks.look_after_backups()
    known = lasting.read_lists([file], sealed.identities_of(site.second))
    assert known.deleted == {mark.hex()}
    # Neither its length nor its times tell that somebody left.
    step = 64 * 1024  # The head of a seal is a little longer or shorter, at random.
    assert file.stat().st_size // step == before // step == 1
    assert dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC).time() == dt.time(0)


@pytest.mark.django_db
def test_without_a_folder_or_custodians_nothing_is_written(
    site: Custodians, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BACKUP_RECIPIENTS = []
    for _ in range(2):
        tasks.look_after_backups()
    assert files_of(Path(settings.BACKUP_DIR)) == []
    assert caplog.messages == ["looking after backups failed: BackupRefused"]
    settings.BACKUP_DIR = None
    tasks.look_after_backups()
    assert len(caplog.messages) == 1


def test_beat_asks_for_it_every_minute() -> None:
    [entry] = [
        entry
        for entry in project_settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == tasks.look_after_backups.name
    ]
    assert entry["schedule"] == 60.0


# -- Custodians and half-written files ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ([], "two custodians"),
        (["age1nonsense"], "no public age key"),
        ([ONE], "names one custodian"),
        ([ONE, ONE], "names one custodian"),
    ],
)
def test_a_backup_needs_two_custodians(keys: list[str], says: str) -> None:
    with pytest.raises(BackupRefused, match=says):
        sealed.recipients_of(keys)


def test_one_custodian_will_do_for_who_says_so() -> None:
    assert len(sealed.recipients_of([ONE], one_will_do=True)) == 1
    assert len(sealed.recipients_of([ONE, TWO])) == 2


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ([], ["leverage.E008"]),
        (["age1x"], ["leverage.E008"]),
        ([ONE], ["leverage.W008"]),
        ([ONE, TWO], []),
    ],
)
def test_a_deployment_whose_backups_nobody_could_open_is_noticed(
    settings: Settings, tmp_path: Path, keys: list[str], found: list[str]
) -> None:
    settings.BACKUP_RECIPIENTS = keys
    settings.BACKUP_DIR = tmp_path
    assert [one.id for one in backups_can_be_opened(None)] == found
    settings.BACKUP_DIR = None
    assert backups_can_be_opened(None) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from leverage.backups.sealed import CHUNK, recipients_of, write_sealed
def chunks():
    for _ in range(4):
        yield bytes(CHUNK)
    os.kill(os.getpid(), signal.SIGKILL)
write_sealed(Path(sys.argv[1]), chunks(), recipients_of(sys.argv[2:]))
"""


@pytest.mark.django_db
def test_a_killed_backup_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    site = tmp_path / "site-2025-03-14.age"
    sealed.write_sealed(site, [b"before"], sealed.recipients_of([ONE, TWO]))
    before = site.read_bytes()
    killed = [sys.executable, "-c", _KILLED, str(site), ONE, TWO]
    assert subprocess.run(killed, check=False).returncode == -signal.SIGKILL
    assert site.read_bytes() == before
    assert folders.newest_day(tmp_path) == TODAY
    [draft] = [path for path in tmp_path.iterdir() if path != site]
    assert draft.name.startswith(sealed.DRAFT)
    assert draft.stat().st_size > sealed.CHUNK
    assert folders.tidy(tmp_path, dt.date.today() + dt.timedelta(days=1))[0] == draft.name  # noqa: DTZ011


def test_what_goes_wrong_midway_leaves_nothing(tmp_path: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        sealed.write_sealed(tmp_path / "file", chunks(), sealed.recipients_of([ONE, TWO]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this computer")
def test_a_full_disk_is_told_as_such() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        sink = sealed._Sink(full)
        source = sealed._Source([bytes(sealed.CHUNK)])
        with pytest.raises(OSError, match="No space left"):
            source.pass_through(sink, sealed.recipients_of([ONE, TWO]))

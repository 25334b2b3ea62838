"""A restore that is refused says why, and changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from leverage.backups import lasting
from leverage.backups.sealed import identities_of, opened, recipients_of
from tests.leverage.backing_up import Custodians, files_of, refused, restore, start_anew
from tests.outcomes import factories

pytestmark = pytest.mark.django_db(transaction=True)
SITE, OF_WINDOW = "site-2025-03-14.age", f"window-{factories.WINDOW}-2025-03-14.age"


@dataclass(frozen=True, slots=True)
class Old:
    """What is left of a site: its backups, the key of a custodian, and whom they are sealed to."""

    folder: Path
    key: Path
    recipients: list[str]


_made: dict[str, bytes] = {}
_recipients: list[str] = []


@pytest.fixture
def old(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Old:
    """Return the backups of a site that is gone; they are made once for all tests, and the database is empty."""
    if not _made:
        site: Custodians = request.getfixturevalue("site")
        call_command("back_up", verbosity=0)
        _made["key"] = site.first.read_bytes()
        _made.update({path.name: path.read_bytes() for path in Path(settings.BACKUP_DIR).iterdir()})
        _recipients.extend(settings.BACKUP_RECIPIENTS)
        start_anew()
    place = tmp_path / "old"
    place.mkdir()
    for name, data in _made.items():
        (place if name != "key" else tmp_path).joinpath(name).write_bytes(data)
    return Old(place, tmp_path / "key", _recipients)


def test_a_restore_twice_is_refused(old: Old) -> None:
    restore(old.folder, old.key)
    assert "not empty" in refused(*map(str, files_of(old.folder)), "--identity", str(old.key))


def test_a_window_alone_is_refused(old: Old) -> None:
    assert "Name the site" in refused(str(old.folder / OF_WINDOW), "--identity", str(old.key))


@contextmanager
def state_of_tables(app: str, name: str, *, applied: bool) -> Iterator[None]:
    """Let the database say of a migration that it was applied, or was not."""
    recorder = MigrationRecorder(connection)
    say, unsay = recorder.record_applied, recorder.record_unapplied
    (say if applied else unsay)(app, name)
    try:
        yield
    finally:
        (unsay if applied else say)(app, name)


@pytest.mark.parametrize(
    ("app", "name", "applied", "says"),
    [
        ("asks", "9999_later", True, "unknown to the backup: asks.9999_later"),
        ("leverage", "0003_deleted_account", False, "not applied here: leverage.0003_deleted"),
    ],
)
def test_another_state_of_the_tables_is_refused(
    old: Old, app: str, name: str, applied: bool, says: str
) -> None:
    with state_of_tables(app, name, applied=applied):
        assert says in refused(str(old.folder / SITE), "--identity", str(old.key))


def test_a_running_site_is_not_overwritten(old: Old) -> None:
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leverage_user")
        with pytest.raises(CommandError, match="in use"):
            restore(old.folder, old.key)
    other.close()


def test_what_is_damaged_changes_nothing(old: Old, tmp_path: Path) -> None:
    whole = (old.folder / SITE).read_bytes()
    middle = len(whole) // 2
    broken = {
        "damaged or not whole": [
            whole[:-20],
            whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        ],
        "no age file": [b"", b"leverage"],
    }
    file = tmp_path / "broken.age"
    for says, cases in broken.items():
        for data in cases:
            file.write_bytes(data)
            arguments = [str(file), "--identity", str(old.key)]
            assert says in refused(
                *arguments, "--list", str(next(old.folder.glob(lasting.PATTERN)))
            )
            with pytest.raises(CommandError, match=says):
                call_command("verify_backup", *arguments)


def test_another_key_opens_nothing(old: Old, tmp_path: Path) -> None:
    stranger, empty = tmp_path / "stranger", tmp_path / "empty"
    stranger.write_text(str(pyrage.x25519.Identity.generate()))
    empty.write_text("# nothing\n")
    assert "this key does not open it" in refused(
        str(old.folder / SITE), "--identity", str(stranger)
    )
    assert "no private age key" in refused(str(old.folder / SITE), "--identity", str(empty))


def test_a_sealed_file_that_is_no_backup_is_refused(old: Old, tmp_path: Path) -> None:
    people = [pyrage.x25519.Recipient.from_str(key) for key in old.recipients]
    file = old.folder / "other.age"
    for data in (b"", b"hello" * 999):
        file.write_bytes(pyrage.encrypt(data, people))
        assert "no backup of this site" in refused(str(file), "--identity", str(old.key))


def test_rows_that_do_not_fit_change_nothing_and_are_not_quoted(old: Old) -> None:
    with opened(old.folder / SITE, identities_of(old.key)) as plain:
        data = plain.read()
    other = data.replace(b"\tperson-2\t", b"\tperson-1\t")
    assert other != data
    people = recipients_of(old.recipients)
    (old.folder / SITE).write_bytes(pyrage.encrypt(other, people))
    says = refused(str(old.folder / SITE), "--identity", str(old.key))
    assert "did not take these rows in: UniqueViolation" in says
    assert "person-1" not in says
    (old.folder / SITE).write_bytes(
        pyrage.encrypt(data.replace(b"North Lab", b"North Lap"), people)
    )
    assert "not hold what its manifest says" in refused(
        str(old.folder / SITE), "--identity", str(old.key)
    )

"""After the whole way of somebody who is marked all over, no backup holds a mark of the visit (privacy.md 11.6)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from leverage.backups import sealed
from leverage.backups.lasting import PATTERN
from tests.canaries import NAME, OF_A_VISIT, marks_in
from tests.canary_visits import walk
from tests.leverage.backing_up import Custodians
from tests.outcomes.conftest import key_dir, ready_keys, signing_keys
from tests.test_canaries import cast

__all__ = ["cast", "key_dir", "ready_keys", "signing_keys"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast", "fresh_memory")
def test_no_backup_keeps_a_mark(settings: Settings, tmp_path: Path) -> None:
    people = Custodians.in_folder(tmp_path / "custodians", settings)
    walk()
    call_command("back_up", verbosity=0)
    files = sorted(Path(settings.BACKUP_DIR).iterdir())
    plain = b""
    for file in files:
        assert marks_in(str(file.name).encode() + file.read_bytes(), (*OF_A_VISIT, NAME)) == set()
        with sealed.opened(file, sealed.identities_of(people.first)) as stream:
            plain += stream.read()
    assert [file.match(PATTERN) for file in files] == [True, False, False]
    assert marks_in(plain, OF_A_VISIT) == set()
    # The same eyes see what is meant to be there.
    assert marks_in(plain, (NAME,)) == {NAME}

"""A site with something in every table that people fill, its custodians, and a place for its backups."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from asks.models import Spokesperson
from leverage.backups import tables
from leverage.backups.lasting import PATTERN
from leverage.models import User, Vault
from outcomes.models import Window
from tests.asks.factories import make_ask, make_lab
from tests.outcomes import factories
from tests.outcomes.factories import Logged


@dataclass(frozen=True, slots=True)
class Custodians:
    """Two people who can open backups, each with a key in a file."""

    first: Path
    second: Path

    @classmethod
    def in_folder(cls, folder: Path, settings: Settings) -> Custodians:
        """Make both, and let backups be sealed to them."""
        folder.mkdir()
        people = [pyrage.x25519.Identity.generate() for _ in range(2)]
        files = [folder / f"{number}.key" for number in range(2)]
        for person, file in zip(people, files, strict=True):
            file.write_text(f"# public key: {person.to_public()}\n{person}\n")
        settings.BACKUP_RECIPIENTS = [str(person.to_public()) for person in people]
        settings.BACKUP_DIR = folder.parent / "backups"
        return cls(*files)


def furnish(window: Window, name: str) -> Logged:
    """Make an account with something in every table, which then logs; returns what its author holds."""
    credential = factories.draw(window, name)[factories.NORTH]
    account = User.objects.get(username=name)
    Authenticator.objects.create(
        user=account, type=Authenticator.Type.RECOVERY_CODES, data={"n": 1}
    )
    Vault.objects.create(account=account, ciphertext=b"\x00\\\n\t" + name.encode() * 99)
    Spokesperson.objects.create(account=account, lab=make_lab(f"lab-{name}"), token="t")
    return factories.log(window, credential)


def furnish_catalogue(name: str = "ask") -> None:
    """Let some asks stand in the catalogue, with signs that a dump must not trip over."""
    for number, text in enumerate(("Ünïcode — «ja»", "a\\b\tc\nd", "\\N", "\\.")):
        make_ask(f"{name}-{number}", short_name=text)


def contents(window: str = factories.WINDOW) -> dict[str, Any]:
    """Return the number of rows and the hash of every table that backups hold."""
    with connection.cursor() as cursor:
        tables.write_values_alike(cursor)
        found = [*tables.site_tables(), *tables.window_tables(window)]
        return {one.name: tables.content_of(cursor, one).as_json() for one in found}


def start_anew() -> None:
    """Make the database what it is right after `migrate` on a new machine."""
    call_command("flush", verbosity=0, interactive=False)


def files_of(folder: Path) -> list[Path]:
    """Return the backups in a folder, without the lists."""
    return sorted(path for path in folder.iterdir() if not path.match(PATTERN))


def restore(folder: Path, key: Path, *more: str) -> None:
    """Bring back all backups of a folder."""
    files = map(str, files_of(folder))
    call_command("restore_backup", *files, "--identity", str(key), *more, verbosity=0)


def refused(*words: str) -> str:
    """Return why a restore was refused; whichever way, it changed nothing."""
    before = contents()
    with pytest.raises(CommandError) as refusal:
        call_command("restore_backup", *words, verbosity=0)
    assert contents() == before
    return str(refusal.value)

"""What must outlive a restore: that accounts were deleted, conversations withdrawn, windows released.

A backup is of last night, and somebody may have left since. So beat writes this list anew each minute beside the
backups, always whole and always to a multiple of one size, so that neither its times nor its length tell what happened
when. It is sealed like them. A site that is set up anew has a list of another name, so it cannot overwrite the old one;
a restore takes all that it finds together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from leverage.backups.errors import BackupRefused
from leverage.backups.sealed import opened, write_sealed
from leverage.models import DeletedAccount
from outcomes.withdrawn import published_digests, withdrawn_marks

PATTERN = "must-not-return-*.age"
_FORMAT = 1
_STEP = 64 * 1024
_BATCH = 1000


@dataclass(slots=True)
class Lasting:
    """Marks of deleted accounts, nullifiers of withdrawn rows by window, digests of releases by window."""

    deleted: set[str] = field(default_factory=set)
    withdrawn: dict[str, set[str]] = field(default_factory=dict)
    released: dict[str, set[str]] = field(default_factory=dict)

    def add(self, data: dict[str, Any]) -> None:
        """Add what one file says; raises BackupRefused for one of another form."""
        if data.get("format") != _FORMAT:
            raise BackupRefused(
                "A list of what must not return has a form this code does not know."
            )
        self.deleted |= set(data["deleted"])
        for window, marks in data["withdrawn"].items():
            self.withdrawn.setdefault(window, set()).update(marks)
        for window, digest in data["released"].items():
            self.released.setdefault(window, set()).add(digest)


def write_list(folder: Path, recipients: Sequence[Any]) -> Path:
    """Write down what must not return, as the database has it now."""
    deleted = DeletedAccount.objects.order_by("mark").values_list("mark", flat=True)
    withdrawn = withdrawn_marks()
    text = json.dumps(
        {
            "format": _FORMAT,
            "deleted": [bytes(mark).hex() for mark in deleted.iterator()],
            "withdrawn": {
                name: [mark.hex() for mark in marks] for name, marks in withdrawn.items()
            },
            "released": published_digests(),
        }
    ).encode()
    target = folder / PATTERN.replace("*", _name_of_this_database())
    write_sealed(target, [text + b" " * (-len(text) % _STEP)], recipients)
    return target


def read_lists(paths: Sequence[Path], identities: Sequence[Any]) -> Lasting:
    """Return what all these lists say together; raises BackupRefused for one that cannot be read."""
    found = Lasting()
    for path in paths:
        with opened(path, identities) as plain:
            text = plain.read()
        try:
            found.add(json.loads(text))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise BackupRefused(f"{path.name} is no list of what must not return.") from error
    return found


def delete_again(marks: set[str]) -> None:
    """Delete every account that was deleted before, with all that hangs on it, and remember that it was.

    Must run inside of a transaction.
    """
    accounts = get_user_model()._default_manager
    gone = [
        pk
        for pk in accounts.values_list("pk", flat=True).iterator()
        if DeletedAccount.mark_of(pk).hex() in marks
    ]
    for first in range(0, len(gone), _BATCH):
        accounts.filter(pk__in=gone[first : first + _BATCH]).delete()
    DeletedAccount.objects.bulk_create(
        [DeletedAccount(mark=bytes.fromhex(mark)) for mark in sorted(marks)], ignore_conflicts=True
    )


def _name_of_this_database() -> str:
    """Return a name that a database set up anew does not share, and that says nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, %s::regclass::oid FROM pg_control_system()",
            [DeletedAccount._meta.db_table],
        )
        server, table = cursor.fetchone()
    return hashlib.sha256(f"{server}|{table}".encode()).hexdigest()[:12]

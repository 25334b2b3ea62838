"""Whether the database keeps a history of who wrote what and when, which would undo what pages promise (privacy.md 5).

Judged are the write-ahead log and its copies, times of transactions, and what the server's log says about statements.
Not judged is what a line of that log begins with: with statements, values and connections off, a line is about the
server and its clients, which are our own processes. What cannot be asked (a disk without encryption, snapshots of
it, tools that read the disk) is said in the README.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from django.db.backends.utils import CursorWrapper


class KeepsHistory(ImproperlyConfigured):
    """The site does not start, because its database keeps history or could not be asked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which the database keeps history: where, why it matters in a sentence, and what to write."""

    name: str
    why: str
    write: str

    def __str__(self) -> str:
        return f"{self.name}: {self.why} Write: {self.write}"


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    is_kept: Callable[[str], bool]
    why: str
    value: str

    def finding(self) -> Finding:
        return Finding(self.name, self.why, f"{self.name} = {self.value}")


_NO = {"off", "false", "no", "0", "none", ""}


def _is_on(value: str) -> bool:
    return value.lower() not in _NO


def _is_other_than(*wanted: str) -> Callable[[str], bool]:
    return lambda value: value not in wanted


_EVERYTHING = "Statements in the server's log say who did what and when."
_RULES = (
    _Rule(
        "wal_level",
        _is_other_than("minimal"),
        "The write-ahead log holds more than a crash needs: the true order of all rows, for copies of it.",
        "minimal",
    ),
    _Rule(
        "archive_mode",
        _is_on,
        "Every segment of the write-ahead log, and in it the order of all rows, is copied away and kept.",
        "off",
    ),
    _Rule(
        "wal_recycle",
        _is_on,
        "Old segments of the write-ahead log are renamed instead of removed, with their old content.",
        "off",
    ),
    _Rule(
        "wal_keep_size",
        _is_on,
        "Old segments of the write-ahead log are kept, and in them the order of all rows.",
        "0",
    ),
    _Rule(
        "track_commit_timestamp",
        _is_on,
        "The exact time of every transaction is stored for good.",
        "off",
    ),
    _Rule("log_statement", _is_on, _EVERYTHING, "none"),
    _Rule("log_duration", _is_on, "The server's log gets a time for each statement.", "off"),
    _Rule("log_min_duration_statement", _is_other_than("-1"), _EVERYTHING, "-1"),
    _Rule("log_min_duration_sample", _is_other_than("-1"), _EVERYTHING, "-1"),
    _Rule("log_transaction_sample_rate", _is_on, _EVERYTHING, "0"),
    _Rule(
        "log_min_error_statement",
        _is_other_than("log", "fatal", "panic"),
        "A statement that fails is written to the server's log with its values.",
        "panic",
    ),
    _Rule(
        "log_error_verbosity",
        _is_other_than("terse"),
        "A refused row is written to the server's log with its values.",
        "terse",
    ),
    _Rule(
        "log_connections",
        _is_on,
        "The server's log says when the site was busy.",
        "''",
    ),
    _Rule("log_disconnections", _is_on, "The server's log says when the site was busy.", "off"),
)

_COPIES = Finding(
    "max_wal_senders",
    "A replica or a replication slot receives or holds back the write-ahead log, and in it the order of all rows.",
    "max_wal_senders = 0, after dropping every replica and slot",
)
_RIGHTS = Finding(
    "rights",
    "Without them the hourly rewrite cannot cut off the write-ahead log.",
    "GRANT pg_checkpoint TO the site's role; GRANT EXECUTE ON FUNCTION pg_switch_wal() TO the same; (in psql)",
)


def findings() -> list[Finding]:
    """Return every way in which the database keeps history; empty when it keeps none."""
    with connection.cursor() as cursor:
        found = [rule.finding() for rule in _RULES if _is_broken(cursor, rule)]
        if _is_copied(cursor):
            found.append(_COPIES)
        if not _may_cut_off_the_log(cursor):
            found.append(_RIGHTS)
    return found


def kept_history() -> str:
    """Return the operator's published sentence about the history that the database keeps; empty: it keeps none."""
    sentence: str = settings.DATABASE_KEEPS_HISTORY
    return sentence


def refuse_history() -> None:
    """Let a process of a production site start only on a database that keeps no history.

    With an operator's published sentence, or in debug mode, it may keep some. Raises KeepsHistory, which names every
    setting and what to write; also when the database does not answer, since then nobody can say what it keeps.
    """
    if settings.DEBUG or kept_history():
        return
    try:
        found = findings()
    except Error as error:
        # Without the error's own text: it can hold an address or a name.
        message = "The database did not answer, so nobody can say whether it keeps history."
        raise KeepsHistory(message) from error
    finally:
        # What forks from here must not share a connection.
        connection.close()
    if found:
        raise KeepsHistory("\n".join(["The database keeps history.", *map(str, found), HINT]))


HINT = (
    "Change it in postgresql.conf and restart PostgreSQL. If that cannot be, publish why in "
    "LEVERAGE_DATABASE_KEEPS_HISTORY: the page of promises then says so."
)


def _is_broken(cursor: CursorWrapper, rule: _Rule) -> bool:
    cursor.execute("SELECT current_setting(%s, true)", [rule.name])
    value = cursor.fetchone()[0]
    # A server that does not know a setting does not do what it is about.
    return value is not None and rule.is_kept(value)


def _is_copied(cursor: CursorWrapper) -> bool:
    cursor.execute(
        "SELECT EXISTS (SELECT FROM pg_replication_slots) OR EXISTS (SELECT FROM pg_stat_replication)"
    )
    copied: bool = cursor.fetchone()[0]
    return copied


def _may_cut_off_the_log(cursor: CursorWrapper) -> bool:
    cursor.execute(
        "SELECT pg_has_role('pg_checkpoint', 'USAGE') "
        "AND has_function_privilege('pg_switch_wal()', 'EXECUTE')"
    )
    may: bool = cursor.fetchone()[0]
    return may

"""While rows are rewritten people go on; what is in the way is waited for, and then left as it was."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import reverse

from leverage.models import User
from outcomes import storage, tasks
from outcomes.errors import RewriteUnderWay
from outcomes.models import Entry
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once
from tests.outcomes.storing import content, somebody_else

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ready_keys")]

PASSWORD = "a-long-made-up-word"


@contextmanager
def impatience() -> Iterator[None]:
    """Let a rewrite give up at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "_PATIENCE", 0.0)
        yield


def _sign_in(name: str) -> bool:
    form = {"login": name, "password": PASSWORD}
    client = Client()
    client.post(reverse("account_login"), form)
    return "_auth_user_id" in client.session


def test_people_log_and_sign_in_meanwhile(fresh_memory: None) -> None:
    window = factories.opened_window()
    for number in range(4):
        User.objects.create_user(f"member-{number}", PASSWORD)
    ready = [
        factories.prepare(window, factories.draw(window, f"person-{n}")[factories.NORTH])
        for n in range(4)
    ]
    rewriting = [lambda: storage.rewrite()]
    logging_in = [lambda n=n: _sign_in(f"member-{n}") for n in range(4)]
    logs = [lambda one=one: factories.log_again(window, one) for one in ready]
    assert at_once([*rewriting, *logging_in, *logs]) == [True] * 9
    assert Entry.objects.count() == 4


@pytest.mark.usefixtures("closed")
def test_a_second_run_at_once_is_refused_and_changes_nothing() -> None:
    before = content()
    with somebody_else() as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [storage._LOCK])
        with pytest.raises(RewriteUnderWay):
            storage.rewrite()
        with pytest.raises(CommandError, match="Another process"):
            call_command("rewrite_rows")
    assert content() == before
    assert storage.rewrite()
    assert storage.rewrite()


@pytest.mark.usefixtures("closed")
def test_a_row_in_use_is_waited_for() -> None:
    in_use = threading.Event()

    def use() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM outcomes_entry FOR UPDATE")
            in_use.set()
            while not _somebody_waits(cursor):
                continue

    def rewrite() -> bool:
        in_use.wait(timeout=5)
        return storage.rewrite()

    assert at_once([use, rewrite]) == [None, True]


def _somebody_waits(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
    waits: bool = cursor.fetchone()[0]
    return waits


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    "hold",
    ["SELECT FROM outcomes_entry FOR UPDATE", "LOCK TABLE outcomes_entry IN ACCESS SHARE MODE"],
    ids=["a row", "a table"],
)
def test_a_failing_rewrite_changes_no_value_and_says_so_without_any(
    hold: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = content()
    with somebody_else() as other, impatience():
        other.execute(hold)
        with pytest.raises(OperationalError):
            storage.rewrite()
        tasks.rewrite_rows()
    said = [record.getMessage() for record in caplog.records if record.name == "outcomes.tasks"]
    assert said == ["rewriting rows failed, no value was changed: OperationalError"]
    assert content() == before
    assert storage.rewrite()


@pytest.mark.usefixtures("closed")
def test_a_long_transaction_keeps_former_versions_in_files_only(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content()
    with somebody_else() as other, impatience(), caplog.at_level(logging.INFO):
        other.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT count(*) FROM outcomes_window")
        assert not storage.rewrite()
        tasks.rewrite_rows()
        call_command("rewrite_rows")
        # A dump that began before still finds every row.
        other.execute("SELECT count(*) FROM outcomes_entry")
        assert other.fetchone() == (4,)
    assert "files keep former versions until the next run" in caplog.text
    assert "A dump is safe." in capsys.readouterr().out
    assert content() == before
    assert storage.rewrite()


def test_rows_are_never_rewritten_inside_of_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        storage.rewrite()


def test_beat_asks_for_it_every_hour() -> None:
    [entry] = [
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == tasks.rewrite_rows.name
    ]
    schedule: Any = entry["schedule"]
    assert schedule == crontab(minute=schedule._orig_minute)
    assert int(schedule._orig_minute) in range(60)


def test_the_command_says_that_a_dump_may_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("rewrite_rows")
    assert capsys.readouterr().out == "Rows were rewritten.\n"

"""What Prometheus may read: a closed list of numbers about the machine's duty, of which no visit moves one."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import time_machine
from celery import current_app
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from leverage import health_asking, health_memory, metrics, metrics_machine
from leverage.health import Readiness
from leverage.health_asking import Asked
from leverage.health_memory import Apart, Pulse
from leverage.metrics_backups import backup_age
from leverage.models import User
from outcomes import tasks, window_status
from outcomes.kinds import WindowState
from outcomes.models import DkimKey, Entry, Window
from tests.canaries import OF_A_VISIT, QUERY, marks_in
from tests.canary_visits import visit, visitor, walk
from tests.leverage.scraping import (
    TOKEN,
    WORDS,
    assert_closed,
    assert_unmoved,
    samples,
    scrape,
    value,
)
from tests.test_canaries import MEANT, cast

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Let every question be asked anew, and show a token."""
    monkeypatch.setattr(health_asking, "GOOD_FOR", 0.0)
    monkeypatch.setattr(metrics, "readiness", Readiness())
    monkeypatch.setattr(metrics, "_memory", Asked(metrics._ask_memory))
    monkeypatch.setattr(metrics, "_database", Asked(metrics._ask_database))
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def no_nudges(memory: redis.Redis) -> Iterator[None]:
    """Begin and end with an empty queue."""
    memory.delete(health_memory.QUEUE)
    yield
    memory.delete(health_memory.QUEUE)


# -- Who may read --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_a_token_of_the_operator_there_is_no_such_page(
    client: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = ""
    for shown in ("Bearer ", f"Bearer {TOKEN}", ""):
        assert client.get("/metrics", headers={"authorization": shown}).status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer", f"Bearer {TOKEN}x", TOKEN, "Bearer ä"])
def test_who_does_not_show_it_reads_nothing(client: Client, shown: str) -> None:
    refused = client.get("/metrics", headers={"authorization": shown})
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert b"leverage_" not in refused.content
    assert client.get(f"/metrics?token={TOKEN}").status_code == 401


@pytest.mark.django_db
def test_who_shows_it_reads_and_gets_no_cookie(signed_in: Client) -> None:
    asked = signed_in.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert asked["Content-Type"].startswith("text/plain; version=0.0.4")
    assert asked["Cache-Control"] == "no-store"
    assert not asked.cookies
    assert "Cookie" not in asked.get("Vary", "")
    assert signed_in.post("/metrics").status_code == 405


# -- What there is to read -----------------------------------------------------------------------------


@pytest.fixture
def everything(settings: Settings, tmp_path: Path, memory: redis.Redis) -> None:
    """Let there be a value for every name."""
    settings.BACKUP_DIR = tmp_path
    (tmp_path / "site-2025-03-13.age").touch()
    for which in Pulse:
        health_memory.note_pulse(which, 1)
    window_status.note_rewrite(timezone.now())
    record = {"selector": "s", "record": "p=", "first_month": "2025-01", "last_month": "2025-02"}
    DkimKey.objects.create(domain="a.example", **record)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast", "everything")
def test_the_names_and_the_words_of_labels_are_a_closed_list() -> None:
    found = samples(scrape())
    assert {name for name, _labels in found} == set(WORDS)
    assert_closed(found)
    # A counter gets its ending when it is written.
    assert {name.removesuffix("_total") for name in WORDS} == set(metrics._HELP)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast", "everything", "no_nudges")
def test_no_visit_moves_a_number() -> None:
    before = scrape()
    walk()
    for where in ("/", "/asks/", "/log/", "/account/", "/api/v1/asks/", f"/{QUERY}/", "/propose/"):
        visit(visitor, where)
    after = scrape()
    assert_unmoved(samples(before), samples(after))
    assert marks_in((before + after).encode(), (*OF_A_VISIT, *MEANT)) == set()
    # The other side: the visits were real.
    assert (Entry.objects.count(), User.objects.exists()) == (1, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast", "everything")
def test_a_count_of_accounts_is_noticed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = metrics._of_database

    def counts(known: Any, now: dt.datetime) -> Iterator[Any]:
        yield from usual(known, now)
        monkeypatch.setitem(metrics._HELP, "leverage_accounts", "Accounts.")
        yield metrics._single("leverage_accounts", User.objects.count())

    monkeypatch.setattr(metrics, "_of_database", counts)
    before = samples(scrape())
    walk()
    with pytest.raises(AssertionError, match="leverage_accounts"):
        assert_closed(before)
    with pytest.raises(AssertionError, match="leverage_accounts"):
        assert_unmoved(before, samples(scrape()))


@pytest.mark.django_db(transaction=True)
def test_a_source_that_is_gone_takes_only_its_own_numbers_along(
    settings: Settings, everything: None
) -> None:
    whole = {name for name, _labels in samples(scrape())}
    settings.REDIS_URL = "unix:///tmp/nothing-is-here.sock"
    rest = samples(scrape())
    assert rest["leverage_fault", frozenset({("fault", "memory")})] == 1
    assert whole - {name for name, _labels in rest} == {
        "leverage_beat_age_seconds",
        "leverage_worker_age_seconds",
        "leverage_rewrite_age_seconds",
        "leverage_queue_length",
        "leverage_server_errors_total",
        "leverage_server_error_last_hour",
        "leverage_process_memory_bytes",
    }


# -- What the numbers say ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_nudges")
def test_beat_and_worker_are_heard_apart(memory: redis.Redis) -> None:
    assert (value("beat_age_seconds"), value("worker_age_seconds")) == (None, None)
    tasks.do_what_is_due.apply_async()
    nudged = value("beat_age_seconds")
    assert nudged is not None
    assert nudged < 60
    assert (value("worker_age_seconds"), value("queue_length")) == (None, 1)
    tasks.do_what_is_due.apply()
    worked = value("worker_age_seconds")
    assert worked is not None
    assert worked < 60
    # Another task is nobody's minutely duty.
    for key in memory.scan_iter("leverage:duty:*"):
        memory.delete(key)
    current_app.tasks["outcomes.tasks.rewrite_rows"].apply()
    assert value("worker_age_seconds") is None


def test_a_note_that_cannot_be_made_is_left_out(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///tmp/nothing-is-here.sock"
    health_memory.note_pulse(Pulse.BEAT)
    health_memory.note_error()
    health_memory.note_error_apart(Apart.LOG)


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.leverage.test_request_log")
def test_of_errors_only_looks_at_public_pages_are_counted(memory: redis.Redis) -> None:
    visiting = Client(raise_request_exception=False)
    assert visiting.get("/breaks/here/").status_code == 500
    for _ in range(2):
        assert visiting.post("/breaks/here/").status_code == 500
        assert visiting.get("/log/breaks/").status_code == 500
    assert value("server_errors_total") == 1
    # Within the hour nothing more is said; after it, that there was one.
    assert value("server_error_last_hour", pages="log") == 0
    for hours, told in ((1, 1.0), (2, 0.0)):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=hours)):
            assert value("server_error_last_hour", pages="log") == told
            assert value("server_error_last_hour", pages="personal") == told
    keys = list(memory.scan_iter("leverage:duty:error:*"))
    assert {memory.expiretime(key) % 3600 for key in keys} == {0}
    assert len(keys) == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_missing_is_no_error(client: Client) -> None:
    client.get("/nowhere/")
    assert value("server_errors_total") == 0


def test_the_last_backup_is_known_by_its_name(settings: Settings, tmp_path: Path) -> None:
    now = dt.datetime(2026, 3, 3, 6, tzinfo=dt.UTC)
    settings.BACKUP_DIR = None
    assert backup_age(now) is None
    settings.BACKUP_DIR = tmp_path / "missing"
    assert backup_age(now) == math.inf
    settings.BACKUP_DIR = tmp_path
    for name in ("site-2026-03-01.age", "site-2026-03-02.age", "window-2026H1-2026-03-03.age", "x"):
        (tmp_path / name).touch()
    assert backup_age(now) == 30 * 3600


def test_shares_and_sizes_are_coarse(settings: Settings, tmp_path: Path) -> None:
    settings.KEY_DIR, settings.BACKUP_DIR = tmp_path, tmp_path / "missing"
    [(volume, share)] = metrics_machine.free_shares().items()
    assert (volume, round(share * 20, 6) % 1) == ("keys", 0)
    assert metrics_machine.own_memory() % (32 * 1024 * 1024) == 0
    assert metrics_machine.own_memory() > 0


@pytest.mark.django_db(transaction=True)
def test_a_window_says_what_it_waits_for(cast: Window) -> None:
    name = cast.name
    assert value("window_state", window=name, state="open") == 1
    due = value("window_due_seconds", window=name, step="close")
    assert due is not None
    assert due > 0
    Window.objects.update(state=WindowState.CLOSED)
    with time_machine.travel(dt.datetime(2025, 7, 1, 2, tzinfo=dt.UTC)):
        overdue = value("window_due_seconds", window=name, step="release")
    assert overdue is not None
    assert -7300 < overdue <= -7200
    # Its signing keys should be gone.
    assert value("window_troubles", window=name) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_can_be_written_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "leverage.prom"
    call_command("write_metrics", str(file))
    assert_closed(samples(file.read_text()))
    assert [one.name for one in tmp_path.iterdir()] == ["leverage.prom"]
    with pytest.raises(CommandError):
        call_command("write_metrics", str(tmp_path / "missing" / "leverage.prom"))

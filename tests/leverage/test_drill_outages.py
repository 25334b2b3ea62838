"""What the drills found, held fast: outages are waited for, read again or said; clocks are forgiven."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
import redis
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from leverage import urls
from leverage.beat import ForgivingScheduler
from leverage.celery import app
from leverage.embedded.preparation import Preparation
from leverage.patient_database import base

_asked: list[str] = []


def cuts(request: HttpRequest) -> HttpResponse:
    """Ask the database on a connection that it cuts, the first time."""
    _asked.append(str(request.method))
    with connection.cursor() as cursor:
        if len(_asked) == 1:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        cursor.execute("SELECT 1")
    return HttpResponse("read")


def without_memory(request: HttpRequest) -> HttpResponse:
    """Ask a memory that is not there."""
    raise redis.ConnectionError


urlpatterns = [path("cuts/", cuts), path("without/", without_memory), *urls.urlpatterns]
handler500 = urls.handler500
here = pytest.mark.urls("tests.leverage.test_drill_outages")


@pytest.fixture
def browser() -> Client:
    """Return a browser that is shown errors as pages."""
    _asked.clear()
    return Client(raise_request_exception=False)


@here
@pytest.mark.django_db(transaction=True)
def test_a_page_whose_connection_is_cut_is_read_again(browser: Client) -> None:
    response = browser.get("/cuts/")
    assert (response.status_code, response.content) == (200, b"read")
    assert _asked == ["GET", "GET"]


@here
@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_never_tried_again_and_says_so(browser: Client) -> None:
    response = browser.post("/cuts/")
    connection.close()  # As the end of a request does; the client of tests keeps it.
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "one credential counts once" in response.content.decode()
    assert _asked == ["POST"]


@here
def test_a_memory_that_is_away_is_said_in_words(browser: Client) -> None:
    assert browser.get("/without/").status_code == 503


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setattr(base, "PATIENCE", 0.4)
    monkeypatch.setattr(base, "_outage", base._Outage())
    monkeypatch.setitem(connection.settings_dict, "HOST", "/tmp/nothing-is-here")
    spent = []
    for _try in range(2):
        began = time.monotonic()
        with pytest.raises(OperationalError):
            connection.ensure_connection()
        spent.append(time.monotonic() - began)
    assert spent[0] >= 0.4
    assert spent[1] < 0.4


def test_only_the_very_same_code_counts_as_prepared(tmp_path: Path) -> None:
    code = tmp_path / "code"
    (code / "leverage").mkdir(parents=True)
    (code / "leverage" / "a.py").write_text("a = 1")
    made = Preparation(tmp_path, code)
    assert not made.is_known()
    made.note()
    assert made.is_known()
    (code / "leverage" / "a.py").write_text("a = 2")
    assert not made.is_known()


def test_a_memory_of_nudges_to_come_is_forgotten(tmp_path: Path) -> None:
    clock = ForgivingScheduler(app=app, schedule_filename=str(tmp_path / "beat"), lazy=True)
    clock.setup_schedule()
    for entry in clock.schedule.values():
        entry.last_run_at = app.now() + dt.timedelta(days=2)
    try:
        assert clock.tick() <= 20
        ahead = [e for e in clock.schedule.values() if e.last_run_at and e.last_run_at > app.now()]
        assert ahead == []
    finally:
        clock.close()

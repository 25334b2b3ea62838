"""The pages of the house, with the cast of `tests.outcomes` and an empty memory."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import redis
from django.test import Client
from pytest_django import Settings

from leverage.celery import app
from leverage.logs import PlaceFormatter
from leverage.models import User
from outcomes.models import Window
from tests.leverage.backing_up import Custodians, furnish, furnish_catalogue
from tests.outcomes.conftest import key_dir, ready_keys, signing_keys, window

__all__ = ["key_dir", "ready_keys", "signing_keys", "window"]

NAME, PASSWORD = "calm-otter-41", "four unrelated words here"


@pytest.fixture(autouse=True)
def empty_memory(fresh_memory: None) -> None:
    """Sign-ups are counted by address, and all tests come from one."""


@pytest.fixture
def account(db: None) -> User:
    """Return an account that its holder can sign in to."""
    return User.objects.create_user(NAME, PASSWORD)


@pytest.fixture
def signed_in(client: Client, account: User) -> Client:
    """Return the browser of somebody who is signed in."""
    client.force_login(account)
    return client


@pytest.fixture
def remembered(memory: redis.Redis) -> Callable[[], bytes]:
    """Return what reads every key and value of the store; not as a dump, which is compressed."""

    def everything() -> bytes:
        keys = list(memory.scan_iter())
        strings = [key for key in keys if memory.type(key) == b"string"]
        values = [memory.get(key) for key in strings]
        return b"\n".join(part for part in [*keys, *values] if isinstance(part, bytes))

    return everything


@pytest.fixture
def console() -> Iterator[Callable[[], str]]:
    """Return what reads everything that the configured handlers wrote since the test began."""
    handlers = [
        handler
        for name in ("", "django.request")
        for handler in logging.getLogger(name).handlers
        if isinstance(handler, logging.StreamHandler)
        and isinstance(handler.formatter, PlaceFormatter)
    ]
    written = StringIO()
    before = [(handler, handler.setStream(written)) for handler in handlers]
    yield written.getvalue
    for handler, stream in before:
        handler.setStream(stream)


@pytest.fixture
def site(
    db: None, on_the_day: dt.date, window: Window, settings: Settings, tmp_path: Path
) -> Custodians:
    """Return the custodians of a site in which three people drew and logged."""
    furnish_catalogue()
    for number in range(3):
        furnish(window, f"person-{number}")
    return Custodians.in_folder(tmp_path / "custodians", settings)


@pytest.fixture
def folder(site: Custodians, settings: Settings) -> Path:
    """Return where the backups of that site lie."""
    place = Path(settings.BACKUP_DIR)
    place.mkdir()
    return place


@pytest.fixture
def eager() -> Iterator[None]:
    """Let tasks be done at once, by whoever asks for them."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False

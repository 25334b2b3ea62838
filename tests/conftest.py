"""What every test of this project finds: quick passwords, plain static files, folders of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import hypothesis
import pytest
import redis
import time_machine
from django.conf import settings as project_settings
from django.core.signals import setting_changed

from leverage.page_versions import shelf
from tests.asks.factories import make_ask
from tests.outcomes.factories import ASKS, DAY

# A lane of its own, run by `make firefox`: it walks once more where Chromium has been.
collect_ignore = ["firefox"]

# The same examples on every run, and no deadline: a busy computer is no fault of the code.
hypothesis.settings.register_profile("leverage", deadline=None, derandomize=True)
hypothesis.settings.load_profile("leverage")


def pytest_configure() -> None:
    """Change what production needs and tests do not; the rest of the settings is production's."""
    # A sign-in costs 55 ms on purpose. Nobody guesses passwords here.
    project_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A statement may wait for a busy disk; what a limit does, tests try with limits of their own.
    options = project_settings.DATABASES["default"]["OPTIONS"]
    options["options"] = options["options"].replace("statement_timeout=5s", "statement_timeout=60s")
    # The hashed names need a collected folder; `test_deploy_checks` looks at the real storage.
    project_settings.STORAGES = {
        **project_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep keys and static files of this run away from everything else."""
    project_settings.KEY_DIR = tmp_path_factory.mktemp("keys")
    project_settings.STATIC_ROOT = tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def nothing_rendered_yet() -> Iterator[None]:
    """Forget the pages of other tests, and at each change of a setting: outside of tests none ever changes."""

    def forget(**_changed: object) -> None:
        shelf.clear()

    shelf.clear()
    setting_changed.connect(forget)
    yield
    setting_changed.disconnect(forget)


@pytest.fixture
def memory() -> redis.Redis:
    """Return the store behind sessions and counters."""
    return redis.Redis.from_url(project_settings.REDIS_URL)


@pytest.fixture
def fresh_memory(memory: redis.Redis) -> None:
    """Forget the sessions and counters of other tests; what Celery keeps there stays."""
    prefix = project_settings.CACHES["default"]["KEY_PREFIX"]
    for key in list(memory.scan_iter(f"{prefix}:*")):
        memory.delete(key)


@pytest.fixture
def on_the_day() -> Iterator[dt.date]:
    """Let it be a day on which the window of the cast is open."""
    noon = dt.datetime.combine(DAY, dt.time(12), tzinfo=dt.UTC)
    with time_machine.travel(noon):
        yield DAY


@pytest.fixture
def asks_on_the_day(db: None, on_the_day: dt.date) -> None:
    """Let the asks of the window of the cast stand in the catalogue, on a day on which it is open."""
    for ask in ASKS:
        make_ask(ask["slug"], short_name=ask["short_name"])

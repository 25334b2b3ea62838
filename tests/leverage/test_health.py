"""Whether the process lives, and whether it can serve pages."""

from __future__ import annotations

import pytest
from django.conf import settings as project_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings


def test_the_process_lives_without_asking_anybody(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_a_site_with_its_servers_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_a_site_without_its_memory_is_not_ready(client: Client, settings: Settings) -> None:
    gone = {**project_settings.CACHES["default"], "LOCATION": "unix:///tmp/nothing-is-here.sock"}
    settings.CACHES = {"default": gone}
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"waiting")


@pytest.mark.django_db(transaction=True)
def test_a_site_without_its_database_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/tmp/nothing-is-here")
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"waiting")


@pytest.mark.django_db
def test_a_site_that_waits_for_a_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="outcomes").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"migrations are due")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405

"""The page on which a browser keeps a sheet for the log pages, as the server gives it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from leverage.models import User
from outcomes.models import Window
from tests.outcomes.pages import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asks_on_the_day")]

PATH = "/log/sheet/"
MAIN, LOG = "leverage.example", "log.leverage.example"


def two_hosts(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [MAIN, LOG]
    settings.ORIGIN, settings.LOG_HOST = f"https://{MAIN}", LOG


def test_without_scripts_it_says_what_to_do_instead(client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 200
    assert "Save your sheet as a file instead" in words_of(response)


def test_nothing_can_be_sent_to_it(client: Client) -> None:
    assert client.post(PATH, {"sheet": "lvg1.x"}).status_code == 405
    assert "<form" not in words_of(client.get(PATH)).split("<main")[1].split("</main>")[0]


def test_the_sheet_leads_to_it_only_where_the_log_pages_have_a_host_of_their_own(
    client: Client, owner: User, window: Window, settings: Settings
) -> None:
    client.force_login(owner)
    page = words_of(client.get("/account/credentials/"))
    assert '<button type="button" class="button second" id="keep">' in page
    assert PATH not in page
    two_hosts(settings)
    page = words_of(client.get("/account/credentials/", headers={"host": MAIN}))
    assert f'id="keep" href="https://{LOG}{PATH}" target="_blank" rel="noreferrer"' in page
    assert 'type="button" class="button second" id="keep"' not in page


def test_it_fetches_a_sheet_only_from_the_page_of_the_sheet_on_another_host(
    client: Client, settings: Settings
) -> None:
    assert '"sheet_url": ""' in words_of(client.get(PATH))
    two_hosts(settings)
    page = words_of(client.get(PATH, headers={"host": LOG}))
    assert f'"sheet_url": "https://{MAIN}/account/credentials/"' in page

"""The feed of releases, read by a parser that is not ours."""

from __future__ import annotations

import feedparser
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.outcomes.published import publish, window_named

pytestmark = pytest.mark.django_db


def test_each_release_of_real_conversations_is_an_entry(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.ORIGIN = "https://leverage.example"
    release = publish(window_named("2025H1", 2025))
    release.digest = "5" * 64
    release.save()
    publish(window_named("2024H1", 2024))
    publish(window_named("2023H1-demo", 2023, demonstration=True))
    with django_assert_num_queries(1):
        response = client.get("/feeds/releases/")
    parsed = feedparser.parse(response.content)
    assert (parsed.bozo, parsed.version, parsed.feed.title) == (
        False,
        "atom10",
        "Releases · Leverage",
    )
    assert [(entry.title, entry.link) for entry in parsed.entries] == [
        ("Release 2025H1", "https://leverage.example/tallies/2025H1/"),
        ("Release 2024H1", "https://leverage.example/tallies/2024H1/"),
    ]
    assert parsed.entries[0].id == "tag:leverage.example,2025-07-02:releases/2025H1"
    assert "from 1 January 2025 to 30 June 2025." in parsed.entries[0].summary
    assert "5" * 64 in parsed.entries[0].summary
    assert "SHA-256" not in parsed.entries[1].summary


def test_the_page_of_feeds_names_it(client: Client) -> None:
    assert 'href="/feeds/releases/"' in client.get("/feeds/").content.decode()

"""The pages of a merged ask: its old address leads on, and the other page says why."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.services.motions import propose_merge, second_motion, undo_motion
from tests.asks.curators import make_curator
from tests.asks.factories import TODAY, make_ask

pytestmark = pytest.mark.django_db

REASON = "Both ask for the same public log."


def test_a_merged_ask_leads_to_the_other_until_the_merge_is_undone(client: Client) -> None:
    make_ask("incident-log")
    make_ask("incident-reports")
    first, second = make_curator("first"), make_curator("second")
    motion = propose_merge(first, "incident-log", "incident-reports", REASON, TODAY)
    assert client.get("/asks/incident-log/").status_code == 200

    second_motion(second, motion.pk, TODAY)
    moved = client.get("/asks/incident-log/")
    assert (moved.status_code, moved["Location"]) == (301, "/asks/incident-reports/")
    page = client.get("/asks/incident-reports/").content.decode()
    assert "Merged into this ask" in page
    assert REASON in page

    undo_motion(first, motion.pk, "They differ after all.", TODAY)
    assert client.get("/asks/incident-log/").status_code == 200
    assert REASON not in client.get("/asks/incident-reports/").content.decode()


def test_an_ask_that_nothing_went_into_says_nothing_of_it(client: Client) -> None:
    make_ask("incident-log")
    assert "Merged into this ask" not in client.get("/asks/incident-log/").content.decode()


def test_no_alias_is_looked_up_for_an_ask_that_is_there(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_ask("a")
    with django_assert_max_num_queries(4) as queries:
        client.get("/asks/a/")
    assert 'SELECT "asks_alias"' not in [query["sql"][:19] for query in queries.captured_queries]

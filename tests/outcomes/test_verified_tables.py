"""Verified tables: fixed when a window is planned, counted apart, shown first."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from outcomes import keystore
from outcomes.credentials import slots_to_draw
from outcomes.kinds import Kind, Query, Tier
from outcomes.models import BudgetEntry, Tally, Window
from outcomes.releases import release_window
from outcomes.tallies import has_verified
from outcomes.tally_panels import ask_panel
from outcomes.verification import verified_tables
from outcomes.windows import close_window, is_as_published, open_window, slots
from tests.outcomes import factories, verifying
from tests.outcomes.factories import NORTH, SAFETY_CASES
from tests.outcomes.published import publish, window_named
from tests.outcomes.releasing import Draw
from tests.outcomes.verifying import LAB, verified


@pytest.fixture
def window(db: None, ready_keys: None) -> Window:
    return verifying.opened_window()


def words_of(client: Client, path: str) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", client.get(path).content.decode()))
    return " ".join(text.split())


def test_only_a_lab_whose_mail_is_taken_has_a_verified_table(window: Window) -> None:
    assert slots(window, Tier.VERIFIED) == [(LAB, Kind.CONVERSATION)]
    assert [table["slug"] for table in verified_tables(window)] == [LAB]
    assert window.parameters["verified_tables"] == [LAB]


def test_its_key_is_in_the_published_key_set_and_not_on_the_sheet(window: Window) -> None:
    slot = f"{LAB}|conversation|verified"
    assert window.key_set is not None
    assert slot in window.key_set["credentials"]
    assert slot in keystore.signing_keys(window.name)
    assert is_as_published(window)
    assert slots_to_draw(window) == [f"{table}|conversation" for table in (LAB, NORTH, "other")]


def test_a_window_without_such_a_lab_has_drawn_tables_only(db: None) -> None:
    window = factories.planned_window()
    assert window.parameters["tiers"] == [Tier.DRAWN.value]
    assert slots(window, Tier.VERIFIED) == []


def test_a_window_that_was_planned_before_works_on(db: None, ready_keys: None) -> None:
    window = factories.planned_window()
    del window.parameters["verified_tables"]
    window.save()
    window = open_window(window.name)
    assert slots(window, Tier.VERIFIED) == []
    assert factories.draw(window)


def test_the_release_counts_verified_conversations_apart(window: Window, draws: list[Draw]) -> None:
    for name in ("first", "second"):
        logged = factories.prepare(window, verified(window, name))
        assert factories.log_again(window, logged, tier=Tier.VERIFIED)
    factories.log(window, factories.draw(window, "third")[LAB])
    close_window(window.name)
    release_window(window.name)
    entries = [draw.values[0] for draw in draws if len(draw.values) == 1]
    # Drawn tables first, in the order of the window, then the verified one.
    assert entries == [1, 0, 0, 2]
    places = Tally.objects.filter(query=Query.ENTRIES).values_list("table", "tier")
    assert set(places) == {
        (LAB, Tier.DRAWN),
        (NORTH, Tier.DRAWN),
        ("other", Tier.DRAWN),
        (LAB, Tier.VERIFIED),
    }
    assert BudgetEntry.objects.filter(tier=Tier.VERIFIED, table=LAB).count() == len(Query)


def test_the_page_of_a_release_leads_with_the_verified_table(client: Client, db: None) -> None:
    window = window_named("2025H1", 2025, verified=True)
    release = publish(window, entries={LAB: 40}, verified_entries={LAB: 60})
    page = words_of(client, f"/tallies/{window.name}/?lab={LAB}")
    first = page.index("A lab with mail, verified: about 60 conversations")
    assert first < page.index("A lab with mail, not verified: about 40 conversations")
    assert "are not added together here" in page
    other = words_of(client, f"/tallies/{window.name}/?lab={NORTH}")
    assert "verified:" not in other
    assert has_verified(release, LAB)
    assert not has_verified(release, NORTH)


@pytest.mark.parametrize("verified", [True, False])
def test_a_sum_over_tables_says_that_it_adds_both(db: None, *, verified: bool) -> None:
    publish(window_named("2025H1", 2025, verified=verified))
    panel = ask_panel(SAFETY_CASES)
    assert panel is not None
    assert panel.adds_tiers is verified

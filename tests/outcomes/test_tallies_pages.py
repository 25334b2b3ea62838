"""Published numbers on pages: the latest release, each by name, and what is new in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from outcomes.kinds import Kind
from outcomes.models import Release, Tally
from outcomes.statistics.intervals import Interval, interval, show_threshold
from tests.asks.factories import make_ask, make_focus
from tests.outcomes.factories import ASKS, NO_GAG, NORTH, SAFETY_CASES, SOUTH, THIRD_PARTIES
from tests.outcomes.published import (
    DECIDED_SCALE,
    ENTRIES_SCALE,
    SCALE,
    publish,
    window_named,
    words_of,
)

pytestmark = pytest.mark.django_db

SHOW_THRESHOLD = show_threshold([SCALE] * 3, len(ASKS))
OVER_ALL = show_threshold([SCALE] * 9, len(ASKS))


def worded(found: Interval) -> str:
    """Return a range as pages word it."""
    return f"{found.clipped().low} to {found.clipped().high}"


@pytest.fixture
def earlier(db: None) -> Release:
    """Return a release before the latest."""
    return publish(window_named("2024H1", 2024), {NORTH: {NO_GAG: (30, 20, 10)}}, {NORTH: 61})


@pytest.fixture
def latest(db: None) -> Release:
    """Return the latest release: one ask to show at one lab, and nothing at the other."""
    counts = {NORTH: {SAFETY_CASES: (31, 18, 2), NO_GAG: (3, -2, 4)}}
    decided = {NORTH: {SAFETY_CASES: (40, 1)}}
    return publish(window_named("2025H1", 2025), counts, {NORTH: 118, SOUTH: -3}, decided=decided)


# -- What a release shows ------------------------------------------------------------------------------


def test_the_latest_release_stands_on_the_first_page_with_all_labs_together(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = words_of(client.get("/tallies/"))
    assert "Release 2025H1." in page
    entries = interval(115, [ENTRIES_SCALE] * 3)
    assert f"All labs together: about 115 conversations ({worded(entries)})" in page


def test_a_sum_over_labs_has_the_range_of_all_its_cells(client: Client, latest: Release) -> None:
    page = words_of(client.get("/tallies/"))
    assert f"Safety cases Raised 51 {worded(interval(51, [SCALE] * 9))}" in page
    assert f"Yes 31 {worded(interval(31, [SCALE] * 3))}" in page


def test_a_count_stands_with_its_range(client: Client, latest: Release) -> None:
    page = words_of(client.get("/tallies/2025H1/", {"lab": NORTH}))
    assert f"Safety cases Raised 51 {worded(interval(51, [SCALE] * 3))} Yes: 61% (" in page
    for words, count in (("Yes", 31), ("Open", 18), ("No", 2)):
        assert f"{words} {count} {worded(interval(count, [SCALE]))}" in page


def test_each_number_stands_in_a_cell_and_its_bar_says_nothing_to_readers(
    client: Client, latest: Release
) -> None:
    page = client.get(f"/tallies/?lab={NORTH}").content.decode()
    bars = re.findall(r'<span class="track"([^>]*)>', page)
    assert bars
    assert set(bars) == {' aria-hidden="true"'}
    assert re.search(r'<span class="bar yes w78"></span>', page)  # 31 of 40.
    for tag, role in (("table", "table"), ("tr", "row"), ("td", "cell"), ("thead", "rowgroup")):
        assert set(re.findall(rf"<{tag}\b[^>]*?role=\"(\w+)\"", page)) == {role}
        assert len(re.findall(rf"<{tag}\b", page)) == len(re.findall(rf"<{tag}\b[^>]*role=", page))


def test_an_older_release_is_found_by_its_name(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = words_of(client.get("/tallies/2024H1/"))
    assert "Release 2024H1." in page
    assert "about 61 conversations" in page


def test_every_release_is_linked_and_the_shown_one_is_marked(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = client.get("/tallies/2024H1/").content.decode()
    assert '<a href="/tallies/2024H1/" aria-current="page">' in page
    assert '<a href="/tallies/2025H1/">' in page


def test_a_lab_is_chosen_by_the_form(client: Client, latest: Release) -> None:
    response = client.get("/tallies/2025H1/", {"lab": SOUTH})
    entries = worded(interval(-3, [ENTRIES_SCALE]))
    assert f"South Lab: about 0 conversations ({entries})" in words_of(response)
    assert f'<option value="{SOUTH}" selected>' in response.content.decode()


def test_every_lab_is_listed_with_its_conversations_and_its_brief(
    client: Client, latest: Release
) -> None:
    response = client.get("/tallies/")
    assert f"North Lab 118 {worded(interval(118, [ENTRIES_SCALE]))} One-page brief" in words_of(
        response
    )
    page = response.content.decode()
    assert f'href="/tallies/2025H1/?lab={SOUTH}"' in page
    assert f'href="/tallies/2025H1/{SOUTH}/brief/"' in page
    assert "/other/brief/" not in page


def test_a_table_with_nothing_to_show_says_so_and_blames_nobody(
    client: Client, latest: Release
) -> None:
    page = words_of(client.get("/tallies/", {"lab": SOUTH}))
    assert "Too few to show." in page
    assert "That says nothing about the lab." in page


def test_a_thin_ask_in_focus_is_put_in_words_and_the_others_are_counted(
    client: Client, latest: Release
) -> None:
    make_focus(make_ask(THIRD_PARTIES))
    for lab, threshold in ((NORTH, SHOW_THRESHOLD), ("", OVER_ALL)):
        page = words_of(client.get("/tallies/", {"lab": lab}))
        assert f"Tests by third parties fewer than about {threshold}, perhaps none" in page
        assert f"2 further asks are also fewer than about {threshold}." in page


def test_asks_stand_in_alphabetical_order_and_not_by_size(client: Client) -> None:
    counts = {NORTH: {SAFETY_CASES: (90, 0, 0), NO_GAG: (40, 0, 0), THIRD_PARTIES: (60, 0, 0)}}
    publish(window_named("2025H1", 2025), counts)
    page = words_of(client.get("/tallies/"))
    names = ("No gag clause", "Safety cases", "Tests by third parties")
    places = [page.index(f"{name} Raised") for name in names]
    assert places == sorted(places)


def test_the_page_says_what_can_be_concluded_and_what_not(client: Client, latest: Release) -> None:
    page = words_of(client.get("/tallies/"))
    assert "people who logged here, not everyone with an offer. Nobody checked" in page
    assert "blurred on purpose" in page
    assert "Where they overlap, you cannot say." in page


def test_what_decided_offers_is_counted_apart(client: Client, latest: Release) -> None:
    page = words_of(client.get("/tallies/", {"lab": NORTH}))
    least = show_threshold([DECIDED_SCALE], 2 * len(ASKS))
    over = worded(interval(40, [DECIDED_SCALE]))
    assert (
        f"Safety cases Turned down over it 40 {over} Joined for it fewer than about {least}" in page
    )
    none = words_of(client.get("/tallies/", {"lab": SOUTH}))
    assert f"No ask was named more than about {least} times" in none


def test_what_was_kept_has_a_table_of_its_own(client: Client) -> None:
    kept = {NORTH: {NO_GAG: (30, 10, 5)}}
    window = window_named("2025H1", 2025, kinds=tuple(Kind))
    publish(window, {NORTH: {SAFETY_CASES: (31, 18, 2)}}, kept=kept, reports={NORTH: 48})
    page = words_of(client.get("/tallies/", {"lab": NORTH}))
    assert "Was it kept? About 48 reports" in page
    assert "No gag clause Reports 45" in page
    assert "Kept in part 10" in page
    assert "No gag clause Raised" not in page


def test_a_release_without_reports_has_no_such_table(client: Client, latest: Release) -> None:
    assert "Was it kept?" not in words_of(client.get("/tallies/"))


# -- What is new ---------------------------------------------------------------------------------------


def test_the_first_release_says_that_it_is_the_first(client: Client, latest: Release) -> None:
    assert "2025H1 is the first release." in words_of(client.get("/tallies/"))


def test_what_is_new_is_told_beside_the_release_before(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = words_of(client.get("/tallies/"))
    before = worded(interval(61, [ENTRIES_SCALE] * 3))
    assert f"about 61 ({before}) in 2024H1." in page
    assert "Asks with a number now and none in 2024H1: Safety cases." in page
    assert "More often answered with yes than in 2024H1, ranges and all: Safety cases." in page
    assert "with no than in" not in page


def test_a_rise_within_the_ranges_is_no_news(client: Client) -> None:
    reach = interval(0, [SCALE] * 3).high
    for year, count in ((2024, 60), (2025, 60 + 2 * reach)):
        publish(window_named(f"{year}H1", year), {NORTH: {NO_GAG: (count, 0, 0)}})
    page = words_of(client.get("/tallies/"))
    assert "Nothing else differs from 2024H1 by more than the ranges allow for." in page
    Tally.objects.filter(release="2025H1", ask=NO_GAG, table=NORTH, response="yes").update(
        count=61 + 2 * reach
    )
    assert "More often answered with yes" in words_of(client.get("/tallies/"))


# -- Citing ----------------------------------------------------------------------------------------------


def test_each_number_stands_in_a_citation_that_is_complete(client: Client, latest: Release) -> None:
    page = words_of(client.get("/tallies/2025H1/", {"lab": NORTH}))
    yes, total = interval(31, [SCALE]), interval(51, [SCALE] * 3)
    entries = worded(interval(118, [ENTRIES_SCALE]))
    assert f"North Lab, “Safety cases”: yes 31 ({worded(yes)}), open 18 (" in page
    assert (
        f"raised about 51 times ({worded(total)}). Out of about 118 conversations ({entries})"
        in page
    )
    address = f"http://testserver/tallies/2025H1/?lab={NORTH}"
    assert f"Leverage, release 2025H1, {address}, licence CC-BY-4.0." in page


def test_a_sum_is_cited_with_every_release_in_it(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = words_of(client.get("/tallies/2025H1/", {"over": "all"}))
    address = "http://testserver/tallies/2025H1/?over=all"
    assert f"Leverage, releases 2024H1 to 2025H1 added up, {address}, licence" in page


def test_made_up_numbers_are_given_to_nobody_to_cite(client: Client) -> None:
    counts = {NORTH: {SAFETY_CASES: (31, 18, 2)}}
    publish(window_named("2025H1", 2025, demonstration=True), counts)
    page = words_of(client.get("/tallies/"))
    assert "Safety cases Raised 51" in page
    assert "Cite one of these numbers" not in page


def test_every_lab_is_one_step_away(client: Client, latest: Release) -> None:
    page = client.get("/tallies/").content.decode()
    [links] = re.findall(r'<nav[^>]* aria-labelledby="one-lab".*?</nav>', page, re.DOTALL)
    for lab in (NORTH, SOUTH, "other"):
        assert f'href="/tallies/2025H1/?lab={lab}"' in links
    assert "one-lab" not in client.get("/tallies/", {"lab": NORTH}).content.decode()


# -- In another language ---------------------------------------------------------------------------------


def test_files_are_the_same_in_whatever_language_they_are_asked_for(
    client: Client, latest: Release
) -> None:
    page = client.get("/de/data/2025H1/").content.decode()
    assert 'lang="de"' in page
    folder = client.get("/data/2025H1/SHA256SUMS").content.decode()
    for line in folder.splitlines():
        assert line.split()[0] in page

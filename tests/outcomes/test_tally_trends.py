"""Trends: the same asks in every release, figures first, and a drawing that says no more than they do."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.db.models import Q
from django.test import Client

from outcomes.kinds import Kind
from outcomes.models import Release
from outcomes.statistics.intervals import interval
from outcomes.tally_cells import read_cells
from outcomes.tally_pages import SERIES, newest_releases, series_up_to
from outcomes.tally_trends import FIELD_HEIGHT, TOP, Trend, trend_of
from tests.asks.factories import make_ask, make_focus
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES
from tests.outcomes.published import SCALE, Counts, publish, window_named, words_of

pytestmark = pytest.mark.django_db


def _year(year: int, counts: Mapping[str, Counts], *, demonstration: bool = False) -> Release:
    name = f"{year}H1-demo" if demonstration else f"{year}H1"
    return publish(
        window_named(name, year, demonstration=demonstration), {NORTH: counts}, {NORTH: 100}
    )


def _trend(*releases: Release, asks: tuple[str, ...] = (NO_GAG,)) -> Trend | None:
    return trend_of(read_cells(releases, Q()), [found.pk for found in releases], asks)


def test_one_release_makes_no_trend() -> None:
    assert _trend(_year(2024, {NO_GAG: (30, 20, 10)})) is None


def test_two_releases_do_and_each_figure_has_its_range() -> None:
    trend = _trend(_year(2024, {NO_GAG: (30, 20, -10)}), _year(2025, {NO_GAG: (40, 20, 10)}))
    assert trend is not None
    assert [step.release for step in trend.steps] == ["2024H1", "2025H1"]
    assert trend.steps[0].figures[0] == interval(30, [SCALE] * 3)
    assert trend.steps[0].figures[2].value == 0


def test_only_asks_that_every_release_counted_are_added() -> None:
    early = window_named("2024H1", 2024)
    early.parameters["asks"] = [{"slug": NO_GAG, "short_name": "No gag clause"}]
    early.save()
    first = publish(early, {NORTH: {NO_GAG: (30, 20, 10)}})
    trend = _trend(first, _year(2025, {SAFETY_CASES: (500, 0, 0)}), asks=(NO_GAG, SAFETY_CASES))
    assert trend is not None
    assert trend.asks == (NO_GAG,)
    assert trend.steps[1].figures[0].value == 0
    assert _trend(first, _year(2026, {}), asks=(SAFETY_CASES,)) is None


def test_every_point_lies_on_one_axis_with_its_range_around_it() -> None:
    trend = _trend(_year(2024, {NO_GAG: (30, 20, 10)}), _year(2025, {NO_GAG: (95, 20, 10)}))
    assert trend is not None
    assert trend.axis == 120
    for chart in trend.charts:
        for point in chart.points:
            assert TOP <= point.high <= point.y <= point.low <= TOP + FIELD_HEIGHT
    assert trend.charts[0].points[1].y == TOP + FIELD_HEIGHT - round(FIELD_HEIGHT * 95 / 120)


def test_what_is_invented_is_never_in_a_row_with_what_is_real() -> None:
    real = _year(2024, {})
    invented = [_year(year, {}, demonstration=True) for year in (2023, 2025)]
    releases = newest_releases()
    assert series_up_to(real, releases) == [real]
    assert series_up_to(invented[1], releases) == invented
    assert series_up_to(invented[0], releases) == invented[:1]


def test_a_row_of_releases_is_bounded() -> None:
    every = [_year(2000 + number, {}) for number in range(SERIES + 2)]
    assert series_up_to(every[-1], newest_releases()) == every[2:]


@pytest.fixture
def two_years(db: None) -> None:
    """Publish two releases, with an ask in focus."""
    make_focus(make_ask(NO_GAG))
    _year(2024, {NO_GAG: (30, 20, 10)})
    _year(2025, {NO_GAG: (50, 20, 10)})


@pytest.mark.usefixtures("two_years")
@pytest.mark.parametrize("path", ["/tallies/", f"/tallies/2025H1/?lab={NORTH}", f"/asks/{NO_GAG}/"])
def test_the_table_comes_before_the_drawing_and_holds_all_it_says(
    client: Client, path: str
) -> None:
    page = client.get(path).content.decode()
    assert page.index("Answers from release to release") < page.index("<svg")
    assert page.count('<svg role="img" aria-label="') == page.count("<svg") == 3
    labels = re.findall(r'<svg role="img" aria-label="([^"]+)"', page)
    assert labels[0].startswith("Yes: 30 (")
    assert "style=" not in page
    assert "polyline" not in page  # Nothing is drawn between the dots.
    words = words_of(client.get(path))
    assert words.index("2024H1 Conversations 100") < words.index("2025H1 Conversations 100")
    for figure in re.findall(r"\d+ \(\d+ to \d+\)", " ".join(labels)):
        assert figure.replace("(", "").replace(")", "") in words


@pytest.mark.usefixtures("two_years")
def test_releases_are_added_up_as_raw_integers_with_the_wider_range(client: Client) -> None:
    page = words_of(client.get("/tallies/2025H1/", {"lab": NORTH, "over": "all"}))
    total = interval(140, [SCALE] * 6)
    assert f"No gag clause Raised 140 {total.low} to {total.high}" in page
    assert "Sums of the published numbers of the releases 2024H1 to 2025H1." in page
    alone = words_of(client.get("/tallies/2025H1/", {"lab": NORTH}))
    assert "No gag clause Raised 80" in alone


def test_the_kinds_do_not_mix() -> None:
    release = publish(
        window_named("2025H1", 2025, kinds=tuple(Kind)), kept={NORTH: {NO_GAG: (900, 0, 0)}}
    )
    trend = _trend(_year(2024, {}), release)
    assert trend is not None
    assert trend.steps[1].figures[0].value == 0

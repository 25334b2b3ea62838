"""The home page's picture: one table of the latest release, chosen without looking at the size of its numbers."""

from __future__ import annotations

from pytest_django import DjangoAssertNumQueries

from outcomes.home import PICTURE_ROWS, latest_picture
from outcomes.models import Release
from outcomes.statistics.intervals import show_threshold
from tests.outcomes.factories import ASKS, NO_GAG, NORTH, SOUTH
from tests.outcomes.published import SCALE, publish, window_named
from tests.outcomes.verifying import LAB

NAMES = [ask["slug"] for ask in ASKS]
THRESHOLD = show_threshold([SCALE] * 3, len(NAMES))


def test_the_home_page_pictures_the_first_table_that_shows_anything(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    full = dict.fromkeys(NAMES, (40, 0, 0))
    publish(window_named("2025H1", 2025), {SOUTH: full, "other": {NO_GAG: (500, 0, 0)}})
    with django_assert_num_queries(3):
        picture = latest_picture()
    assert picture is not None
    assert (picture.lab, picture.verified, len(picture.table.rows)) == (
        "South Lab",
        False,
        PICTURE_ROWS,
    )


def test_the_home_page_leads_with_a_verified_table(db: None) -> None:
    full = {LAB: dict.fromkeys(NAMES, (40, 0, 0))}
    publish(window_named("2025H1", 2025, verified=True), full, verified=full)
    picture = latest_picture()
    assert picture is not None
    assert (picture.slug, picture.verified) == (LAB, True)


def test_the_home_page_has_no_picture_of_noise_alone(db: None) -> None:
    assert latest_picture() is None
    publish(window_named("2025H1", 2025), {NORTH: {NO_GAG: (THRESHOLD - 1, 0, 0)}})
    assert latest_picture() is None


def test_a_rehearsal_is_never_pictured(db: None) -> None:
    release: Release = publish(
        window_named("2025H1", 2025), {NORTH: dict.fromkeys(NAMES, (40, 0, 0))}
    )
    assert latest_picture() is not None
    release.window.rehearsal = True
    release.window.save()
    assert latest_picture() is None

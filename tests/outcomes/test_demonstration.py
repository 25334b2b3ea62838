"""Made-up numbers use the real services, name no real lab, and go away without a trace."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from asks.catalogue_folder import CATALOGUE_FOLDER
from leverage.models import User
from outcomes import keystore
from outcomes.demonstration import INVENTED_LABS, forget_demonstration, make_demonstration
from outcomes.errors import DemonstrationRefused
from outcomes.kinds import Kind, Query, WindowState
from outcomes.models import BudgetEntry, Entry, Release, Sheet, Tally, Window
from tests.outcomes import catalogue, factories
from tests.outcomes.releasing import Draw, row_counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_keys", "asks")]

TODAY = dt.date(2025, 9, 1)
PEOPLE = 8
ASKS = 5


@pytest.fixture
def asks() -> None:
    """Make a catalogue of a few asks."""
    for number in range(ASKS):
        catalogue.make_ask(f"ask-{number}")


@pytest.fixture
def local(settings: Settings) -> None:
    """Be a local site."""
    settings.LOCAL = True


def _make() -> Window:
    return make_demonstration(TODAY, favourites=["ask-1"], people=PEOPLE)


@pytest.mark.usefixtures("local")
def test_a_demonstration_is_the_published_releases_of_the_last_two_half_years() -> None:
    window = _make()
    windows = Window.objects.order_by("opens_on")
    assert [found.name for found in windows] == ["2024H2-demo", "2025H1-demo"]
    assert window == windows[1]
    assert all(found.demonstration and found.state == WindowState.RELEASED for found in windows)
    entries = Tally.objects.filter(query=Query.ENTRIES).values_list("release", "kind")
    assert sorted(entries) == sorted(
        [
            *[("2024H2-demo", Kind.CONVERSATION)] * 4,
            *[("2025H1-demo", kind) for kind in Kind for _table in range(4)],
        ]
    )


@pytest.mark.usefixtures("local")
def test_its_people_log_decide_and_report_through_the_real_services(draws: list[Draw]) -> None:
    _make()
    exact = [draw.values for draw in draws]
    entries = [values[0] for values in exact if len(values) == 1]
    most = PEOPLE * len(INVENTED_LABS)
    first, second, reports = sum(entries[:4]), sum(entries[4:8]), sum(entries[8:])
    assert all(0 < found <= most for found in (first, second, reports))
    decided = sum(sum(values) for values in exact if len(values) == 2 * ASKS)
    assert 0 < decided <= first + second
    answers = sum(sum(values) for values in exact if len(values) == 3 * ASKS)
    assert answers >= first + second + reports


@pytest.mark.usefixtures("local")
def test_nobody_and_nothing_sealed_is_left_of_it() -> None:
    _make()
    assert not any(model.objects.exists() for model in (User, Sheet, Entry))
    assert not any(keystore.holds_keys(f"{half}-demo") for half in ("2024H2", "2025H1"))


@pytest.mark.usefixtures("local")
def test_its_labs_are_invented_and_say_so() -> None:
    shipped = {path.stem for path in (CATALOGUE_FOLDER / "labs").glob("*.yaml")}
    tables = [table["slug"] for table in _make().tables]
    assert len(shipped) >= 10
    assert not shipped & set(tables)
    assert tables == [*(lab["slug"] for lab in INVENTED_LABS), "other"]
    assert all("invented" in lab["name"] for lab in INVENTED_LABS)


@pytest.mark.usefixtures("local")
def test_forgetting_removes_all_of_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = row_counts()
    _make()
    assert row_counts() != before
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_demonstration() == 2
    assert row_counts() == before
    assert forget_demonstration() == 0


def test_forgetting_removes_one_that_was_cut_short(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = row_counts()
    window = factories.opened_window()
    Window.objects.update(demonstration=True)
    factories.log(window, factories.draw(window)[factories.NORTH])
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_demonstration() == 1
    assert row_counts() == before
    assert not keystore.holds_keys(window.name)


@pytest.mark.usefixtures("local")
def test_forgetting_leaves_real_windows_and_real_people_alone() -> None:
    released = factories.closed_window(conversations=1)
    release = factories.released(released)
    running = factories.opened_window("2025H2", dt.date(2025, 7, 1), dt.date(2025, 12, 31))
    logged = factories.log(
        running, factories.draw(running, today=TODAY)[factories.SOUTH], today=TODAY
    )
    before = row_counts()
    _make()
    forget_demonstration()
    assert row_counts() == before
    assert Release.objects.get() == release
    assert bytes(Entry.objects.get().sealed or b"") == logged.sealed
    assert set(BudgetEntry.objects.values_list("window", flat=True)) == {released.name}
    assert keystore.holds_keys(running.name)


def test_a_production_site_refuses(settings: Settings) -> None:
    assert (settings.LOCAL, settings.DEBUG) == (False, False)
    with pytest.raises(DemonstrationRefused):
        _make()
    assert not Window.objects.exists()


def test_the_command_says_what_it_removed() -> None:
    factories.planned_window(demonstration=True)
    first, second = StringIO(), StringIO()
    call_command("forget_demonstration", stdout=first)
    call_command("forget_demonstration", stdout=second)
    assert first.getvalue() == "Removed 1 demonstration window(s).\n"
    assert second.getvalue() == "Nothing made up is here.\n"

"""A release can be checked again, and each thing that could be wrong with it is found."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from outcomes.kinds import Query
from outcomes.models import BudgetEntry, Release, Tally, Window
from outcomes.open_data import cells_json_name, release_folder
from outcomes.release_check import Point, check_release
from outcomes.releases import release_window
from tests.outcomes.factories import NORTH


@pytest.fixture
def release(closed: Window) -> Release:
    """Return a release as it was published."""
    release_window(closed.name)
    return again()


def again() -> Release:
    return Release.objects.select_related("window").get()


def failing(release: Release) -> set[Point]:
    return {finding.point for finding in check_release(release) if not finding.holds}


def drop_a_cell() -> None:
    Tally.objects.filter(query=Query.DECIDED).earliest("pk").delete()


def change_the_parameters() -> None:
    release = again()
    release.parameters["budgets"]["conversation"]["responses"] = "9.0"
    release.save()


def change_the_window() -> None:
    Window.objects.update(closes_on=F("closes_on") + 1)


def charge_less() -> None:
    BudgetEntry.objects.filter(query=Query.ENTRIES).update(epsilon=Decimal("0.01"))


def forget_a_charge() -> None:
    BudgetEntry.objects.filter(query=Query.DECIDED).delete()


def charge_otherwise() -> None:
    """Charge the whole budget of each table, but split in another way than was published."""
    moved = Decimal("0.1")
    BudgetEntry.objects.filter(query=Query.RESPONSES).update(epsilon=F("epsilon") + moved)
    BudgetEntry.objects.filter(query=Query.ENTRIES).update(epsilon=F("epsilon") - moved)


def forget_a_table() -> None:
    BudgetEntry.objects.filter(table=NORTH).delete()


def test_a_release_as_published_holds(release: Release) -> None:
    assert failing(release) == set()


@pytest.mark.parametrize(
    ("wrong", "points"),
    [
        (drop_a_cell, {Point.CELLS, Point.DIGEST}),
        (change_the_parameters, {Point.PARAMETERS, Point.DIGEST}),
        (change_the_window, {Point.KEY_SET, Point.DIGEST}),
        (charge_less, {Point.LEDGER}),
        (forget_a_charge, {Point.LEDGER}),
        (charge_otherwise, {Point.LEDGER}),
        (forget_a_table, {Point.LEDGER}),
    ],
)
def test_what_is_wrong_is_found(
    release: Release, wrong: Callable[[], None], points: set[Point]
) -> None:
    wrong()
    assert failing(again()) == points


def change_a_count() -> None:
    Tally.objects.filter(pk=Tally.objects.earliest("pk").pk).update(count=F("count") + 1)


def forget_the_digest() -> None:
    Release.objects.update(digest="")


@pytest.mark.parametrize("wrong", [change_a_count, forget_the_digest])
def test_a_digest_is_worked_out_again(release: Release, wrong: Callable[[], None]) -> None:
    wrong()
    assert failing(again()) == {Point.DIGEST}


def test_the_command_compares_a_downloaded_file(release: Release, tmp_path: Path) -> None:
    file, out = tmp_path / "release.json", StringIO()
    published = release_folder(release, "").file(cells_json_name(release)).content
    file.write_bytes(published)
    call_command("check_release", release.pk, file=file, stdout=out)
    assert "FAILS" not in out.getvalue()
    file.write_bytes(published + b" ")
    with pytest.raises(CommandError, match="not what was published"):
        call_command("check_release", release.pk, file=file, stdout=out)
    assert "FAILS  The file is the one that was published." in out.getvalue()


def test_the_command_names_what_it_cannot_find(release: Release, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No release is called 1999H1"):
        call_command("check_release", "1999H1")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_release", release.pk, file=tmp_path / "nothing")

"""What was published, for programs: every cell as it was drawn, what is made up apart, rehearsals never."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.focus import recompute_focus
from outcomes.kinds import Kind
from outcomes.models import Release, Tally, Window
from outcomes.open_data_rows import cell_rows
from outcomes.published_rows import CELLS
from outcomes.tally_pages import Wanted, newest_releases, release_page
from tests.asks.factories import make_asks
from tests.leverage.api_cast import DEMONSTRATION, REHEARSAL, RELEASE, fill
from tests.outcomes.factories import NORTH, SAFETY_CASES, SOUTH, WHISTLEBLOWING, opened_window
from tests.outcomes.published import DECIDED_SCALE, ENTRIES_SCALE, SCALE, publish, window_named

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"


def ask_for(client: Client, path: str, **chosen: str | int) -> dict[str, Any]:
    response = client.get(f"{ROOT}{path}", chosen)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def all_rows(client: Client, **chosen: str | int) -> list[dict[str, Any]]:
    page = ask_for(client, "/tallies/", page_size=7, **chosen)
    rows = list(page["rows"])
    while page["next"]:
        page = client.get(page["next"]).json()
        rows += page["rows"]
    assert len(rows) == page["total"]
    return rows


# -- Releases --------------------------------------------------------------------------------------


def test_what_is_made_up_comes_only_when_asked_for_and_a_rehearsal_never(client: Client) -> None:
    fill()
    for made_up, name in (("false", RELEASE), ("true", DEMONSTRATION)):
        [row] = ask_for(client, "/releases/", made_up=made_up)["rows"]
        assert (row["release"], row["made_up"]) == (name, made_up == "true")
        [cell] = ask_for(client, "/tallies/", made_up=made_up, page_size=1)["rows"]
        assert (cell["release"], cell["made_up"]) == (name, made_up == "true")
    for name, made_up in ((DEMONSTRATION, "false"), (RELEASE, "true"), (REHEARSAL, "false")):
        refused = client.get(f"{ROOT}/releases/{name}/", {"made_up": made_up})
        assert refused.status_code == 404
    for made_up in ("false", "true"):
        assert REHEARSAL not in {row["release"] for row in all_rows(client, made_up=made_up)}
        chosen = {"release": REHEARSAL, "made_up": made_up}
        assert client.get(f"{ROOT}/tallies/", chosen).status_code == 404


def test_one_release_tells_its_names_and_its_noise(client: Client) -> None:
    fill()
    found = ask_for(client, f"/releases/{RELEASE}/")
    assert found["asks"] == len(found["ask_names"]) == 4
    assert (
        [one["slug"] for one in found["table_names"]] == found["tables"] == [NORTH, SOUTH, "other"]
    )
    noise = {(one["kind"], one["query"]): one for one in found["noise"]}
    assert noise["conversation", "responses"]["scale"] == SCALE
    assert noise["conversation", "decided"]["scale"] == DECIDED_SCALE
    assert noise["conversation", "entries"]["scale"] == ENTRIES_SCALE
    assert ("delivery", "decided") not in noise
    for kind in Kind:
        spent = sum(one["epsilon"] for (of, _query), one in noise.items() if of == kind)
        assert spent == pytest.approx(2.0)
    assert set(found["effective_asks"]) == {"low", "value", "high"}


def test_an_open_window_is_not_told(client: Client) -> None:
    window = opened_window()
    assert ask_for(client, "/releases/")["total"] == 0
    assert client.get(f"{ROOT}/releases/{window.pk}/").status_code == 404
    assert client.get(f"{ROOT}/tallies/", {"release": window.pk}).status_code == 404


def test_a_release_says_since_when_it_stands(client: Client) -> None:
    fill()
    for path, chosen in ((f"/releases/{RELEASE}/", {}), ("/tallies/", {"release": RELEASE})):
        first = client.get(f"{ROOT}{path}", chosen)
        assert first["Last-Modified"] == "Wed, 02 Jul 2025 00:00:00 GMT"
        asked = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get(f"{ROOT}{path}", chosen, headers=asked).status_code == 304
    assert "Last-Modified" not in client.get(f"{ROOT}/tallies/")


# -- Tallies ---------------------------------------------------------------------------------------


def test_all_pages_together_are_the_cells_of_the_data_files(client: Client) -> None:
    fill()
    release = Release.objects.select_related("window").get(pk=RELEASE)
    rows = [{**row} for row in all_rows(client)]
    assert {row.pop("made_up") for row in rows} == {False}
    assert rows == [CELLS.record(row) for row in cell_rows(release)]


def test_sums_are_those_of_the_raw_numbers_below_zero_too(client: Client) -> None:
    fill()
    sums: Counter[str] = Counter()
    for row in all_rows(client):
        sums[row["query"]] += row["count"]
    raw = Tally.objects.filter(release=RELEASE).values_list("query").annotate(Sum("count"))
    assert sums == dict(raw)
    assert sums == {"responses": 40 - 3 + 7 + 12 + 9 + 20 + 6 - 1 + 2, "decided": 3, "entries": 68}


def test_sums_are_those_of_the_pages(client: Client) -> None:
    fill()
    release = newest_releases()[0]
    [block] = release_page(release, [release], Wanted(lab=NORTH)).blocks
    [row] = [row for row in block.table.rows if row.slug == SAFETY_CASES]
    cells = all_rows(client, table=NORTH, kind="conversation", query="responses", ask=SAFETY_CASES)
    assert sum(cell["count"] for cell in cells) == row.total.value == 44


@pytest.mark.parametrize(
    "chosen",
    [
        {"release": RELEASE},
        {"table": NORTH},
        {"kind": "delivery"},
        {"tier": "verified"},
        {"query": "decided"},
        {"ask": WHISTLEBLOWING},
        {"answer": "turned_down_over"},
        {"table": SOUTH, "query": "entries", "kind": "conversation"},
    ],
)
def test_each_filter_keeps_what_agrees_with_it_and_nothing_else(
    client: Client, chosen: dict[str, str]
) -> None:
    fill()
    wanted = [
        row for row in all_rows(client) if all(row[name] == value for name, value in chosen.items())
    ]
    assert all_rows(client, **chosen) == wanted
    assert bool(wanted) is (chosen != {"tier": "verified"})


@pytest.mark.parametrize("asks", [40, 400])
def test_a_page_takes_three_queries_however_much_was_published(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, asks: int
) -> None:
    for year in (2024, 2025):
        window = window_named(f"{year}H1", year)
        window.parameters["asks"] = (
            [{"slug": ask.slug, "short_name": ask.slug} for ask in make_asks(asks)]
            if year == 2024
            else Window.objects.get(pk="2024H1").parameters["asks"]
        )
        window.save()
        publish(window)
    with django_assert_num_queries(3):
        assert len(ask_for(client, "/tallies/")["rows"]) == min(1000, 2 * 3 * (5 * asks + 1))
    with django_assert_num_queries(2):
        ask_for(client, "/releases/")
    with django_assert_num_queries(4):
        ask_for(client, "/releases/2024H1/")


# -- Runs ------------------------------------------------------------------------------------------


def test_a_run_comes_with_all_that_went_into_it(client: Client) -> None:
    fill()
    run = recompute_focus("2026H2")
    rows = ask_for(client, "/focus/runs/")["rows"]
    assert [(row["number"], row["window"]) for row in rows] == [(2, "2026H2"), (1, "2025H2")]
    found = ask_for(client, "/focus/runs/2/")
    run.refresh_from_db()
    assert (found["inputs"], found["lists"]) == (run.inputs, run.lists)

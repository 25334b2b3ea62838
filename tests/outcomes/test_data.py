"""The page of open data, the pages of single releases, and how files are sent."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import PositionStatus
from asks.models import FocusRun
from outcomes.models import Release
from outcomes.open_data import catalogue_folder, release_folder
from outcomes.published_rows import POSITIONS
from tests.asks.factories import make_ask, make_lab, make_position
from tests.outcomes.data_files import get, read_csv
from tests.outcomes.factories import NO_GAG, NORTH
from tests.outcomes.published import publish, window_named

pytestmark = pytest.mark.django_db

CELLS = "/data/2025H1/leverage-2025H1-cells.json"


@pytest.fixture(autouse=True)
def release(db: None) -> Release:
    """Publish a release of real conversations."""
    return publish(window_named("2025H1", 2025), {NORTH: {NO_GAG: (40, -2, 5)}})


@pytest.fixture
def made_up(db: None) -> Release:
    """Publish a demonstration."""
    return publish(window_named("2024H1-demo", 2024, demonstration=True))


def test_the_page_leads_to_every_file(client: Client, made_up: Release) -> None:
    pages = {"/data/": catalogue_folder("")}
    pages |= {
        f"/data/{name}/": release_folder(Release.objects.get(pk=name), "")
        for name in ("2025H1", made_up.pk)
    }
    front = client.get("/data/").content.decode()
    for page, folder in pages.items():
        words = client.get(page).content.decode()
        assert page == "/data/" or f'href="{page}"' in front
        for name in folder.names:
            file = get(client, page + name)
            assert f'href="{page}{name}"' in words
            assert page == "/data/" or hashlib.sha256(file).hexdigest() in words


def test_anybody_may_read_keep_and_embed_a_file(client: Client) -> None:
    response = client.get(CELLS)
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="leverage-2025H1-cells.json"'
    assert response["Last-Modified"] == "Wed, 02 Jul 2025 00:00:00 GMT"
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


@pytest.mark.parametrize("path", [CELLS, "/data/leverage-asks.csv"])
def test_who_has_a_file_is_not_sent_it_again(client: Client, path: str) -> None:
    first = client.get(path)
    assert first["ETag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]
    make_ask("another-ask")
    Release.objects.get().tallies.update(count=1)
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_each_file_says_what_it_is(client: Client) -> None:
    kinds = {
        "leverage-asks.csv": "text/csv; charset=utf-8",
        "leverage-asks.csv-metadata.json": "application/csvm+json",
        "catalog.jsonld": "application/ld+json",
        "SHA256SUMS": "text/plain; charset=utf-8",
    }
    assert {name: client.get(f"/data/{name}")["Content-Type"] for name in kinds} == kinds


@pytest.mark.parametrize(
    "path",
    [
        "/data/nothing.csv",
        "/data/nothing",
        "/data/1999H1/",
        "/data/1999H1/leverage-1999H1-cells.csv",
        "/data/2025H1/leverage-1999H1-cells.csv",
        "/data/2025H1/..%2fleverage-asks.csv",
    ],
)
def test_what_is_not_there_is_said_in_words(client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("flag", ["rehearsal", "demonstration"])
def test_what_nobody_logged_is_in_no_list_of_real_data(
    client: Client, release: Release, flag: str
) -> None:
    lists = (
        "leverage-releases.csv",
        "leverage-releases.json",
        "catalog.jsonld",
        "datapackage.json",
    )
    assert sum(b"2025H1" in get(client, f"/data/{name}") for name in lists[:3]) == 3
    setattr(release.window, flag, True)
    release.window.save()
    assert [name for name in lists if b"2025H1" in get(client, f"/data/{name}")] == []


def test_a_rehearsal_has_no_files(client: Client, release: Release) -> None:
    release.window.rehearsal = True
    release.window.save()
    assert {client.get(path).status_code for path in (CELLS, "/data/2025H1/")} == {404}
    assert "2025H1" not in client.get("/data/").content.decode()


def test_what_is_withheld_of_a_lab_is_in_no_file(client: Client) -> None:
    lab, shown, hidden = make_lab("a-lab"), make_ask("shown"), make_ask("hidden")
    make_position(lab, shown)
    make_position(lab, hidden, PositionStatus.DECLINED, shown=False)
    rows = read_csv(POSITIONS, get(client, "/data/leverage-positions.csv"))
    assert [row[:2] for row in rows] == [("a-lab", "shown")]


def test_a_file_names_its_runs_of_the_focus_list(client: Client, release: Release) -> None:
    FocusRun.objects.create(
        number=1,
        window="2025H2",
        release=release.pk,
        made_on=release.published_on,
        code_version="0.1.0",
        inputs={"asks": {}},
        lists={"overall": [], "labs": {}},
    )
    [run] = json.loads(get(client, "/data/leverage-focus-runs.json"))["runs"]
    assert (run["number"], run["release"], run["inputs"]) == (1, "2025H1", {"asks": {}})


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/data/", 8),
        ("/data/2025H1/", 3),
        (CELLS, 3),
        ("/data/2025H1/leverage-2025H1-cells.csv", 3),
        ("/data/2025H1/SHA256SUMS", 3),
        ("/data/leverage-asks.csv", 2),
        ("/data/leverage-positions.json", 2),
        ("/data/leverage-releases.csv", 2),
        ("/data/leverage-focus-runs.json", 2),
        ("/data/catalog.jsonld", 2),
        ("/data/datapackage.json", 7),
    ],
)
def test_a_file_takes_one_query_beside_those_for_its_release_and_for_changes(
    client: Client,
    made_up: Release,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    queries: int,
) -> None:
    make_position(make_lab("a-lab"), make_ask("an-ask"))
    with django_assert_num_queries(queries):
        client.get(path)


def test_a_release_is_cited_with_its_checksum(client: Client, release: Release) -> None:
    Release.objects.update(digest="5" * 64)
    for path in ("/tallies/2025H1/", "/data/2025H1/"):
        words = client.get(path).content.decode()
        assert (
            "Published 2 July 2025. http://testserver/tallies/2025H1/ Licence CC-BY-4.0." in words
        )
        assert "5555 5555 5555 5555" in words


def test_made_up_numbers_are_not_to_be_cited(client: Client, made_up: Release) -> None:
    words = client.get(f"/data/{made_up.pk}/").content.decode()
    assert "Made-up numbers." in words
    assert "Please do not cite them." in words
    assert "Licence CC-BY-4.0." not in words

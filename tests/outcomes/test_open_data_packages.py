"""What is written about the files, judged by readers that are not ours: each finds the tables and believes them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import csvw  # type: ignore[import-untyped]
import frictionless
import msgspec_schemaorg.models as schema_org
import pytest
import rdflib
from django.test import Client
from pytest_django import Settings
from rdflib.namespace import DCAT, DCTERMS, RDF

from asks.models import Ask, Lab
from outcomes.models import Release
from outcomes.open_data import release_digest
from tests.asks.factories import make_ask, make_lab, make_position
from tests.outcomes.data_files import download, get
from tests.outcomes.factories import NO_GAG, NORTH
from tests.outcomes.published import publish, window_named

pytestmark = pytest.mark.django_db

ORIGIN = "https://leverage.example"
FOLDERS = ["/data/", "/data/2025H1/"]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(autouse=True)
def published(settings: Settings) -> Release:
    """Publish a release and a catalogue with texts that are hard on files."""
    settings.ORIGIN = ORIGIN
    make_position(make_lab("a-lab"), make_ask("an-ask"))
    Lab.objects.update(description='=HYPERLINK("https://x.example")\nAnd, "more"')
    make_ask("bare", title="-3")
    assert Ask.objects.count() == 2
    release = publish(window_named("2025H1", 2025), {NORTH: {NO_GAG: (40, -7, 5)}})
    release.digest = release_digest(release)
    release.save()
    return release


@pytest.mark.parametrize("folder", FOLDERS)
def test_frictionless_finds_every_file_as_it_is_described(
    client: Client, tmp_path: Path, folder: str
) -> None:
    path = str(download(client, folder, tmp_path) / "datapackage.json")
    package = json.loads(Path(path).read_text())
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["licenses"][0]["path"] == LICENCE
    report = frictionless.validate(path)
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(package["resources"])
    tables = [one for one in package["resources"] if one.get("type") == "table"]
    assert len(tables) == (5 if folder == "/data/" else 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b",-7,", b",-8,"), (b",-7,", b",x,"), (b",half_width", b",width")],
    ids=["another number", "no number", "another column"],
)
def test_frictionless_sees_a_changed_file(
    client: Client, tmp_path: Path, old: bytes, new: bytes
) -> None:
    path = download(client, FOLDERS[1], tmp_path)
    file = path / "leverage-2025H1-cells.csv"
    changed = file.read_bytes().replace(old, new)
    assert changed != file.read_bytes()
    file.write_bytes(changed)
    assert not frictionless.validate(str(path / "datapackage.json")).valid


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_checksums_are_those_of_the_files(client: Client, tmp_path: Path, folder: str) -> None:
    path = download(client, folder, tmp_path)
    for line in (path / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((path / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("folder", FOLDERS)
def test_csv_on_the_web_reads_every_table(client: Client, tmp_path: Path, folder: str) -> None:
    path = download(client, folder, tmp_path)
    files = sorted(path.glob("*.csv"))
    assert files
    for file in files:
        read = csvw.CSVW(str(path / f"{file.name}-metadata.json"), validate=True)
        assert read.is_valid, read.warnings
        [table] = read.tables
        rows = list(table.iterdicts(strict=True))
        document = json.loads(file.with_suffix(".json").read_text())
        assert len(rows) == len(document["rows"])
        assert [*document["columns"]] == [column.name for column in table.tableSchema.columns]


def test_csv_on_the_web_reads_counts_as_whole_numbers(client: Client, tmp_path: Path) -> None:
    path = download(client, FOLDERS[1], tmp_path)
    read = csvw.CSVW(str(path / "leverage-2025H1-cells.csv-metadata.json"))
    counts = [row["count"] for row in read.tables[0].iterdicts()]
    assert sorted(counts)[0] == -7
    assert {type(count) for count in counts} == {int}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_catalogue_of_data_is_linked_data_that_needs_nothing_from_elsewhere(
    client: Client,
) -> None:
    graph = rdflib.Graph().parse(data=get(client, "/data/catalog.jsonld"), format="json-ld")
    page = rdflib.URIRef(f"{ORIGIN}/data/#catalog")
    assert (page, RDF.type, DCAT.Catalog) in graph
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert graph.value(page, needed)
    datasets = set(graph.objects(page, DCAT.dataset))
    assert datasets == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert {str(graph.value(one, DCTERMS.identifier)) for one in datasets} == {
        "leverage-catalogue",
        "leverage-2025h1",
    }
    for one in graph.subjects(RDF.type, DCAT.Distribution):
        assert graph.value(one, DCTERMS.license) == rdflib.URIRef(LICENCE)
        address = str(graph.value(one, DCAT.downloadURL))
        content = get(client, address.removeprefix(ORIGIN))
        spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
        checksum = graph.value(one, spdx.checksum)
        if checksum is not None:
            found = str(graph.value(checksum, spdx.checksumValue)).lower()
            assert found == hashlib.sha256(content).hexdigest()


def things(value: Any) -> list[dict[str, Any]]:
    """Return every thing that has a type, however deep."""
    if isinstance(value, list):
        return [thing for part in value for thing in things(part)]
    if not isinstance(value, dict):
        return []
    return [value] * ("@type" in value) + things(list(value.values()))


@pytest.mark.parametrize("page", FOLDERS)
def test_a_page_describes_its_files_as_schema_org_does(client: Client, page: str) -> None:
    words = get(client, page).decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', words, re.DOTALL)
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    found = things(data)
    for thing in found:
        vocabulary = getattr(schema_org, thing["@type"]).__struct_encode_fields__
        assert {key for key in thing if not key.startswith("@")} <= set(vocabulary)
    [dataset] = [thing for thing in found if "distribution" in thing]
    assert {"name", "description", "license", "creator", "url"} <= set(dataset)
    for download_ in (thing for thing in found if thing["@type"] == "DataDownload"):
        content = get(client, download_["contentUrl"].removeprefix(ORIGIN))
        assert hashlib.sha256(content).hexdigest() == download_["sha256"]
        assert download_["contentSize"] == f"{len(content)} B"

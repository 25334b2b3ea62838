"""The files of `/data/`: those of one release, which never change, and those of the catalogue, which do."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.urls import reverse

from leverage.http import plain_path
from outcomes import open_data_rows as rows
from outcomes.models import Release
from outcomes.open_data_catalogs import Dataset, Download, dcat_catalog
from outcomes.open_data_folders import Folder, head_of
from outcomes.open_data_formats import document_bytes, json_bytes
from outcomes.open_data_packages import About
from outcomes.published_rows import ASKS, CELLS, LABS, POSITIONS, RELEASES, SOURCES

CATALOGUE_PREFIX = "leverage"
DCAT, FOCUS_RUNS = "catalog.jsonld", f"{CATALOGUE_PREFIX}-focus-runs.json"
CATALOGUE_SAYS = (
    "Asks, labs and what labs do in public about each ask, with sources; the releases of what people heard back; and "
    "every focus list with all that it was made from. Each release has a package of its own."
)


def address(name: str, *args: str) -> str:
    """Return the path of a page as files name it: the same in whatever language somebody asks for them."""
    return plain_path(reverse(name, args=args))


def release_folder(release: Release, origin: str) -> Folder:
    """Return the files of one release; `origin` is scheme and host of the site, and stands in descriptions alone."""
    made_up = release.window.demonstration
    prefix = rows.file_prefix(release.pk, made_up=made_up)
    about = About(
        name=prefix.lower(),
        title=_title(release),
        says=_says(release),
        homepage=origin + address("release_data", release.pk),
        sources=((_title(release), origin + address("release", release.pk)),),
        made_up=made_up,
        made_on=release.published_on.isoformat(),
    )
    cells = {CELLS: partial(rows.cell_rows, release)}
    return Folder(about, prefix, cells, said=_head(release), documents={})


def catalogue_folder(origin: str) -> Folder:
    """Return the files about everything but the cells: the releases, the catalogue, the focus lists."""
    about = About(
        name=f"{CATALOGUE_PREFIX}-catalogue",
        title="Leverage: the catalogue and the list of releases",
        says=CATALOGUE_SAYS,
        homepage=origin + address("data"),
        sources=(("What you can ask for", origin + address("ask_list")),),
    )
    tables = {
        RELEASES: rows.release_rows,
        ASKS: rows.ask_rows,
        LABS: rows.lab_rows,
        POSITIONS: rows.position_rows,
        SOURCES: rows.source_rows,
    }
    documents = {
        FOCUS_RUNS: lambda: document_bytes({"runs": rows.focus_runs()}),
        DCAT: lambda: document_bytes(_dcat(origin)),
    }
    return Folder(about, CATALOGUE_PREFIX, tables, said={}, documents=documents)


def cells_json_name(release: Release) -> str:
    """Return the name of the file whose checksum is the digest of a release."""
    prefix = rows.file_prefix(release.pk, made_up=release.window.demonstration)
    return f"{prefix}-{CELLS.name}.json"


def release_digest(release: Release) -> str:
    """Return the SHA-256 of the JSON file of a release's cells, as published, worked out from the stored cells.

    It makes that file alone, without the folder and its addresses: a release is under way while it waits.
    """
    head = head_of(CELLS, _head(release), made_up=release.window.demonstration)
    return hashlib.sha256(json_bytes(head, CELLS, rows.cell_rows(release))).hexdigest()


def cells_csv_name(release: Release) -> str:
    """Return the name of the file with the cells of a release for spreadsheets."""
    return cells_json_name(release).replace(".json", ".csv")


def release_dataset(release: Release, origin: str, folder: Folder | None = None) -> Dataset:
    """Describe a release; with its folder the sizes and checksums of its files are said too."""
    json_name = cells_json_name(release)
    names = (cells_csv_name(release), json_name)
    page = origin + address("release_data", release.pk)
    return Dataset(
        page=page,
        name=rows.file_prefix(release.pk, made_up=release.window.demonstration).lower(),
        title=_title(release),
        says=_says(release),
        downloads=tuple(
            _download(page, name, folder, release.digest * (name == json_name)) for name in names
        ),
        issued=release.published_on.isoformat(),
        first_day=release.window.opens_on.isoformat(),
        last_day=release.window.closes_on.isoformat(),
        measured=CELLS.names,
    )


def catalogue_dataset(origin: str, folder: Folder | None = None) -> Dataset:
    """Describe the catalogue; with its folder the sizes and checksums of its files are said too."""
    page = origin + address("data")
    tables = (RELEASES, ASKS, LABS, POSITIONS, SOURCES)
    names = [
        f"{CATALOGUE_PREFIX}-{table.name}.{end}" for table in tables for end in ("csv", "json")
    ]
    return Dataset(
        page=page,
        name=f"{CATALOGUE_PREFIX}-catalogue",
        title="Leverage: the catalogue and the list of releases",
        says=CATALOGUE_SAYS,
        downloads=tuple(_download(page, name, folder) for name in (*names, FOCUS_RUNS)),
    )


def _download(page: str, name: str, folder: Folder | None, digest: str = "") -> Download:
    kind = "text/csv" if name.endswith(".csv") else "application/json"
    if folder is None:
        return Download(page + name, kind, digest)
    file = folder.file(name)
    return Download(page + name, kind, file.sha256, file.size)


def _dcat(origin: str) -> dict[str, Any]:
    """Describe what is real. Nothing is made for it: the one checksum in it is stored."""
    real = Release.objects.newest_first().filter(window__demonstration=False)
    datasets = [release_dataset(release, origin) for release in real]
    return dcat_catalog(
        origin + address("data"),
        origin + address("home"),
        CATALOGUE_SAYS,
        [catalogue_dataset(origin), *datasets],
    )


def _title(release: Release) -> str:
    if release.window.demonstration:
        return f"Leverage, made-up numbers: {release.pk}"
    return f"Leverage, release {release.pk}: what people heard back"


def _says(release: Release) -> str:
    window = release.window
    if window.demonstration:
        return (
            "Invented labs and simulated people, to show how a release looks. Nothing in it says "
            "anything about a lab."
        )
    return (
        f"How labs answered people who asked them for safety practices and logged it here from {window.opens_on} to "
        f"{window.closes_on}. Every count carries noise on purpose (differential privacy), may be below zero, and "
        "speaks of people who logged here, not of offers."
    )


def _head(release: Release) -> dict[str, Any]:
    """Return what the JSON file of cells says of itself: nothing that can change, or its digest would."""
    window = release.window
    return {
        "release": release.pk,
        "opens_on": window.opens_on.isoformat(),
        "closes_on": window.closes_on.isoformat(),
        "published_on": release.published_on.isoformat(),
        "code_version": release.code_version,
        "parameters": release.parameters,
    }

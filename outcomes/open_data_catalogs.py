"""What is said to those who collect data: a catalogue in DCAT-AP, and a data set in the words of schema.org. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from outcomes.open_data_packages import LICENCE_URL, PUBLISHER

Thing = dict[str, Any]

_MEDIA = "https://www.iana.org/assignments/media-types/"
# In the document itself: nobody has to fetch anything to read it.
_CONTEXT: Thing = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Download:
    """One file of a data set; `sha256` is empty and `size` zero where saying them would mean to make the file."""

    url: str
    media_type: str
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set; a day is empty where there is none."""

    page: str
    name: str
    title: str
    says: str
    downloads: tuple[Download, ...]
    issued: str = ""
    first_day: str = ""
    last_day: str = ""
    measured: tuple[str, ...] = ()


def dcat_catalog(page: str, home: str, says: str, datasets: Iterable[Dataset]) -> Thing:
    """Describe data sets as DCAT-AP does."""
    listed = list(datasets)
    publisher = {"@id": f"{home}#publisher", "@type": "foaf:Agent", "foaf:name": PUBLISHER}
    return {
        "@context": _CONTEXT,
        "@id": f"{page}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _words(f"{PUBLISHER}: open data"),
        "dct:description": _words(says),
        "dct:publisher": publisher,
        "dct:license": {"@id": LICENCE_URL},
        "foaf:homepage": {"@id": page},
        "dcat:dataset": [_dcat_dataset(dataset, publisher["@id"]) for dataset in listed],
    }


def schema_dataset(dataset: Dataset, catalog: str, *, made_up: bool = False) -> Thing:
    """Describe a data set as schema.org does."""
    owner = {"@type": "Organization", "name": PUBLISHER}
    thing: Thing = {
        "@type": "Dataset",
        "@id": f"{dataset.page}#dataset",
        "name": dataset.title,
        "description": dataset.says,
        "identifier": dataset.name,
        "url": dataset.page,
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": owner,
        "publisher": owner,
        "includedInDataCatalog": {"@type": "DataCatalog", "name": PUBLISHER, "url": catalog},
        "distribution": [_schema_download(download) for download in dataset.downloads],
    }
    if made_up:
        thing["keywords"] = ["made-up numbers"]
    if dataset.measured:
        thing["variableMeasured"] = list(dataset.measured)
    if dataset.issued:
        thing["datePublished"] = dataset.issued
    if dataset.first_day:
        thing["temporalCoverage"] = f"{dataset.first_day}/{dataset.last_day}"
    return thing


def schema_parts(whole: Thing, parts: Sequence[Dataset]) -> Thing:
    """Say of a data set that others belong to it, each described on its own page."""
    named = [
        {"@type": "Dataset", "name": one.title, "description": one.says, "url": one.page}
        for one in parts
    ]
    return {**whole, "hasPart": named} if named else whole


def _dcat_dataset(dataset: Dataset, publisher: str) -> Thing:
    thing: Thing = {
        "@id": f"{dataset.page}#{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:title": _words(dataset.title),
        "dct:description": _words(dataset.says),
        "dct:identifier": dataset.name,
        "dct:publisher": {"@id": publisher},
        "dcat:landingPage": {"@id": dataset.page},
        "dcat:distribution": [_dcat_download(one, dataset.page) for one in dataset.downloads],
    }
    if dataset.issued:
        thing["dct:issued"] = _day(dataset.issued)
    if dataset.first_day:
        thing["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(dataset.first_day),
            "dcat:endDate": _day(dataset.last_day),
        }
    return thing


def _dcat_download(download: Download, page: str) -> Thing:
    thing: Thing = {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": download.url},
        "dcat:mediaType": {"@id": _MEDIA + download.media_type},
        "dct:license": {"@id": LICENCE_URL},
    }
    if download.sha256:
        thing["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": download.sha256},
        }
    return thing


def _schema_download(download: Download) -> Thing:
    thing: Thing = {
        "@type": "DataDownload",
        "contentUrl": download.url,
        "encodingFormat": download.media_type,
    }
    if download.sha256:
        thing["sha256"] = download.sha256
    if download.size:
        thing["contentSize"] = f"{download.size} B"
    return thing


def _words(text: str) -> Thing:
    return {"@value": text, "@language": "en"}


def _day(day: str) -> Thing:
    return {"@type": "xsd:date", "@value": day}

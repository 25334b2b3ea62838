"""The document of the API: valid, the same as the committed one, and in step with the data files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openapi_spec_validator import validate
from pydantic import BaseModel

from asks.api_rows import AskRow, LabRow, PositionRow, SourceRow
from leverage.api_document import api_document, api_document_text
from leverage.management.commands import write_api_document
from outcomes.api_rows import CellRow, ReleaseRow
from outcomes.published_rows import ASKS, CELLS, LABS, POSITIONS, RELEASES, SOURCES, Table

COMMITTED = Path(__file__).resolve().parent.parent.parent / "docs" / "openapi.json"

# Where a file lies is of use in the files alone, and so is a place among sources.
NOT_HERE = {"releases": {"cells"}, "ask-sources": {"ask", "place"}}


def test_the_document_is_valid() -> None:
    document = api_document()
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_the_committed_document_is_the_one_that_is_served(client: Client) -> None:
    served = client.get("/api/v1/openapi.json")
    assert served["Content-Type"].startswith("application/json")
    assert served.content.decode() == COMMITTED.read_text(encoding="utf-8"), "run: make api"


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_api_document, "FILE", tmp_path / "openapi.json")
    call_command("write_api_document", verbosity=0)
    assert (tmp_path / "openapi.json").read_text(encoding="utf-8") == api_document_text()


def _operations() -> list[dict[str, Any]]:
    return [path["get"] for path in api_document()["paths"].values()]


def test_every_operation_only_reads_and_says_what_it_refuses() -> None:
    assert all(set(path) == {"get"} for path in api_document()["paths"].values())
    for operation in _operations():
        assert {"200", "304", "400", "404", "422"} == set(operation["responses"])
        for status in ("400", "404", "422"):
            assert set(operation["responses"][status]["content"]) == {"application/problem+json"}
        assert operation["summary"]
        assert operation["description"].endswith(".")


def test_everything_in_it_is_described() -> None:
    document = api_document()
    for operation in _operations():
        assert all(one["description"] for one in operation.get("parameters", ()))
    for name, shape in document["components"]["schemas"].items():
        assert shape["description"], name
        assert all(field["description"] for field in shape["properties"].values()), name


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (ASKS, AskRow),
        (SOURCES, SourceRow),
        (LABS, LabRow),
        (POSITIONS, PositionRow),
        (CELLS, CellRow),
        (RELEASES, ReleaseRow),
    ],
)
def test_a_row_has_the_columns_of_the_data_files(table: Table, row: type[BaseModel]) -> None:
    columns = [name for name in table.names if name not in NOT_HERE.get(table.name, ())]
    assert [name for name in row.model_fields if name in columns] == columns


def test_it_is_json_that_ends_with_a_line() -> None:
    assert json.loads(api_document_text()) == api_document()
    assert api_document_text().endswith("}\n")

"""The list of parts and the licences: every locked package is in, and what is wrong is seen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.security import licences, sbom
from tests.security.findings import Kind, Order, exit_status
from tests.security.licences import is_allowed, judge, shipped_packages
from tests.security.locks import Package


@pytest.fixture(scope="module")
def packages() -> list[Package]:
    """Return what is shipped."""
    return shipped_packages()


def test_every_locked_package_stands_in_the_list_with_hash_and_licence(
    packages: list[Package],
) -> None:
    document = sbom.write(packages)
    assert list(sbom.faults(document, packages)) == []
    parts = {part["purl"]: part for part in json.loads(document)["components"]}
    assert len(parts) == len(packages) > 50
    assert "pkg:npm/age-encryption@0.3.1" in parts
    assert any(purl.startswith("pkg:pypi/django@") for purl in parts)


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda part: part.pop("hashes"), "without the hashes"),
        (lambda part: part["hashes"].pop(), "without the hashes"),
        (lambda part: part.pop("licenses"), "without a licence"),
        (lambda part: part.update(purl="pkg:pypi/other@1"), "is missing"),
        (lambda part: part.update(type="nonsense"), "breaks the schema"),
    ],
)
def test_a_list_with_a_fault_is_refused(packages: list[Package], change: object, seen: str) -> None:
    document = json.loads(sbom.write(packages))
    assert callable(change)
    change(document["components"][0])
    [first, *_rest] = sbom.faults(json.dumps(document), packages)
    assert first.kind is Kind.FAULT
    assert seen in first.text


def test_the_list_is_written_where_it_was_asked_for(tmp_path: Path) -> None:
    found = list(sbom.findings(Order(output=tmp_path / "dist")))
    assert exit_status(found) == 0
    assert json.loads((tmp_path / "dist" / sbom.NAME).read_text())["specVersion"] == "1.6"


def test_every_shipped_package_may_go_along(packages: list[Package]) -> None:
    assert list(judge(packages)) == []


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "Apache-2.0 OR BSD-3-Clause",
        "(MIT AND BSD-2-Clause)",
        "GPL-2.0-only OR MIT",
        "LGPL-3.0-only",
    ],
)
def test_what_is_permissive_is_allowed(expression: str) -> None:
    assert is_allowed(expression)


@pytest.mark.parametrize(
    "expression", ["GPL-2.0-only", "MIT AND GPL-3.0-only", "SSPL-1.0", "Proprietary", "unknown", ""]
)
def test_anything_else_is_not(expression: str) -> None:
    assert not is_allowed(expression)
    [found] = judge([Package("PyPI", "kit", "1", licence=expression)])
    assert found.kind is Kind.FAULT


def test_the_licence_of_another_version_is_not_taken(packages: list[Package]) -> None:
    django = next(package for package in packages if package.name == "django")
    assert licences.licence_of(django) == "BSD-3-Clause"
    assert licences.licence_of(replace(django, version="1.11")) == ""
    assert licences.licence_of(Package("PyPI", "no-such-package-here", "1")) == ""


def test_what_was_read_by_hand_is_still_locked(packages: list[Package]) -> None:
    names = {(one.name, version) for one in packages for version in ("", one.version)}
    assert set(licences.READ_BY_HAND) <= names

"""The list of parts (SBOM) in the form of CycloneDX: what production installs and what browsers get.

It lists packages of Python and npm. What an operating system brings (PostgreSQL, Valkey, the proxy) is
listed by the tools of that system.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import (  # type: ignore[import-untyped] # ships no types
    ExpressionError,
    get_spdx_licensing,
)
from packageurl import PackageURL

from leverage.version import VERSION
from tests.security.findings import Finding, Order, fault, seen
from tests.security.licences import shipped_packages
from tests.security.locks import Package

NAME = "leverage.cdx.json"


def findings(order: Order) -> Iterator[Finding]:
    """Write the list into the folder of the order, or into one that is thrown away, and judge it."""
    with tempfile.TemporaryDirectory() as nowhere:
        folder = order.output or Path(nowhere)
        folder.mkdir(parents=True, exist_ok=True)
        packages = shipped_packages()
        document = write(packages)
        file = folder / NAME
        file.write_text(document, encoding="utf-8")
        kept = f", written to {file}" if order.output else ", kept nowhere: --output names a folder"
        yield seen(f"{len(packages)} parts, {len(document):,} signs{kept}")
    yield from faults(document, packages)


def write(packages: list[Package]) -> str:
    """Return the list as JSON; the same packages give the same bytes, but for a number and a time."""
    bom = Bom(components=[_component(package) for package in packages])
    bom.metadata.component = Component(
        name="leverage",
        version=VERSION,
        type=ComponentType.APPLICATION,
        bom_ref="leverage",
        licenses=[LicenseExpression("AGPL-3.0-or-later")],
    )
    bom.register_dependency(bom.metadata.component, list(bom.components))
    document: str = JsonV1Dot6(bom).output_as_string(indent=2)
    return document


def faults(document: str, packages: list[Package]) -> Iterator[Finding]:
    """Name what breaks the schema, and each package that is missing or has no hash or licence."""
    trouble = JsonStrictValidator(SchemaVersion.V1_6).validate_str(document)
    if trouble is not None:
        yield fault(f"the list breaks the schema of CycloneDX 1.6: {str(trouble)[:300]}")
    parts = {part.get("purl"): part for part in json.loads(document).get("components", [])}
    for package in packages:
        part = parts.get(str(address(package)))
        if part is None:
            yield fault(f"{package} is missing from the list")
            continue
        if {entry["content"] for entry in part.get("hashes", [])} != {
            digest for _kind, digest in package.hashes
        }:
            yield fault(f"{package} stands in the list without the hashes of the lock")
        if not part.get("licenses"):
            yield fault(f"{package} stands in the list without a licence")


def address(package: Package) -> PackageURL:
    """Return the name of a package as every such list spells it (purl)."""
    namespace, _slash, name = package.name.rpartition("/")
    return PackageURL(package.ecosystem.lower(), namespace or None, name, package.version)


def _component(package: Package) -> Component:
    purl = address(package)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        # One for each file that may be installed: a system takes one of them.
        hashes=[
            HashType(alg=HashAlgorithm(kind), content=digest) for kind, digest in package.hashes
        ],
        licenses=_licences(package.licence),
    )


def _licences(said: str) -> list[DisjunctiveLicense | LicenseExpression]:
    if not said:
        return []
    try:
        get_spdx_licensing().parse(said, validate=True, strict=True)
    except ExpressionError:
        return [DisjunctiveLicense(name=said)]
    return [LicenseExpression(said)]

"""The mail domains of each lab, and the usual names of signing keys: shipped facts with sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid, Problem
from asks.kinds import MailBasis, MailWithheld
from asks.services.catalogue_shapes import (
    Entry,
    Key,
    Link,
    ListOf,
    Log,
    MappingOf,
    OneOf,
    Slug,
    Text,
)
from asks.services.yaml_nodes import read_yaml

MAIL_DOMAINS_FILE: Final = "mail_domains.yaml"

_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)
_SELECTOR: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_SHAPE: Final = MappingOf(
    {
        "labs": Key(
            ListOf(
                MappingOf(
                    {
                        "lab": Key(Slug(60)),
                        "domain": Key(Text(253)),
                        "basis": Key(OneOf({str(basis.value): basis for basis in MailBasis})),
                        "source": Key(Link(500)),
                        "tenant": Key(Text(60), required=False),
                        "withheld": Key(
                            OneOf({str(reason.value): reason for reason in MailWithheld}),
                            required=False,
                            default=None,
                        ),
                    }
                )
            )
        ),
        "selectors": Key(
            ListOf(MappingOf({"service": Key(Text(60)), "names": Key(ListOf(Text(63)))}))
        ),
    }
)


@dataclass(frozen=True)
class MailDomain:
    """A domain that writes for a lab: on what basis, where that can be seen, and whether it counts."""

    lab: str
    domain: str
    basis: MailBasis
    source: str
    tenant: str = ""
    withheld: MailWithheld | None = None


@dataclass(frozen=True)
class MailDomains:
    """The whole file."""

    domains: tuple[MailDomain, ...]
    selectors: tuple[str, ...]


def read_mail_domains(directory: Path) -> MailDomains:
    """Return the mail domains of the catalogue under `directory`; none where it has no such file.

    Raises CatalogueInvalid with every problem of the file.
    """
    problems: list[Problem] = []
    entry = _entry(directory / MAIL_DOMAINS_FILE, problems)
    labs: list[Entry] = entry.get("labs", [])
    services: list[Entry] = entry.get("selectors", [])
    _check_domains(labs, {file.stem for file in (directory / "labs").glob("*.yaml")})
    _check_selectors(services)
    if problems:
        raise CatalogueInvalid(problems)
    names = (name for service in services for name in service["names"])
    return MailDomains(tuple(MailDomain(**lab) for lab in labs), tuple(names))


@cache
def shipped_mail_domains() -> MailDomains:
    """Return the mail domains of the shipped catalogue; read once in each process."""
    return read_mail_domains(CATALOGUE_FOLDER)


def accepted_mail_domains(lab_slug: str) -> tuple[MailDomain, ...]:
    """Return the domains whose signatures count for a lab; none for a lab without any."""
    found = shipped_mail_domains().domains
    return tuple(known for known in found if known.lab == lab_slug and known.withheld is None)


def _entry(path: Path, problems: list[Problem]) -> dict[str, Any]:
    if not path.is_file():
        return {}
    node = read_yaml(path, MAIL_DOMAINS_FILE)
    if isinstance(node, Problem):
        problems.append(node)
        return {}
    return _SHAPE.read(node, MAIL_DOMAINS_FILE, Log(MAIL_DOMAINS_FILE, problems)) or {}


def _check_domains(labs: Iterable[Entry], known: set[str]) -> None:
    seen: dict[tuple[str, str], Entry] = {}
    for lab in labs:
        domain, tenant = lab.get("domain", ""), lab.get("tenant", "")
        if domain and not _DOMAIN.fullmatch(domain):
            lab.complain("domain", f'"{domain}" is no plain domain; write it like mail.example.org')
        if lab.get("lab", "") not in known | {""}:
            lab.complain("lab", f'no lab "{lab["lab"]}"; use the name of a file in labs/')
        if not lab.get("source", "https://").startswith("https://"):
            lab.complain("source", '"source" must begin with https://')
        first = seen.setdefault((domain, tenant), lab)
        # One signature must not count for two labs; a service is told apart by its tenants.
        if first is not lab and domain:
            lab.complain(
                "domain", f"line {first.lines['domain']} has this domain already; keep one"
            )


def _check_selectors(services: Iterable[Entry]) -> None:
    seen: set[str] = set()
    for service in services:
        for name in service.get("names", ()):
            if not _SELECTOR.fullmatch(name):
                service.complain("names", f'"{name}" is no name of a key; use small letters')
            if name in seen:
                service.complain("names", f'"{name}" stands in the file twice; keep one')
            seen.add(name)

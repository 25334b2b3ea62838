"""The domains of each lab: shipped facts, so that no address that a person typed is ever asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import yaml

from asks.catalogue_folder import CATALOGUE_FOLDER

# Lower case, at least two labels, no port, no trailing dot: what a certificate would name.
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)


class NotADomain(ValueError):
    """The shipped list names something that is no plain domain, or gives no https source."""


@dataclass(frozen=True)
class LabDomain:
    """A domain that a lab controls, with a page that shows whose it is."""

    domain: str
    source: str

    def __post_init__(self) -> None:
        if not _DOMAIN.fullmatch(self.domain) or not self.source.startswith("https://"):
            raise NotADomain(self.domain, self.source)


@cache
def read_domains(
    file: Path = CATALOGUE_FOLDER / "domains.yaml",
) -> Mapping[str, tuple[LabDomain, ...]]:
    """Return the domains of every lab by its slug; raises NotADomain for a faulty list."""
    listed = yaml.safe_load(file.read_text(encoding="utf-8"))
    return MappingProxyType(
        {slug: tuple(LabDomain(**entry) for entry in entries) for slug, entries in listed.items()}
    )


def domains_of(lab_slug: str) -> tuple[LabDomain, ...]:
    """Return the known domains of a lab, in the order of the list; none for a lab without any."""
    return read_domains().get(lab_slug, ())


def find_domain(lab_slug: str, domain: str) -> LabDomain | None:
    """Return the lab's domain of this name, or None when the list does not have it."""
    return next((known for known in domains_of(lab_slug) if known.domain == domain), None)


def is_link_of(lab_slug: str, url: str) -> bool:
    """Return whether `url` is an https address on one of the lab's domains or below one.

    The host is compared as it is written: browsers read backslashes, ports and names before an @
    differently from one another, so an address that has any of them is no link of the lab.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.netloc.lower()
    odd = "\\" in url or " " in url or not url.isprintable()
    if parts.scheme != "https" or odd or not _DOMAIN.fullmatch(host):
        return False
    return any(
        host == known.domain or host.endswith(f".{known.domain}") for known in domains_of(lab_slug)
    )

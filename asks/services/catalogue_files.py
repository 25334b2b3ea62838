"""Reading the catalogue files. Nothing is changed here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from asks.errors import CatalogueInvalid, Problem
from asks.services.catalogue_rules import check_rules
from asks.services.catalogue_schema import ASK, CATEGORY, LAB, SURVEY, Catalogue
from asks.services.catalogue_shapes import ListOf, Log, Shape
from asks.services.yaml_nodes import read_yaml


def read_catalogue(directory: Path) -> Catalogue:
    """Read and check every file under `directory`; raises CatalogueInvalid with all problems."""
    folder = _Folder(directory)
    catalogue = Catalogue(
        categories=folder.read("categories.yaml", ListOf(CATEGORY)) or [],
        surveys=folder.read("surveys.yaml", ListOf(SURVEY)) or [],
    )
    for name in folder.names("asks"):
        catalogue.asks[Path(name).stem] = folder.read(name, ListOf(ASK)) or []
    for name in folder.names("labs"):
        lab = folder.read(name, LAB)
        if lab is not None:
            catalogue.labs[Path(name).stem] = lab
    check_rules(catalogue, complete=folder.complete)
    if folder.problems:
        raise CatalogueInvalid(folder.problems)
    return catalogue


class _Folder:
    """The catalogue's folder, with the problems found so far."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.complete = True
        """Whether every file could be read at all: otherwise nothing can be called unknown."""

    def names(self, subfolder: str) -> list[str]:
        """Return the YAML files of a subfolder, as paths within the catalogue."""
        paths = (self.directory / subfolder).glob("*.yaml")
        names = sorted(f"{subfolder}/{path.name}" for path in paths)
        if not names:
            self.complete = False
            self.problems.append(Problem(subfolder, 1, "no YAML file is here; add one"))
        return names

    def read(self, name: str, shape: Shape) -> Any:
        """Return what a file holds, or None when it cannot be read."""
        path = self.directory / name
        if not path.is_file():
            self.complete = False
            self.problems.append(Problem(name, 1, "the file is missing; add it"))
            return None
        node = read_yaml(path, name)
        if isinstance(node, Problem):
            self.complete = False
            self.problems.append(node)
            return None
        return shape.read(node, name, Log(name, self.problems))

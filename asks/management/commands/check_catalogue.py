"""Check the catalogue files; touches no database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid
from asks.services.catalogue_files import read_catalogue


class Command(BaseCommand):
    """Prints every problem of the catalogue files as `file:line: what is wrong and what to do`."""

    help = "Checks the catalogue files and prints every problem with its file and line."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another folder than the shipped one."""
        parser.add_argument("--directory", type=Path, default=CATALOGUE_FOLDER)

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        """Print the problems; raises CommandError, and so ends with 1, if there is any."""
        try:
            catalogue = read_catalogue(directory)
        except CatalogueInvalid as invalid:
            for error in invalid.errors:
                self.stderr.write(str(error))
            raise CommandError(f"{len(invalid.errors)} problems in the catalogue.") from invalid
        asks = sum(len(entries) for entries in catalogue.asks.values())
        positions = sum(len(lab["positions"]) for lab in catalogue.labs.values())
        labs = len(catalogue.labs)
        self.stdout.write(
            f"The catalogue is right: {asks} asks, {labs} labs, {positions} positions."
        )

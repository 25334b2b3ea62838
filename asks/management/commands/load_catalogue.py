"""Load the catalogue files into the database; harmless twice."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid
from asks.services.load_catalogue import load_catalogue


class Command(BaseCommand):
    """Loads the catalogue and says what it did."""

    help = "Loads the catalogue files; what a curator edited is reported and left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another folder than the shipped one."""
        parser.add_argument("--directory", type=Path, default=CATALOGUE_FOLDER)

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        """Load; raises CommandError, and changes nothing, if the files are not right."""
        try:
            report = load_catalogue(directory, timezone.localdate())
        except CatalogueInvalid as invalid:
            for error in invalid.errors:
                self.stderr.write(str(error))
            raise CommandError(
                f"{len(invalid.errors)} problems in the catalogue; nothing was loaded."
            ) from invalid
        self.stdout.write(
            f"Catalogue: {len(report.created)} created, {len(report.changed)} changed, "
            f"{len(report.unchanged)} unchanged."
        )
        for name in report.conflicts:
            self.stdout.write(f"Left as a curator wrote it, though the file changed: {name}")
        for name in report.retired:
            self.stdout.write(f"Left alone, because curators retired the ask: {name}")
        for name in report.missing:
            self.stdout.write(f"No longer in the files, kept in the database: {name}")

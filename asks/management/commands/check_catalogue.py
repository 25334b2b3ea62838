"""Check the catalogue files; touches no database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid, Problem
from asks.guide_cases import read_cases
from asks.mail_domains import read_mail_domains
from asks.services.catalogue_files import read_catalogue
from asks.services.catalogue_schema import Catalogue


class Command(BaseCommand):
    """Prints every problem of the catalogue files as `file:line: what is wrong and what to do`."""

    help = "Checks the catalogue files and prints every problem with its file and line."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take another folder than the shipped one."""
        parser.add_argument("--directory", type=Path, default=CATALOGUE_FOLDER)

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        """Print the problems; raises CommandError, and so ends with 1, if there is any."""
        problems: list[Problem] = []
        catalogue, cases = Catalogue(), 0
        try:
            catalogue = read_catalogue(directory)
        except CatalogueInvalid as invalid:
            problems += invalid.errors
        try:
            cases = len(read_cases(directory))
        except CatalogueInvalid as invalid:
            problems += invalid.errors
        try:
            read_mail_domains(directory)
        except CatalogueInvalid as invalid:
            problems += invalid.errors
        if problems:
            for problem in sorted(problems):
                self.stderr.write(str(problem))
            raise CommandError(f"{len(problems)} problems in the catalogue.")
        asks = sum(len(entries) for entries in catalogue.asks.values())
        positions = sum(len(lab["positions"]) for lab in catalogue.labs.values())
        labs = len(catalogue.labs)
        self.stdout.write(
            f"The catalogue is right: {asks} asks, {labs} labs, {positions} positions, "
            f"{cases} cases."
        )

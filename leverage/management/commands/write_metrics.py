"""Write the numbers of `/metrics` into a file, for the textfile collector of node_exporter."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leverage.metrics import exposition


class Command(BaseCommand):
    """Writes whole or not at all, so that nobody reads half of it. For a timer, and a name that ends in .prom."""

    help = "Write the numbers of /metrics into a file, for the textfile collector of node_exporter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file; raises CommandError when its folder takes none."""
        file: Path = options["file"]
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        try:
            draft.write_bytes(exposition(web=False))
            draft.chmod(0o644)
            draft.replace(file)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise CommandError("This file cannot be written.") from error

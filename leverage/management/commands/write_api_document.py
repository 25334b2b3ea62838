"""Write the OpenAPI document of the API into the repository; a test compares them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from leverage.api_document import api_document_text

FILE = settings.BASE_DIR / "docs" / "openapi.json"


class Command(BaseCommand):
    """Write docs/openapi.json."""

    help = "Write docs/openapi.json anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        FILE.write_text(api_document_text(), encoding="utf-8")
        self.stdout.write(f"Wrote {FILE.name}.")

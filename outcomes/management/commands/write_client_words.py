"""Write the list of receipt words for browsers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from leverage.secret_words import word_list

CLIENT_WORDS = Path("static", "js", "client", "words.txt")


def client_words() -> str:
    """Return the list as browsers read it: in its own order, a blank between two words."""
    return " ".join(word_list())


class Command(BaseCommand):
    """`manage.py write_client_words`: the same list that pages without scripts draw from."""

    help = "Write the list of receipt words for browsers into static/js/client."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        path = settings.BASE_DIR / CLIENT_WORDS
        path.write_text(client_words(), encoding="ascii")
        self.stdout.write(f"{CLIENT_WORDS} is written.")

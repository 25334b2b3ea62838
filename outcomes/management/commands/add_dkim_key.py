"""Have a key collected whose name is not on the shipped list."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from asks.lab_proof import OUTSIDE, NothingAnswered
from outcomes.dkim_keys import accepted_domains, note_key


class Command(BaseCommand):
    """`manage.py add_dkim_key DOMAIN SELECTOR`: asks for it once; from then on it is asked for nightly."""

    help = (
        "Ask a lab's name server for one more mail key. The name server sees the question: "
        "do not ask right after somebody told you the name of the key."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the domain and the name of the key, as in d= and s= of a signature."""
        parser.add_argument("domain")
        parser.add_argument("selector")

    def handle(self, *args: Any, domain: str, selector: str, **options: Any) -> None:
        """Run it; raises CommandError, and so ends with 1, unless a key was found."""
        if domain not in accepted_domains():
            raise CommandError("Signatures of this domain are taken for no lab.")
        try:
            seen = note_key(OUTSIDE.resolver, domain, selector, timezone.now().date())
        except NothingAnswered as error:
            raise CommandError("The name server did not answer.") from error
        if not seen:
            raise CommandError("There is no key under this name.")
        self.stdout.write(f"{seen} keys seen.")

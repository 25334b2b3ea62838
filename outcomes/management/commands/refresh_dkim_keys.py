"""Collect the keys that labs sign their mail with, now rather than tonight."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from asks.lab_proof import OUTSIDE
from outcomes.dkim_keys import refresh_keys


class Command(BaseCommand):
    """`manage.py refresh_dkim_keys`: harmless at any time, and needed once on a new site."""

    help = "Ask the name servers of labs for their mail keys. Runs by itself every night."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        seen = refresh_keys(OUTSIDE.resolver, timezone.now().date())
        self.stdout.write(f"{seen} keys seen.")

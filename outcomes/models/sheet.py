"""That an account drew its credentials for a window. It says nothing about what became of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from outcomes.models.window import Window


class Sheet(models.Model):
    """One account's one draw in one window."""

    # Random, so that the order of rows is not the order of draws.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sheets"
    )
    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="+")
    request_hash = models.BinaryField(max_length=32, help_text="SHA-256 of the blinded request.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_sheet_per_account_and_window", fields=["account", "window"]
            )
        ]

    def __str__(self) -> str:
        return "sheet"

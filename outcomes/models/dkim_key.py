"""Public keys that labs sign their mail with, collected on a schedule and never on demand."""

from __future__ import annotations

from django.db import models


class DkimKey(models.Model):
    """One public key as a name server gave it. Public knowledge: nothing in it comes from a visitor.

    Asking when a mail is shown would tell the lab's own name server that somebody showed one (privacy.md 7).
    """

    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=253)
    record = models.TextField(help_text="The TXT record, as RFC 6376, section 3.6.1 describes it.")
    first_month = models.CharField(max_length=7, help_text="YYYY-MM.")
    last_month = models.CharField(max_length=7, help_text="YYYY-MM.")

    class Meta:
        ordering = ["domain", "selector", "first_month"]
        constraints = [
            models.UniqueConstraint(
                name="one_row_per_dkim_key", fields=["domain", "selector", "record"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

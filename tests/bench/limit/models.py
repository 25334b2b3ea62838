"""A table as wide as that of the sealed conversations, without its rules."""

from __future__ import annotations

from django.db import models

TABLE = "bench_limit_entry"
CREATE = f"""
CREATE TABLE {TABLE} (
    nullifier bytea PRIMARY KEY, sealed bytea, receipt_hash bytea, "window" varchar(16) NOT NULL
)
"""
DROP = f"DROP TABLE {TABLE}"


class LimitEntry(models.Model):
    """One row. Its table is made and dropped by the benchmark, outside of every migration."""

    nullifier = models.BinaryField(primary_key=True)
    sealed = models.BinaryField(null=True)
    receipt_hash = models.BinaryField(null=True)
    window = models.CharField(max_length=16)

    # Spelt out: a type checker that looks at the site's settings does not know that this is installed.
    objects: models.Manager[LimitEntry] = models.Manager()

    class Meta:
        app_label = "limit"
        db_table = TABLE
        managed = False

    def __str__(self) -> str:
        return "entry"

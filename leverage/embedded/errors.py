"""What can go wrong while everything is started here; each message is a sentence for a person."""

from __future__ import annotations


class EmbeddedError(Exception):
    """Something that ends `manage.py up`; its text is shown as it is."""


class UnsupportedSystemError(EmbeddedError):
    """This computer cannot run the embedded servers."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{reason} Start PostgreSQL 18 and Valkey or Redis yourself, "
            "set DATABASE_URL and REDIS_URL, and run this again."
        )


class UnsafeFolderError(EmbeddedError):
    """A folder that must be ours alone belongs to somebody else."""


class AlreadyRunningError(EmbeddedError):
    """Another run holds the lock of this data folder."""


class NoFreePortError(EmbeddedError):
    """Every port that was tried is in use."""


class NotReadyError(EmbeddedError):
    """A server or a step did not come to its end, or ended too soon."""


class GaveUpError(EmbeddedError):
    """A process ended again and again."""

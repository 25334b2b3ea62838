"""Why a backup was not made, or not brought back."""

from __future__ import annotations


class BackupRefused(Exception):
    """Something about backups that was asked for and is not done; the text is a sentence for an operator."""

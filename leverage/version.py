"""Which code made a release."""

from __future__ import annotations

import os

VERSION = "0.1.0"


def code_version() -> str:
    """Return the version, with the revision that the operator built from where LEVERAGE_REVISION names it."""
    revision = os.environ.get("LEVERAGE_REVISION", "")
    return f"{VERSION}+{revision[:12]}" if revision else VERSION

"""Static files under names that carry their hash."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # No types there.
    """Also rewrites what one of our script modules imports from another.

    Without that a browser could, for a moment after a deployment, join a new module with an old one. Built
    files of others stay as they are: their hash is recorded, and an import in them may be for another engine.
    """

    patterns: tuple[Any, ...] = (
        *CompressedManifestStaticFilesStorage.patterns,
        *(
            (ours, CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1])
            for ours in ("js/[!v]*.js", "js/vault/*.js", "js/verify.js")
        ),
    )

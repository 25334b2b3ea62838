"""Static files under names that carry their hash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Kept apart where they are written, in the order in which a page reads them.
STYLE_SHEETS = ("css/tokens.css", "css/base.css", "css/components.css")
JOINED_SHEETS = "css/site.css"

# How our scripts name the one that works beside the page.
_WORKER = (
    r"""(?P<matched>new URL\("(?P<url>\./[^"]+)", import\.meta\.url\))""",
    """new URL("%(url)s", import.meta.url)""",
)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # No types there.
    """Joins the style sheets, and rewrites what one of our script modules loads of another.

    One file instead of three is two requests less before a page can be shown.

    Without the rewriting a browser could, for a moment after a deployment, join a new module with an old one. Built
    files of others stay as they are: their hash is recorded, and an import in them may be for another engine.
    """

    patterns: tuple[Any, ...] = (
        *CompressedManifestStaticFilesStorage.patterns,
        *(
            (
                ours,
                (
                    *CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
                    _WORKER,
                ),
            )
            for ours in ("js/[!v]*.js", "js/vault/*.js", "js/verify.js")
        ),
    )

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Hash what was collected, and with it the joined sheet.

        Raises KeyError if one of the sheets was not collected.
        """
        if not dry_run:
            paths = {**paths, JOINED_SHEETS: self._join(paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _join(self, paths: dict[str, Any]) -> tuple[HashedStaticFiles, str]:
        joined = b"\n".join(_bytes_of(*paths[name]) for name in STYLE_SHEETS)
        self.delete(JOINED_SHEETS)
        self._save(JOINED_SHEETS, ContentFile(joined))
        return self, JOINED_SHEETS


def _bytes_of(storage: Storage, path: str) -> bytes:
    with storage.open(path) as file:
        content: bytes = file.read()
    return content


def style_sheet_addresses() -> list[str]:
    """Return the addresses of the sheets that a page links: one where they are joined, else each."""
    joined = isinstance(staticfiles_storage, HashedStaticFiles)
    return [
        staticfiles_storage.url(name) for name in ((JOINED_SHEETS,) if joined else STYLE_SHEETS)
    ]

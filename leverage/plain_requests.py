"""Requests whose headers may say anything at all: what cannot be read counts as not said, or is refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters


class PlainRequest(WSGIRequest):
    """A request that is read as UTF-8, whatever it says of itself: pages of ours are written and sent so.

    Django looks a named encoding up in Python, which also knows some that are no text, and it does so before
    anything of ours could answer. The two methods are Django's own; tests hold them here.
    """

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        try:
            kind, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            # An encoding (RFC 2231) that does not exist, or does not fit.
            kind, parameters = "", {}
        self.content_type, self.content_params = kind, parameters
        # Servers refuse such a length themselves; Django reads it without a look at it.
        if not str(self.META.get("CONTENT_LENGTH") or "0").isdecimal():
            self.META["CONTENT_LENGTH"] = "0"

    def _load_post_and_files(self) -> None:
        try:
            super()._load_post_and_files()
        except LookupError as error:  # The same, in the head of one part of a form.
            self._mark_post_parse_error()  # type: ignore[attr-defined] # the same
            raise BadRequest("A part of the form names an encoding that is none.") from error

"""Log records that say what went wrong and where, never for whom (privacy.md 4)."""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType


class ScrubFilter(logging.Filter):
    """Takes the request, and anything hung on a record beside its message, off the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let records pass without `request` and `user`; of Django's own on requests, only exceptions.

        Their messages name the path, which our own line gives as a pattern, and never for the log pages.
        """
        for name in ("request", "user", "server_time", "status_code"):
            record.__dict__.pop(name, None)
        if record.name.startswith("django.request"):
            record.msg, record.args = "unhandled exception", ()
            return record.levelno >= logging.ERROR
        return True


class PlaceFormatter(logging.Formatter):
    """Writes an exception as its type and code location: its text and locals may hold a person's words."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", "%Y-%m-%d", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, whoever wrote it before: another handler leaves its own text of a trace on it."""
        record.exc_text = None
        record.stack_info = None
        return super().format(record)

    def formatException(
        self,
        ei: (
            tuple[type[BaseException], BaseException, TracebackType | None]
            | tuple[None, None, None]
        ),
    ) -> str:
        """Return for instance `ValueError at asks/views.py:31 in ask_list`."""
        kind, _value, trace = ei
        if kind is None:
            return ""
        place = "unknown place"
        while trace is not None:
            code = trace.tb_frame.f_code
            place = (
                f"{'/'.join(Path(code.co_filename).parts[-2:])}:{trace.tb_lineno} in {code.co_name}"
            )
            trace = trace.tb_next
        return f"{kind.__name__} at {place}"

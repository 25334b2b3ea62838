"""What reaches the site, and answers that get lost on the way back.

Firefox shows Playwright no bodies of requests, so they are read where they arrive.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.servers.basehttp import ServerHandler


class Arrivals:
    """Every request as the server got it; the answers to some are not given."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.bodies: list[tuple[str, bytes]] = []
        self._lost = ("", 0)
        self._run, self._answer = ServerHandler.run, ServerHandler.finish_response
        patch.setattr(ServerHandler, "run", lambda handler, site: self._arrive(handler, site))
        patch.setattr(ServerHandler, "finish_response", lambda handler: self._leave(handler))

    def posted(self, path: str) -> list[bytes]:
        """Return the bodies that were posted to a path."""
        return [body for place, body in self.bodies if place == path]

    def lose_answers(self, path: str, times: int) -> None:
        """Let the next posts to a path be worked on, and end their connections without a word."""
        self._lost = (path, times)

    # The handler gets its attributes late, one by one; no type of it knows them.
    def _arrive(self, handler: Any, site: Callable[..., Any]) -> None:
        body = handler.get_stdin().read()
        handler.stdin = io.BytesIO(body)
        if body:
            self.bodies.append((handler.request_handler.path, body))
        self._run(handler, site)

    def _leave(self, handler: Any) -> None:
        path, times = self._lost
        asked = (handler.environ["REQUEST_METHOD"], handler.environ["PATH_INFO"])
        if times and asked == ("POST", path):
            self._lost = (path, times - 1)
            handler.request_handler.close_connection = True
            handler.close()
        else:
            self._answer(handler)

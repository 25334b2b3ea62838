"""The site as production serves it, with something to see on it: for one run, nothing left after."""

from __future__ import annotations

import dataclasses
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from asks.models import Motion, Proposal
from leverage.embedded import children, site
from leverage.models import User
from outcomes.kinds import WindowState
from outcomes.models import Window
from tests.browser.chromium import ARGUMENTS
from tests.browser.pages import publish_demonstration
from tests.lanes import find_browser
from tests.quality.front import HOST_NAME, Front

# Milliseconds for one step of a browser; tests wait less, but this one measures and does not judge delays.
PATIENCE = 30_000
_PATIENCE = 60.0
_PAUSE = 0.02


class NotReady(Exception):
    """The site did not start, or a tool is missing; the text says which."""


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """A running site: what stands in front of it, a folder for files of the run, and the browser's program."""

    front: Front
    folder: Path
    chromium: str

    @property
    def arguments(self) -> list[str]:
        """Return what the browser is started with; it takes the certificate of this run for a good one."""
        pin = f"--ignore-certificate-errors-spki-list={self.front.pin}"
        # A proxy of this computer would see the site's own requests and shape their time.
        return [*ARGUMENTS, "--no-proxy-server", pin]

    @contextmanager
    def browser(self) -> Iterator[Browser]:
        """Start the browser without a window, and stop it."""
        with sync_playwright() as playwright:
            found = playwright.chromium.launch(executable_path=self.chromium, args=self.arguments)
            try:
                yield found
            finally:
                found.close()


@contextmanager
def stage(front: Front, folder: Path) -> Iterator[Stage]:
    """Fill the database and serve the site behind the front; raises NotReady."""
    chromium = find_browser()
    if chromium is None:
        raise NotReady("There is no Chromium on this computer.")
    fill()
    port = _free_port()
    service = dataclasses.replace(site.web(port), log=folder / "web.log")
    process = children.start(service)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not site.is_ready(port, HOST_NAME):
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotReady(f"The site did not start.\n{children.tail(folder / 'web.log')}")
            time.sleep(_PAUSE)
        with front.serving(port):
            yield Stage(front, folder, chromium)
    finally:
        children.stop(process, service.stop_signals, grace=10)


def fill() -> None:
    """Load the catalogue, open a window, publish made-up tallies, collect the static files."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    # Only a local site makes its demonstration by itself.
    with override_settings(LOCAL=True), Path(os.devnull).open("w") as nowhere:
        call_command("start_windows", verbosity=0, stdout=nowhere)
    # Another one, whose name the list of pages knows.
    publish_demonstration()
    call_command("collectstatic", interactive=False, verbosity=0)


def forget_visits() -> None:
    """Remove what a walk left, and what is counted of visits: the next one begins as on the first day."""
    for left in (Motion, Proposal, User):
        left._default_manager.all().delete()
    cache.clear()


@contextmanager
def without_a_window() -> Iterator[None]:
    """Let it be a day between two windows, on which no account draws credentials."""
    opened = list(Window.objects.filter(state=WindowState.OPEN).values_list("pk", flat=True))
    windows = Window.objects.filter(pk__in=opened)
    windows.update(state=WindowState.PLANNED)
    try:
        yield
    finally:
        windows.update(state=WindowState.OPEN)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((site.HOST, 0))
        port: int = probe.getsockname()[1]
        return port

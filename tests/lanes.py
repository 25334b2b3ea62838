"""Lanes of tests, and the honest list of those that did not run.

A lane is a marker. A lane that this computer cannot run is left out and named at the end; with
LEVERAGE_ALL_LANES=1 (continuous integration) that fails the run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterable

import pytest

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SERVERS = "/usr/sbin:/usr/local/sbin:/sbin:/opt/homebrew/bin"
# What a lane cannot run without: one of these programs, and how to say so.
_NEEDS = {
    "age": (("age",), "needs age"),
    "browser": (_BROWSERS, f"needs Chromium ({', '.join(_BROWSERS)} on the PATH)"),
    "gettext": (("xgettext",), "needs xgettext (Debian: gettext)"),
    "npm": (("npm",), "needs npm, Node 20, and a registry of packages that answers"),
    "promtool": (("promtool",), "needs promtool (Debian: prometheus)"),
    "proxy": (("nginx",), "needs nginx"),
    "systemd": (("systemd-analyze",), "needs systemd-analyze (Debian: systemd)"),
}
LANES = tuple(sorted({*_NEEDS, "celery", "processes"}))
_ran: set[str] = set()


def find_browser() -> str | None:
    """Return the path of the Chromium of this computer."""
    return _find(_BROWSERS)


def find_nginx() -> str | None:
    """Return the path of the nginx of this computer."""
    return _find(("nginx",))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the lanes whose tool is not on this computer."""
    missing = {lane: reason for lane, (names, reason) in _NEEDS.items() if _find(names) is None}
    for item in items:
        for lane in lanes_of(item):
            if lane in missing:
                item.add_marker(pytest.mark.skip(reason=missing[lane]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the report carry the lanes of its test, also from the processes of a parallel run."""
    report = yield
    report.user_properties.extend(("lane", name) for name in lanes_of(item))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note each lane of which a test truly ran."""
    if report.when == "call" and not report.skipped:
        _ran.update(str(value) for name, value in report.user_properties if name == "lane")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that had to be whole and was not."""
    if must_be_whole() and left_out() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name the lanes that did not run, unless only some tests were asked for anyway."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    names = left_out()
    if names and (whole or must_be_whole()) and not config.option.collectonly:
        terminalreporter.section("lanes left out")
        for name in names:
            terminalreporter.write_line(f"{name}: {_reason(name)}")


def left_out() -> list[str]:
    """Return the lanes of which no test ran, in a fixed order."""
    return [name for name in LANES if name not in _ran]


def _reason(name: str) -> str:
    names, reason = _NEEDS.get(name, ((), ""))
    return reason if names and _find(names) is None else "none of its tests ran"


def _find(names: Iterable[str]) -> str | None:
    """Return the path of the first of these programs; only root has the folder of servers on the PATH."""
    places = (None, _SERVERS)
    found = (shutil.which(name, path=path) for name in names for path in places)
    return next((path for path in found if path), None)


def must_be_whole() -> bool:
    """Return whether a lane left out fails the run."""
    return os.environ.get("LEVERAGE_ALL_LANES") == "1"


def lanes_of(item: pytest.Item) -> list[str]:
    """Return the lanes that a test belongs to."""
    return [name for name in LANES if item.get_closest_marker(name)]

"""The same search in the real process tree: no file of it, no log of its servers and no memory holds a mark."""

from __future__ import annotations

import http.client
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from leverage.embedded import paths as places
from tests.canaries import (
    BODY,
    HEADERS,
    NAME,
    OF_A_VISIT,
    PASSWORD,
    QUERY,
    marks_in,
    paths,
    whole_memory,
)
from tests.leverage.test_up import Run

pytestmark = pytest.mark.processes

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def visited() -> Iterator[Run]:
    """Return a run of everything whose every path was visited by somebody who is marked all over."""
    folder = Path("/tmp") / f"leverage-up-{secrets.token_hex(5)}"
    run = Run(folder, 8000)
    try:
        port = run.wait_for_address()
        sign_up(port)
        for where in paths():
            marked = f"{where}?{QUERY}={QUERY}&q={QUERY}&next=/{QUERY}/"
            assert ask(port, "GET", marked)[0] < 500 or where == "/readyz"
            assert ask(port, "POST", marked, urlencode({"typed": BODY}))[0] < 500
        yield run
    finally:
        run.clean_up()
        shutil.rmtree(folder, ignore_errors=True)


def ask(port: int, method: str, path: str, body: str = "", **changed: str) -> tuple[int, str, str]:
    """Send one marked request; return its status, its cookies and its page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, {**HEADERS, "Content-Type": FORM, **changed})
    answer = connection.getresponse()
    cookies = "; ".join(
        value.partition(";")[0] for name, value in answer.getheaders() if name == "set-cookie"
    )
    page = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, cookies, page


def sign_up(port: int) -> None:
    """Open an account under a marked name, so that a session and a sheet exist."""
    _status, cookies, page = ask(port, "GET", "/account/signup/")
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    form = {"username": NAME, "password1": PASSWORD, "password2": PASSWORD}
    body = urlencode({**form, "csrfmiddlewaretoken": token})
    status, session, _page = ask(
        port,
        "POST",
        "/account/signup/",
        body,
        Cookie=cookies,
        Referer=f"http://127.0.0.1:{port}/account/signup/",
    )
    assert (status, "session=" in session) == (200, True)


def found_in_files(folder: Path, marks: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the marks that some file below a folder holds."""
    found = {
        str(file.relative_to(folder)): marks_in(file.read_bytes(), marks)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }
    return {name: marks for name, marks in found.items() if marks}


def test_no_file_of_the_database_or_of_a_log_holds_a_mark(visited: Run) -> None:
    assert found_in_files(visited.data, OF_A_VISIT) == {}
    assert marks_in(visited.output.encode(), (*OF_A_VISIT, BODY, NAME)) == set()
    # The other side: the same search finds the name, which stands in the table of accounts.
    named = found_in_files(visited.data, (NAME,))
    assert named
    assert [name for name in named if not name.startswith("pg")] == []


def test_no_key_and_no_value_in_memory_holds_a_mark(visited: Run) -> None:
    dump = whole_memory(places.redis_url(visited.data))
    assert b"django.contrib.sessions" in dump
    assert marks_in(dump, (*OF_A_VISIT, BODY, NAME)) == set()


def test_the_search_finds_a_mark_that_was_left(visited: Run) -> None:
    left = visited.data / "left.log"
    left.write_text(f"GET / {HEADERS['User-Agent']}\n")
    with pytest.raises(AssertionError):
        assert found_in_files(visited.data, OF_A_VISIT) == {}
    left.unlink()

"""What `make quality` judges by: the front passes on and compresses, a median is not saved by one good run."""

from __future__ import annotations

import gzip
import http.client
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.quality.front import HOST_NAME, Front
from tests.quality.lighthouse import GOALS, blame, remarks, scores

PAGE = "<!DOCTYPE html>\n" + "The same words again. " * 40


class Site(BaseHTTPRequestHandler):
    """Answers as the site does."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("ETag", '"one"')
        self.send_header("Seen", self.headers.get("X-Forwarded-Proto", "nothing"))
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        pass


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    """Return a front with a small site behind it."""
    site = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    front = Front(tmp_path)
    with front.serving(site.server_port):
        yield front
    site.shutdown()
    site.server_close()
    thread.join()


def answer(front: Front, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask the front for a page, without looking at its certificate."""
    trusting = ssl._create_unverified_context()  # noqa: S323 - the front is this process itself
    line = http.client.HTTPSConnection(HOST_NAME, front.server_port, context=trusting, timeout=10)
    line.request("GET", "/page/", headers=headers)
    found = line.getresponse()
    body = found.read()
    line.close()
    return found, body


def test_the_front_compresses_for_those_who_can_read_it(front: Front) -> None:
    found, body = answer(front, **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(body).decode() == PAGE
    assert (found.headers["Content-Encoding"], found.headers["ETag"]) == ("gzip", 'W/"one"')
    assert found.headers["Seen"] == "https"
    [seen] = front.taken()
    assert (seen.path, seen.status, seen.page) == ("/page/", 200, PAGE)
    assert len(body) < seen.sent < len(PAGE)


def test_the_front_leaves_the_answer_as_it_is_for_others(front: Front) -> None:
    found, body = answer(front)
    assert body.decode() == PAGE
    assert (found.headers["Content-Encoding"], found.headers["ETag"]) == (None, '"one"')
    assert front.taken()[0].sent > len(PAGE)
    assert front.taken() == []


def report(performance: float, *, contrast: float | None = 1) -> dict[str, Any]:
    audits = {
        "color-contrast": {"score": contrast, "scoreDisplayMode": "binary", "title": "Contrast"},
        "by-hand": {"score": 0, "scoreDisplayMode": "manual", "title": "By hand"},
    }
    refs = [{"id": "color-contrast", "weight": 7}, {"id": "by-hand", "weight": 0}]
    found: dict[str, Any] = {name: {"score": 1, "auditRefs": []} for name in GOALS}
    found["performance"]["score"] = performance
    found["accessibility"] = {"score": contrast, "auditRefs": refs}
    return {"categories": found, "audits": audits}


def test_one_good_run_of_three_is_not_enough_and_one_bad_run_does_no_harm() -> None:
    assert scores([report(1), report(0.97), report(0.9)])["performance"] == 97
    assert scores([report(1), report(0.99), report(0.5)])["performance"] == 99


def test_what_costs_points_is_named_and_what_only_people_can_judge_is_not() -> None:
    assert blame([report(1, contrast=0)], "accessibility") == {"color-contrast"}
    assert remarks([report(1, contrast=0)]) == {"color-contrast: Contrast"}
    assert blame([report(1)], "accessibility") == set()

"""What the proxy keeps for a minute, in memory, and what it never does."""

from __future__ import annotations

import re
import secrets
import threading
import time

import pytest

from tests.deploy.conftest import LOG_HOST, Front
from tests.deploy.echo import PUBLIC
from tests.deploy.proxy import DEPLOY

pytestmark = pytest.mark.proxy


def fresh(begin: str = "/asks/") -> str:
    """Return a path that no test has asked for."""
    return f"{begin}{secrets.token_hex(5)}/"


def times_asked(front: Front, path: str, times: int = 2, **headers: str) -> int:
    """Ask for a path; return how many of the requests reached the site."""
    front.echo.arrivals.clear()
    for _ in range(times):
        assert front.ask(path, also=headers).status == front.echo.status
    return len(front.echo.arrivals)


def kept(front: Front) -> bytes:
    """Return all that lies in the cache."""
    files = [file for file in (front.proxy.folder / "cache").rglob("*") if file.is_file()]
    return b"".join(file.read_bytes() for file in files)


@pytest.mark.parametrize("begin", ["/", "/asks/", "/de/asks/", "/data/", "/feeds/", "/api/v1/"])
def test_what_the_site_calls_public_is_asked_for_once(front: Front, begin: str) -> None:
    front.echo.headers["Cache-Control"] = PUBLIC
    path = fresh(begin)
    assert times_asked(front, path) == 1
    assert path.encode() in kept(front)


@pytest.mark.parametrize(
    "marked",
    [
        {},
        {"Cache-Control": "no-store"},
        {"Cache-Control": "private, max-age=60"},
        # Not called public, so not meant for a cache that many share.
        {"Cache-Control": "max-age=60"},
        {"Cache-Control": PUBLIC, "Set-Cookie": "a=b"},
        {"Cache-Control": PUBLIC, "Vary": "*"},
        {"Cache-Control": PUBLIC, "Vary": "Accept-Encoding, Cookie"},
    ],
    ids=str,
)
def test_what_it_does_not_call_so_is_not_kept(front: Front, marked: dict[str, str]) -> None:
    front.echo.headers.update(marked)
    path = fresh()
    assert times_asked(front, path) == 2
    assert path.encode() not in kept(front)


def test_a_page_is_kept_compressed_and_once_for_those_who_read_that_and_those_who_do_not(
    front: Front,
) -> None:
    front.echo.headers |= {"Cache-Control": PUBLIC, "Vary": "Accept-Encoding"}
    front.echo.compresses = True
    path = fresh()
    plain = front.ask(path)
    assert plain.headers["Content-Encoding"] is None
    assert "word word" in plain.text
    for coding in ("gzip, br", "gzip"):
        assert front.ask(path, Accept_Encoding=coding).headers["Content-Encoding"] == "gzip"
    assert [one.headers["Accept-Encoding"] for one in front.echo.arrivals] == ["gzip"]


def test_what_people_search_for_is_in_no_key(front: Front) -> None:
    front.echo.headers["Cache-Control"] = PUBLIC
    path = fresh()
    assert times_asked(front, f"{path}?q=MARK") == 2
    assert b"MARK" not in kept(front)
    assert path.encode() not in kept(front)


@pytest.mark.parametrize("prefix", ["", "/de", "/pt-br"])
@pytest.mark.parametrize(
    "begin", ["/log/", "/account/", "/curate/", "/curate/admin/", "/labs/x/answer/"]
)
def test_pages_for_one_person_are_never_kept_whatever_they_say(
    front: Front, prefix: str, begin: str
) -> None:
    front.echo.headers["Cache-Control"] = PUBLIC
    path = fresh(prefix + begin)
    assert times_asked(front, path) == 2
    assert path.encode() not in kept(front)


def test_nor_is_any_of_the_log_pages_host(front: Front) -> None:
    front.echo.headers["Cache-Control"] = PUBLIC
    assert times_asked(front, fresh(), Host=LOG_HOST) == 2


def test_an_answer_to_somebody_with_a_cookie_is_not_for_others(front: Front) -> None:
    front.echo.headers["Cache-Control"] = PUBLIC
    path = fresh()
    assert times_asked(front, path, Cookie="a=MARK") == 2
    assert times_asked(front, path) == 1
    # And whoever has one gets what is there.
    assert times_asked(front, path, Cookie="a=MARK") == 0
    assert b"MARK" not in kept(front)


def test_each_host_has_its_own(front: Front) -> None:
    front.echo.headers["Cache-Control"] = PUBLIC
    path = fresh()
    assert (times_asked(front, path), times_asked(front, path, Host="other.example")) == (1, 1)


def test_many_at_once_ask_the_site_once(front: Front) -> None:
    front.echo.headers["Cache-Control"] = PUBLIC
    front.echo.delay = 0.5
    path = fresh()
    visits = [threading.Thread(target=front.ask, args=[path]) for _ in range(8)]
    for visit in visits:
        visit.start()
    for visit in visits:
        visit.join()
    assert len(front.echo.arrivals) == 1


def test_the_last_one_is_shown_while_a_new_one_is_fetched(front: Front) -> None:
    front.echo.headers["Cache-Control"] = "public, max-age=1, stale-while-revalidate=600"
    path = fresh()
    first = front.ask(path).text
    front.echo.delay = 1
    wait_until_old()
    begun = time.monotonic()
    assert front.ask(path).text == first
    assert time.monotonic() - begun < 0.8
    front.echo.delay = 0
    front.echo.headers["Cache-Control"] = PUBLIC
    wait_for_a_new_one(front, path, first)


def test_while_the_site_is_broken_what_there_is_is_shown(front: Front) -> None:
    front.echo.headers["Cache-Control"] = "public, max-age=1"
    path = fresh()
    first = front.ask(path).text
    wait_until_old()
    for status in (500, 503):
        front.echo.status = status
        answer = front.ask(path)
        assert (answer.status, answer.text) == (200, first)
    assert front.ask(fresh()).status == 503


def test_who_has_it_already_gets_no_second_copy(front: Front) -> None:
    front.echo.headers.update({"Cache-Control": PUBLIC, "ETag": '"abc"'})
    path = fresh()
    assert front.ask(path).headers["ETag"] == '"abc"'
    assert front.ask(path, If_None_Match='"abc"').status == 304
    # What is not kept, the site judges itself; and no such word of a visitor is in a request for the cache.
    assert front.seen(f"{path}?q=1", If_None_Match='"abc"')["If-None-Match"] == '"abc"'
    assert "If-None-Match" not in front.seen(fresh(), If_None_Match='"MARK"')


def test_the_cache_lies_in_the_one_folder_that_must_be_memory() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    paths = re.findall(r"^    \w+_temp_path (\S+);$", text, re.MULTILINE)
    assert len(paths) == 5
    assert all(path.startswith("${PROXY_FOLDER}/") for path in paths)
    assert "proxy_cache_path ${PROXY_FOLDER}/cache " in text


def wait_until_old() -> None:
    """Let more than a second go by: the shortest life that a header can give."""
    threading.Event().wait(2.1)


def wait_for_a_new_one(front: Front, path: str, old: str) -> None:
    deadline = time.monotonic() + 10
    while front.ask(path).text == old:
        assert time.monotonic() < deadline

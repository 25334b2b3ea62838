"""A page that was rendered is kept until something changes, and nothing that somebody typed or owns is kept."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from leverage import page_versions
from leverage.http import NUMBER, SLUG, kept_page
from leverage.page_versions import KeptPage, PageState, Shelf, page_state, shelf
from tests.asks.factories import make_ask, make_lab

CANARY = "xylophonecanary"

pytestmark = pytest.mark.django_db


# -- What is shown -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/asks/", "/de/asks/", "/labs/", "/labs/lab/", "/asks/one/", "/tallies/", "/log/"]
)
def test_a_page_is_rendered_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    make_ask("one")
    make_lab("lab")
    first = client.get(path)
    with django_assert_num_queries(1):
        again = client.get(path)
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))


def test_who_has_the_page_costs_one_question(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known = {"if-none-match": client.get("/asks/")["ETag"]}
    with django_assert_num_queries(1):
        assert client.get("/asks/", headers=known).status_code == 304


def test_a_change_is_seen_by_the_next_visitor(client: Client) -> None:
    for name in ("First", "Second", "Third"):
        make_lab(name.lower(), name=f"{name} Lab")
        assert f"{name} Lab" in client.get("/labs/").content.decode()


def test_another_day_is_another_page() -> None:
    today = page_state()
    assert today is not None
    with time_machine.travel(dt.datetime(2031, 3, 1, 12, tzinfo=dt.UTC)):
        assert page_state() == PageState(today.marks, dt.date(2031, 3, 1))


def test_a_language_and_a_host_have_pages_of_their_own(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    pages = {
        client.get(path, headers={"host": host}).content
        for host in settings.ALLOWED_HOSTS
        for path in ("/labs/", "/de/labs/")
        for _twice in range(2)
    }
    assert len(pages) == 4


def test_head_is_answered_like_get(client: Client) -> None:
    whole = client.get("/labs/")
    head = client.head("/labs/")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert client.get("/labs/").content == whole.content


def test_who_builds_sees_every_change_of_a_template(settings: Settings) -> None:
    settings.DEBUG = True
    assert page_state() is None


# -- What is kept, and what never ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        f"q={CANARY}",
        f"{CANARY}=1",
        f"page={CANARY}",
        f"topic={CANARY}",
        f"topic={CANARY}&topic=",
        f"utm_source={CANARY}&page=1",
        f"page=1&{CANARY}",
        f"order={CANARY}",
        f"q=%78ylophone&page={CANARY}",
        f"q=&lab={CANARY}",
    ],
)
def test_nothing_that_somebody_typed_is_kept(client: Client, query: str) -> None:
    for path in ("/asks/", "/labs/", "/tallies/", "/log/", "/asks/one/"):
        client.get(f"{path}?{query}")
    client.get(f"/log/?lab={CANARY}")
    client.get(f"/tallies/?lab={CANARY}")
    assert CANARY not in repr(vars(shelf))


def test_filters_and_pages_are_kept(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_ask("one")
    make_lab("lab")
    for query in ("page=2", "lab=lab", "q=&topic=&lab=lab&position=in_place", "effort=low&focus=1"):
        client.get(f"/asks/?{query}")
        with django_assert_num_queries(1):
            assert client.get(f"/asks/?{query}").status_code == 200


def test_a_refused_filter_is_not_kept(client: Client) -> None:
    assert client.get("/asks/?lab=no-such-lab").status_code == 400
    assert len(shelf) == 0


def _visit(view: Callable[[HttpRequest], HttpResponse], path: str) -> HttpResponse:
    return view(RequestFactory().get(path))


def test_a_page_with_something_personal_is_made_for_each() -> None:
    @kept_page()
    def with_token(request: HttpRequest) -> HttpResponse:
        return HttpResponse(get_token(request))

    @kept_page()
    def with_cookie(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse("x")
        response.set_cookie("name", "value")
        return response

    @kept_page()
    def that_varies(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", headers={"Vary": "Cookie"})

    for view in (with_token, with_cookie, that_varies):
        _visit(view, "/")
    assert len(shelf) == 0


def test_known_parameters_are_matched_whole_and_once() -> None:
    @kept_page(page=NUMBER, lab=SLUG)
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("x")

    kept = ("page=1", "lab=a-b&page=2", "page=")
    for query in (
        *kept,
        "page=1000",
        "page=1&page=2",
        "lab=A",
        "lab=a%20b",
        "x=1",
        "page=1" + "&" * 300,
    ):
        _visit(view, f"/?{query}")
    assert len(shelf) == len(kept)


def test_the_shelf_is_bounded_by_pages_and_by_bytes() -> None:
    small, now = Shelf(3, 100), PageState(frozenset(), dt.date(2025, 1, 1))
    for number in range(5):
        small.keep(now, number, KeptPage(b"x" * 10, ()))
    assert (len(small), small.bytes) == (3, 30)
    assert small.find(now, 2) is not None
    small.keep(now, 5, KeptPage(b"x" * 85, ()))
    # The one that was asked for last stays beside it.
    assert (small.find(now, 2) is not None, len(small), small.bytes) == (True, 2, 95)
    small.keep(now, 5, KeptPage(b"x", ()))
    assert small.bytes == 11


def test_pages_of_another_state_are_neither_found_nor_kept_on() -> None:
    days = [PageState(frozenset(), dt.date(2025, 1, day)) for day in (1, 2)]
    small = Shelf(3, 100)
    small.keep(days[0], "here", KeptPage(b"old", ()))
    assert small.read_once(days[0], list) == []
    assert small.find(days[1], "here") is None
    small.keep(days[1], "there", KeptPage(b"new", ()))
    assert (len(small), small.bytes, small.find(days[0], "here")) == (1, 3, None)


def test_an_answer_that_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_versions, "LARGEST", 10)

    @kept_page()
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("x" * 11)

    _visit(view, "/")
    assert len(shelf) == 0


def test_what_a_view_adds_to_a_kept_answer_does_not_come_back(client: Client) -> None:
    first = client.get("/labs/")
    assert first.content == client.get("/labs/").content
    [page] = shelf._pages.values()
    response = page.response()
    response["X-Later"] = "1"
    assert not page.response().has_header("X-Later")


# -- Compressed once ----------------------------------------------------------------------------------


def test_who_reads_compressed_pages_gets_the_same_page_compressed(client: Client) -> None:
    make_ask("one")
    plain = client.get("/asks/")
    for _first_and_later in range(2):
        zipped = client.get("/asks/", headers={"accept-encoding": "br, gzip"})
        assert gzip.decompress(zipped.content) == plain.content
        assert zipped["Content-Encoding"] == "gzip"
        assert (zipped["Vary"], plain["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
        assert zipped["ETag"] == f"W/{plain['ETag']}"
    assert client.get("/asks/").content == plain.content


def test_who_has_the_compressed_page_is_told_so(client: Client) -> None:
    known = client.get("/labs/", headers={"accept-encoding": "gzip"})["ETag"]
    for coding in ("gzip", "identity"):
        headers = {"if-none-match": known, "accept-encoding": coding}
        assert client.get("/labs/", headers=headers).status_code == 304


def test_what_no_cache_may_keep_is_never_compressed(client: Client) -> None:
    for _first_and_later in range(2):
        answer = client.get("/log/", headers={"accept-encoding": "gzip"})
        assert answer["Cache-Control"] == "no-store"
        assert not answer.has_header("Content-Encoding")


def test_both_forms_of_a_page_count_for_the_room(client: Client) -> None:
    client.get("/labs/")
    before = shelf.bytes
    zipped = client.get("/labs/", headers={"accept-encoding": "gzip"})
    assert shelf.bytes == before + len(zipped.content)

"""The offer gate: without a yes in the form itself, no path that drafts says a word of a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from asks.composer.parts import Part, Stage
from leverage.models import User
from tests.asks.factories import make_focus, make_lab, make_position
from tests.asks.preparing import (
    DECLINING,
    OFFER,
    YES,
    sentences,
    sentences_of_the_composer,
    speakable,
    words_of,
)
from tests.leverage.conftest import remembered
from tests.leverage.test_names import patterns

__all__ = ["remembered"]

pytestmark = pytest.mark.usefixtures("fresh_memory", "catalogue")

ARGUMENTS: dict[str, list[dict[str, str]]] = {"prepare": [{"stage": stage} for stage in Stage]}
CREDIT = "shows its rules to everybody"


def is_gated(view: Any) -> bool:
    """Return whether the gate stands before a view, however deep it is wrapped."""
    while view is not None:
        if getattr(view, "offer_gate", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def gated() -> Iterator[tuple[str, str]]:
    """Return name and path of everything that stands behind the gate."""
    for entry in patterns(get_resolver()):
        if is_gated(entry.callback):
            for arguments in ARGUMENTS.get(entry.name or "", [{}]):
                yield str(entry.name), reverse(str(entry.name), kwargs=arguments)


GATED = list(gated())
PATHS = [path for _name, path in GATED]
NOT_A_YES: list[dict[str, Any]] = [
    {},
    *({"offer_held": said} for said in ("", "no", "on", "YES", "Yes", " yes", "yes ", "true")),
    {"offer_held": ["yes", "no"]},
    {"statement": "yes"},
]
FOR_EVERYBODY = [
    "/",
    "/asks/",
    "/asks/a/",
    "/asks/a/versions/",
    "/asks/a/versions/1/",
    "/asks/compare/?ask=a&ask=b",
    "/labs/",
    "/labs/one/",
    "/labs/compare/?lab=one&lab=two",
    "/guide/",
    "/feeds/asks/",
    "/feeds/labs/",
    "/feeds/labs/one/",
    "/sitemap.xml",
]
CHOICES = {"lab": "one", "ask_1": "a", "draft": "page"}


@pytest.fixture
def catalogue(db: None) -> None:
    """Two asks with words, one of them praised and in focus at one lab."""
    lab, first = make_lab("one"), speakable("a")
    speakable("b")
    make_position(lab, first, credit=CREDIT)
    make_focus(first, lab)


def said_of_drafts(page: str) -> list[str]:
    """Return whatever a page says that is only for people who hold an offer."""
    own = {text for slug in ("a", "b") for text in sentences(slug).values()}
    secret = own | sentences_of_the_composer() | {CREDIT, "composer-data", "BEGIN:VCALENDAR"}
    return sorted(text for text in secret if text in page)


def assert_closed(response: Any) -> None:
    assert response.status_code == 200
    assert said_of_drafts(words_of(response)) == []
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_the_list_of_gated_paths_is_not_empty() -> None:
    assert {"prepare", "reminder"} <= {name for name, _path in GATED}
    assert {OFFER, DECLINING} <= set(PATHS)
    assert len(PATHS) >= len(Stage) + 1


def test_every_view_of_the_module_that_drafts_is_gated() -> None:
    drafting = {
        entry.name
        for entry in patterns(get_resolver())
        if entry.callback.__module__ == "asks.views.prepare"
    }
    assert drafting == {name for name, _path in GATED}


def test_the_reader_sees_a_gate_that_is_wrapped_and_none_where_none_is() -> None:
    def open_to_all() -> None: ...

    assert not is_gated(open_to_all)
    assert not is_gated(get_resolver().resolve("/asks/").func)
    assert is_gated(get_resolver().resolve(OFFER).func)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["", "?offer_held=yes&lab=one&ask_1=a&draft=page"])
def test_a_visit_is_asked_one_question(client: Client, path: str, query: str) -> None:
    response = client.get(path + query)
    assert_closed(response)
    page = words_of(response)
    assert "<h1>Do you hold an offer from an AI lab?</h1>" in page
    assert '<input type="hidden" name="offer_held" value="yes">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'href="/asks/"' in page
    assert 'href="/guide/"' in page
    assert "can hurt your chances" in page


@pytest.mark.parametrize("path", PATHS)
def test_headers_alone_are_given_out_in_the_same_way(client: Client, path: str) -> None:
    response = client.head(path)
    assert_closed(response)
    assert response.content == b""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("said", NOT_A_YES, ids=str)
def test_what_is_not_a_yes_opens_nothing(client: Client, path: str, said: dict[str, Any]) -> None:
    assert_closed(client.post(path, {**CHOICES, **said}))


@pytest.mark.parametrize("path", PATHS)
def test_a_yes_counts_only_in_the_form_itself(client: Client, path: str) -> None:
    client.cookies["offer_held"] = "yes"
    assert_closed(client.post(f"{path}?offer_held=yes", CHOICES, headers={"Offer-Held": "yes"}))
    assert_closed(client.post(path, {**CHOICES, **YES}, content_type="application/json"))


@pytest.mark.parametrize(("name", "path"), GATED)
def test_a_yes_opens_the_path_without_token_or_cookie(name: str, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(path, YES)
    assert response.status_code == 200
    assert said_of_drafts(words_of(response)) != []
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "csrf" not in words_of(response)
    assert ("Do you hold an offer" in words_of(response)) is False


@pytest.mark.parametrize("path", PATHS)
def test_a_yes_is_forgotten(client: Client, path: str) -> None:
    before = words_of(client.get(path))
    client.post(path, YES)
    assert words_of(client.get(path)) == before
    assert not client.cookies


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("said", [{}, YES], ids=["no statement", "a yes"])
def test_a_session_sent_along_is_neither_read_nor_written(
    client: Client, remembered: Callable[[], bytes], path: str, said: dict[str, str]
) -> None:
    stranger = client.post(path, said)
    client.force_login(User.objects.create_user("calm-otter-41"))
    before = remembered()
    response = client.post(path, said)
    assert remembered() == before
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response.status_code == stranger.status_code
    assert words_of(response).count("\n") == words_of(stranger).count("\n")
    assert "calm-otter-41" not in words_of(response)


def test_a_stage_asks_in_its_own_words(client: Client) -> None:
    answers = {path: words_of(client.get(path)) for path in PATHS}
    assert "Yes, I hold the offer" in answers[OFFER]
    assert "Yes, and I am turning it down" in answers[DECLINING]
    assert "Yes, and I am taking it" in answers[reverse("prepare", args=[Stage.ACCEPTING])]


@pytest.mark.parametrize("stage", ["before", "offer", "Declining", "offer_received1", "%00"])
def test_there_is_no_other_stage(client: Client, stage: str) -> None:
    for response in (
        client.get(f"/prepare/{stage}/"),
        client.post(f"/prepare/{stage}/", {**YES, **CHOICES}),
    ):
        assert response.status_code == 404
        assert "There is no page here" in words_of(response)
        assert said_of_drafts(words_of(response)) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused_in_words(client: Client, path: str, method: str) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
    assert "<h1>" in words_of(response)
    assert said_of_drafts(words_of(response)) == []


@pytest.mark.parametrize("path", FOR_EVERYBODY)
def test_pages_for_everybody_have_no_word_of_it(client: Client, path: str) -> None:
    make_lab("two")
    response = client.get(path)
    assert response.status_code == 200
    assert [text for text in said_of_drafts(words_of(response)) if text != CREDIT] == []
    assert CREDIT not in words_of(response)


def test_every_part_of_an_ask_is_looked_for() -> None:
    assert len(said_of_drafts("".join(sentences("a").values()))) == len(Part)

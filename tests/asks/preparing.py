"""What people do on the pages of the composer, and how tests read the answers."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.composer.frames import FRAMES, LEADS
from asks.composer.parts import Part, Stage
from asks.composer.replies import REPLIES
from asks.models import Ask
from asks.services.load_catalogue import load_catalogue
from tests.asks.factories import TODAY, make_ask

YES = {"offer_held": "yes"}
OFFER, DECLINING, ACCEPTING = (f"/prepare/{stage}/" for stage in Stage)
REMINDER = "/prepare/reminder/"


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped catalogue, loaded once for a module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(CATALOGUE_FOLDER, TODAY)
        yield
        transaction.set_rollback(True)


def sentences(slug: str) -> dict[str, str]:
    """Return words for an ask in which each part names itself."""
    return {part.value: f"The {part.value} sentence of {slug}." for part in Part}


def speakable(slug: str = "a", **columns: Any) -> Ask:
    """Make an ask that drafts can be made of."""
    return make_ask(slug, words=sentences(slug), **columns)


def send(client: Client, path: str = OFFER, **chosen: Any) -> Any:
    """Say that an offer is held, and send what was chosen."""
    return client.post(path, {**YES, **chosen})


def draft(client: Client, path: str = OFFER, **chosen: Any) -> Any:
    """Ask for a draft; by default to the lab "one" about the ask "a"."""
    return send(client, path, **{"lab": "one", "ask_1": "a", "draft": "page", **chosen})


def words_of(response: Any) -> str:
    """Return everything that a page holds."""
    return html.unescape(response.content.decode())


def page_of(response: Any) -> str:
    """Return a page as browsers without scripts show it: no data for scripts, no unused templates."""
    kept = re.sub(r"<(template|script)[ >].*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return html.unescape(kept)


def letter_of(response: Any) -> str:
    """Return the draft on a page, without its tags; empty where there is none."""
    found = re.search(r'id="letter"[^>]*>(.*?)</div>', page_of(response), re.DOTALL)
    text = re.sub(r"</?span[^>]*>", "", found[1]) if found else ""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def data_block(response: Any) -> str:
    """Return the block of data that the script of the page reads, as it stands there."""
    found = re.search(r'<script id="composer-data"[^>]*>(.*?)</script>', response.content.decode())
    assert found is not None
    return found[1]


def data_of(response: Any) -> dict[str, Any]:
    """Return what that block says."""
    data: dict[str, Any] = json.loads(data_block(response))
    return data


def error_of(response: Any, field: str) -> str:
    """Return what stands at one field."""
    found = re.search(rf'id="id_{field}_error">(.*?)</div>', page_of(response), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def options(response: Any, field: str = "ask_1") -> list[str]:
    """Return the tags of the options of a select, in their order."""
    found = re.search(rf'<select name="{field}".*?</select>', page_of(response), re.DOTALL)
    assert found is not None
    return re.findall(r"<option [^>]*>", found[0])


def chosen(response: Any) -> list[str]:
    """Return the values that are selected or ticked on a page, in the order of the page."""
    page = page_of(response)
    tags = [tag for tag in re.findall(r"<(?:option|input) [^>]*>", page) if _is_on(tag)]
    return [value for tag in tags for value in re.findall(r'value="([^"]+)"', tag)]


def _is_on(tag: str) -> bool:
    return " selected" in tag or " checked" in tag


def strings(value: Any) -> Iterator[str]:
    """Return every text in nested lists and mappings, but for the names of keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def sentences_of_the_composer() -> set[str]:
    """Return what frames, leads and replies say between their slots; what is too short says nothing."""
    pieces = (
        piece.strip()
        for text in strings([FRAMES, LEADS, REPLIES])
        for piece in re.split(r"\{\w+\}", text)
    )
    return {piece for piece in pieces if len(piece) > 20}

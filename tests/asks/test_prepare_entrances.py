"""The ways into the composer from public pages: forms that carry the statement and nothing of the visitor."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from asks.models import Ask
from tests.asks.factories import make_ask, make_focus, make_lab
from tests.asks.preparing import chosen, letter_of, page_of, send, speakable

pytestmark = pytest.mark.django_db

PAGES = ["/", "/asks/a/", "/labs/one/"]
TO_THE_COMPOSER = re.compile(
    r'<form[^>]* method="post" action="/prepare/offer_received/">.*?</form>', re.DOTALL
)


def forms(response: Any) -> list[str]:
    """Return the forms of a page that lead to the composer."""
    assert response.status_code == 200
    return TO_THE_COMPOSER.findall(page_of(response))


def carried(form: str) -> dict[str, str]:
    """Return what a form sends without anything being chosen or filled in, with its button."""
    pairs = re.findall(r'<(?:input|button)[^>]* name="([^"]+)" value="([^"]+)"', form)
    return dict(pairs)


@pytest.fixture
def catalogue(db: None) -> None:
    """A lab with three asks in focus."""
    lab = make_lab("one")
    for rank, slug in enumerate("abc", 1):
        make_focus(speakable(slug), lab, rank=rank)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_such_a_form_is_the_same_for_everybody(client: Client, path: str) -> None:
    response = client.get(path)
    [form] = forms(response)
    assert carried(form)["offer_held"] == "yes"
    assert "csrf" not in response.content.decode()
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"


@pytest.mark.usefixtures("catalogue")
def test_the_first_page_carries_the_chosen_lab_to_its_focus_list() -> None:
    client = Client(enforce_csrf_checks=True)
    [form] = forms(client.get("/"))
    assert set(carried(form)) == {"offer_held"}
    assert '<select id="lab" name="lab" required>' in form
    response = send(client, lab="one")
    assert response.status_code == 200
    assert 'label="In focus at this lab"' in page_of(response)
    assert letter_of(response) == ""


@pytest.mark.usefixtures("catalogue")
def test_the_page_of_an_ask_carries_it() -> None:
    client = Client(enforce_csrf_checks=True)
    [form] = forms(client.get("/asks/a/"))
    assert carried(form) == {"offer_held": "yes", "ask_1": "a"}
    response = client.post("/prepare/offer_received/", carried(form))
    assert (response.status_code, chosen(response)[:2]) == (200, ["email", "a"])


@pytest.mark.usefixtures("catalogue")
def test_the_page_of_a_lab_leads_to_a_draft_about_its_focus_list() -> None:
    client = Client(enforce_csrf_checks=True)
    [form] = forms(client.get("/labs/one/"))
    asks = {"ask_1": "a", "ask_2": "b", "ask_3": "c"}
    assert carried(form) == {"offer_held": "yes", "lab": "one", **asks, "draft": "page"}
    response = client.post("/prepare/offer_received/", carried(form))
    assert response.status_code == 200
    assert "The warm sentence of c." in letter_of(response)


def test_a_retired_ask_and_one_without_words_have_no_button(client: Client) -> None:
    make_ask("wordless")
    speakable("a")
    assert len(forms(client.get("/asks/a/"))) == 1
    assert forms(client.get("/asks/wordless/")) == []
    Ask.objects.filter(slug="a").update(retired=True)
    assert forms(client.get("/asks/a/")) == []


def test_a_lab_without_a_focus_list_leads_to_all_that_can_be_asked_of_it(client: Client) -> None:
    make_lab("one")
    speakable("a")
    [form] = forms(client.get("/labs/one/"))
    assert carried(form) == {"offer_held": "yes", "lab": "one"}
    response = client.post("/prepare/offer_received/", carried(form))
    assert response.status_code == 200
    assert letter_of(response) == ""


@pytest.mark.parametrize("path", PAGES)
def test_a_visit_that_only_reads_is_not_asked_for_an_offer(client: Client, path: str) -> None:
    make_focus(speakable("a"), make_lab("one"))
    page = page_of(client.get(path))
    assert "Do you hold an offer" not in page
    assert "Title of a" in page or path == "/"

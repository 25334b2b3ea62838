"""Bad input: said clearly or stored as text, never executed, never lost."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from asks.models import Proposal
from asks.models.proposal import TEXT_LENGTH
from asks.proposal_forms import CHECK_LENGTH, TITLE_LENGTH, WHAT_LENGTH
from tests.asks.factories import make_ask, make_lab

pytestmark = pytest.mark.usefixtures("db", "fresh_memory")

WORDING = {"kind": "wording", "ask": "a", "text": "Words."}
NEW_ASK = {
    "kind": "new_ask",
    "title": "Title",
    "text": "What",
    "check": "Check",
    "different": "yes",
}


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    """Let there be an ask and a lab to speak of."""
    make_ask("a")
    make_lab("north")


def send(client: Client, fields: dict[str, str], **changed: str) -> Any:
    return client.post("/propose/", {**fields, **changed})


def page(response: Any) -> str:
    return html.unescape(response.content.decode())


def refused(response: Any, *reasons: str) -> None:
    assert response.status_code == 400
    assert [reason for reason in reasons if reason not in page(response)] == []
    assert "<title>Error: " in page(response)
    assert Proposal.objects.count() == 0


# -- Empty ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        (
            "new_ask",
            ("Give the ask a title.", "Say what the lab would do.", "Say how somebody outside"),
        ),
        ("source", ("Choose the ask", "Give the link of the page", "Say what the source shows.")),
        ("correction", ("Choose the lab that this is about.", "Say what is wrong.")),
        ("wording", ("Choose the ask", "Write the words as they should read.")),
    ],
)
def test_an_empty_form_says_what_is_missing(
    client: Client, kind: str, reasons: tuple[str, ...]
) -> None:
    refused(send(client, {"kind": kind}), *reasons)


@pytest.mark.parametrize("nothing", ["   \n ", "\u200b", "\u2060\u00a0\ufeff"])
def test_what_nobody_can_see_counts_as_empty(client: Client, nothing: str) -> None:
    refused(send(client, WORDING, text=nothing), "Write the words as they should read.")


@pytest.mark.parametrize("kind", ["", "nonsense", "<script>", "new_ask\x00"])
def test_a_kind_that_does_not_exist_leads_to_the_choice(client: Client, kind: str) -> None:
    response = send(client, WORDING, kind=kind)
    assert response.status_code == 400
    assert "Suggest a source" in page(response)
    assert Proposal.objects.count() == 0


def test_an_ask_or_lab_that_does_not_exist_is_refused(client: Client) -> None:
    refused(send(client, WORDING, ask="gone"), "There is no such ask now.")
    fields = {"kind": "correction", "lab": "gone", "text": "Typed."}
    refused(send(client, fields), "There is no such lab.", "Typed.")


# -- Long ----------------------------------------------------------------------------------------------


def test_a_megabyte_is_refused_in_words(client: Client) -> None:
    response = send(client, WORDING, text="x" * 1_000_000)
    assert response.status_code == 413
    assert "This is too long to send" in page(response)
    assert "Nothing was stored." in page(response)
    assert Proposal.objects.count() == 0


def test_a_megabyte_in_the_other_shape_of_forms_is_refused_in_words(client: Client) -> None:
    body = "&".join(f"{name}={value}" for name, value in WORDING.items()) + "x" * 1_000_000
    response = client.post("/propose/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_what_is_too_long_comes_back_whole(client: Client) -> None:
    text = "x" * 100_000
    response = send(client, WORDING, text=text)
    refused(response, "This has 100000 signs, and at most 2000 fit. Nothing was cut")
    assert text in page(response)


@pytest.mark.parametrize(
    ("field", "most"), [("title", TITLE_LENGTH), ("text", WHAT_LENGTH), ("check", CHECK_LENGTH)]
)
def test_a_limit_is_kept_to_the_sign(client: Client, field: str, most: int) -> None:
    longer = {field: "é" * (most + 1)}
    refused(send(client, NEW_ASK, **longer), f"This has {most + 1} signs, and at most {most} fit.")
    assert send(client, NEW_ASK, **{field: "é" * most}).status_code == 201


def test_line_ends_of_browsers_count_as_one_sign(client: Client) -> None:
    text = "a\r\n" * (TEXT_LENGTH // 2 - 1) + "bc"
    assert send(client, WORDING, text=text).status_code == 201
    assert len(Proposal.objects.get().text) == TEXT_LENGTH


def test_both_parts_of_a_new_ask_fit_together(client: Client) -> None:
    full = {"text": "a" * WHAT_LENGTH, "check": "b" * CHECK_LENGTH}
    assert send(client, NEW_ASK, **full).status_code == 201
    assert len(Proposal.objects.get().text) <= TEXT_LENGTH


# -- Signs that cannot be shown --------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e"])
def test_a_sign_that_cannot_be_shown_is_refused_with_its_place(client: Client, sign: str) -> None:
    response = send(client, WORDING, text=f"Good words{sign} and more.")
    refused(response, "Right after “Good words” stands a sign that cannot be shown.")
    assert " and more." in page(response)


def test_such_a_sign_is_found_in_every_box(client: Client) -> None:
    response = send(client, NEW_ASK, title="\x01a", text="\x02b", check="\x03c", url="\x04d")
    refused(response)
    # Each stands beside its field and in the summary.
    assert page(response).count("This begins with a sign that cannot be shown.") == 2 * 4


def test_tabs_and_line_ends_are_fine(client: Client) -> None:
    assert send(client, WORDING, text="one\r\n\ttwo\rthree").status_code == 201
    assert Proposal.objects.get().text == "one\n\ttwo\nthree"


def test_a_title_is_one_line(client: Client) -> None:
    assert send(client, NEW_ASK, title="one\r\n\ttwo").status_code == 201
    assert Proposal.objects.get().title == "one two"


# -- Text that looks like code ---------------------------------------------------------------------------

CODE = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><h1>Mine</h1>",
    "'); DROP TABLE asks_proposal; --",
    "{{ settings.SECRET_KEY }} {% debug %}",
    "%(near)s %s {0}",
    "&lt;b&gt; &amp;",
    "\\x00 \\u0000",
]


@pytest.mark.parametrize("code", CODE)
def test_code_is_stored_as_text(client: Client, code: str) -> None:
    assert send(client, WORDING, text=code).status_code == 201
    assert Proposal.objects.get().text == code


@pytest.mark.parametrize("code", CODE)
def test_code_comes_back_as_text(client: Client, code: str) -> None:
    response = send(client, NEW_ASK, title=code, text=code, check="", url=code)
    refused(response)
    raw = response.content.decode()
    assert raw.count(html.escape(code)) >= 3
    for tag in ("<script>alert", "<img", "<h1>Mine"):
        assert tag not in raw


def test_code_in_a_message_is_text(client: Client) -> None:
    response = send(client, WORDING, text="<img src=x>\x00")
    refused(response, "Right after “<img src=x>”")
    assert "<img" not in response.content.decode()


# -- Right to left, other scripts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["نشر السياسة كاملة", "פרסמו את המדיניות", "می‌خواهم", "発表する", "👩‍🔬 ok", "e\u0301"]
)
def test_text_of_any_script_is_stored_as_typed(client: Client, text: str) -> None:
    assert send(client, NEW_ASK, title=text, text=text).status_code == 201
    found = Proposal.objects.get()
    assert found.title == text
    assert found.text.startswith(text)


def test_the_direction_of_a_box_follows_what_is_typed(client: Client) -> None:
    response = send(client, NEW_ASK, title="نشر", check="")
    refused(response, "نشر")
    raw = response.content.decode()
    assert raw.count('dir="auto"') == 3
    assert raw.count('dir="ltr"') == 1


# -- Links -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://files.example/x",
        "file:///etc/passwd",
        "mailto:somebody@example.org",
        "//",
        "not a link",
        "https://",
        "http://[::1",
    ],
)
def test_only_links_to_pages_are_taken(client: Client, link: str) -> None:
    response = send(client, NEW_ASK, url=link)
    refused(response, "This is no link to a page.")
    assert f'value="{link}"' in page(response)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("http://example.org/", "http://example.org/"),
        ("example.org/report", "https://example.org/report"),
        (" https://example.org ", "https://example.org"),
        ("", ""),
    ],
)
def test_links_to_pages_are_taken(client: Client, typed: str, stored: str) -> None:
    assert send(client, NEW_ASK, url=typed).status_code == 201
    assert Proposal.objects.get().url == stored


def test_a_link_that_is_too_long_is_refused(client: Client) -> None:
    link = "https://example.org/" + "x" * 500
    refused(send(client, NEW_ASK, url=link), "This has 520 signs, and at most 500 fit.", link)

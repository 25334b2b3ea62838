"""What the composer refuses: told in words at its field, with nothing lost that was sent."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asks.kinds import PositionStatus
from asks.models import Ask, Position
from asks.querysets import EVIDENCE_AGE_DAYS
from tests.asks.factories import make_ask, make_lab, make_position
from tests.asks.preparing import (
    ACCEPTING,
    DECLINING,
    OFFER,
    chosen,
    draft,
    error_of,
    letter_of,
    page_of,
    send,
    speakable,
    words_of,
)

pytestmark = pytest.mark.usefixtures("catalogue")

STAGES = [OFFER, DECLINING, ACCEPTING]
NO_TEXT_HERE = "This page takes no text of yours"
TYPED = [
    "What I really think.",
    "a" * 5000,
    "</textarea><script>alert(1)</script><b onmouseover=x>",
    "before\x00after",
    "\u202eright to left\u202c שלום",
    "one line\r\nand another",
    "' OR 1=1 --",
    "{{ draft }} {% csrf_token %} %(lab)s",
    "   padded   ",
]


@pytest.fixture
def catalogue(db: None, on_the_day: dt.date) -> None:
    """One lab and four asks, of which one is in place and can be praised."""
    lab = make_lab("one")
    for slug in ("a", "b", "c", "d"):
        speakable(slug)
    credit = "shows its rules to everybody"
    make_position(lab, speakable("there"), credit=credit, checked=on_the_day, publisher="A paper")


def assert_refused(response: Any) -> None:
    assert response.status_code == 400
    page = page_of(response)
    assert "<title>Error: " in page
    assert letter_of(response) == ""
    assert "No draft yet." in page
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def returned(response: Any) -> str:
    """Return the text that a page gives back, as a browser reads it."""
    # A browser drops the line break that begins the field.
    pattern = r'<textarea id="typed" rows="6" readonly>\n(.*?)</textarea>'
    found = re.search(pattern, response.content.decode(), re.DOTALL)
    return html.unescape(found[1]) if found else ""


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"lab": ""}, "lab", "Choose the lab that made you the offer."),
        ({"lab": "nowhere"}, "lab", "There is no such lab here."),
        ({"ask_1": ""}, "ask_1", "Choose the ask that matters most to you."),
        ({"ask_1": "", "ask_2": "b"}, "ask_1", "Choose the ask that matters most to you."),
        ({"ask_1": "nothing"}, "ask_1", "There is no such ask here."),
        ({"ask_3": "nothing"}, "ask_3", "There is no such ask here."),
        ({"ask_2": "a"}, "ask_2", "You chose this ask above."),
        ({"ask_2": "b", "ask_3": "b"}, "ask_3", "You chose this ask above."),
        ({"kind": "note"}, "kind", "This is not on the list."),
        ({"kind": "post"}, "kind", "This is not on the list."),
        ({"kind": "sonnet"}, "kind", "This is not on the list."),
        ({"register": "rude"}, "register", "This is not on the list."),
        ({"length": "endless"}, "length", "This is not on the list."),
        ({"length": "MEDIUM"}, "length", "This is not on the list."),
    ],
    ids=str,
)
def test_a_wrong_choice_is_named_at_its_field(
    client: Client, wrong: dict[str, str], field: str, reason: str
) -> None:
    response = draft(client, **wrong)
    assert_refused(response)
    assert reason in error_of(response, field)
    assert f'href="#id_{field}' in page_of(response)


@pytest.mark.parametrize(
    ("path", "kind"), [(OFFER, "email"), (DECLINING, "note"), (ACCEPTING, "post")]
)
def test_a_stage_drafts_its_own_kinds_only(client: Client, path: str, kind: str) -> None:
    answers = {
        other: draft(client, path, ask_1="there" if path == ACCEPTING else "a", kind=other)
        for other in ("email", "call", "note", "post")
    }
    accepted = {other for other, response in answers.items() if response.status_code == 200}
    assert accepted == ({"email", "call"} if path == OFFER else {kind})


def test_other_choices_stay_when_one_is_refused(client: Client) -> None:
    response = draft(
        client, ask_1="a", ask_2="a", ask_3="c", kind="call", register="formal", length="short"
    )
    assert_refused(response)
    assert chosen(response) == ["one", "call", "a", "a", "c", "formal", "short"]


@pytest.mark.parametrize("more", [{"ask_4": "d"}, {"ask_2": ["b", "c"]}, {"ask_0": "d"}], ids=str)
@pytest.mark.parametrize("asked", ["page", ""], ids=["drafted", "carried"])
def test_a_fourth_ask_is_refused_with_the_reason(
    client: Client, more: dict[str, Any], asked: str
) -> None:
    button = {"draft": asked} if asked else {}
    chosen_asks = {"lab": "one", "ask_1": "a", "ask_2": "b", "ask_3": "c", **more}
    response = send(client, **chosen_asks, **button)
    assert_refused(response)
    assert "each one more makes the others weaker" in page_of(response)
    assert send(client, **{**chosen_asks, **dict.fromkeys(more, "")}).status_code == 200


@pytest.mark.parametrize(
    "carried",
    [
        {"lab": "nowhere"},
        {"ask_1": "nothing"},
        {"lab": "one", "ask_2": "nothing"},
        {"lab": "one", "ask_1": "retired"},
        {"lab": "one", "ask_1": "wordless"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", STAGES)
def test_what_was_carried_here_and_is_unknown_is_told(
    client: Client, path: str, carried: dict[str, str]
) -> None:
    make_ask("wordless")
    speakable("retired")
    Ask.objects.filter(slug="retired").update(retired=True)
    response = send(client, path, **carried)
    assert_refused(response)
    [field] = [name for name, value in carried.items() if value != "one"]
    thing = "lab" if field == "lab" else "ask"
    assert f"There is no such {thing} here." in error_of(response, field)


def test_what_is_in_place_is_not_asked_for_and_the_evidence_is_named(client: Client) -> None:
    for path in (OFFER, DECLINING):
        response = draft(client, path, ask_1="a", ask_2="there")
        assert_refused(response)
        reason = error_of(response, "ask_2")
        assert "One has this in place already, says A paper (17 April 2026)." in reason
        assert "if you join, you can praise this one" in reason
        facts = page_of(response).partition('id="facts-2">')[2].partition("</div>")[0]
        assert '<a href="https://lab.example/page" rel="noreferrer" lang="en">A paper</a>' in facts
    assert letter_of(draft(client, ACCEPTING, ask_1="there")) != ""


def test_praise_is_promised_only_where_it_can_be_given(client: Client) -> None:
    Position.objects.update(credit="")
    reason = error_of(draft(client, ask_1="there"), "ask_1")
    assert "has this in place already" in reason
    assert "praise" not in reason


@pytest.mark.parametrize(
    ("known", "praised"),
    [
        ({}, True),
        ({"status": PositionStatus.PARTIAL}, True),
        ({"credit": ""}, False),
        ({"shown": False}, False),
        *(
            ({"status": status}, False)
            for status in PositionStatus
            if status not in {PositionStatus.IN_PLACE, PositionStatus.PARTIAL}
        ),
    ],
    ids=str,
)
def test_only_what_is_there_and_credited_is_praised(
    client: Client, known: dict[str, Any], *, praised: bool
) -> None:
    Position.objects.update(**known)
    response = draft(client, ACCEPTING, ask_1="there")
    assert (response.status_code, bool(letter_of(response))) == (
        200 if praised else 400,
        praised,
    )
    refused = "We know of nothing that One has in place here" in error_of(response, "ask_1")
    assert refused is not praised
    assert ("shows its rules" in words_of(response)) is praised


@pytest.mark.parametrize(
    ("days", "praised"), [(EVIDENCE_AGE_DAYS, True), (EVIDENCE_AGE_DAYS + 1, False)]
)
def test_older_evidence_is_not_praised(
    client: Client, on_the_day: dt.date, days: int, *, praised: bool
) -> None:
    Position.objects.update(checked=on_the_day - dt.timedelta(days=days))
    response = draft(client, ACCEPTING, ask_1="there")
    assert (response.status_code == 200) is praised
    assert (draft(client, ask_1="there").status_code == 400) is True


@pytest.mark.parametrize(
    ("path", "ask", "reason"),
    [
        (OFFER, "there", "One has this in place already"),
        (DECLINING, "there", "One has this in place already"),
        (ACCEPTING, "a", "We know of nothing that One has in place here"),
    ],
)
def test_what_has_no_place_at_another_stage_is_told_and_stays_in_sight(
    client: Client, path: str, ask: str, reason: str
) -> None:
    response = send(client, path, lab="one", ask_1=ask)
    assert_refused(response)
    assert reason in error_of(response, "ask_1")
    assert {"one", ask} <= set(chosen(response))
    unsure = send(client, path, ask_1=ask)
    assert (unsure.status_code, ask in chosen(unsure)) == (200, True)


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: ascii(typed[:20]))
@pytest.mark.parametrize("path", STAGES)
@pytest.mark.parametrize("asked", [{"draft": "page"}, {"draft": "as_text"}, {}], ids=str)
def test_typed_text_is_refused_and_given_back(
    client: Client, path: str, typed: str, asked: dict[str, str]
) -> None:
    response = send(client, path, lab="one", ask_1="there", own_words=typed, **asked)
    assert_refused(response)
    assert NO_TEXT_HERE in page_of(response)
    assert returned(response) == typed
    assert "<script>alert" not in response.content.decode()
    assert {"one", "there"} <= set(chosen(response))


@pytest.mark.parametrize(
    "field", ["own_words", "careful", "draft", "name", "csrfmiddlewaretoken", "askk_1", "", "שלום"]
)
def test_text_in_any_field_is_seen(client: Client, field: str) -> None:
    response = send(client, lab="one", ask_1="a", **{field: "Typed here."})
    assert_refused(response)
    assert returned(response) == "Typed here."


def test_every_text_is_given_back(client: Client) -> None:
    response = draft(client, own_words=["First.", "Second."], note="Third.", empty=" ")
    assert returned(response).split("\n\n") == ["First.", "Second.", "Third."]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(typed=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_no_text_is_lost_whatever_its_signs(client: Client, typed: str) -> None:
    response = draft(client, own_words=typed)
    assert response.status_code == 400
    assert returned(response) == typed


@pytest.mark.parametrize("path", STAGES)
@pytest.mark.parametrize("said", [{"offer_held": "yes"}, {}], ids=["a yes", "no statement"])
def test_a_body_that_is_too_large_is_refused_in_words(
    client: Client, path: str, said: dict[str, str]
) -> None:
    size = 300_000
    assert size > project_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = "&".join([*(f"{key}={value}" for key, value in said.items()), "own=" + "a" * size])
    response = client.post(path, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "We could not read that request" in words_of(response)
    assert "Nothing was stored." in words_of(response)

"""The composer: choices that make a page, with whatever another page carried here."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client

from asks.kinds import PositionStatus
from asks.models import Ask, Position
from tests.asks.factories import make_focus, make_lab, make_position
from tests.asks.preparing import (
    ACCEPTING,
    DECLINING,
    OFFER,
    chosen,
    draft,
    error_of,
    letter_of,
    options,
    page_of,
    send,
    sentences,
    speakable,
)

pytestmark = pytest.mark.usefixtures("catalogue")

STAGES = [OFFER, DECLINING, ACCEPTING]
TITLES = dict(
    zip(
        STAGES,
        ("Prepare the conversation", "Prepare a kind no", "Prepare a public post"),
        strict=True,
    )
)
CREDIT = "shows its rules to everybody"
NO_DRAFT = "No draft yet."


@pytest.fixture
def catalogue(db: None, on_the_day: dt.date) -> None:
    """Two labs and four asks. One thing is in place at the first lab and can be praised."""
    lab = make_lab("one")
    make_lab("two")
    for slug in ("a", "b", "c"):
        speakable(slug)
    make_position(lab, speakable("there"), credit=CREDIT, checked=on_the_day, publisher="A paper")


@pytest.mark.parametrize("path", STAGES)
def test_a_yes_alone_shows_the_choices_without_a_draft(client: Client, path: str) -> None:
    response = send(client, path)
    assert response.status_code == 200
    page = page_of(response)
    assert f"<h1>{TITLES[path]}</h1>" in page
    assert NO_DRAFT in page
    assert "error" not in page.lower()
    assert letter_of(response) == ""
    assert 'id="replies"' not in page
    assert chosen(response)[-2:] == ["warm", "medium"]


def test_the_lab_that_another_page_carried_is_chosen_and_its_focus_stands_first(
    client: Client,
) -> None:
    make_focus(speakable("z"), make_lab("three"))
    response = send(client, lab="three")
    page = page_of(response)
    groups = re.findall(r'<optgroup label="([^"]+)">', page)
    assert groups[0] == "In focus at this lab"
    assert options(response)[1] == '<option value="z" lang="en">'
    assert (NO_DRAFT in page, chosen(response)[0]) == (True, "three")
    picked = page_of(send(client, lab="three", ask_1="z"))
    facts = picked.partition('id="facts-1">')[2].partition("</div>")[0]
    assert '<span class="in-focus">In focus</span>' in facts
    reason = response.context["lab"].reasons["z"]
    assert f'<strong lang="en">{"z"}</strong> <span class="small quiet">{reason}</span>' in page


def test_without_a_lab_the_asks_in_focus_for_all_stand_first(client: Client) -> None:
    make_focus(speakable("z"))
    response = send(client)
    assert 'label="In focus now"' in page_of(response)
    assert options(response)[1] == '<option value="z" lang="en">'


def test_a_lab_with_its_asks_gives_a_draft_at_once(client: Client) -> None:
    response = draft(client, ask_1="a", ask_2="b", ask_3="c")
    assert response.status_code == 200
    letter = letter_of(response)
    for slug in ("a", "b", "c"):
        assert sentences(slug)["warm"] in letter
        assert sentences(slug)["because"] in letter
    assert NO_DRAFT not in page_of(response)
    assert "“We already do that.”" in page_of(response)


def test_one_press_takes_what_is_in_focus_and_open(client: Client) -> None:
    lab = make_lab("three")
    for rank, slug in enumerate(("x", "y", "z"), 1):
        make_focus(speakable(slug), lab, rank=rank)
    make_position(lab, Ask.objects.get(slug="y"))
    button = '<button class="button" id="take-focus" name="draft" value="focus">Prepare with these'
    assert button in page_of(send(client, lab="three", ask_1="b"))
    response = draft(client, lab="three", ask_1="b", ask_3="c", draft="focus", kind="call")
    assert [slot.ask.slug for slot in response.context["slots"] if slot.ask] == ["x", "z"]
    assert "The warm sentence of z." in letter_of(response)
    assert "The warm sentence of b." not in letter_of(response)
    assert button not in page_of(response)


def test_a_single_ask_in_focus_or_another_stage_has_no_such_press(client: Client) -> None:
    lab = make_lab("three")
    make_focus(speakable("x"), lab)
    assert 'value="focus" hidden' in page_of(send(client, lab="three"))
    make_focus(speakable("y"), lab, rank=2)
    assert 'value="focus" hidden' not in page_of(send(client, lab="three"))
    for path in (DECLINING, ACCEPTING):
        assert 'value="focus"' not in page_of(send(client, path, lab="three"))
    refused = draft(client, DECLINING, lab="three", ask_1="", draft="focus")
    assert error_of(refused, "ask_1").endswith("Choose the ask that matters most to you.")
    lost = draft(client, lab="", ask_1="", draft="focus")
    assert error_of(lost, "lab").endswith("Choose the lab that made you the offer.")


def test_where_something_is_praised_the_places_wait_for_the_lab(client: Client) -> None:
    waiting, known = send(client, ACCEPTING), send(client, ACCEPTING, lab="one")
    assert '<div id="slots" hidden>' in page_of(waiting)
    assert ">Show what it has in place</button>" in page_of(waiting)
    assert '<div id="slots">' in page_of(known)
    assert "First practice" in page_of(known)
    assert '<div id="slots">' in page_of(send(client))


def test_an_ask_that_its_page_carried_is_chosen(client: Client) -> None:
    response = send(client, ask_1="b")
    assert response.status_code == 200
    assert chosen(response)[:2] == ["email", "b"]
    assert NO_DRAFT in page_of(response)


@pytest.mark.parametrize(
    ("path", "said", "unsaid"),
    [
        (OFFER, ["warm", "because", "settled"], ["formal", "regret", "again", "worth"]),
        (DECLINING, ["regret", "because", "again"], ["warm", "settled", "worth"]),
    ],
)
def test_a_stage_says_its_own_sentences(
    client: Client, path: str, said: list[str], unsaid: list[str]
) -> None:
    page = page_of(draft(client, path))
    assert [part for part in said if sentences("a")[part] not in page] == []
    assert [part for part in unsaid if sentences("a")[part] in letter_of(draft(client, path))] == []


def test_someone_who_joins_praises_what_is_there_with_its_source(client: Client) -> None:
    response = draft(client, ACCEPTING, ask_1="there")
    assert response.status_code == 200
    assert f"One {CREDIT}. {sentences('there')['worth']}" in letter_of(response)
    assert "https://lab.example/page" in letter_of(response)


def test_where_the_lab_stands_is_said_at_the_offer_only(client: Client) -> None:
    Position.objects.update(status=PositionStatus.PARTIAL)
    known = "part of this is there already"
    assert known in letter_of(draft(client, ask_1="there"))
    assert known not in letter_of(draft(client, DECLINING, ask_1="there"))
    assert known not in letter_of(draft(client, ACCEPTING, ask_1="there"))


@pytest.mark.parametrize("status", PositionStatus)
@pytest.mark.parametrize("path", STAGES)
def test_every_position_has_its_answer(client: Client, path: str, status: PositionStatus) -> None:
    Position.objects.update(status=status)
    response = draft(client, path, ask_1="there")
    assert response.status_code in {200, 400}
    assert bool(letter_of(response)) is (response.status_code == 200)
    assert bool(error_of(response, "ask_1")) is (response.status_code == 400)


def test_tone_kind_and_length_change_the_draft(client: Client) -> None:
    base = {"ask_1": "a"}
    drafts = [
        letter_of(draft(client, **base, kind=kind, register=register, length=length))
        for kind in ("email", "call")
        for register in ("warm", "plain", "formal")
        for length in ("medium", "short")
    ]
    assert len(set(drafts)) == 12
    assert sentences("a")["formal"] in drafts[4]
    assert drafts[0] == letter_of(draft(client))


def test_a_more_careful_employer_is_named_only_when_that_is_so(client: Client) -> None:
    assert "more careful employer" in page_of(send(client, DECLINING))
    assert "more careful employer" not in page_of(send(client, OFFER))
    assert "the employer" in letter_of(draft(client, DECLINING, careful="on"))
    assert "the employer" not in letter_of(draft(client, DECLINING))


def test_another_stage_takes_the_choices_along(client: Client) -> None:
    page = page_of(draft(client))
    for path in (DECLINING, ACCEPTING):
        assert f'<button form="choices" formaction="{path}">' in page
    moved = {"lab": "one", "ask_1": "a", "ask_2": "b", "kind": "call", "register": "plain"}
    response = send(client, DECLINING, **moved, length="short", careful="on")
    assert response.status_code == 200
    assert chosen(response) == ["one", "a", "b", "plain", "short", "on"]
    assert send(client, OFFER, **moved, careful="on").status_code == 200


def test_someone_who_joins_chooses_the_lab_first_and_then_what_it_does(client: Client) -> None:
    first = send(client, ACCEPTING)
    assert [len(options(first, f"ask_{slot}")) for slot in (1, 2, 3)] == [1, 1, 1]
    assert "Choose the lab first." in page_of(first)
    second = send(client, ACCEPTING, lab="one", register="formal", draft="page")
    assert second.status_code == 200
    assert options(second) == ['<option value="" selected>', '<option value="there" lang="en">']
    assert (NO_DRAFT in page_of(second), chosen(second)) == (True, ["one", "formal", "medium"])
    nothing = send(client, ACCEPTING, lab="two", draft="page")
    assert "We know of nothing that Two has in place" in page_of(nothing)


def test_what_is_in_place_is_greyed_out_with_its_evidence(client: Client) -> None:
    response = send(client, lab="one")
    page = page_of(response)
    for slot in ("ask_1", "ask_2", "ask_3"):
        greyed = [tag for tag in options(response, slot) if "disabled" in tag]
        assert greyed == ['<option value="there" disabled lang="en">']
    assert "there (in place)" in page
    assert "Already in place at One" in page
    assert (
        '17 April 2026 · <a href="https://lab.example/page" rel="noreferrer" lang="en">A paper</a>'
        in page
    )
    assert [tag for tag in options(send(client, lab="two")) if "disabled" in tag] == []
    assert [tag for tag in options(send(client)) if "disabled" in tag] == []


def test_the_draft_can_be_taken_away_as_plain_text(client: Client) -> None:
    response = draft(client, draft="as_text")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="draft.txt"'
    assert response["Cache-Control"] == "no-store"
    text = response.content.decode()
    assert sentences("a")["warm"] in text
    assert "<" not in text
    assert " ".join(text.replace("[", "").replace("]", "").split()) == letter_of(draft(client))


def test_the_mail_program_gets_the_draft_and_no_address(client: Client) -> None:
    page = page_of(draft(client, ask_2="b"))
    [link] = re.findall(r'href="(mailto:[^"]*)"', page)
    parts = urlsplit(link)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert (parts.path, set(fields)) == ("", {"subject", "body"})
    text = draft(client, ask_2="b", draft="as_text").content.decode()
    assert fields["body"] == [text.replace("\n", "\r\n")]
    assert fields["subject"] == ["Some questions before I decide"]
    assert "+" not in link
    assert unquote(link).isascii()
    assert "mailto:" not in page_of(draft(client, kind="call"))
    assert "mailto:" not in page_of(draft(client, ACCEPTING, ask_1="there"))


def test_only_a_named_post_gets_the_warning_about_a_private_log(client: Client) -> None:
    warning = "A post under your name can point to a private log"
    assert warning in page_of(draft(client, ACCEPTING, ask_1="there"))
    assert warning not in page_of(draft(client, OFFER))
    assert warning not in page_of(draft(client, DECLINING))


@pytest.mark.parametrize("path", STAGES)
def test_every_stage_ends_with_when_and_how_to_log(client: Client, path: str) -> None:
    for response in (send(client, path), draft(client, path, ask_1="there"), draft(client, path)):
        end = page_of(response).partition("<h2>Afterwards</h2>")[2]
        assert '<a class="button second" href="/log/">Log a conversation</a>' in end
        assert "half a minute" in end
        assert ("after ten days without an answer" in end) is (path != ACCEPTING)
        assert ("before you said yes" in end) is (path == ACCEPTING)


def test_a_reminder_is_offered_while_an_answer_is_awaited(client: Client) -> None:
    form = '<form class="no-print" id="reminder" method="post" action="/prepare/reminder/">'
    for path in (OFFER, DECLINING):
        assert form in page_of(draft(client, path))
    assert form not in page_of(draft(client, ACCEPTING, ask_1="there"))

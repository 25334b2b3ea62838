"""The page of one lab: focus first, then what is open, then what is in place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import PositionStatus, Stance
from asks.lab_dossiers import Section
from asks.models import Ask, Position
from tests.asks.factories import (
    TODAY,
    make_ask,
    make_category,
    make_focus,
    make_lab,
    make_position,
    make_support,
)
from tests.asks.large_catalogue import LIMIT, fill, make_labs, many_asks
from tests.asks.reading import unmarked
from tests.asks.stories import add_answer, add_event

pytestmark = pytest.mark.django_db


def statuses(section: Section) -> list[PositionStatus]:
    return [row.status for topic in section.topics for row in topic.rows]


def page_text(client: Client) -> str:
    response = client.get("/labs/one/")
    assert response.status_code == 200
    return unmarked(response.content.decode())


def test_the_asks_in_focus_come_first_with_chip_and_reason(client: Client) -> None:
    lab, ask = make_lab("one"), make_ask("a")
    make_position(lab, ask, PositionStatus.NOT_PUBLIC)
    make_support(ask)
    make_focus(ask, lab)
    make_focus(make_ask("b"))
    text = page_text(client)
    assert "Nothing public, little effort, and 49 of 51 experts asked were for it." in text
    assert text.index("In focus at this lab") < text.index("What it does in public")
    assert "Title of b" not in text


def test_without_a_focus_list_there_is_no_heading_for_it(client: Client) -> None:
    make_lab("one")
    assert "In focus at this lab" not in page_text(client)


def test_what_was_taken_back_comes_first_and_what_is_in_place_last(client: Client) -> None:
    lab = make_lab("one")
    for status in reversed(PositionStatus):
        make_position(lab, make_ask(status.value.replace("_", "-")), status, fact=status.value)
    make_ask("unknown")
    dossier = client.get("/labs/one/").context["dossier"]
    assert statuses(dossier.taken_back) == [PositionStatus.REVERSED]
    assert statuses(dossier.still_open) == list(PositionStatus)[1:5]
    assert statuses(dossier.in_place) == [PositionStatus.IN_PLACE]
    text = page_text(client)
    places = [text.index(f"<h2>{words}") for words in ("Taken back (1)", "Still open (4)", "In pl")]
    assert places == sorted(places)
    assert "Nothing was found on 1 other ask. That is not a no." in text


def test_positions_stand_by_category_in_the_order_of_chips(client: Client) -> None:
    lab = make_lab("one")
    make_category("later", position=2)
    make_category("sooner", position=1)
    make_position(lab, make_ask("a", topic="later"), PositionStatus.PARTIAL)
    make_position(lab, make_ask("b", topic="sooner"), PositionStatus.DECLINED)
    make_position(lab, make_ask("c", topic="sooner"), PositionStatus.COMMITTED)
    topics = client.get("/labs/one/").context["dossier"].still_open.topics
    slugs = [(topic.title, [row.subjects[0].slug for row in topic.rows]) for topic in topics]
    assert slugs == [("Sooner", ["c", "b"]), ("Later", ["a"])]


def test_history_names_former_positions(client: Client) -> None:
    position = make_position(make_lab("one"), make_ask("a"))
    add_event(position, status=PositionStatus.COMMITTED, fact="It promised.")
    text = page_text(client)
    assert "Was “Promised”: It promised." in text
    link = '<a href="https://p.example/" rel="noreferrer">P</a>'
    assert f"2025 · {link} · someone else&#x27;s account" in text


def test_what_changed_in_the_last_year_comes_with_its_source(client: Client) -> None:
    lab = make_lab("one")
    with time_machine.travel(f"{TODAY}T12:00Z"):
        assert "No dated change was found." in page_text(client)
        old = make_position(lab, make_ask("old"), since="2025-11-22")
        add_event(old, date="2025-11-23", fact="It spoke of it.")
        make_position(lab, make_ask("new"), PositionStatus.REVERSED, since="2026-11")
        make_position(lab, make_ask("none"), PositionStatus.NOT_PUBLIC, since="2026-11-01")
        changes = client.get("/labs/one/").context["dossier"].changes
    assert [(moment.date, moment.subject.slug, moment.fact) for moment in changes] == [
        ("November 2026", "new", ""),
        ("23 November 2025", "old", "It spoke of it."),
    ]


@pytest.mark.parametrize(
    ("columns", "due"),
    [
        ({"checked": None, "since": ""}, True),
        ({"checked": None, "since": "2025"}, True),
        ({"checked": None, "since": "2025-11-22"}, True),
        ({"checked": None, "since": "2025-11-23"}, False),
        ({"checked": None, "since": "2026"}, False),
        ({"checked": dt.date(2025, 11, 22), "since": "2020"}, True),
        ({"checked": dt.date(2025, 11, 22), "since": "2026-10"}, True),
        ({"checked": dt.date(2025, 11, 23), "since": "2020"}, False),
    ],
)
def test_what_nobody_looked_at_for_a_year_is_due_here_and_for_curators(
    client: Client, columns: dict[str, Any], *, due: bool
) -> None:
    make_position(make_lab("one"), make_ask("a"), **columns)
    with time_machine.travel(f"{TODAY}T12:00Z"):
        assert ("due for a check" in page_text(client)) is due
    assert Position.objects.positions_due_for_check(TODAY).exists() is due


def test_curators_are_not_sent_to_what_no_page_shows() -> None:
    lab, retired = make_lab(), make_ask()
    make_position(lab, make_ask(), since="", shown=False)
    Ask.objects.filter(pk=retired.pk).update(retired=True)
    make_position(lab, retired, since="")
    assert not Position.objects.positions_due_for_check(TODAY).exists()


def test_the_newest_own_answers_are_shown_with_what_curators_doubt(client: Client) -> None:
    lab, ask = make_lab("one"), make_ask("a")
    assert "<strong>No answer yet.</strong>" in page_text(client)
    add_answer(lab, ask, number=1, stance=Stance.CONSIDERING)
    add_answer(lab, ask, number=2, stance=Stance.ADOPTED, contested="The page says less.")
    text = page_text(client)
    assert '<a href="/asks/a/">Title of a</a>: adopted. ' in text
    assert "being considered" not in text
    assert '23 November 2026 · <a href="https://lab.example/answer" rel="nofollow' in text
    assert "<strong>Contested by curators:</strong> The page says less." in text
    assert "No answer yet." not in text


def test_positions_that_may_not_be_shown_count_as_nothing_found(client: Client) -> None:
    lab = make_lab("one")
    make_position(lab, make_ask(), shown=False, fact="Held back.")
    text = page_text(client)
    assert "Held back." not in text
    assert "Nothing was found. That is not a no." in text


def test_retired_asks_are_left_out(client: Client) -> None:
    ask = make_ask("a")
    make_position(make_lab("one"), ask)
    assert "Title of a" in page_text(client)
    ask.retired = True
    ask.save()
    assert "Title of a" not in page_text(client)


def test_the_side_says_what_is_known_of_the_lab(client: Client) -> None:
    make_lab(
        "one",
        owner="Parent",
        legal_form="A company.",
        legal_form_url="https://register.example/",
        legal_form_publisher="Register",
        framework_name="Safety rules",
        framework_version="3.1",
        framework_date="2026-04-17",
        framework_url="https://lab.example/rules",
    )
    text = page_text(client)
    for words in ("Parent", "A company.", "Register", "Safety rules", "version 3.1"):
        assert words in text
    assert "17 April 2026" in text
    assert "23 November 2026" in text
    assert "Nothing published yet." in text


def test_what_is_not_known_is_left_out(client: Client) -> None:
    make_lab("one")
    text = page_text(client)
    assert "<dt>Owner</dt>" not in text
    assert "<dt>Rules</dt>" not in text


def test_an_unknown_lab_is_not_found(client: Client) -> None:
    assert client.get("/labs/nope/").status_code == 404


@pytest.mark.parametrize("count", [40, 400])
def test_at_most_four_queries_and_100_kb(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asks, labs = many_asks(count), make_labs()
    fill(labs[:1], asks)
    for ask in asks[:3]:
        make_focus(ask, labs[0])
    with django_assert_max_num_queries(4):
        response = client.get("/labs/one/")
    assert len(response.content) < LIMIT


def test_every_ask_stands_on_one_of_the_pages(client: Client) -> None:
    asks, labs = many_asks(100), make_labs(2)
    fill(labs[:1], asks)
    pages = client.get("/labs/one/").context["page"].paginator.num_pages
    assert pages > 1
    named: list[str] = []
    for number in range(1, pages + 1):
        response = client.get(f"/labs/one/?page={number}")
        assert len(response.content) < LIMIT
        rows = response.context["dossier"].rows
        named += [subject.slug for row in rows for subject in row.subjects]
    assert sorted(named) == sorted(ask.slug for ask in asks)

"""The page of one ask."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import Confidence, Outcome, PositionStatus, Stance, Verified
from asks.models import Alias, Ask, Precedent, Source
from tests.asks.factories import (
    TODAY,
    make_ask,
    make_focus,
    make_lab,
    make_position,
    make_support,
)
from tests.asks.large_catalogue import LABS, LIMIT, fill, make_labs, many_asks
from tests.asks.reading import unmarked
from tests.asks.stories import add_answer, add_event

pytestmark = pytest.mark.django_db


def page_text(client: Client, slug: str = "a") -> str:
    response = client.get(f"/asks/{slug}/")
    assert response.status_code == 200
    return unmarked(response.content.decode())


def page_of(client: Client, ask: Ask) -> str:
    return page_text(client, ask.slug)


def test_the_page_holds_everything_that_is_known_of_an_ask(client: Client) -> None:
    ask = make_ask("a", legal_floor="A law asks for it.")
    make_focus(ask)
    make_support(ask)
    ask.related.add(make_ask("b"))
    link = {"publisher": "A journal", "url": "https://journal.example/", "place": 0}
    Source.objects.create(
        ask=ask, title="A paper", year=2025, fact="It shows.", verified=Verified.PRIMARY, **link
    )
    text = page_text(client)
    for words in (
        "<title>Title of a · Leverage</title>",
        "<h1>Title of a</h1>",
        "In focus",
        "It matters.",
        "<li>A page says so</li>",
        "“Would you tell me how this stands?”",
        "A lab may say no.",
        "It may.",
        "Low effort. It needs a page.",
        "0 of 0 labs",
        "Version 1, 23 November 2026",
        "49 of 51",
        "A small sample, some years ago.",
        "A law asks for it.",
        '<a href="/asks/b/">Title of b</a>',
        '<a href="https://journal.example/" rel="noreferrer">A paper</a>, A journal, 2025. It shows.'
        " (the organisation&#x27;s own document)",
        '<a href="/asks/?topic=topic">Topic</a>',
    ):
        assert words in text


def test_what_is_not_known_leaves_no_empty_heading(client: Client) -> None:
    make_ask("a")
    text = page_text(client)
    for heading in ("What experts said", "Already required", "Done before", "Goes with"):
        assert heading not in text
    assert "Nothing was found. That is not a no." in text
    assert '<span class="in-focus">' not in text


def test_labs_that_share_fact_and_source_share_a_row(client: Client) -> None:
    ask = make_ask("a")
    for name in ("Zeta", "Alpha", "Mid"):
        make_position(make_lab(name.lower(), name=name), ask, PositionStatus.COMMITTED)
    make_position(make_lab("own"), ask, PositionStatus.IN_PLACE, fact="Its own fact.")
    dossier = client.get("/asks/a/").context["dossier"]
    assert [row.subjects[0].name for row in dossier.in_place] == ["Own"]
    [others] = dossier.others
    assert [subject.name for subject in others.subjects] == ["Alpha", "Mid", "Zeta"]
    text = page_text(client)
    assert '<span class="chip committed">Promised 3</span>' in text
    assert '<span class="chip in_place">In place</span>' in text
    assert "4 of 4 labs" in text


def test_positions_with_another_date_level_or_check_stay_apart(client: Client) -> None:
    ask = make_ask("a")
    make_position(make_lab(), ask)
    make_position(make_lab(), ask)
    make_position(make_lab(), ask, since="2025")
    make_position(make_lab(), ask, verified=Verified.PRESS)
    make_position(make_lab(), ask, checked=TODAY)
    assert len(client.get("/asks/a/").context["dossier"].in_place) == 4


def test_the_evidence_line_says_date_source_strength_reading_level_and_check(
    client: Client,
) -> None:
    ask = make_ask("a")
    make_position(make_lab(), ask, since="2026-07", confidence=Confidence.LOW, checked=TODAY)
    make_position(make_lab(), ask, since="", verified=Verified.PRESS, read_via_summary=True)
    text = page_text(client).replace("&#x27;", "'")
    link = '<a href="https://lab.example/page" rel="noreferrer">The publisher</a>'
    own = "the organisation's own document"
    assert f"July 2026 · {link} · evidence thin · {own} · checked 23 November 2026</p>" in text
    strong = f"Undated · {link} · evidence strong · read through a summary"
    due = "no check recorded · <strong>due for a check</strong>"
    assert f"{strong} · a major outlet · {due}</p>" in text


def test_those_that_do_it_come_first(client: Client) -> None:
    ask = make_ask("a")
    make_position(make_lab(), ask, PositionStatus.DECLINED)
    assert "No lab was found that has it in place in full." in page_text(client)
    make_position(make_lab(), ask, PositionStatus.IN_PLACE)
    text = page_text(client)
    assert "No lab was found that has it" not in text
    assert text.index("Who already does it") < text.index("Where the other labs stand")


def test_the_timeline_runs_over_all_labs_newest_first(client: Client) -> None:
    ask = make_ask("a")
    moved = make_position(make_lab("one"), ask, since="2026-03")
    add_event(moved, date="2024-11-02", status=PositionStatus.COMMITTED, fact="It promised.")
    add_event(moved, date="", fact="It spoke of it.")
    make_position(make_lab("two"), ask, PositionStatus.REVERSED, since="2026-03-01")
    make_position(make_lab("three"), ask, PositionStatus.NOT_PUBLIC, since="2026-11-01")
    timeline = client.get("/asks/a/").context["dossier"].timeline
    assert [(moment.date, moment.subject.name, moment.status) for moment in timeline] == [
        ("1 March 2026", "Two", PositionStatus.REVERSED),
        ("March 2026", "One", PositionStatus.IN_PLACE),
        ("2 November 2024", "One", PositionStatus.COMMITTED),
        ("Undated", "One", None),
    ]
    text = page_text(client)
    assert "It promised." in text
    assert "Dated changes over all labs, newest first." in text


def test_a_source_has_the_level_that_is_recorded_for_it_elsewhere(client: Client) -> None:
    ask = make_ask("a")
    position = make_position(make_lab("one", name="Lab (Sub)"), ask)
    press = "https://press.example/"
    make_position(make_lab(), make_ask(), url=press, verified=Verified.PRESS)
    add_event(position, url=press)
    add_event(position, url="https://other.example/")
    add_event(position, url="https://lab.example/own", publisher="Lab")
    timeline = client.get("/asks/a/").context["dossier"].timeline
    levels = {moment.url: moment.level for moment in timeline if moment.fact}
    assert levels == {
        press: Verified.PRESS,
        "https://other.example/": Verified.SECONDARY,
        "https://lab.example/own": Verified.PRIMARY,
    }


@pytest.mark.parametrize("bare", [False, True])
def test_the_steps_are_shown_where_a_text_has_them(client: Client, *, bare: bool) -> None:
    assert "Steps that count" not in page_of(client, make_ask("none"))
    texts = {"first": "It says so.", "solid": "It shows it.", "exemplary": "Others check it."}
    graded = [{"grade": grade, "text": text} for grade, text in texts.items()]
    make_ask("a", levels=list(texts.values()) if bare else graded)
    text = page_text(client)
    assert "<dt>A first step</dt><dd>It says so.</dd>" in text
    assert "<dt>A solid step</dt><dd>It shows it.</dd>" in text
    assert "<dt>An exemplary step</dt><dd>Others check it.</dd>" in text


def test_the_newest_answer_of_each_lab_stands_beside_the_evidence(client: Client) -> None:
    ask, lab = make_ask("a"), make_lab("one")
    add_answer(lab, ask, number=1, stance=Stance.NOT_PLANNED)
    add_answer(lab, ask, number=2, stance=Stance.PLANNED, planned_by="2027-06")
    add_answer(make_lab("two"), ask, stance=Stance.DISPUTED, contested="The link is dead.")
    text = page_text(client)
    assert '<a href="/labs/one/">One</a>: planned by June 2027.' in text
    assert "not planned" not in text
    assert '<a href="/labs/two/">Two</a>: disputes the wording.' in text
    assert "<strong>Contested by curators:</strong> The link is dead." in text


def test_the_page_says_how_to_cite_it(client: Client) -> None:
    make_ask("a")
    assert (
        "Leverage, “Title of a”, version 1, 23 November 2026. "
        "http://testserver/asks/a/versions/1/ (read "
    ) in page_text(client)


def test_what_may_not_be_shown_is_not_shown(client: Client) -> None:
    make_position(make_lab("one"), make_ask("a"), shown=False, fact="Held back.")
    text = page_text(client)
    assert "Held back." not in text
    assert "0 of 1 lab<" in text


def test_bad_precedents_are_told_too(client: Client) -> None:
    ask = make_ask("a")
    for place, outcome in enumerate(Outcome):
        Precedent.objects.create(
            ask=ask,
            place=place,
            who=f"{outcome.value} lab",
            date="2024-05",
            what="It was tried.",
            outcome=outcome,
            publisher="Paper",
            url="https://paper.example/",
            verified=Verified.PRESS,
        )
    text = page_text(client)
    assert "<strong>good lab</strong>: It was tried." in text
    assert '<strong>bad lab</strong> <span class="quiet">(it did not hold)</span>' in text
    link = '<a href="https://paper.example/" rel="noreferrer">Paper</a>'
    assert text.count(f"May 2024 · {link} · a major outlet") == 2


def test_without_a_release_the_page_says_that_nothing_is_published(client: Client) -> None:
    make_ask("a")
    assert "Nothing published yet." in page_text(client)


def test_a_retired_ask_stays_readable_and_says_why(client: Client) -> None:
    ask = make_ask("a")
    assert "no longer raised" not in page_text(client)
    ask.retired, ask.retired_on, ask.retired_reason = True, TODAY, "Two asks said the same."
    ask.successor = make_ask("b")
    ask.save()
    text = page_text(client)
    assert "This ask is no longer raised" in text
    assert "Retired on 23 November 2026. Two asks said the same." in text
    assert 'instead: <a href="/asks/b/">Title of b</a>' in text
    assert "It matters." in text


@pytest.mark.parametrize("rest", ["", "versions/", "versions/1/"])
def test_an_old_name_leads_to_the_ask_for_good(client: Client, rest: str) -> None:
    Alias.objects.create(slug="old", ask=make_ask("a"))
    response = client.get(f"/asks/old/{rest}")
    assert (response.status_code, response["Location"]) == (301, f"/asks/a/{rest}")
    # A merge can be undone, so a browser asks again after an hour.
    assert response["Cache-Control"] == "public, max-age=3600"


def test_an_alias_gives_way_to_an_ask_of_that_name(client: Client) -> None:
    Alias.objects.create(slug="a", ask=make_ask("b"))
    make_ask("a")
    assert "<h1>Title of a</h1>" in page_text(client)


def test_an_unknown_ask_is_not_found(client: Client) -> None:
    assert client.get("/asks/nope/").status_code == 404


@pytest.mark.parametrize("count", [40, 400])
def test_at_most_four_queries_and_100_kb_however_much_hangs_on_it(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asks = many_asks(count)
    fill(make_labs(), asks[:1])
    with django_assert_max_num_queries(4):
        response = client.get(f"/asks/{asks[0].slug}/")
    assert len(response.content) < LIMIT
    assert len(response.context["dossier"].answers) == LABS


def test_every_lab_stands_on_one_of_the_pages(client: Client) -> None:
    asks = many_asks(2)
    fill(make_labs(), asks[:1])
    pages = client.get(f"/asks/{asks[0].slug}/").context["page"].paginator.num_pages
    assert pages > 1
    named: list[str] = []
    for number in range(1, pages + 1):
        response = client.get(f"/asks/{asks[0].slug}/?page={number}")
        assert len(response.content) < LIMIT
        dossier = response.context["dossier"]
        rows = (*dossier.in_place, *dossier.others)
        named += [subject.slug for row in rows for subject in row.subjects]
    assert len(named) == len(set(named)) == LABS


@pytest.mark.parametrize("page", ["99", "-1", "x", ""])
def test_a_page_that_is_not_there_becomes_the_nearest(client: Client, page: str) -> None:
    make_ask("a")
    assert client.get("/asks/a/", {"page": page}).status_code == 200

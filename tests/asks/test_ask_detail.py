"""The page of one ask."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import Confidence, Outcome, PositionStatus, Verified
from asks.models import PositionEvent, Precedent, Source
from tests.asks.factories import (
    make_ask,
    make_asks,
    make_focus,
    make_lab,
    make_position,
    make_positions,
    make_support,
)

pytestmark = pytest.mark.django_db


def page_text(client: Client, slug: str = "a") -> str:
    response = client.get(f"/asks/{slug}/")
    assert response.status_code == 200
    return response.content.decode()


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
        '<a href="https://journal.example/" rel="noreferrer">A paper</a>, A journal, 2025. It shows.',
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
    rows = client.get("/asks/a/").context["dossier"].rows
    assert [[subject.name for subject in row.subjects] for row in rows] == [
        ["Own"],
        ["Alpha", "Mid", "Zeta"],
    ]
    text = page_text(client)
    assert '<span class="chip committed">Promised 3</span>' in text
    assert '<span class="chip in_place">In place</span>' in text
    assert "4 of 4 labs" in text


def test_positions_with_another_date_or_history_stay_apart(client: Client) -> None:
    ask = make_ask("a")
    make_position(make_lab(), ask)
    make_position(make_lab(), ask, since="2025")
    other = make_position(make_lab(), ask)
    PositionEvent.objects.create(
        position=other, date="2024", fact="Before.", publisher="P", url="https://p.example/"
    )
    assert len(client.get("/asks/a/").context["dossier"].rows) == 3


def test_the_evidence_line_says_date_source_strength_and_reading(client: Client) -> None:
    ask = make_ask("a")
    make_position(make_lab(), ask, since="2026-07", confidence=Confidence.LOW)
    make_position(make_lab(), ask, since="", read_via_summary=True)
    text = page_text(client)
    link = '<a href="https://lab.example/page" rel="noreferrer">The publisher</a>'
    assert f"July 2026 · {link} · evidence thin</p>" in text
    assert f"Undated · {link} · evidence strong · read through a summary</p>" in text


def test_history_names_former_positions(client: Client) -> None:
    position = make_position(make_lab(), make_ask("a"))
    PositionEvent.objects.create(
        position=position,
        date="2025",
        status=PositionStatus.COMMITTED,
        fact="It promised.",
        publisher="P",
        url="https://p.example/",
    )
    assert "Was “Promised”: It promised." in page_text(client)


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
    assert "May 2024" in text


def test_without_a_release_the_page_says_that_nothing_is_published(client: Client) -> None:
    make_ask("a")
    assert "Nothing published yet." in page_text(client)


def test_a_retired_ask_stays_readable_and_says_so(client: Client) -> None:
    ask = make_ask("a")
    assert "no longer raised" not in page_text(client)
    ask.retired = True
    ask.save()
    assert "no longer raised" in page_text(client)


def test_an_unknown_ask_is_not_found(client: Client) -> None:
    assert client.get("/asks/nope/").status_code == 404


@pytest.mark.parametrize("count", [40, 400])
def test_at_most_four_queries_however_much_hangs_on_it(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asks = make_asks(count)
    make_positions([make_lab() for _number in range(16)], asks[:40])
    asks[0].related.add(*asks[1:6])
    with django_assert_max_num_queries(4):
        assert client.get(f"/asks/{asks[0].slug}/").status_code == 200

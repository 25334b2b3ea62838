"""The focus page shows every factor of every list, of former runs too, in few queries."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from asks.kinds import PositionStatus, RulingKind
from asks.models import Ask, Lab
from outcomes.focus import recompute_focus
from outcomes.focus_rulings import rule_on_focus
from tests.asks.curators import make_curator
from tests.outcomes import catalogue, factories, published

pytestmark = pytest.mark.django_db

NAMES = tuple(f"ask-{number}" for number in range(12))


@pytest.fixture
def lab() -> Lab:
    """Return a lab of which one position is known, with a first list from surveys."""
    asks = [catalogue.make_ask(name) for name in NAMES]
    made = catalogue.make_lab("north-lab")
    catalogue.make_position(made, asks[3], PositionStatus.PARTIAL)
    catalogue.make_position(made, asks[4], PositionStatus.IN_PLACE)
    catalogue.make_support(asks[3], agree=49, n=51)
    recompute_focus("2025H1")
    return made


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/focus/{query}")
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


def rows(text: str) -> list[str]:
    """Return the words of each row of the first table."""
    table = text.partition('<tbody role="rowgroup">')[2].partition("</tbody>")[0]
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in table.split("</tr>")[:-1]]


def test_every_factor_of_an_ask_is_told(client: Client, lab: Lab) -> None:
    first = " ".join(rows(page(client, "?lab=north-lab"))[0].split())
    assert first == (
        "ask-3 Gap 0.50 Partly in place Feasibility 1.00 Low effort Demand 0.96 49 of 51 experts asked "
        "Score 0.98 Since 2025H1 Why By its score"
    )
    assert "mean of all labs" in rows(page(client))[0]


def test_lists_have_their_sizes_and_the_next_asks_follow(client: Client, lab: Lab) -> None:
    overall, at_lab = page(client), page(client, "?lab=north-lab")
    assert (len(rows(overall)), len(rows(at_lab))) == (5, 3)
    assert "All 7 other asks with their factors" in overall
    assert overall.count("Others come first") == 3
    every = page(client, "?all=1&lab=north-lab")
    assert every.count('scope="row"') == len(NAMES)
    assert "In place, so there is nothing to ask for" in every


def test_rulings_are_told_with_their_reasons_and_former_runs_stay(client: Client, lab: Lab) -> None:
    curator, today = make_curator("curator"), timezone.now().date()
    rule_on_focus(curator, "ask-9", None, RulingKind.PIN, "Many ask <now>.", today)
    rule_on_focus(curator, "ask-0", None, RulingKind.BAR, "Too vague.", today)
    now = page(client)
    assert 'Chosen by a curator: <span lang="en">Many ask <now>.</span>' in now
    assert '<li lang="en">ask-0: Too vague.</li>' in now
    former = page(client, "?run=1")
    assert "It was replaced since." in former
    assert "Too vague." not in former
    assert 'href="/focus/?run=2"' in former


def test_a_release_as_the_demand_is_named(client: Client) -> None:
    catalogue.make_ask(factories.SAFETY_CASES)
    catalogue.make_lab(factories.NORTH)
    cells = {factories.NORTH: {factories.SAFETY_CASES: (30, 20, 10)}}
    release = published.publish(
        published.window_named("2025H1", 2025), cells, {factories.NORTH: 100}
    )
    recompute_focus(release.pk)
    text = page(client, f"?lab={factories.NORTH}")
    assert re.search(r"at least \d+ of at most 1\d\d conversations", text)
    assert "comes from release 2025H1" in text
    assert "from 2025H2 on" in text


def test_before_the_first_run_the_page_says_so(client: Client) -> None:
    assert "No focus list yet." in page(client)


@pytest.mark.parametrize(
    "query", ["?run=0", "?run=9", "?run=x", "?run=-1", "?run=99999999", "?run=²", "?lab=nowhere"]
)
def test_what_there_is_not_is_not_found(client: Client, lab: Lab, query: str) -> None:
    assert client.get(f"/focus/{query}").status_code == 404


def test_an_ask_or_a_lab_that_left_keeps_its_place_in_former_runs(client: Client, lab: Lab) -> None:
    Ask.objects.filter(slug="ask-3").update(retired=True)
    lab.delete()
    recompute_focus("2025H2")
    assert "ask-3" in rows(page(client, "?run=1&lab=north-lab"))[0]


def test_the_page_is_public_and_takes_few_queries(
    client: Client, lab: Lab, django_assert_num_queries: Any
) -> None:
    for number in range(6):
        catalogue.make_lab(f"lab-{number}")
        recompute_focus(f"20{30 + number}H1")
    with django_assert_num_queries(4):
        answer = client.get("/focus/?lab=north-lab&all=1")
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/", "/focus/"),
        ("/asks/", "/focus/"),
        ("/asks/?lab=north-lab", "/focus/?lab=north-lab"),
        ("/labs/north-lab/", "/focus/?lab=north-lab"),
        ("/guide/", "/focus/"),
    ],
)
def test_pages_that_lead_with_a_list_say_how_it_is_made(
    client: Client, lab: Lab, path: str, link: str
) -> None:
    assert f'href="{link}"' in client.get(path).content.decode()


def test_figures_on_a_page_are_written_as_its_language_writes_them(
    client: Client, lab: Lab
) -> None:
    for path, figure in (
        ("/focus/", r"<strong>\d\.\d\d</strong>"),
        ("/de/focus/", r"\d,\d\d</strong>"),
    ):
        assert re.search(figure, client.get(path).content.decode())

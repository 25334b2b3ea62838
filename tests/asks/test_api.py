"""The catalogue for programs: each filter, each page, and few queries however much there is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import Confidence, Effort, PositionStatus, Verified
from asks.models import Ask, Position
from tests.asks import large_catalogue
from tests.asks.factories import (
    make_ask,
    make_asks,
    make_category,
    make_focus,
    make_lab,
    make_position,
    make_positions,
)
from tests.leverage.api_cast import fill
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"


def ask_for(client: Client, path: str, **chosen: str | int) -> dict[str, Any]:
    response = client.get(f"{ROOT}{path}", chosen)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def names(client: Client, path: str, **chosen: str | int) -> list[str]:
    field = "lab" if path == "/labs/" else "ask"
    return [row[field] for row in ask_for(client, path, **chosen)["rows"]]


# -- Asks ------------------------------------------------------------------------------------------


def test_asks_are_filtered_by_each_of_their_properties(client: Client) -> None:
    make_category("other")
    first = make_ask("a", title="Publish the policy")
    make_ask("b", effort=Effort.HIGH)
    make_ask("c", topic="other")
    Ask.objects.filter(pk=make_ask("d").pk).update(retired=True)
    make_focus(first)
    make_focus(make_ask("e"), make_lab("north"))
    assert names(client, "/asks/") == ["a", "b", "c", "e"]
    assert names(client, "/asks/", effort=3) == ["b"]
    assert names(client, "/asks/", topic_slug="other") == ["c"]
    assert names(client, "/asks/", retired="true") == ["d"]
    assert names(client, "/asks/", in_focus="true") == ["a"]
    assert names(client, "/asks/", in_focus="false") == ["b", "c", "e"]
    assert names(client, "/asks/", q="polic publish") == ["a"]
    assert names(client, "/asks/", q="publish nothing") == []
    assert names(client, "/asks/", q="\x00'&|!") == []
    assert names(client, "/asks/", effort=1, topic_slug="other", in_focus="true") == []


def test_an_ask_that_is_being_made_is_not_told(client: Client) -> None:
    Ask.objects.create(slug="half", category=make_category(), effort=1)
    assert names(client, "/asks/") == []
    assert client.get(f"{ROOT}/asks/half/").status_code == 404


def test_one_ask_comes_with_what_bears_on_it_and_without_words_for_a_lab(client: Client) -> None:
    fill()
    found = ask_for(client, f"/asks/{SAFETY_CASES}/")
    assert [found["title"], found["effort"], found["version"]] == ["Title of safety-cases", 1, 1]
    assert [one["title"] for one in found["sources"]] == ["A paper"]
    assert [one["what"] for one in found["precedents"]] == ["Did it."]
    assert [(one["agree"], one["n"]) for one in found["support"]] == [(49, 51)]
    assert [(one["lab"], one["stance"]) for one in found["answers"]] == [(NORTH, "adopted")]
    assert found["related"] == [NO_GAG]
    assert {"how_to_say", "words"} & set(found) == set()


def test_a_retired_ask_can_still_be_read_and_names_its_successor(client: Client) -> None:
    old, new = make_ask("old"), make_ask("new")
    Ask.objects.filter(pk=old.pk).update(retired=True, successor=new)
    found = ask_for(client, "/asks/old/")
    assert (found["retired"], found["successor"]) == (True, "new")


# -- Labs, positions, focus --------------------------------------------------------------------------


def test_labs_come_with_the_number_of_their_positions(client: Client) -> None:
    fill()
    make_lab("a-lab")
    assert names(client, "/labs/") == ["a-lab", NORTH]
    counts = ask_for(client, f"/labs/{NORTH}/")["positions"]
    assert counts == {**dict.fromkeys(PositionStatus.values, 0), "in_place": 1, "declined": 1}
    [answer] = ask_for(client, f"/labs/{NORTH}/")["answers"]
    assert (answer["lab"], answer["ask"], answer["planned_by"]) == (NORTH, SAFETY_CASES, "")


def test_positions_are_filtered_by_each_of_their_properties(client: Client) -> None:
    north, south, first, second = make_lab("north"), make_lab("south"), make_ask("a"), make_ask("b")
    make_position(north, first)
    make_position(north, second, PositionStatus.DECLINED, verified=Verified.PRESS)
    make_position(south, first, PositionStatus.PARTIAL, confidence=Confidence.LOW)
    make_position(south, second, shown=False)
    assert names(client, "/positions/") == ["a", "b", "a"]
    assert names(client, "/positions/", lab="north") == ["a", "b"]
    assert names(client, "/positions/", ask="b") == ["b"]
    assert names(client, "/positions/", status="partial") == ["a"]
    assert names(client, "/positions/", verified="press") == ["b"]
    assert names(client, "/positions/", confidence="low") == ["a"]
    assert names(client, "/positions/", lab="south", ask="b") == []


def test_a_position_of_a_retired_ask_is_not_told(client: Client) -> None:
    position = make_position(make_lab(), make_ask("a"))
    Ask.objects.filter(pk=position.ask_id).update(retired=True)
    assert names(client, "/positions/") == []


def test_a_position_comes_with_its_history(client: Client) -> None:
    fill()
    [row] = ask_for(client, "/positions/", ask=SAFETY_CASES)["rows"]
    assert [event["status"] for event in row["history"]] == [None, "committed"]
    assert row["checked"] is None
    assert Position.objects.count() == 2


def test_focus_lists_tell_overall_from_labs(client: Client) -> None:
    north, ask, other = make_lab("north"), make_ask("a"), make_ask("b")
    make_focus(ask)
    make_focus(other, north)
    rows = ask_for(client, "/focus/")["rows"]
    assert [(row["lab"], row["ask"]) for row in rows] == [(None, "a"), ("north", "b")]
    assert names(client, "/focus/", overall="true") == ["a"]
    assert names(client, "/focus/", overall="false") == ["b"]
    assert names(client, "/focus/", lab="north") == ["b"]
    assert names(client, "/focus/", lab="north", overall="true") == []


def test_a_retired_ask_is_in_no_focus_list(client: Client) -> None:
    ask = make_ask("a")
    make_focus(ask)
    assert names(client, "/focus/") == ["a"]
    Ask.objects.filter(pk=ask.pk).update(retired=True)
    assert names(client, "/focus/") == []


# -- Pages -----------------------------------------------------------------------------------------


def test_pages_lead_through_the_whole_list_and_back(client: Client) -> None:
    make_asks(7)
    page = ask_for(client, "/asks/", page_size=3, effort=1)
    assert (page["total"], page["pages"], page["previous"]) == (7, 3, None)
    seen, back = [row["ask"] for row in page["rows"]], []
    while page["next"]:
        back.append(page["next"])
        page = client.get(page["next"]).json()
        seen += [row["ask"] for row in page["rows"]]
    assert seen == sorted(f"many-{number}" for number in range(7))
    assert len(page["rows"]) == 1
    assert page["previous"] == back[0]
    assert urlsplit(page["previous"]).query == "page_size=3&effort=1&page=2"


def test_the_last_page_may_be_full_and_an_empty_list_has_one(client: Client) -> None:
    assert ask_for(client, "/asks/")["pages"] == 1
    make_asks(4)
    assert ask_for(client, "/asks/", page_size=2)["pages"] == 2
    assert client.get(f"{ROOT}/asks/", {"page_size": 2, "page": 3}).status_code == 404


@pytest.mark.parametrize("count", [40, 400])
def test_a_page_takes_as_many_queries_for_forty_rows_as_for_four_hundred(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asks, labs = make_asks(count), [make_lab(), make_lab()]
    make_positions(labs, asks)
    for path in ("/asks/", "/labs/", "/positions/", "/focus/"):
        with django_assert_num_queries(2):
            ask_for(client, path, page_size=100)
    with django_assert_num_queries(3):
        ask_for(client, "/asks/", topic_slug="topic", in_focus="false")
    with django_assert_num_queries(4):
        ask_for(client, "/positions/", lab=labs[0].slug, ask=asks[0].slug)


def test_one_ask_and_one_lab_take_one_query_each(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    labs, asks = large_catalogue.make_labs(3), large_catalogue.many_asks(5)
    large_catalogue.fill(labs, asks)
    for path, answers in ((f"/asks/{asks[0].slug}/", 3), ("/labs/one/", 5)):
        with django_assert_num_queries(1):
            assert len(ask_for(client, path)["answers"]) == answers

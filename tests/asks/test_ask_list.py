"""The list of asks: focus first, filters in the address, few queries, clear answers to bad values."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from asks.kinds import Effort, PositionStatus
from tests.asks.factories import (
    make_ask,
    make_asks,
    make_category,
    make_focus,
    make_lab,
    make_position,
    make_positions,
    make_support,
)

pytestmark = pytest.mark.django_db


def slugs(client: Client, query: str = "") -> list[str]:
    context = client.get(f"/asks/{query}").context
    return [row.slug for row in (*context["in_focus"], *context["others"])]


def page_text(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(f"/asks/{query}")
    assert response.status_code == status
    return response.content.decode()


def test_the_focus_group_comes_first_then_topics_in_their_order(client: Client) -> None:
    make_category("late", position=2)
    make_category("early", position=1)
    for slug, topic in (("c", "late"), ("b", "early"), ("a", "late")):
        ask = make_ask(slug, topic=topic)
    make_focus(ask)
    make_focus(make_ask("x", topic="late"), make_lab())
    assert slugs(client) == ["a", "b", "c", "x"]
    text = page_text(client)
    assert text.index("In focus now") < text.index("Title of a") < text.index("Other asks")


def test_a_row_shows_lead_topic_effort_and_counts_in_chip_order(client: Client) -> None:
    ask = make_ask("a", effort=Effort.HIGH)
    make_position(make_lab(), ask, PositionStatus.REVERSED)
    make_position(make_lab(), ask, PositionStatus.IN_PLACE)
    make_position(make_lab(), ask, PositionStatus.IN_PLACE, shown=False)
    text = page_text(client)
    assert '<p lang="en">Lead of a.</p>' in text
    assert '<span lang="en">Topic</span><span>High effort</span>' in text
    assert text.index(">In place 1<") < text.index(">Reversed 1<")


def test_an_ask_of_which_nothing_is_known_says_so(client: Client) -> None:
    make_ask()
    assert "No public position found yet" in page_text(client)


def test_retired_asks_are_not_listed(client: Client) -> None:
    ask = make_ask("a")
    assert slugs(client) == ["a"]
    ask.retired = True
    ask.save()
    assert slugs(client) == []


def test_topic_effort_and_focus_filter(client: Client) -> None:
    make_ask("a", topic="one")
    make_ask("b", topic="two", effort=Effort.MEDIUM)
    make_focus(make_ask("c", topic="two", effort=Effort.HIGH))
    assert slugs(client, "?topic=one") == ["a"]
    assert slugs(client, "?effort=low&effort=high&order=title") == ["a", "c"]
    assert slugs(client, "?focus=1") == ["c"]
    assert slugs(client, "?topic=two&effort=medium") == ["b"]


def test_position_filters_at_one_lab_or_any(client: Client) -> None:
    one, other = make_lab("one"), make_lab("other")
    make_position(one, make_ask("a"), PositionStatus.COMMITTED)
    make_position(other, make_ask("b"), PositionStatus.COMMITTED)
    make_position(one, make_ask("c"), PositionStatus.COMMITTED, shown=False)
    assert slugs(client, "?position=committed") == ["a", "b"]
    assert slugs(client, "?position=committed&lab=one") == ["a"]
    assert slugs(client, "?position=declined") == []
    assert slugs(client, "?position=nothing_found&lab=one") == ["b", "c"]
    assert slugs(client, "?position=nothing_found") == ["c"]


def test_a_lab_alone_hides_nothing_and_shows_its_position_and_focus(client: Client) -> None:
    lab = make_lab("one")
    make_position(lab, make_ask("a"), PositionStatus.DECLINED)
    make_focus(make_ask("b"), lab)
    assert slugs(client, "?lab=one") == ["b", "a"]
    text = page_text(client, "?lab=one")
    assert "In focus at One" in text
    assert 'At One: <span class="chip declined">Declined</span>' in text
    assert '17 April 2026 · <a href="https://lab.example/page"' in text
    assert "the organisation&#x27;s own document" in text
    assert "Nothing found at One" in text


def test_orders(client: Client) -> None:
    a = make_ask("a", title="Zebra", effort=Effort.HIGH)
    b = make_ask("b", title="apple", effort=Effort.LOW)
    c = make_ask("c", title="Mango", effort=Effort.MEDIUM)
    for status, ask in ((PositionStatus.IN_PLACE, a), (PositionStatus.PARTIAL, c)):
        make_position(make_lab(), ask, status)
    assert slugs(client, "?order=title") == [b.slug, c.slug, a.slug]
    assert slugs(client, "?order=effort") == [b.slug, c.slug, a.slug]
    assert slugs(client, "?order=labs") == [a.slug, c.slug, b.slug]


def test_survey_support_orders_by_share_and_shows_its_counts(client: Client) -> None:
    make_ask("never", title="A")
    make_support(make_ask("less", title="B"), agree=30)
    make_support(make_ask("more", title="C"), agree=49)
    assert slugs(client, "?order=support") == ["more", "less", "never"]
    assert "49 of 51 experts agreed" in page_text(client, "?order=support")
    assert "experts agreed" not in page_text(client)


def test_an_option_says_how_many_asks_it_would_leave(client: Client) -> None:
    lab = make_lab("one")
    make_position(lab, make_ask("a", topic="x"), PositionStatus.DECLINED)
    make_position(make_lab("two"), make_ask("b", topic="x"), PositionStatus.DECLINED)
    make_ask("c", topic="y", effort=Effort.HIGH)
    text = page_text(client, "?effort=low")
    for option in ("X (2)", "Y (0)", "Declined (2)", "Nothing found (0)", "Low (2)", "High (1)"):
        assert text.count(f">{option}<") == 2, option
    assert page_text(client, "?q=qqqq").count(">Low (0)<") == 2
    at_lab = page_text(client, "?lab=one")
    for option in ("Declined (1)", "Nothing found (2)"):
        assert f">{option}<" in at_lab


@pytest.mark.parametrize("lab", ["one", "two"])
@pytest.mark.parametrize(
    "query", ["position=declined", "position=nothing_found", "focus=1", "position=declined&focus=1"]
)
def test_a_lab_is_counted_where_it_would_leave_fewer(client: Client, lab: str, query: str) -> None:
    one, two = make_lab("one"), make_lab("two")
    a, b = make_ask("a"), make_ask("b")
    make_ask("c")
    make_position(one, a, PositionStatus.DECLINED)
    make_position(one, b, PositionStatus.DECLINED)
    make_focus(b, one)
    make_focus(a, two)
    left = len(slugs(client, f"?{query}&lab={lab}"))
    assert f">{lab.capitalize()} ({left})<" in page_text(client, f"?{query}")


def test_a_lab_that_would_hide_nothing_has_no_count(client: Client) -> None:
    make_position(make_lab("one"), make_ask("a"))
    assert ">One</option>" in page_text(client)


def test_a_search_orders_by_match_unless_another_order_is_chosen(client: Client) -> None:
    make_ask("weak", title="Anything", why="A giraffe once stood here.")
    make_ask("strong", title="Giraffe")
    make_focus(make_ask("other"))
    assert slugs(client, "?q=giraf&order=") == ["strong", "weak"]
    assert slugs(client, "?q=giraf&order=title") == ["weak", "strong"]
    text = page_text(client, "?q=giraf")
    assert '<option value="" selected>Best match</option>' in text
    assert '<option value="" selected>Focus, then topic</option>' in page_text(client)


def test_words_that_no_ask_has_together_are_said_to_be_found_in_part(client: Client) -> None:
    make_ask("a", title="Giraffe")
    assert "These have some of them" in page_text(client, "?q=giraffe+xylophone")
    assert "These have some of them" not in page_text(client, "?q=giraffe")


def test_what_is_on_is_repeated_and_can_be_cleared(client: Client) -> None:
    make_ask(topic="one")
    text = page_text(client, "?topic=one&effort=low&q=title")
    assert "1 of 1 ask<" in text
    assert '<span>“title”</span> <span lang="en">One</span> <span>Low effort</span>' in text
    assert "Filter and search (3 filters on)" in text
    assert '<a href="/asks/">Clear filters</a>' in text
    assert "Clear filters" not in page_text(client)


def test_nothing_found_says_which_filter_to_drop(client: Client) -> None:
    make_ask(topic="one")
    make_ask(topic="two", effort=Effort.HIGH)
    text = page_text(client, "?topic=one&effort=high")
    assert "No ask fits all of this." in text
    assert '<a href="/asks/?effort=high">Without “Topic”: 1 ask</a>' in text
    assert '<a href="/asks/?topic=one">Without “Effort for the lab”: 1 ask</a>' in text


def test_pages_hold_twenty_keep_the_filters_and_name_what_comes_next(client: Client) -> None:
    make_asks(41)
    context = client.get("/asks/?effort=low&order=title").context
    assert len(context["others"]) == 20
    text = page_text(client, "?effort=low&order=title")
    assert "Page 1 of 3" in text
    assert 'href="?effort=low&amp;order=title&amp;page=2"' in text
    following = client.get("/asks/?effort=low&order=title&page=2").context["others"][0].title
    assert f'Next: <span lang="en">{following}</span>' in text


@pytest.mark.parametrize(
    ("typed", "number"),
    [("2", 2), ("99", 3), ("9" * 30, 3), ("0", 1), ("-1", 1), ("x", 1), ("", 1), ("²", 1)],
)
def test_a_page_out_of_range_is_the_nearest(client: Client, typed: str, number: int) -> None:
    make_asks(41)
    assert client.get("/asks/", {"page": typed}).context["found"].number == number


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("topic", "topic"),
        ("lab", "lab"),
        ("position", "position"),
        ("effort", "effort"),
        ("order", "order"),
        ("focus", "focus"),
    ],
)
def test_an_unknown_value_is_named_and_the_rest_is_kept(
    client: Client, name: str, label: str
) -> None:
    make_ask()
    text = page_text(client, f"?q=kept+words&{name}=no<pe", status=400)
    assert "<title>Error: What you can ask for" in text
    assert text.count('class="error-summary"') == 2
    assert escape("“no<pe”") in text
    assert label in text
    assert "no<pe" not in text
    assert 'value="kept words"' in text


@pytest.mark.parametrize("words", ["x" * 101, "a\x00b"])
def test_a_search_that_cannot_be_is_named(client: Client, words: str) -> None:
    response = client.get("/asks/", {"q": words})
    assert response.status_code == 400
    assert "error-summary" in response.content.decode()


def test_the_form_stands_twice_with_ids_of_its_own(client: Client) -> None:
    text = page_text(client)
    for name in ("q", "topic", "lab", "position", "order"):
        assert text.count(f'id="{name}-w"') == text.count(f'id="{name}-n"') == 1


@pytest.mark.parametrize("count", [40, 400])
@pytest.mark.parametrize(
    ("query", "first", "again"),
    [
        ("", 3, 1),
        ("?lab=x&order=labs&page=2", 3, 1),
        ("?position=in_place&focus=1", 3, 1),
        ("?q=title", 4, 2),
        # Changes, the filters' options, the asks; then the words, the names, what was meant.
        ("?q=zzzzz&focus=1", 6, 3),
        ("?q=titel&order=support", 5, 3),
    ],
)
def test_few_queries_for_forty_and_for_four_hundred_asks(
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    count: int,
    query: str,
    first: int,
    again: int,
) -> None:
    asks = make_asks(count)
    make_positions([make_lab("x"), make_lab("y")], asks)
    for most in (first, again):
        with django_assert_max_num_queries(most):
            assert client.get(f"/asks/{query}").status_code == 200


def test_the_page_stays_under_a_hundred_kilobytes(client: Client) -> None:
    asks = make_asks(400)
    make_positions([make_lab(f"busy-{number}") for number in range(60)], asks)
    for query in ("", "?q=title", "?lab=busy-1&position=partial&order=support"):
        assert len(page_text(client, query).encode()) < 100_000


def test_anybody_may_cache_the_page_and_nothing_depends_on_a_cookie(client: Client) -> None:
    response = client.get("/asks/")
    assert "public" in response["Cache-Control"]
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


@pytest.mark.parametrize("path", ["/asks/", "/labs/", "/asks/a/", "/labs/a/"])
def test_the_pages_only_answer_reading(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405

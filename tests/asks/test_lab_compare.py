"""Labs side by side: the same rows for each, no sums, and an answer to every odd address."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import PositionStatus
from asks.models import Ask
from tests.asks.factories import make_ask, make_category, make_lab, make_position
from tests.asks.large_catalogue import LIMIT, fill, make_labs, many_asks

pytestmark = pytest.mark.django_db
PATH = "/labs/compare/"


def page_text(client: Client, *labs: str, status: int = 200) -> str:
    response = client.get(PATH, {"lab": labs})
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def three_labs() -> None:
    for name in ("alpha", "beta", "gamma"):
        make_lab(name)


def test_each_lab_has_a_cell_with_chip_date_and_source(client: Client) -> None:
    ask = make_ask("a")
    make_position(make_lab("alpha"), ask, PositionStatus.PARTIAL, since="2026-03")
    make_lab("beta")
    text = page_text(client, "alpha", "beta")
    assert (
        '<span class="chip partial">Partly in place</span><p class="evidence">March 2026 ·' in text
    )
    assert '<span class="small quiet">Nothing was found</span>' in text
    assert '<a href="/asks/a/">Title of a</a>' in text
    assert 'scope="col" role="columnheader">Alpha</th>' in text


def test_only_asks_with_a_position_of_one_of_them_make_rows(
    client: Client, three_labs: None
) -> None:
    labs = {lab.slug: lab for lab in [make_lab("delta"), make_lab("other")]}
    make_position(labs["delta"], make_ask("a"))
    make_position(labs["other"], make_ask("b"))
    make_position(labs["delta"], make_ask("held-back"), shown=False)
    retired = make_ask("retired")
    make_position(labs["delta"], retired)
    Ask.objects.filter(pk=retired.pk).update(retired=True)
    topics = client.get(PATH, {"lab": ["alpha", "delta"]}).context["comparison"].topics
    assert [ask.slug for topic in topics for ask in topic.asks] == ["a"]


def test_rows_stand_by_category_and_title_whatever_the_positions(client: Client) -> None:
    make_category("later", position=2)
    make_category("sooner", position=1)
    lab = make_lab("alpha")
    make_lab("beta")
    for slug, topic in (("c", "later"), ("b", "sooner"), ("a", "sooner")):
        make_position(lab, make_ask(slug, topic=topic))
    topics = client.get(PATH, {"lab": ["alpha", "beta"]}).context["comparison"].topics
    assert [(topic.title, [ask.slug for ask in topic.asks]) for topic in topics] == [
        ("Sooner", ["a", "b"]),
        ("Later", ["c"]),
    ]


def test_nothing_at_any_of_them_is_said(client: Client, three_labs: None) -> None:
    text = page_text(client, "alpha", "beta", "gamma")
    assert "Nothing was found at any of these labs. That is not a no." in text


@pytest.mark.parametrize("labs", [(), ("",), ("alpha",), ("", "alpha", "")])
def test_with_fewer_than_two_the_form_waits_for_more(
    client: Client, three_labs: None, labs: tuple[str, ...]
) -> None:
    text = page_text(client, *labs)
    assert "Choose two or three labs." in text
    assert "error-summary" not in text
    assert ('<option value="alpha" selected>' in text) is ("alpha" in labs)


@pytest.mark.parametrize(
    ("labs", "message"),
    [
        (("alpha", "no<pe"), "There is no lab “no&lt;pe”. Choose one from the list."),
        (("alpha", "alpha"), "You chose the same lab twice. Choose another one."),
        (("alpha", "beta", "gamma", "delta"), "Choose three labs at most."),
        (("alpha", "be\x00ta"), "There is no lab"),
    ],
)
def test_a_wrong_choice_is_explained_and_what_was_chosen_stays(
    client: Client, three_labs: None, labs: tuple[str, ...], message: str
) -> None:
    make_lab("delta")
    text = page_text(client, *labs, status=400)
    assert "<title>Error: " in text
    assert message in text
    assert '<option value="alpha" selected>' in text


def test_a_lab_that_is_not_known_stays_in_its_field(client: Client, three_labs: None) -> None:
    text = page_text(client, "alpha", "no<pe", status=400)
    assert '<option value="no&lt;pe" selected>no&lt;pe</option>' in text
    assert 'aria-describedby="lab-2-error"' in text


def test_the_comparison_names_no_sum_score_or_rank(client: Client, three_labs: None) -> None:
    make_position(make_lab("delta"), make_ask("a"))
    text = page_text(client, "alpha", "delta")
    assert "<tfoot" not in text
    assert "plain" not in text  # No counts of positions either.


@pytest.mark.parametrize("count", [40, 400])
def test_at_most_four_queries_and_100_kb(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    labs = make_labs()[:3]
    fill(labs, many_asks(count))
    slugs = [lab.slug for lab in labs]
    with django_assert_max_num_queries(4):
        response = client.get(PATH, {"lab": slugs})
    assert len(response.content) < LIMIT
    named = 0
    for number in range(1, response.context["comparison"].page.paginator.num_pages + 1):
        again = client.get(PATH, [*(("lab", slug) for slug in slugs), ("page", number)])
        named += sum(len(topic.asks) for topic in again.context["comparison"].topics)
    assert named == count


def test_the_pages_keep_the_labs(client: Client) -> None:
    labs = make_labs(2)
    fill(labs, many_asks(60))
    text = page_text(client, "one", "number-2")
    assert 'href="?lab=one&amp;lab=number-2&amp;page=2"' in text

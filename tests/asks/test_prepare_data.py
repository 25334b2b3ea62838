"""What the page of the composer carries for its script: one stage, the same for everybody, and no way out."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.composer.frames import FRAMES
from asks.composer.parts import KINDS, PARTS_OF_STAGE, Part, Stage
from asks.composer.replies import REPLIES
from asks.kinds import PositionStatus
from asks.models import AskText, Position
from tests.asks.factories import make_focus, make_lab, make_position
from tests.asks.large_catalogue import fill, make_labs, many_asks
from tests.asks.preparing import (
    ACCEPTING,
    DECLINING,
    OFFER,
    YES,
    data_block,
    data_of,
    draft,
    letter_of,
    send,
    sentences,
    speakable,
    words_of,
)
from tests.leverage.test_headers import EXPECTED, POLICY

PATHS = dict(zip(Stage, (OFFER, DECLINING, ACCEPTING), strict=True))
CREDIT = "shows its rules to everybody"
REMINDER_ID = re.compile(r"UID:[0-9a-f-]{36}")
MOST_QUERIES = 5


@pytest.fixture
def catalogue(db: None, on_the_day: dt.date) -> None:
    """A lab, two asks, and something to praise."""
    lab = make_lab("one")
    make_lab("two", name="Two </script> & Sons", short_name="Two </script>")
    make_focus(speakable("a"), lab)
    make_position(lab, speakable("there"), credit=CREDIT, checked=on_the_day)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("stage", Stage)
def test_the_data_holds_the_parts_of_its_stage_only(client: Client, stage: Stage) -> None:
    response = send(client, PATHS[stage])
    data = data_of(response)
    assert data["stage"] == stage
    assert set(data["frames"]) == set(KINDS[stage])
    assert data["replies"] == [dict(reply) for reply in REPLIES[stage]]
    own = {part.value: sentences("a")[part] for part in PARTS_OF_STAGE[stage]}
    assert data["asks"]["a"]["words"] == own
    foreign = [sentences(slug)[part] for slug in ("a", "there") for part in Part if part not in own]
    assert [text for text in foreign if text in words_of(response)] == []
    other_kinds = {kind for kind in FRAMES if kind not in KINDS[stage]}
    assert other_kinds.isdisjoint(data["frames"])
    assert bool(data["leads"]) is (stage is Stage.OFFER_RECEIVED)


@pytest.mark.usefixtures("catalogue")
def test_praise_is_in_the_data_only_for_those_who_join_and_while_it_is_current(
    client: Client,
) -> None:
    for path in (OFFER, DECLINING):
        assert CREDIT not in words_of(send(client, path))
    assert data_of(send(client, ACCEPTING))["labs"]["one"]["held"]["there"]["credit"] == CREDIT
    Position.objects.update(checked=dt.date(2020, 1, 1))
    assert CREDIT not in words_of(send(client, ACCEPTING))
    Position.objects.update(checked=None, since="2020", status=PositionStatus.PARTIAL)
    assert CREDIT not in words_of(send(client, ACCEPTING))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("stage", Stage)
def test_the_data_is_the_same_whatever_was_chosen(client: Client, stage: Stage) -> None:
    ask = "there" if stage is Stage.ACCEPTING else "a"
    path = PATHS[stage]
    answers = [
        send(client, path),
        draft(client, path, ask_1=ask),
        draft(client, path, ask_1=ask, register="formal", length="short"),
        send(client, path, lab="two"),
        draft(client, path, lab="nowhere", own_words="Typed here."),
    ]
    blocks = {REMINDER_ID.sub("UID:", data_block(response)) for response in answers}
    assert len(blocks) == 1


@pytest.mark.usefixtures("catalogue")
def test_the_identifier_of_a_reminder_tells_no_two_visits_together(client: Client) -> None:
    found = {str(REMINDER_ID.search(data_of(send(client))["reminder"])) for _visit in range(3)}
    assert len(found) == 3


@pytest.mark.usefixtures("catalogue")
def test_no_text_of_the_catalogue_ends_the_block(client: Client) -> None:
    assert data_of(send(client))["labs"]["two"]["name"] == "Two </script>"
    assert "Two </script>" not in send(client).content.decode()


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", PATHS.values())
def test_nothing_can_leave_the_page(client: Client, path: str) -> None:
    closed = {"connect-src 'none'", "font-src 'none'"}
    names = {directive.split()[0] for directive in closed}
    expected = {one for one in POLICY if one.split()[0] not in names} | closed
    for response in (
        client.get(path),
        send(client, path),
        draft(client, path, ask_1="there"),
        draft(client, path, own_words="Typed here."),
    ):
        assert sorted(response["Content-Security-Policy"].split("; ")) == sorted(expected)
        assert {name: response.get(name) for name in EXPECTED} == EXPECTED
        assert response["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex">' in words_of(response)
        assert 'rel="canonical"' not in words_of(response)
        assert "<img" not in words_of(response)
        assert not re.search(r" (?:style|on\w+)=", words_of(response))


@pytest.mark.usefixtures("catalogue")
def test_other_pages_keep_the_policy_of_the_site(client: Client) -> None:
    send(client)
    assert sorted(client.get("/").headers["Content-Security-Policy"].split("; ")) == sorted(POLICY)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [56, 400])
def test_the_number_of_queries_does_not_grow_with_the_catalogue(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asks, labs = many_asks(count), make_labs()
    fill(labs[:1], asks)
    AskText.objects.update(words=sentences("many"))
    for ask in asks[:3]:
        make_focus(ask, labs[0])
    Position.objects.update(credit=CREDIT, status=PositionStatus.PARTIAL)
    chosen = {f"ask_{slot}": ask.slug for slot, ask in enumerate(asks[:3], 1)}
    for path in PATHS.values():
        with django_assert_max_num_queries(MOST_QUERIES):
            response = draft(client, path, **chosen)
        assert letter_of(response) != ""
        assert len(data_of(response)["asks"]) == count


@pytest.mark.django_db
def test_the_gate_asks_nothing_of_the_database_beyond_the_foot_of_every_page(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(1):
        client.get(OFFER)


@pytest.mark.usefixtures("catalogue")
def test_an_address_in_a_list_of_the_site_leads_to_no_composer(client: Client) -> None:
    assert "/prepare/" not in words_of(client.get("/sitemap.xml"))
    assert client.post("/sitemap.xml", YES).status_code in {200, 405}

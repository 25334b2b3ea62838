"""What strangers, labs and curators write comes out of files as text: no formula, no markup, no line of its own."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from asks.models import Ask, Lab, PositionEvent, Proposal
from outcomes.open_data import catalogue_folder
from outcomes.open_data_formats import GUARD, csv_bytes
from outcomes.published_rows import LABS
from tests.asks.answer_cast import make_answer
from tests.asks.factories import make_ask, make_focus, make_lab, make_position
from tests.security.world import Person

pytestmark = pytest.mark.django_db

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "'=1",
    '="a","b"',
    "=cmd|' /C calc'!A0",
]
MARKUP = "</script><script>alert(1)</script><!-- ]]> &amp;\"'{{ 7 }}%(x)s \u2028"
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "https://a.example\r\nX-Made: 1",
    "https://a.example/\x00",
    "https://[::1",
    "https://",
    "https://a b.example/",
    "https://\u202ea.example",
]
PAGES = [
    "/",
    "/asks/",
    "/asks/an-ask/",
    "/asks/an-ask/versions/",
    "/labs/",
    "/labs/a-lab/",
    "/labs/a-lab/answers/",
    "/focus/",
]


def written(text: str) -> None:
    """Let a text stand wherever somebody may write one."""
    ask = make_ask(
        "an-ask",
        title=text,
        short_name=text[:24],
        summary=f"{text}. More.",
        why=text,
        counter=text,
        reply=text,
        how_to_say=text,
        effort_reason=text,
        done_when=[text, text],
        alternate_phrasings=[text],
    )
    lab = make_lab("a-lab", name=text[:60], short_name=text[:24], description=text, owner=text[:60])
    position = make_position(lab, ask, fact=text, publisher=text)
    PositionEvent.objects.create(
        position=position,
        date="2025",
        fact=text,
        publisher=text,
        url="https://a.example/",
        status="",
    )
    make_answer(lab, ask, contested=text)
    make_focus(ask, lab)


def files() -> Iterator[tuple[str, bytes]]:
    """Give every file of the catalogue with its name."""
    folder = catalogue_folder("https://leverage.example")
    for name in folder.names:
        yield name, folder.file(name).content


# -- Tables ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_no_cell_of_a_table_begins_as_a_formula(text: str) -> None:
    written(text)
    tables = [(name, content) for name, content in files() if name.endswith(".csv")]
    guarded = 0
    for _name, content in tables:
        for row in csv.reader(io.StringIO(content.decode(), newline="")):
            for cell in row:
                assert not cell.startswith(tuple("=+@\t\r\n＝＋－＠"))
                assert not re.match(r"-(?![0-9.])", cell)
                guarded += cell == GUARD + text
    assert len(tables) > 3
    assert guarded > 3


def test_a_minus_stays_with_a_number_alone() -> None:
    head: dict[str, Any] = dict.fromkeys(LABS.names, "")
    rows = csv_bytes(LABS, [tuple({**head, LABS.names[0]: -1.5, LABS.names[1]: "-1.5"}.values())])
    assert rows.decode().splitlines()[1].startswith("-1.5,'-1.5")


# -- Markup, in pages and in what programs read --------------------------------------------------------------


@pytest.fixture
def marked() -> None:
    """Let the worst text stand everywhere."""
    written(MARKUP)


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("path", PAGES)
def test_a_text_stays_a_text_on_pages_and_in_their_data(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert "<script>alert" not in page
    assert "<!-- ]]>" not in page
    for block in re.findall(
        r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', page, re.DOTALL
    ):
        json.loads(block)


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize(
    "path",
    ["/feeds/asks/", "/feeds/labs/", "/feeds/labs/a-lab/", "/feeds/releases/", "/sitemap.xml"],
)
def test_a_text_stays_a_text_in_feeds(client: Client, path: str) -> None:
    answer = client.get(path)
    found = ET.fromstring(answer.content)  # noqa: S314 # our own
    kinds = {one.tag.rpartition("}")[2] for one in found.iter()}
    assert "script" not in kinds
    assert b"<!DOCTYPE" not in answer.content
    if path == "/feeds/asks/":
        assert found.findtext(".//{*}entry/{*}title") == MARKUP


@pytest.mark.usefixtures("marked")
def test_a_text_stays_a_text_in_the_api(client: Client) -> None:
    answer = client.get("/api/v1/asks/an-ask/")
    assert answer["Content-Type"].startswith("application/json")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["title"] == MARKUP


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\x7f", "\ufffe"], ids=ascii)
def test_a_sign_that_no_feed_can_hold_breaks_none(world: dict[str, Person], sign: str) -> None:
    sent = {"kind": "wording", "ask": "safety-cases", "text": f"Words{sign}."}
    before = Proposal.objects.count()
    body = "&".join(f"{name}={value}" for name, value in sent.items()).encode(
        "utf-8", "surrogatepass"
    )
    answer = Client().post("/propose/", body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, Proposal.objects.count()) in {(400, before), (201, before + 1)}
    lab = Lab.objects.get(slug="north-lab")
    fields = {
        "name": f"North{sign}",
        "short_name": "North",
        "description": f"A lab{sign}.",
        "website": "https://a.example/",
        "checked": "2026-01-01",
    }
    world["curator"].client.post(f"/curate/admin/asks/lab/{lab.pk}/change/", fields)
    Lab.objects.update(name=f"North{sign if sign != chr(0) else ''}")  # However it came there.
    for path in ("/feeds/labs/", "/feeds/labs/north-lab/", "/sitemap.xml"):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert ET.fromstring(answer.content) is not None  # noqa: S314 # our own


# -- Files that a person asks for ---------------------------------------------------------------------------------


def test_a_file_for_a_calendar_repeats_nothing_of_the_request(client: Client) -> None:
    sent = {
        "offer_held": "yes",
        "summary": "x\r\nATTENDEE:mailto:a@evil.test",
        "lab": "x\r\nURL:evil.test",
    }
    answer = client.post("/prepare/reminder/?summary=evil.test", sent)
    assert b"evil" not in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert answer["Content-Disposition"] == 'attachment; filename="reminder.ics"'


def test_a_sheet_comes_back_as_a_file_of_plain_text(signed_in: Client) -> None:
    answer = signed_in.post("/account/credentials/file/", {"sheet": MARKUP})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'attachment; filename="sheet.txt"'


def test_a_link_that_is_no_page_is_not_taken(world: dict[str, Person], fresh_memory: None) -> None:
    for number, link in enumerate(LINKS):
        try_link(world, link, f"203.0.113.{number}")


def try_link(world: dict[str, Person], link: str, address: str) -> None:
    """Send a link wherever one can be sent."""
    before = Proposal.objects.count()
    sent: dict[str, Any] = {
        "kind": "source",
        "ask": "safety-cases",
        "url": link,
        "text": "It shows this.",
    }
    status = Client(REMOTE_ADDR=address).post("/propose/", sent).status_code
    assert (status, Proposal.objects.count()) == (400, before), ascii(link)
    answered = {"ask": "safety-cases", "stance": "adopted", "url": link}
    assert world["speaker"].client.post("/labs/north-lab/answer/", answered).status_code == 400, (
        ascii(link)
    )
    fields = {
        "name": "North",
        "short_name": "North",
        "description": "A lab.",
        "website": link,
        "checked": "2026-01-01",
    }
    lab = Lab.objects.get(slug="north-lab")
    world["curator"].client.post(f"/curate/admin/asks/lab/{lab.pk}/change/", fields)
    assert Lab.objects.get(slug="north-lab").website == "https://lab.example/", ascii(link)
    assert Ask.objects.exists()


def test_an_export_is_a_file_of_data_and_of_nothing_to_unpack(signed_in: Client) -> None:
    answer = signed_in.post("/account/export/")
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="account.json"'
    assert json.loads(answer.content)

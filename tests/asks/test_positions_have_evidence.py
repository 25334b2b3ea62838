"""The shipped catalogue on its pages: no claim about a lab without date, source and level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from asks.kinds import Verified
from asks.models import Ask, Lab, Position
from tests.asks.factories import make_focus
from tests.asks.large_catalogue import LIMIT
from tests.asks.reading import unmarked

# No test touches the database but by the fixture; the mark lets it be made.
pytestmark = pytest.mark.django_db

LEVELS = "|".join(re.escape(str(level.label)) for level in Verified)
DAY = r"(?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4}"
SOURCE = r'<a href="https?://[^"]+" rel="noreferrer">[^<]+</a>'
CHECKED = r"checked \d{1,2} [A-Z][a-z]+ \d{4}"
READ = r"(?: · read through a summary)?"
LINE = re.compile(
    rf"(?:{DAY} · {SOURCE} · evidence \w+{READ} · (?:{LEVELS})(?: · .*)?"
    rf"|Undated · {SOURCE} · evidence \w+{READ} · (?:{LEVELS}) · {CHECKED})"
)
CHIP = re.compile(r'<span class="chip (?!plain)')
CLAIM = re.compile(r'<p class="evidence">(.*?)</p>')
# A chip, then its evidence line before the next chip: in a row, a focus ask, a moment or a cell.
CHIP_WITH_LINE = re.compile(
    r'<span class="chip (?!plain)(?:(?!<span class="chip ).)*?class="evidence">', re.S
)


@dataclass(frozen=True)
class Shipped:
    """The pages by address, and what the catalogue holds."""

    pages: dict[str, str]
    positions: int
    labs: set[str]
    with_form: set[str]
    with_framework: set[str]


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Shipped:
    """Return every page that shows positions of the shipped catalogue, and leave nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_catalogue", verbosity=0)
        first = Position.objects.published().select_related("lab", "ask")[0]
        make_focus(first.ask, first.lab)
        labs = Lab.objects.by_name()
        found = Shipped(
            pages=dict(read_pages([lab.slug for lab in labs])),
            positions=Position.objects.published().count(),
            labs={lab.slug for lab in labs},
            with_form={lab.slug for lab in labs if lab.legal_form},
            with_framework={lab.slug for lab in labs if lab.framework_name},
        )
        transaction.set_rollback(True)
    return found


def read_pages(labs: list[str]) -> Iterator[tuple[str, str]]:
    """Read the page of each ask and lab, and every page of comparisons that name each lab once."""
    for ask in Ask.objects.current():
        yield read(f"/asks/{ask.slug}/")
    for slug in labs:
        yield read(f"/labs/{slug}/")
    for place in range(0, len(labs), 3):
        query = "&".join(f"lab={slug}" for slug in labs[place : place + 3])
        yield read(f"/labs/compare/?{query}")
        yield read(f"/labs/compare/?{query}&page=2")


def read(path: str) -> tuple[str, str]:
    response = Client().get(path)
    assert response.status_code == 200, path
    assert len(response.content) < LIMIT, path
    page = response.context.get("page")
    assert page is None or not page.has_next(), f"{path} has pages that nobody reads here"
    return path, unmarked(response.content.decode()).replace("&#x27;", "'")


def test_every_position_has_a_date_a_source_and_its_level(shipped: Shipped) -> None:
    lines = [(path, line) for path, text in shipped.pages.items() for line in CLAIM.findall(text)]
    assert [found for found in lines if not LINE.fullmatch(found[1])] == []
    asks = [line for path, line in lines if path.startswith("/labs/") and "compare" not in path]
    # One for each position at least: rows of several asks share a line only where all is the same.
    assert len(asks) > shipped.positions * 0.8


def test_no_chip_stands_without_its_evidence(shipped: Shipped) -> None:
    for path, text in shipped.pages.items():
        assert len(CHIP.findall(text)) == len(CHIP_WITH_LINE.findall(text)), path
    assert any('<li class="beam"><span class="chip' in text for text in shipped.pages.values())


def test_every_event_and_precedent_has_a_source_and_its_level(shipped: Shipped) -> None:
    small = re.compile(r'<span class="evidence">(.*?)</span>')
    line = re.compile(rf"(?:(?:{DAY}|Undated) · )?{SOURCE} · (?:{LEVELS})|(?:{LEVELS})")
    lines = [(path, found) for path, text in shipped.pages.items() for found in small.findall(text)]
    assert len(lines) > 100
    assert [found for found in lines if not line.fullmatch(found[1])] == []


def test_the_form_and_the_rules_of_a_lab_have_source_date_and_level(shipped: Shipped) -> None:
    assert shipped.with_form
    assert shipped.with_framework
    checked = re.compile(r"<dt>Checked</dt><dd>\d{1,2} [A-Z][a-z]+ \d{4}</dd>")
    form = re.compile(rf'<dt>Form</dt><dd>[^<]+<span class="evidence">{SOURCE} · (?:{LEVELS})')
    rules = re.compile(
        rf'<dt>Rules</dt><dd>{SOURCE}(?:, version [^<,]+)?, (?:{DAY}|Undated) <span class="evidence">'
        rf"(?:{LEVELS})</span>"
    )
    for lab in shipped.with_form:
        assert form.search(shipped.pages[f"/labs/{lab}/"]), lab
    for lab in shipped.with_framework:
        assert rules.search(shipped.pages[f"/labs/{lab}/"]), lab
    for lab in shipped.labs:
        assert checked.search(shipped.pages[f"/labs/{lab}/"]), lab

"""Dates, leads and chips in words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from asks.errors import NotAPartialDate
from asks.wording import first_sentence, parse_partial_date, partial_date_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-04-17", "17 April 2026"),
        ("2026-07", "July 2026"),
        ("2026", "2026"),
        ("", "Undated"),
    ],
)
def test_a_partial_date_is_written_as_far_as_it_is_known(value: str, words: str) -> None:
    assert partial_date_in_words(value) == words


@pytest.mark.parametrize("value", ["26", "2026-13", "2026-02-30", "2026-4", "2026-04-17 ", "x"])
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(NotAPartialDate):
        parse_partial_date(value)


@given(st.dates(min_value=dt.date(1900, 1, 1)))
def test_a_whole_date_is_read_back(day: dt.date) -> None:
    assert parse_partial_date(day.isoformat()) == (day, 3)


@pytest.mark.parametrize(
    ("text", "lead"),
    [("One. Two.", "One."), ("One.", "One."), ("Version 1.5 of it. More", "Version 1.5 of it.")],
)
def test_the_lead_is_the_first_sentence(text: str, lead: str) -> None:
    assert first_sentence(text) == lead


def test_tags_write_chips_dates_and_strength() -> None:
    template = Template(
        "{% load catalogue %}{% position_chip 'partial' 3 %}|{% position_chip 'declined' %}|"
        "{% position_count 'in_place' 2 %}|{{ '2026-07'|partial_date }}|{{ 'low'|evidence_strength }}"
    )
    assert template.render(Context()).split("|") == [
        '<span class="chip partial">Partly in place 3</span>',
        '<span class="chip declined">Declined</span>',
        '<span class="chip plain in_place">In place 2</span>',
        "July 2026",
        "evidence thin",
    ]

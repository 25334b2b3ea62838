"""A curator's edit is a new version of the text."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from asks.errors import UnknownTextField
from asks.kinds import Origin
from asks.models import Ask
from asks.services.edit_ask_text import edit_ask_text
from tests.asks.factories import TODAY, make_ask

pytestmark = pytest.mark.django_db


def test_an_edit_makes_a_curators_version_that_is_found_at_once() -> None:
    ask = make_ask()
    text = edit_ask_text(ask, {"title": "Feed the giraffes"}, TODAY)
    assert (text.number, text.origin, text.why) == (2, Origin.CURATOR, "It matters.")
    assert Ask.objects.select_related("text").get(search="giraffe").text == text


def test_an_edit_without_a_difference_writes_nothing() -> None:
    ask = make_ask()
    assert edit_ask_text(ask, {"why": "It matters."}, TODAY) == ask.text
    assert ask.versions.count() == 1


def test_what_is_no_part_of_the_text_is_refused() -> None:
    with pytest.raises(UnknownTextField, match="slug"):
        edit_ask_text(make_ask(), {"slug": "other"}, TODAY)


def test_words_that_do_not_fit_are_refused_and_change_nothing() -> None:
    ask = make_ask()
    with pytest.raises(ValidationError):
        edit_ask_text(ask, {"short_name": "x" * 33}, TODAY)
    assert ask.versions.count() == 1

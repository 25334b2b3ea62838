"""A select of asks says which of its words are the catalogue's: those are English on every page."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from asks.ask_select import IN_FOCUS_HERE, IN_FOCUS_NOW, AskSelect
from asks.forms_answer import AnswerForm
from asks.forms_curate import MergeForm, ProposalDecisionForm, RetireForm
from asks.proposal_forms import CorrectionForm, SourceForm, WordingForm
from outcomes.forms_focus import RulingForm


def drawn(*, by_topic: bool = True, greyed: frozenset[str] = frozenset()) -> str:
    widget = AskSelect(
        choices=[
            ("", "None"),
            (str(IN_FOCUS_NOW), [("a", "First")]),
            (str(IN_FOCUS_HERE), [("b", "Second")]),
            ("Security", [("c", "Third")]),
        ]
    )
    widget.by_topic, widget.greyed = by_topic, greyed
    return widget.render("ask", "c")


def test_asks_and_topics_are_english_and_our_own_words_are_not() -> None:
    with translation.override("de"):
        page = drawn()
        ours = [f'<optgroup label="{words}">' for words in (IN_FOCUS_NOW, IN_FOCUS_HERE)]
    assert all(group in page for group in ours)
    assert '<optgroup label="Security" lang="en">' in page
    assert '<option value="">' in page
    assert '<option value="a" lang="en">First</option>' in page
    assert '<option value="c" selected lang="en">Third</option>' in page


def test_groups_that_bear_no_topic_are_not_marked() -> None:
    assert '<optgroup label="Security">' in drawn(by_topic=False)


def test_a_greyed_ask_is_shown_and_cannot_be_chosen() -> None:
    assert '<option value="b" disabled lang="en">' in drawn(greyed=frozenset({"b"}))


def test_what_an_ask_is_called_cannot_be_markup() -> None:
    page = AskSelect(choices=[("<a>", "<b>"), ("<c>", [("d", "e")])]).render("ask", "")
    assert not {"<a>", "<b>", "<c>"} & set(page.replace(">", ">\n").split())
    assert 'label="&lt;c&gt;"' in page


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (AnswerForm, "ask"),
        (CorrectionForm, "ask"),
        (MergeForm, "merged"),
        (MergeForm, "target"),
        (ProposalDecisionForm, "twin"),
        (RetireForm, "ask"),
        (RetireForm, "successor"),
        (RulingForm, "ask"),
        (SourceForm, "ask"),
        (WordingForm, "ask"),
    ],
)
def test_every_form_that_offers_asks_uses_it(form: type[forms.Form], field: str) -> None:
    assert isinstance(form.base_fields[field].widget, AskSelect)

"""Every part in every state, on one page for those who build; its path exists only under development.

Nothing here is translated: nobody but developers reads it, and what is to be seen is how each part bears
long words, German and a script that runs from right to left, whatever the language of the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from asks.kinds import PositionStatus
from leverage.http import private_page


@dataclass(frozen=True)
class Voice:
    """Words of one kind, of the lengths that parts have to bear."""

    code: str
    name: str
    lang: str
    direction: str
    word: str
    title: str
    sentence: str
    act: str


@dataclass(frozen=True)
class Part:
    """One part: its template is `leverage/parts/<name>.html`; `look` says what no picture of it shows."""

    name: str
    title: str
    look: str

    @property
    def template(self) -> str:
        """Return the name of the template that shows it in every state."""
        return f"leverage/parts/{self.name}.html"


VOICES = (
    Voice(
        "plain",
        "As it is",
        "en",
        "ltr",
        "Incident reports",
        "Publish the full whistleblowing policy",
        "The whole text is public, with the address to which staff can turn.",
        "Seal and send",
    ),
    Voice(
        "long",
        "Long words",
        "en",
        "ltr",
        "Counterdisestablishmentarianism",
        "Publish antidisestablishmentarianistic-pseudopseudohypoparathyroidism reports",
        "See https://example.org/policies/whistleblowing/without/a/single/place/to/break/2026.pdf there.",
        "Send pneumonoultramicroscopicsilicovolcanoconiosis",
    ),
    Voice(
        "german",
        "German",
        "de",
        "ltr",
        "Hinweisgeberschutzrichtlinie",
        "Verschwiegenheitsverpflichtungen aus Aufhebungsvereinbarungen streichen",
        "Die Sicherheitsforschungsveröffentlichungen stehen vollständig im Netz, mit Ansprechstelle.",
        "Gesprächsergebnis versiegelt abschicken",
    ),
    Voice(
        "rtl",
        "Right to left",
        "ar",
        "rtl",
        "تقارير الحوادث",
        "نشر سياسة الإبلاغ عن المخالفات كاملة",
        "النص الكامل منشور للجميع، ومعه العنوان الذي يمكن للموظفين اللجوء إليه (انظر Example Lab، 2026).",
        "ختم وإرسال",
    ),
)

PARTS = (
    Part(
        "frame", "Frame and ways", "Hover: a strong rule below. The current one is bold and ruled."
    ),
    Part("text", "Text", "Measure at most 38 rem. Links are underlined; hover doubles the line."),
    Part(
        "buttons",
        "Buttons",
        "Hover: the strong accent. At least 44 px high. Disabled while it works.",
    ),
    Part("stages", "Stage switch", "The ring of the focus lies inside of the frame."),
    Part(
        "chips",
        "Position chips",
        "Shape, word and frame, in this order on every page. Not acted on.",
    ),
    Part("evidence", "Focus badge and evidence", "A row has a column of chips from 40 em up."),
    Part("asks", "Asks in lists", "Only the title is a link; a row is not clicked as a whole."),
    Part(
        "boxes",
        "Boxes and notes",
        "Boxes for what one acts on or takes away; notes where a fear arises.",
    ),
    Part("empty", "Empty state", "What is missing, when that changes, what to use until then."),
    Part("fields", "Fields", "44 px high. An error has words, a rule and a thicker border."),
    Part("slots", "Three slots", "The first is required. No fourth can be."),
    Part("filters", "Filters", "A column from 56 em up, below it a fold."),
    Part("receipt", "Receipt and other words to keep", "No button to copy, nothing to download."),
    Part(
        "draft", "Draft and replies", "What can be changed has a strong frame. Blanks are dashed."
    ),
    Part("tables", "Tables", "Blocks below 48 em, each cell with its own label."),
    Part("tally", "Tally", "The table is the chart. A tally becomes blocks below 48 em."),
    Part("pager", "Pager", "The next link names the first item to come."),
)


class Specimen(forms.Form):
    """One field of each kind, in the words of a voice."""

    def __init__(self, voice: Voice, **kwargs: Any) -> None:
        super().__init__(prefix=voice.code, **kwargs)
        choices = [("", voice.word), (voice.title, [("1", voice.title), ("2", voice.word)])]
        rows = [("1", voice.word), ("2", voice.title)]
        shared: dict[str, Any] = {
            "label": voice.title,
            "error_messages": {"required": voice.sentence},
        }
        self.fields |= {
            "text": forms.CharField(**shared, help_text=voice.sentence),
            "choice": forms.ChoiceField(**shared, choices=choices),
            "area": forms.CharField(**shared, widget=forms.Textarea(attrs={"rows": 2})),
            "one": forms.ChoiceField(**shared, choices=rows, widget=forms.RadioSelect),
            "many": forms.MultipleChoiceField(
                **shared, choices=rows, widget=forms.CheckboxSelectMultiple
            ),
            "yes": forms.BooleanField(**shared),
            "off": forms.CharField(**shared, disabled=True, initial=voice.word),
        }


@require_safe
@private_page
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show each part in each state and voice."""
    pages: list[Page[int]] = [Paginator(range(30), 10).page(number) for number in (1, 2, 3)]
    context = {
        "parts": PARTS,
        "voices": [(voice, Specimen(voice), Specimen(voice, data={})) for voice in VOICES],
        "positions": PositionStatus.choices,
        "pages": pages,
        "eight": range(8),
        "tally": _tally(),
        "trend": _trend(),
    }
    return render(request, "leverage/styleguide.html", context)


def _tally() -> dict[str, Any]:
    """Return figures of which one is small, one large and one not shown."""
    columns = [{"colour": colour, "label": colour.title()} for colour in ("yes", "open", "no")]
    figures = [(48, "42 to 54", 80, 70, 20), (3, "0 to 9", 5, 0, 15), (0, "0 to 6", 0, 0, 10)]
    cells = [
        {
            **column,
            "few": "",
            "value": value,
            "spread": spread,
            "bar": bar,
            "start": start,
            "width": width,
        }
        for column, (value, spread, bar, start, width) in zip(columns, figures, strict=True)
    ]
    ticks = [{"place": place, "label": label} for place, label in ((0, 0), (33, 20), (67, 40))]
    return {"columns": columns, "cells": cells, "ticks": ticks, "places": (33, 67)}


def _trend() -> list[dict[str, Any]]:
    return [
        {
            "colour": colour,
            "points": [
                {"x": x, "y": 96 - x // 3, "high": 80 - x // 3, "low": 100} for x in (50, 110, 170)
            ],
        }
        for colour in ("yes", "open", "no")
    ]

"""Three slots for an ask and an answer each, and the line that pays: what all entries have in common."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from asks.ask_select import AskSelect
from outcomes.forms_fields import CredentialField
from outcomes.kinds import Decision, Kept, Kind, Response, ResponseClass
from outcomes.statistics.parameters import M
from outcomes.words import Words, table_words

SLOTS = tuple(range(1, M + 1))

MISSING_ASK = _("Choose the ask that this answer belongs to.")
REPEATED_ASK = _("You chose this ask above. Choose another or none.")
_ASK_LABELS = {
    1: _("First ask"),
    2: _("Second ask (optional)"),
    3: _("Third ask (optional)"),
}
_ASK_FIELD = re.compile(r"ask_\d+")

Choices = Sequence[tuple[Any, Any]]
Answer = Response | Kept


class SlotsForm(forms.Form):
    """One to three asks with an answer each, and the credential that pays for them.

    The fields have the same names whatever the entry is about, so that one script and one page for
    replacing serve them all.
    """

    kinds: Collection[Kind]
    """What the line may pay for."""
    answer_label: Words
    """What stands at the answer of each slot."""
    missing_first_ask: ClassVar[Words]
    missing_answers: ClassVar[Mapping[int, Words]]
    """By slot."""

    def __init__(self, *args: Any, asks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in SLOTS:
            self._add_slot(slot, asks)
        self.fields["credential"] = CredentialField(
            kinds=self.kinds,
            help_text=_(
                "Paste its line from the sheet you saved. It pays for one entry and says nothing about you."
            ),
        )

    def answer_choices(self) -> list[tuple[Any, Any]]:
        """Return the options of an answer, nothing chosen beforehand."""
        raise NotImplementedError

    def _add_slot(self, slot: int, asks: Choices) -> None:
        first = slot == 1
        self.fields[f"ask_{slot}"] = forms.ChoiceField(
            label=_ASK_LABELS[slot],
            required=first,
            widget=AskSelect,
            choices=[("", _("Choose an ask") if first else _("None")), *asks],
            error_messages={
                "required": self.missing_first_ask,
                "invalid_choice": _("This ask is not counted in this window. Choose another."),
            },
        )
        self.fields[f"response_{slot}"] = forms.ChoiceField(
            label=self.answer_label,
            required=first,
            choices=self.answer_choices(),
            error_messages={
                "required": self.missing_answers[slot],
                "invalid_choice": _("This answer is not on the list. Choose one that is."),
            },
        )

    def slots(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Return number, ask field and answer field of each slot, for templates."""
        return [(slot, self[f"ask_{slot}"], self[f"response_{slot}"]) for slot in SLOTS]

    def clean(self) -> dict[str, Any]:
        """Refuse a fourth ask, an ask named twice, and half-filled slots."""
        self._refuse_more_than_three()
        seen: set[str] = set()
        for slot in SLOTS:
            ask = self.cleaned_data.get(f"ask_{slot}")
            answer = self.cleaned_data.get(f"response_{slot}")
            if ask and ask in seen:
                self.add_error(f"ask_{slot}", REPEATED_ASK)
            elif ask and answer == "" and f"response_{slot}" not in self.errors:
                self.add_error(f"response_{slot}", self.missing_answers[slot])
            elif answer and not ask and f"ask_{slot}" not in self.errors:
                self.add_error(f"ask_{slot}", MISSING_ASK)
            seen.add(ask or "")
        return self.cleaned_data

    def _refuse_more_than_three(self) -> None:
        """The page has three slots; a request made otherwise is told the rule instead of being cut."""
        named = [key for key in self.data if _ASK_FIELD.fullmatch(key)]
        repeated = isinstance(self.data, QueryDict) and any(
            len(self.data.getlist(key)) > 1 for key in named
        )
        beyond = any(key not in self.fields and self.data.get(key) for key in named)
        if repeated or beyond:
            self.add_error(
                None,
                _("There is room for at most three asks. Choose the three that matter most."),
            )

    def told(self) -> dict[str, Answer]:
        """Return what was answered to each ask, in the order of the slots."""
        return {
            self.cleaned_data[f"ask_{slot}"]: _answer(self.cleaned_data[f"response_{slot}"])
            for slot in SLOTS
            if self.cleaned_data[f"ask_{slot}"]
        }

    def offer_affected(self) -> bool:
        """Whether an offer was changed, which is never stored and leads to the help page."""
        return Response.OFFER_AFFECTED in self.told().values()

    def answers(self) -> list[tuple[str, ResponseClass | Kept]]:
        """Return what is sealed: each ask with the answer that is published, but for a changed offer."""
        folded = ((ask, _published(answer)) for ask, answer in self.told().items())
        return [(ask, answer) for ask, answer in folded if answer is not None]

    def decided(self) -> tuple[str, Decision] | None:
        """Return the ask that decided the offer, and how; None unless an entry can say so."""
        return None


class AtALabForm(SlotsForm):
    """An entry that is new: the offer gate, and the lab that it is about."""

    missing_lab: ClassVar[Words]
    field_order = ["offer_held", "table"]

    def __init__(self, *args: Any, tables: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer_held"] = forms.BooleanField(
            label=_("I hold an offer from this lab, or held one"),
            error_messages={
                "required": _(
                    "Logging is for people who hold an offer, or held one. Tick the box if you do."
                )
            },
        )
        names = [(row["slug"], table_words(row["name"])) for row in tables]
        self.fields["table"] = forms.ChoiceField(
            label=_("Lab"),
            choices=[("", _("Choose a lab")), *names],
            error_messages={
                "required": self.missing_lab,
                "invalid_choice": _(
                    "This lab has no table of its own in this window. Choose Any other lab."
                ),
            },
        )
        self.order_fields(self.field_order)


def _answer(value: str) -> Answer:
    return Kept(value) if value in list(Kept) else Response(value)


def _published(answer: Answer) -> ResponseClass | Kept | None:
    return answer if isinstance(answer, Kept) else answer.response_class

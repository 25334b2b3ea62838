"""What curators fill in to steer a focus list. Every reason is published, and both forms say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from asks.ask_select import AskSelect
from asks.forms_curate import reason_field
from asks.kinds import RulingKind
from asks.models.focus import REASON_MAX_LENGTH

Choices = Sequence[tuple[str, Any]]
OVERALL_WORDS = _("The list for every lab")
_MISSING = _("Write the reason: it is published with the ruling.")


class RulingForm(forms.Form):
    """Which ask, in which list, and whether it must be there or must not."""

    ask = forms.ChoiceField(
        label=_("Ask"),
        widget=AskSelect,
        error_messages={
            "required": _("Choose an ask."),
            "invalid_choice": _("Choose an ask from the list."),
        },
    )
    lab = forms.ChoiceField(
        label=_("List"),
        required=False,
        help_text=_(
            "Each list has rulings of its own: one for every lab says nothing about those of single labs."
        ),
        error_messages={"invalid_choice": _("Choose a list.")},
    )
    ruling = forms.TypedChoiceField(
        label=_("Ruling"),
        coerce=RulingKind,
        choices=[
            ("", _("Choose a ruling")),
            (RulingKind.PIN.value, _("Pin: it must be in focus")),
            (RulingKind.BAR.value, _("Bar: it must not be in focus")),
        ],
        error_messages={
            "required": _("Choose a ruling."),
            "invalid_choice": _("Choose a ruling from the list."),
        },
    )
    reason = reason_field(_MISSING, REASON_MAX_LENGTH)

    def __init__(self, data: Mapping[str, Any] | None, asks: Choices, labs: Choices) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["ask"]).choices = [("", _("Choose an ask")), *asks]
        cast(forms.ChoiceField, self.fields["lab"]).choices = [("", OVERALL_WORDS), *labs]


class _RulingSelect(AskSelect):
    """Asks by what was ruled about them, and for which list."""

    by_topic = False


class EndRulingForm(forms.Form):
    """Which ruling ends, and why."""

    # Both forms stand on one page, and names must differ there.
    prefix = "end"

    ruling = forms.TypedChoiceField(
        label=_("Ruling"),
        coerce=int,
        widget=_RulingSelect,
        error_messages={
            "required": _("Choose the ruling that ends."),
            "invalid_choice": _("This ruling was ended meanwhile. Nothing was changed."),
        },
    )
    reason = reason_field(_MISSING, REASON_MAX_LENGTH)

    def __init__(self, data: Mapping[str, Any] | None, rulings: Choices) -> None:
        super().__init__(data)
        field = cast(forms.ChoiceField, self.fields["ruling"])
        field.choices = [("", _("Choose a ruling")), *rulings]

"""What became of an ask that a lab said yes to: kept, kept in part, broken."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from outcomes.forms import kept_choices
from outcomes.forms_slots import AtALabForm
from outcomes.kinds import Kind


class DeliveryForm(AtALabForm):
    """One to three asks that a lab said yes to, what became of each, and the line that pays."""

    kinds = frozenset({Kind.DELIVERY})
    answer_label = _("Did they keep it?")
    missing_first_ask = _("Choose the ask that they said yes to.")
    missing_answers = {
        1: _("Choose whether they kept the first ask."),
        2: _("Choose whether they kept the second ask."),
        3: _("Choose whether they kept the third ask."),
    }
    missing_lab = _("Choose the lab that said yes.")

    def answer_choices(self) -> list[tuple[Any, Any]]:
        """Return what can have become of an ask, nothing chosen beforehand."""
        return [("", _("Choose what became of it")), *kept_choices()]

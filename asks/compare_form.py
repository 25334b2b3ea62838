"""The choice of labs to put side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asks.lab_comparison import MOST_LABS


class CompareForm(forms.Form):
    """Up to three labs, each as one `lab` of the address; an empty one is no choice."""

    lab = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("There is no lab “%(value)s”. Choose one from the list.")
        },
    )

    def __init__(self, data: QueryDict, labs: Sequence[tuple[str, str]]) -> None:
        self.typed = [slug for slug in data.getlist("lab") if slug]
        super().__init__({"lab": self.typed})
        cast(forms.MultipleChoiceField, self.fields["lab"]).choices = labs
        self.names = dict(labs)

    def clean_lab(self) -> list[tuple[str, str]]:
        """Return slug and name of each lab in the order chosen."""
        chosen: list[str] = self.cleaned_data["lab"]
        if len(chosen) > MOST_LABS:
            raise ValidationError(_("Choose three labs at most."))
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_("You chose the same lab twice. Choose another one."))
        return [(slug, self.names[slug]) for slug in chosen]

    def slots(self) -> list[dict[str, Any]]:
        """Return what stands in each of the three selects; an unknown lab stays as it was typed."""
        typed = [*self.typed[:MOST_LABS], *[""] * MOST_LABS][:MOST_LABS]
        labels = (_("First lab"), _("Second lab"), _("Third lab"))
        return [
            {"label": label, "value": value, "unknown": bool(value) and value not in self.names}
            for label, value in zip(labels, typed, strict=True)
        ]

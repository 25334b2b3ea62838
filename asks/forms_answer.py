"""What a lab's spokesperson, and a curator who judges one, may send."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from asks.ask_select import AskSelect
from asks.errors import NotAPartialDate
from asks.kinds import Stance
from asks.lab_domains import LabDomain, is_link_of
from asks.services.answer_ask import date_fits
from asks.wording import parse_partial_date

MOST_SIGNS_OF_A_LINK = 500
MOST_SIGNS_OF_A_REASON = 1000
Options = Sequence[tuple[str, Sequence[tuple[str, str]]]]
VOUCH, DISMISS, CONTEST, SETTLE = "vouch", "dismiss", "contest", "settle"

_STANCE_WORDS = {
    Stance.ADOPTED: _("We have adopted it"),
    Stance.PARTLY: _("We have adopted it in part"),
    Stance.PLANNED: _("We plan it by a date"),
    Stance.CONSIDERING: _("We are considering it"),
    Stance.NOT_PLANNED: _("We do not plan it"),
    Stance.DISPUTED: _("We dispute the wording"),
}


class ClaimForm(forms.Form):
    """The choice of one of the lab's known domains. No other address can be named."""

    domain = forms.ChoiceField(
        label=_("Domain on which you can publish a line"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a domain."),
            "invalid_choice": _("This is not one of the lab's domains. Choose one from the list."),
        },
    )

    def __init__(self, data: QueryDict | None, domains: Sequence[LabDomain]) -> None:
        super().__init__(data)
        names = [(known.domain, known.domain) for known in domains]
        cast(forms.ChoiceField, self.fields["domain"]).choices = names


class AnswerForm(forms.Form):
    """One answer to one ask."""

    ask = forms.ChoiceField(
        label=_("Ask"),
        widget=AskSelect,
        error_messages={
            "required": _("Choose the ask that you answer."),
            "invalid_choice": _("This ask is not in the catalogue. Choose one from the list."),
        },
    )
    stance = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(stance.value, words) for stance, words in _STANCE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the six answers."),
            "invalid_choice": _("This is not one of the six answers. Choose one that is."),
        },
    )
    planned_by = forms.CharField(
        label=_("Planned by"),
        required=False,
        max_length=10,
        help_text=_(
            "For a plan only: a year, a month or a day, such as 2027, 2027-06, 2027-06-30."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Write the date as 2027, 2027-06 or 2027-06-30.")},
    )
    url = forms.URLField(
        label=_("Link that shows it"),
        max_length=MOST_SIGNS_OF_A_LINK,
        assume_scheme="https",
        help_text=_("A page on one of your lab's domains, beginning with https://."),
        error_messages={
            "required": _("Give the address of a page on one of your lab's domains."),
            "invalid": _("This is no address of a page. It begins with https://."),
            "max_length": _("This address is too long: %(limit_value)d signs are the most."),
        },
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        lab: str,
        asks: Options,
        today: datetime.date,
        ask: str = "",
    ) -> None:
        super().__init__(data, initial={"ask": ask})
        self.lab, self.today = lab, today
        self.known = {slug for _topic, group in asks for slug, _name in group}
        options: Any = [("", _("Choose an ask")), *asks]
        cast(forms.ChoiceField, self.fields["ask"]).choices = options

    def chosen_ask(self) -> str:
        """Return the ask that the form shows as chosen, or nothing."""
        chosen = str(self["ask"].value() or "")
        return chosen if chosen in self.known else ""

    def clean_stance(self) -> Stance:
        """Return the member that was chosen."""
        return Stance(self.cleaned_data["stance"])

    def clean_url(self) -> str:
        """Refuse a page that is not the lab's own."""
        url: str = self.cleaned_data["url"]
        if not is_link_of(self.lab, url):
            raise forms.ValidationError(
                _("This page is not on one of your lab's domains, or not on https.")
            )
        return url

    def clean_planned_by(self) -> str:
        """Refuse what is no date."""
        planned_by: str = self.cleaned_data["planned_by"]
        try:
            if planned_by:
                parse_partial_date(planned_by)
        except NotAPartialDate as error:
            raise forms.ValidationError(
                _("Write the date as 2027, 2027-06 or 2027-06-30.")
            ) from error
        return planned_by

    def clean(self) -> dict[str, Any]:
        """Refuse a plan without a date to come, and a date without a plan."""
        values = self.cleaned_data
        if "stance" not in values or "planned_by" not in values:
            return values
        if not date_fits(values["stance"], values["planned_by"], self.today):
            self.add_error("planned_by", self._date_words(values["stance"], values["planned_by"]))
        return values

    @staticmethod
    def _date_words(stance: Stance, planned_by: str) -> Any:
        if stance is not Stance.PLANNED:
            return _("Only a plan has a date. Leave this empty, or choose the plan.")
        if planned_by:
            return _("This date is over. Choose one to come.")
        return _("A plan needs a date.")


class DecisionForm(forms.Form):
    """A curator's decision on something a lab or its spokesperson sent, with the reason."""

    decision = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose what to do."),
            "invalid_choice": _("Choose what to do."),
        },
    )
    reason = forms.CharField(
        label=_("Reason (public)"),
        required=False,
        max_length=MOST_SIGNS_OF_A_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _("A reason may have %(limit_value)d signs. This one has %(show_value)d.")
        },
    )

    def __init__(self, data: QueryDict | None, decisions: Sequence[str], freely: str = "") -> None:
        super().__init__(data)
        self.freely = freely
        names = [(name, name) for name in decisions]
        cast(forms.ChoiceField, self.fields["decision"]).choices = names

    def clean(self) -> dict[str, Any]:
        """Refuse a decision without a reason, unless it is the one that needs none."""
        values = self.cleaned_data
        if "reason" in values and not values["reason"] and values.get("decision") != self.freely:
            self.add_error("reason", _("Write the reason. It is public."))
        return values

"""What curators fill in. Every reason is published, and every form says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from asks.ask_select import AskSelect
from asks.errors import NotAPartialDate
from asks.kinds import Confidence, PositionStatus, ProposalState, Verified
from asks.models import Ask, AskText
from asks.services.change_position import NewPosition
from asks.services.decide_proposal import DECISIONS
from asks.wording import parse_partial_date

REASON_MOST = 600
_MISSING = _("Write the reason: it is published with the decision.")
_Titles = Sequence[tuple[str, str]]


def reason_field(missing: Any, most: int = REASON_MOST) -> forms.CharField:
    """Return the field of a reason that everybody will read, of at most so many signs."""
    return forms.CharField(
        label=_("Reason"),
        help_text=_("Public. Say what was found, and nothing about a person."),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": missing,
            "max_length": _(
                "A reason may have %(limit_value)d signs. This one has %(show_value)d."
            ),
        },
    )


def _ask(label: Any, missing: Any, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=required,
        widget=AskSelect,
        error_messages={"required": missing, "invalid_choice": _("Choose an ask from the list.")},
    )


def _offer(form: forms.Form, name: str, none: Any, choices: _Titles) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = [("", none), *choices]


class ReasonForm(forms.Form):
    """A reason alone: to refuse a motion, to undo one."""

    reason = reason_field(_MISSING)


class ProposalDecisionForm(forms.Form):
    """The decision on a proposal."""

    decision = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("", _("Choose a decision")), *((one.value, one.label) for one in DECISIONS)],
        coerce=ProposalState,
        error_messages={
            "required": _("Choose a decision."),
            "invalid_choice": _("Choose a decision from the list."),
        },
    )
    twin = _ask(
        _("The ask that says it already"),
        "",
        required=False,
        hint=_("Needed when the proposal is in the catalogue already."),
    )
    reason = reason_field(_MISSING)

    def __init__(self, data: Mapping[str, Any] | None, titles: _Titles) -> None:
        super().__init__(data)
        _offer(self, "twin", _("None"), titles)


class MergeForm(forms.Form):
    """Which ask goes, which stays, and why."""

    merged = _ask(_("Ask that goes"), _("Choose the ask that goes."))
    target = _ask(_("Ask that stays"), _("Choose the ask that stays."))
    reason = reason_field(_MISSING)

    def __init__(
        self, data: Mapping[str, Any] | None, titles: _Titles, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name in ("merged", "target"):
            _offer(self, name, _("Choose an ask"), titles)


class RetireForm(forms.Form):
    """Which ask goes, what to look at instead, and why."""

    ask = _ask(_("Ask that goes"), _("Choose the ask that goes."))
    successor = _ask(_("What to look at instead"), "", required=False)
    reason = reason_field(_MISSING)

    def __init__(
        self, data: Mapping[str, Any] | None, titles: _Titles, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        _offer(self, "ask", _("Choose an ask"), titles)
        _offer(self, "successor", _("Nothing"), titles)


def _words(label: Any, missing: Any, most: int, **more: Any) -> forms.CharField:
    too_long = _("This may have %(limit_value)d signs. It has %(show_value)d.")
    messages = {"required": missing, "max_length": too_long}
    return forms.CharField(label=label, max_length=most, error_messages=messages, **more)


def _from_list(missing: Any) -> dict[str, Any]:
    return {"required": missing, "invalid_choice": missing}


class PositionForm(forms.Form):
    """What a lab does about an ask from now on, with date and source."""

    status = forms.ChoiceField(
        label=_("Position"),
        choices=PositionStatus.choices,
        error_messages=_from_list(_("Choose a position.")),
    )
    since = _words(
        _("Date of the source"),
        _("Write the date of the source."),
        10,
        help_text=_("A year, a month or a day: 2026, 2026-04 or 2026-04-17."),
    )
    fact = _words(
        _("What it does"),
        _("Write what the lab does, in one or two neutral sentences."),
        600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    url = forms.URLField(
        label=_("Address of the source"),
        assume_scheme="https",
        max_length=500,
        error_messages={
            "required": _("Write the address of the source."),
            "invalid": _("This is no address of a page. It begins with https://."),
        },
    )
    publisher = _words(_("Who published it"), _("Write who published the source."), 120)
    verified = forms.ChoiceField(
        label=_("How close to the original"),
        choices=[choice for choice in Verified.choices if choice[0] != Verified.UNVERIFIED],
        error_messages=_from_list(_("Choose how close to the original you read.")),
    )
    confidence = forms.ChoiceField(
        label=_("Evidence"),
        choices=Confidence.choices,
        error_messages=_from_list(_("Choose how strong the evidence is.")),
    )
    reason = reason_field(_MISSING)

    def __init__(
        self, data: Mapping[str, Any] | None, initial: Mapping[str, Any], today: dt.date
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self._today = today

    def clean_url(self) -> str:
        """Refuse what no browser opens as a page."""
        url: str = self.cleaned_data["url"]
        if not url.startswith(("https://", "http://")):
            raise ValidationError(_("This is no address of a page. It begins with https://."))
        return url

    def clean_since(self) -> str:
        """Refuse what is no date, and dates to come."""
        typed: str = self.cleaned_data["since"]
        try:
            first_day, _parts = parse_partial_date(typed)
        except NotAPartialDate as error:
            raise ValidationError(
                _("This is no date. Write a year, a month or a day: 2026, 2026-04 or 2026-04-17.")
            ) from error
        if first_day > self._today:
            raise ValidationError(_("This date is still to come. Write the date of the source."))
        return typed

    def new_position(self) -> NewPosition:
        """Return what a valid form describes."""
        values = self.cleaned_data
        return NewPosition(
            status=PositionStatus(values["status"]),
            since=values["since"],
            fact=values["fact"],
            publisher=values["publisher"],
            url=values["url"],
            verified=Verified(values["verified"]),
            confidence=Confidence(values["confidence"]),
        )


_LINES = ("done_when", "alternate_phrasings")
_LONG = ("summary", "why", "effort_reason", "how_to_say", "counter", "reply", "legal_floor")


def _part(label: Any, *, required: bool = True) -> forms.CharField:
    missing = {"required": _("This part cannot be empty.")}
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=required, widget=area, error_messages=missing)


class AskWordsForm(forms.ModelForm):  # type: ignore[type-arg] # generic for type checkers only
    """The words of an ask, one field for each part; a list has one line for each item."""

    title = _words(_("Title"), _("Write a title."), 80)
    short_name = _words(_("Short name"), _("Write a short name."), 32)
    summary = _part(_("Summary"))
    why = _part(_("Why"))
    effort_reason = _part(_("Why this much effort"))
    how_to_say = _part(_("How to say it"))
    counter = _part(_("Case against"))
    reply = _part(_("Reply"))
    legal_floor = _part(_("What law requires"), required=False)
    done_when = _part(_("Done when: one criterion on each line"))
    alternate_phrasings = _part(_("Other phrasings: one on each line"))

    class Meta:
        model = Ask
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.instance.text
        if text is None:
            return
        for name in ("title", "short_name"):
            self.initial[name] = getattr(text, name)
        for name in (*_LONG, *_LINES):
            value = getattr(text, name)
            self.initial[name] = "\n".join(value) if name in _LINES else value

    def clean_short_name(self) -> str:
        """Refuse a short name that another ask bears: people choose by it."""
        name: str = self.cleaned_data["short_name"]
        bearers = AskText.objects.filter(current_for__retired=False, short_name__iexact=name)
        if bearers.exclude(ask=self.instance).exists():
            raise ValidationError(_("Another ask has this short name. Choose a different one."))
        return name

    def words(self) -> dict[str, str | list[str]]:
        """Return the words of a valid form, as a version of the text holds them."""
        values = {name: self.cleaned_data[name] for name in ("title", "short_name", *_LONG)}
        return values | {name: _items(self.cleaned_data[name]) for name in _LINES}


def _items(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]

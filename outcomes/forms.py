"""What a person types into the log and receipt pages, turned into domain values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leverage.secret_words import MalformedWords
from outcomes.crypto.credential_lines import Credential, MalformedCredential, parse_line
from outcomes.crypto.receipts import normalise_words, receipt_key
from outcomes.kinds import Response
from outcomes.statistics.parameters import M
from outcomes.words import CREDENTIAL_PROBLEM_WORDS, RESPONSE_GROUPS, RESPONSE_WORDS, table_words

SLOTS = tuple(range(1, M + 1))
CREDENTIAL_MAX_LENGTH = 4000  # A line is about 500 signs; wraps and reply marks make it longer.
WORDS_MAX_LENGTH = 400

_SLOT_LABELS = {
    1: (_("First ask"), _("What they said about your first ask")),
    2: (_("Second ask (optional)"), _("What they said about your second ask")),
    3: (_("Third ask (optional)"), _("What they said about your third ask")),
}
MISSING_RESPONSE = {
    1: _("Choose what they said about your first ask."),
    2: _("Choose what they said about your second ask."),
    3: _("Choose what they said about your third ask."),
}
MISSING_FIRST_ASK = _("Choose the ask you raised.")
REPEATED_ASK = _("You chose this ask above. Choose another or none.")
MISSING_ASK = _("Choose the ask that this answer belongs to.")
_ASK_FIELD = re.compile(r"ask_\d+")

Choices = Sequence[tuple[Any, Any]]


def response_choices() -> list[tuple[Any, Any]]:
    """Return the responses as grouped options, nothing chosen beforehand."""
    groups = [
        (group, [(response.value, RESPONSE_WORDS[response]) for response in responses])
        for group, responses in RESPONSE_GROUPS
    ]
    return [("", _("Choose what they said")), *groups]


class CredentialField(forms.CharField):
    """One line of a sheet; gives a `Credential`."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"})
    default_error_messages = {
        "required": _("Paste the line for this lab from the sheet you saved."),
        "max_length": _("This is more than one line of a sheet. Paste one line only."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your credential for this lab"))
        super().__init__(max_length=CREDENTIAL_MAX_LENGTH, **kwargs)

    def clean(self, value: Any) -> Credential:
        """Return the credential, or say what is wrong with what was pasted."""
        text = super().clean(value)
        try:
            return parse_line(text)
        except MalformedCredential as error:
            raise forms.ValidationError(CREDENTIAL_PROBLEM_WORDS[error.problem]) from error


class ReceiptField(forms.CharField):
    """Eight receipt words; gives the receipt key."""

    widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> bytes:
        """Return the key that the words stand for, or say how many words were found."""
        text = super().clean(value)
        try:
            return receipt_key(normalise_words(text))
        except MalformedWords as error:
            raise forms.ValidationError(
                _("A receipt has eight words from our list. %(known)d such words were found."),
                params={"known": error.known},
            ) from error


class ConversationForm(forms.Form):
    """One to three asks with a response each, and the credential that pays for them."""

    def __init__(self, *args: Any, asks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in SLOTS:
            self._add_slot(slot, asks)
        self.fields["credential"] = CredentialField(
            help_text=_("Paste its line from the sheet you saved. It says nothing about you.")
        )

    def _add_slot(self, slot: int, asks: Choices) -> None:
        ask_label, response_label = _SLOT_LABELS[slot]
        first = slot == 1
        self.fields[f"ask_{slot}"] = forms.ChoiceField(
            label=ask_label,
            required=first,
            choices=[("", _("Choose an ask") if first else _("None")), *asks],
            error_messages={
                "required": MISSING_FIRST_ASK,
                "invalid_choice": _("This ask is not counted in this window. Choose another."),
            },
        )
        self.fields[f"response_{slot}"] = forms.ChoiceField(
            label=response_label,
            required=first,
            choices=response_choices(),
            error_messages={
                "required": MISSING_RESPONSE[slot],
                "invalid_choice": _("This answer is not on the list. Choose one that is."),
            },
        )

    def slots(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Return number, ask field and response field of each slot, for templates."""
        return [(slot, self[f"ask_{slot}"], self[f"response_{slot}"]) for slot in SLOTS]

    def clean(self) -> dict[str, Any]:
        """Refuse a fourth ask, an ask named twice, and half-filled slots."""
        self._refuse_more_than_three()
        seen: set[str] = set()
        for slot in SLOTS:
            ask = self.cleaned_data.get(f"ask_{slot}")
            response = self.cleaned_data.get(f"response_{slot}")
            if ask and ask in seen:
                self.add_error(f"ask_{slot}", REPEATED_ASK)
            elif ask and response == "" and f"response_{slot}" not in self.errors:
                self.add_error(f"response_{slot}", MISSING_RESPONSE[slot])
            elif response and not ask and f"ask_{slot}" not in self.errors:
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
                _("A conversation holds at most three asks. Choose the three that matter most."),
            )

    def responses(self) -> dict[str, Response]:
        """Return the response to each ask, in the order of the slots."""
        return {
            self.cleaned_data[f"ask_{slot}"]: Response(self.cleaned_data[f"response_{slot}"])
            for slot in SLOTS
            if self.cleaned_data[f"ask_{slot}"]
        }


class LogForm(ConversationForm):
    """The whole log page."""

    field_order = ["offer_held", "table"]

    def __init__(self, *args: Any, tables: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer_held"] = forms.BooleanField(
            label=_("I hold an offer from this lab, or held one"),
            error_messages={
                "required": _(
                    "Logging is for people who hold or held an offer. Tick the box if you do."
                )
            },
        )
        names = [(row["slug"], table_words(row["name"])) for row in tables]
        self.fields["table"] = forms.ChoiceField(
            label=_("Lab"),
            choices=[("", _("Choose a lab")), *names],
            error_messages={
                "required": _("Choose the lab that made you the offer."),
                "invalid_choice": _(
                    "This lab has no table of its own in this window. Choose Any other lab."
                ),
            },
        )
        self.order_fields(self.field_order)


class ReceiptForm(forms.Form):
    """Eight words, to find a conversation by."""

    words = ReceiptField(
        label=_("Your eight words"),
        help_text=_("In their order. Capitals, commas and numbers between them do no harm."),
        max_length=WORDS_MAX_LENGTH,
        error_messages={
            "required": _("Type the eight words of your receipt."),
            "max_length": _("This is more than eight words. Type the eight words alone."),
        },
    )


class WithdrawForm(ReceiptForm):
    """Eight words, and a clear yes to emptying the row for good."""

    confirm = forms.BooleanField(
        label=_("Withdraw it. I know that this line of my sheet cannot be used again."),
        error_messages={"required": _("Tick the box to withdraw the conversation.")},
    )


class ReplaceForm(ConversationForm, ReceiptForm):
    """Eight words, and the conversation as it should read now."""

"""What a person types into the log and receipt pages, turned into domain values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outcomes.crypto.credential_lines import Credential
from outcomes.forms_fields import ReceiptField
from outcomes.forms_slots import SLOTS, AtALabForm, SlotsForm
from outcomes.kinds import Decision, Kept, Kind, Response
from outcomes.words import DECISION_WORDS, KEPT_WORDS, RESPONSE_GROUPS, RESPONSE_WORDS

WORDS_MAX_LENGTH = 400

MISSING_RESPONSE = {
    1: _("Choose what they said about your first ask."),
    2: _("Choose what they said about your second ask."),
    3: _("Choose what they said about your third ask."),
}
MISSING_DECIDED = {
    1: _("Your first ask is empty. Choose it above, or another one here."),
    2: _("Your second ask is empty. Choose it above, or another one here."),
    3: _("Your third ask is empty. Choose it above, or another one here."),
}
NOT_A_RESPONSE = _("Your line is for a conversation. Choose what they said.")
NOT_KEPT = _("Your line is for what became of an ask. Choose whether they kept it.")
NOTHING_TO_DECIDE = _("Your line is for what became of an ask. Choose No, or not yet.")
_SLOT_NAMES = {1: _("First ask"), 2: _("Second ask"), 3: _("Third ask")}


def response_choices() -> list[tuple[Any, Any]]:
    """Return the responses as grouped options, nothing chosen beforehand."""
    groups = [
        (group, [(response.value, RESPONSE_WORDS[response]) for response in responses])
        for group, responses in RESPONSE_GROUPS
    ]
    return [("", _("Choose what they said")), *groups]


def kept_choices() -> list[tuple[Any, Any]]:
    """Return what can have become of an ask, as options."""
    return [(kept.value, KEPT_WORDS[kept]) for kept in Kept]


def decision_choices() -> list[tuple[Any, Any]]:
    """Return the deciding ask as grouped options, by the number of its slot."""
    groups = [
        (words, [(f"{decision.value}:{slot}", _SLOT_NAMES[slot]) for slot in SLOTS])
        for decision, words in DECISION_WORDS.items()
    ]
    return [("", _("No, or not yet")), *groups]


class ConversationForm(SlotsForm):
    """One to three asks with a response each, which of them decided the offer, and the line that pays."""

    kinds = frozenset({Kind.CONVERSATION})
    answer_label = _("What they said")
    missing_first_ask = _("Choose the ask you raised.")
    missing_answers = MISSING_RESPONSE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided"] = forms.ChoiceField(
            label=_("Did one of these asks decide it for you?"),
            help_text=_(
                "That you turned the offer down, or are joining. If not, or not yet, leave it."
            ),
            required=False,
            choices=decision_choices(),
            error_messages={
                "invalid_choice": _("This is not on the list. Choose one that is."),
            },
        )
        self.order_fields([*(name for name in self.fields if name != "credential"), "credential"])

    def answer_choices(self) -> list[tuple[Any, Any]]:
        """Return what a lab can have said."""
        return response_choices()

    def clean(self) -> dict[str, Any]:
        """Refuse a decision about an empty slot, too."""
        super().clean()
        found = self._decision()
        if found and not self.cleaned_data.get(f"ask_{found[1]}", True):
            self.add_error("decided", MISSING_DECIDED[found[1]])
        return self.cleaned_data

    def decided(self) -> tuple[str, Decision] | None:
        """Return the ask that decided the offer, and how; None for no, or not yet."""
        found = self._decision()
        return (self.cleaned_data[f"ask_{found[1]}"], found[0]) if found else None

    def _decision(self) -> tuple[Decision, int] | None:
        """Return what was decided, and by the ask of which slot."""
        chosen = self.cleaned_data.get("decided")
        if not chosen:
            return None
        decision, slot = chosen.split(":")
        return Decision(decision), int(slot)


class LogForm(ConversationForm, AtALabForm):
    """The whole log page."""

    missing_lab = _("Choose the lab that made you the offer.")


class ReceiptForm(forms.Form):
    """Eight words, to find an entry by."""

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
        error_messages={"required": _("Tick the box to withdraw it.")},
    )


class ReplaceForm(ConversationForm, ReceiptForm):
    """Eight words, and the entry as it should read now.

    What is stored is sealed, so no page can know what kind of entry it is. Only the line says so; where a window
    has both kinds, both kinds of answers are offered, and those of the other kind are refused.
    """

    def __init__(self, *args: Any, kinds: frozenset[Kind], **kwargs: Any) -> None:
        self.kinds = kinds
        if Kind.DELIVERY in kinds:
            self.answer_label = _("What they said, or what became of it")
        super().__init__(*args, **kwargs)

    def answer_choices(self) -> list[tuple[Any, Any]]:
        """Return what can have been said, and where it is counted what can have become of it."""
        if Kind.DELIVERY not in self.kinds:
            return response_choices()
        _nothing, *groups = response_choices()
        return [("", _("Choose an answer")), *groups, (_("What became of it"), kept_choices())]

    def clean(self) -> dict[str, Any]:
        """Refuse answers of the other kind, too."""
        super().clean()
        credential: Credential | None = self.cleaned_data.get("credential")
        if credential is not None:
            self._refuse_other_kind(credential.context.kind)
        return self.cleaned_data

    def _refuse_other_kind(self, kind: Kind) -> None:
        delivery = kind is Kind.DELIVERY
        wrong = list(Response) if delivery else list(Kept)
        for slot in SLOTS:
            if self.cleaned_data.get(f"response_{slot}") in wrong:
                self.add_error(f"response_{slot}", NOT_KEPT if delivery else NOT_A_RESPONSE)
        if delivery and self._decision():
            self.add_error("decided", NOTHING_TO_DECIDE)

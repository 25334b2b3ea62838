"""What a person types to suggest something, turned into a `Suggestion`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asks.ask_select import AskSelect
from asks.kinds import ProposalKind
from asks.models.proposal import TEXT_LENGTH
from asks.plain_fields import LineField, LinkField, PlainField
from asks.references import read_reference
from asks.services.propose import Suggestion
from leverage.secret_words import MalformedWords

TITLE_LENGTH = 80
WHAT_LENGTH = 1200
CHECK_LENGTH = 700  # With the words between the two parts it fits the 2,000 signs of a proposal.
REFERENCE_LENGTH = 200


@dataclass(frozen=True)
class ProposalChoices:
    """What of the catalogue a suggestion can be about."""

    asks: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    """Pairs of a topic and its asks, each a pair of slug and short name."""
    labs: Sequence[tuple[str, str]]
    """Pairs of slug and name."""


def _ask_field(*, none: Any, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Ask"),
        required=required,
        choices=[("", none)],
        widget=AskSelect,
        error_messages={
            "required": gettext_lazy("Choose the ask that this is about."),
            "invalid_choice": gettext_lazy("There is no such ask now. Choose one from the list."),
        },
    )


def _box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProposalForm(forms.Form):
    """One kind of suggestion; each kind adds its fields and the words of its page."""

    kind: ClassVar[ProposalKind]
    heading: ClassVar[Any]
    lead: ClassVar[Any]

    def __init__(self, choices: ProposalChoices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("ask", choices.asks), ("lab", choices.labs)):
            if name in self.fields:
                field = cast(forms.ChoiceField, self.fields[name])
                field.choices = [*cast("list[Any]", field.choices), *found]

    def suggestion(self) -> Suggestion:
        """Return what a valid form suggests."""
        values = self.cleaned_data
        return Suggestion(
            kind=self.kind,
            text=values["text"],
            title=values.get("title", ""),
            url=values.get("url", ""),
            ask=values.get("ask", ""),
            lab=values.get("lab", ""),
        )


class NewAskForm(ProposalForm):
    """An ask that the catalogue does not have."""

    kind = ProposalKind.NEW_ASK
    heading = gettext_lazy("Suggest a new ask")
    lead = gettext_lazy("Something concrete that a lab could do and that an outsider could check.")

    title = LineField(
        label=gettext_lazy("Title"),
        most=TITLE_LENGTH,
        hint=gettext_lazy("What the lab would do, in one line that begins with a verb."),
        missing=gettext_lazy("Give the ask a title."),
    )
    text = PlainField(
        label=gettext_lazy("What the lab would do"),
        most=WHAT_LENGTH,
        hint=gettext_lazy("And why it matters, in plain text."),
        missing=gettext_lazy("Say what the lab would do."),
        widget=_box(7),
    )
    check = PlainField(
        label=gettext_lazy("How an outsider could check it"),
        most=CHECK_LENGTH,
        hint=gettext_lazy("What would be there to see, once it is done."),
        missing=gettext_lazy("Say how somebody outside the lab could see that it is done."),
        widget=_box(4),
    )
    url = LinkField(
        label=gettext_lazy("Link to a source"),
        hint=gettext_lazy("A public page, if you know one."),
        required=False,
    )

    def suggestion(self) -> Suggestion:
        """Return the suggestion; what is done and how to check it make one text."""
        values = self.cleaned_data
        text = _("%(what)s\n\nHow to check it: %(check)s") % {
            "what": values["text"],
            "check": values["check"],
        }
        return Suggestion(kind=self.kind, text=text, title=values["title"], url=values["url"])


class SourceForm(ProposalForm):
    """A document that bears on an ask."""

    kind = ProposalKind.SOURCE
    heading = gettext_lazy("Suggest a source")
    lead = gettext_lazy("A public document that bears on one of the asks, for or against it.")

    ask = _ask_field(none=gettext_lazy("Choose an ask"))
    url = LinkField(
        label=gettext_lazy("Link"), hint=gettext_lazy("The page itself, not a search for it.")
    )
    text = PlainField(
        label=gettext_lazy("What it shows"),
        most=TEXT_LENGTH,
        hint=gettext_lazy("Say where in a long document, and of what date it is."),
        missing=gettext_lazy("Say what the source shows."),
        widget=_box(7),
    )


class CorrectionForm(ProposalForm):
    """Something that a page says of a lab and that is not so, or no longer so."""

    kind = ProposalKind.CORRECTION
    heading = gettext_lazy("Correct what we say of a lab")
    lead = gettext_lazy(
        "Every fact on a lab's page has a dated source, so a source can correct it."
    )

    lab = forms.ChoiceField(
        label=gettext_lazy("Lab"),
        choices=[("", gettext_lazy("Choose a lab"))],
        error_messages={
            "required": gettext_lazy("Choose the lab that this is about."),
            "invalid_choice": gettext_lazy("There is no such lab. Choose one from the list."),
        },
    )
    ask = _ask_field(none=gettext_lazy("None: it is about the lab as a whole"), required=False)
    text = PlainField(
        label=gettext_lazy("What is wrong"),
        most=TEXT_LENGTH,
        hint=gettext_lazy("What the page says, how it really is, and since when."),
        missing=gettext_lazy("Say what is wrong."),
        widget=_box(7),
    )
    url = LinkField(
        label=gettext_lazy("Link that shows it"),
        hint=gettext_lazy("Best the lab's own page. Without a source we can rarely change a fact."),
        required=False,
    )


class WordingForm(ProposalForm):
    """Better words for an ask."""

    kind = ProposalKind.WORDING
    heading = gettext_lazy("Suggest better wording")
    lead = gettext_lazy("Clearer, kinder or more exact words for an ask, or for how to say it.")

    ask = _ask_field(none=gettext_lazy("Choose an ask"))
    text = PlainField(
        label=gettext_lazy("The new words"),
        most=TEXT_LENGTH,
        hint=gettext_lazy("Name the part, write it as it should read, and say why."),
        missing=gettext_lazy("Write the words as they should read."),
        widget=_box(7),
    )


PROPOSAL_FORMS: Mapping[str, type[ProposalForm]] = {
    form.kind.value: form for form in (CorrectionForm, SourceForm, NewAskForm, WordingForm)
}


class ReferenceField(forms.CharField):
    """The four words of a reference, in whatever way they are written down."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the words, or say how many of the list were found."""
        text = super().clean(value)
        try:
            return read_reference(text)
        except MalformedWords as error:
            raise forms.ValidationError(
                _("A reference has four words from our list. %(known)d such words were found."),
                params={"known": error.known},
            ) from error


class ReferenceForm(forms.Form):
    """Four words, to find a proposal by."""

    words = ReferenceField(
        label=gettext_lazy("Your four words"),
        help_text=gettext_lazy(
            "In their order. Capitals, commas and numbers between them do no harm."
        ),
        max_length=REFERENCE_LENGTH,
        error_messages={
            "required": gettext_lazy("Type the four words of your reference."),
            "max_length": gettext_lazy("This is more than four words. Type the four words alone."),
            "null_characters_not_allowed": gettext_lazy(
                "Among your words is a sign that cannot be typed. Type them again."
            ),
        },
    )

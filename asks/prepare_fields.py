"""Parts of the form of the composer: its choices in words, fields that grey out, and what was sent besides."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from asks.composer.parts import MOST_ASKS, DraftKind, Length, Register, Stage
from asks.gate import STATEMENT

SLOTS: Final = tuple(range(1, MOST_ASKS + 1))
DRAFT: Final = "draft"
"""The name of the buttons that ask for a draft; without one, choices are only carried over."""
AS_PAGE: Final = "page"
AS_TEXT: Final = "as_text"
"""What the buttons say: on the page, or as a file."""
IN_FOCUS: Final = "focus"
"""The same, with what is in focus at the lab in place of what was chosen."""
CAREFUL: Final = "careful"
_TICKED: Final = "on"
_ASK_FIELD: Final = re.compile(r"ask_\d+")
# What pages of any stage send. Other fields, and other values of the last two, were typed by somebody.
_OWN: Final = {STATEMENT, "lab", "kind", "register", "length"}
_OWN_VALUES: Final = {DRAFT: {AS_PAGE, AS_TEXT, IN_FOCUS}, CAREFUL: {_TICKED}}

STAGE_WORDS: Final[dict[Stage, Promise]] = {
    Stage.OFFER_RECEIVED: gettext_lazy("I have the offer"),
    Stage.DECLINING: gettext_lazy("I am turning it down"),
    Stage.ACCEPTING: gettext_lazy("I am joining"),
}
TITLES: Final[dict[Stage, Promise]] = {
    Stage.OFFER_RECEIVED: gettext_lazy("Prepare the conversation"),
    Stage.DECLINING: gettext_lazy("Prepare a kind no"),
    Stage.ACCEPTING: gettext_lazy("Prepare a public post"),
}
KIND_WORDS: Final[dict[DraftKind, Promise]] = {
    DraftKind.EMAIL: gettext_lazy("An e-mail to the recruiter"),
    DraftKind.CALL: gettext_lazy("Notes for a call"),
    DraftKind.NOTE: gettext_lazy("A note to the recruiter"),
    DraftKind.POST: gettext_lazy("A public post"),
}
REGISTER_WORDS: Final[dict[Register, Promise]] = {
    Register.WARM: gettext_lazy("Warm"),
    Register.PLAIN: gettext_lazy("Plain"),
    Register.FORMAL: gettext_lazy("Formal"),
}
LENGTH_WORDS: Final[dict[Length, Promise]] = {
    Length.MEDIUM: gettext_lazy("With reasons"),
    Length.SHORT: gettext_lazy("Short"),
}
SLOT_LABELS: Final = {
    1: gettext_lazy("First ask"),
    2: gettext_lazy("Second ask"),
    3: gettext_lazy("Third ask"),
}
PRAISE_LABELS: Final = {
    1: gettext_lazy("First practice"),
    2: gettext_lazy("Second practice"),
    3: gettext_lazy("Third practice"),
}


class AskField(forms.ChoiceField):
    """A choice among all asks: of those that the list leaves out, the form says why."""

    known: Container[str] = ()

    def valid_value(self, value: Any) -> bool:
        """Return whether there is such an ask."""
        return str(value) in self.known


def typed_text(data: QueryDict) -> str:
    """Return whatever was sent that no page of ours sends."""
    return "\n\n".join(
        value
        for key, values in data.lists()
        for value in map(str, values)
        if key not in _OWN and not _ASK_FIELD.fullmatch(key) and value.strip()
        if value not in _OWN_VALUES.get(key, ())
    )


def names_too_many(data: QueryDict) -> bool:
    """Return whether a fourth ask was sent, or two in one place."""
    places = {f"ask_{slot}" for slot in SLOTS}
    named = [(key, values) for key, values in data.lists() if _ASK_FIELD.fullmatch(key)]
    return any(len(values) > 1 or (key not in places and any(values)) for key, values in named)

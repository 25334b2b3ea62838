"""What all entries have in common: an ask of the catalogue, a line of a sheet, the words of a receipt."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leverage.secret_words import MalformedWords
from outcomes.crypto.credential_lines import Credential, MalformedCredential, parse_line
from outcomes.crypto.receipts import normalise_words, receipt_key
from outcomes.kinds import Kind
from outcomes.words import CREDENTIAL_PROBLEM_WORDS, OTHER_KIND_WORDS

CREDENTIAL_MAX_LENGTH = 4000  # A line is about 500 signs; wraps and reply marks make it longer.


class CredentialField(forms.CharField):
    """One line of a sheet, of the kinds that a page takes; gives a `Credential`."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"})
    default_error_messages = {
        "required": _("Paste the line for this lab from the sheet you saved."),
        "max_length": _("This is more than one line of a sheet. Paste one line only."),
    }

    def __init__(
        self, *, kinds: Collection[Kind] = frozenset({Kind.CONVERSATION}), **kwargs: Any
    ) -> None:
        kwargs.setdefault("label", _("Your credential for this lab"))
        super().__init__(max_length=CREDENTIAL_MAX_LENGTH, **kwargs)
        self.kinds = frozenset(kinds)

    def clean(self, value: Any) -> Credential:
        """Return the credential, or say what is wrong with what was pasted."""
        text = super().clean(value)
        try:
            credential = parse_line(text)
        except MalformedCredential as error:
            raise forms.ValidationError(CREDENTIAL_PROBLEM_WORDS[error.problem]) from error
        if credential.context.kind not in self.kinds:
            raise forms.ValidationError(OTHER_KIND_WORDS[credential.context.kind])
        return credential


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

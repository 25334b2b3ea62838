"""Fields for text that visitors type: plain, of a stated length, shown as it was typed."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

URL_LENGTH = 500

_SIGNS_NEAR = 20  # So many signs of the text show where the one stands that cannot be shown.
_TURNERS = "\u202d\u202e"  # They make a text read as something else than it is.
_BREAKS = re.compile(r"[\r\n\t]+")
_AT_MOST = gettext_lazy("{words} At most {most} signs.")
_TOO_LONG = gettext_lazy(
    "This has %(show_value)d signs, and at most %(limit_value)d fit. "
    "Nothing was cut: shorten it here."
)


def refuse_unshowable(text: str) -> None:
    """Raise a ValidationError that says where a sign stands that no page can show."""
    for place, sign in enumerate(text):
        control = unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"
        if control or sign in _TURNERS:
            raise forms.ValidationError(_place_in_words(text[:place]), code="unshowable")


def _place_in_words(before: str) -> str:
    near = " ".join(before.split())[-_SIGNS_NEAR:]
    if not near:
        return _("This begins with a sign that cannot be shown. Delete it, or type this again.")
    return _(
        "Right after “%(near)s” stands a sign that cannot be shown. Delete it, or type this again."
    ) % {"near": near}


class PlainField(forms.CharField):
    """Plain text of a stated length. No `maxlength`: a browser that cuts what is pasted loses words."""

    def __init__(self, *, most: int, hint: Any, missing: Any, **given: Any) -> None:
        super().__init__(
            max_length=most,
            help_text=format_lazy(_AT_MOST, words=hint, most=most),
            error_messages={"required": missing, "max_length": _TOO_LONG},
            **given,
        )

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends; what cannot be seen at all counts as nothing."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        refuse_unshowable(text)
        text = super().to_python(text) or ""
        return text if any(sign.isprintable() and not sign.isspace() for sign in text) else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return what every box gets: its direction follows what is typed."""
        return {"dir": "auto", "autocomplete": "off"}


class LineField(PlainField):
    """Plain text of one line; what was pasted with breaks becomes one line."""

    def to_python(self, value: Any) -> str:
        """Return the line."""
        return super().to_python(_BREAKS.sub(" ", str(value or "")))


class LinkField(forms.URLField):
    """A link that a browser opens as a page, and nothing else."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *, hint: Any, **given: Any) -> None:
        super().__init__(
            max_length=URL_LENGTH,
            assume_scheme="https",
            help_text=format_lazy(_AT_MOST, words=hint, most=URL_LENGTH),
            error_messages={
                "required": gettext_lazy("Give the link of the page that shows it."),
                "invalid": gettext_lazy(
                    "This is no link to a page. A link begins with https:// or http://, "
                    "as in https://example.org/report."
                ),
                "max_length": _TOO_LONG,
            },
            **given,
        )

    def to_python(self, value: Any) -> str:
        """Return the link, with https:// where no scheme was typed."""
        refuse_unshowable(str(value or ""))
        return super().to_python(value) or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return what the box gets: a link runs from left to right in every language."""
        return {"dir": "ltr", "autocomplete": "off"}


class ShowableForm(forms.ModelForm):  # type: ignore[type-arg] # generic for type checkers only
    """A form over a row that takes no sign which no page can show."""

    def clean(self) -> dict[str, Any]:
        """Refuse such signs in every text."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            try:
                refuse_unshowable(value.replace("\r\n", "\n") if isinstance(value, str) else "")
            except forms.ValidationError as refused:
                self.add_error(name, refused)
        return cleaned

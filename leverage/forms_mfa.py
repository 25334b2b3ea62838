"""The forms of second factors, in our own words. What they do is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.translation import gettext_lazy as _


def _speak_of_code(field: forms.Field) -> None:
    """Give a field our words, and no placeholder: it would vanish while one types."""
    field.label = _("Code")
    field.error_messages["required"] = _("Type the code.")
    field.widget.attrs.pop("placeholder", None)


class CodeForm(base_forms.AuthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The code that an app shows, or one of the recovery codes, while signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self.fields["code"])


class CodeOnceMoreForm(base_forms.ReauthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The same, asked for again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self.fields["code"])


class FirstCodeForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc] # allauth ships no types
    """The first code of an app, which shows that it took the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self.fields["code"])

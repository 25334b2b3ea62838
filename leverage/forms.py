"""The forms of the account, in our own words. What they do is allauth's."""

from __future__ import annotations

import re
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from outcomes.words import Words

NAME_MAX_LENGTH = 60
_NAME = re.compile(r"[\w.+-]+")


def made_up_name(value: str) -> None:
    """Refuse a name that points to a person: an e-mail address or a handle says who somebody is."""
    if "@" in value:
        raise ValidationError(
            _("This looks like an e-mail address. It would say who you are: make up a name.")
        )
    if not _NAME.fullmatch(value):
        raise ValidationError(_("A name holds letters, digits, dots and dashes, and no spaces."))


def _speak(field: forms.Field, *, label: Words, missing: Words, hint: Words = "") -> None:
    """Give a field of allauth's our words, and no placeholder: it would vanish while one types."""
    field.label, field.help_text = label, hint
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)


def _speak_of_new_passwords(form: forms.Form) -> None:
    _speak(
        form.fields["password1"],
        label=_("New password"),
        missing=_("Type a password of at least 12 signs."),
        hint=_("At least 12 signs; four or five unrelated words do well. Write it down."),
    )
    _speak(
        form.fields["password2"],
        label=_("The same password again"),
        missing=_("Type the same password a second time."),
    )


class _TwicePassword:
    """Words for the one remark that allauth itself makes about the second password."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; Django's own come as ValidationError and keep their words."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = _("The two passwords differ. Type the same one twice.")
        super().add_error(field, error)  # type: ignore[misc] # mixed into forms only


class SignUpForm(_TwicePassword, allauth_forms.SignupForm):  # type: ignore[misc] # no types
    """A made-up name and a password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        _speak(
            name,
            label=_("Made-up name"),
            missing=_("Type a made-up name."),
            hint=_("One that nobody would connect with you, and that you use nowhere else."),
        )
        # In place of allauth's own check of the length, whose words are Django's.
        name.validators = [made_up_name, _not_too_long]
        _speak_of_new_passwords(self)


def _not_too_long(value: str) -> None:
    if len(value) > NAME_MAX_LENGTH:
        raise ValidationError(
            _("A name may have %(most)d signs. This one has %(found)d."),
            params={"most": NAME_MAX_LENGTH, "found": len(value)},
        )


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc] # allauth ships no types
    """The name and the password of an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak(
            self.fields["login"],
            label=_("Made-up name"),
            missing=_("Type the made-up name of your account."),
        )
        _speak(
            self.fields["password"],
            label=_("Password"),
            missing=_("Type the password of your account."),
            hint=_("A lost password cannot be replaced: we hold no address to send a new one to."),
        )


class PasswordForm(_TwicePassword, allauth_forms.ChangePasswordForm):  # type: ignore[misc] # no types
    """The password until now, and a new one typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak(
            self.fields["oldpassword"],
            label=_("Password until now"),
            missing=_("Type the password that you used until now."),
        )
        _speak_of_new_passwords(self)


class PasswordOnceMoreForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc] # no types
    """The password, asked for again before a change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak(
            self.fields["password"],
            label=_("Password"),
            missing=_("Type the password of your account."),
        )

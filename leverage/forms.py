"""The forms of the account, in our own words. What they do is allauth's, where it has them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.userkit import get_user_by_username
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leverage.made_up_names import NAME_MAX_LENGTH, made_up_name, not_too_long
from leverage.models import User
from outcomes.words import Words

_CODE_MAX_LENGTH = 40


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


def _ask_for_name(field: forms.Field) -> None:
    """Let a field take a fresh name, with the warning beside it."""
    _speak(
        field,
        label=_("Made-up name"),
        missing=_("Type a made-up name."),
        hint=_(
            "We drew this one at random. If you choose your own: a name that you use elsewhere points "
            "to you."
        ),
    )
    # In place of allauth's own check of the length, whose words are Django's.
    field.validators = [made_up_name, not_too_long]
    field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class _TwicePassword:
    """Words for the one remark that allauth itself makes about the second password."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; Django's own come as ValidationError and keep their words."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = _("The two passwords differ. Type the same one twice.")
        super().add_error(field, error)  # type: ignore[misc] # mixed into forms only


class SignUpForm(_TwicePassword, allauth_forms.SignupForm):  # type: ignore[misc] # no types
    """A made-up name and a password, typed twice; by passkey the name alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_name(self.fields["username"])
        if not self.by_passkey:
            _speak_of_new_passwords(self)

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Make the account; raise ValidationError when another request took the name meanwhile."""
        try:
            with transaction.atomic():
                saved: tuple[Any, Any] = super().try_save(request)
        except IntegrityError:
            raise get_adapter().validation_error("username_taken") from None
        return saved


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


class FirstPasswordForm(_TwicePassword, allauth_forms.SetPasswordForm):  # type: ignore[misc] # no types
    """A password, typed twice, for an account that had only passkeys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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


class NameForm(forms.Form):
    """Another made-up name for an account."""

    username = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "username"}))

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account = account
        _ask_for_name(self.fields["username"])

    def clean_username(self) -> str:
        """Return the name as it is kept; refuse one that somebody else has, in whatever case."""
        name = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username=name).exclude(pk=self._account.pk).exists():
            raise get_adapter().validation_error("username_taken")
        return name

    def save(self) -> None:
        """Give the account the name; raise ValidationError when another request took it meanwhile."""
        self._account.username = self.cleaned_data["username"]
        try:
            with transaction.atomic():
                self._account.save(update_fields=["username"])
        except IntegrityError:
            raise get_adapter().validation_error("username_taken") from None


class RecoveryForm(forms.Form):
    """The name of an account and one of its recovery codes, in place of password and passkey."""

    login = forms.CharField(
        label=_("Made-up name"),
        max_length=NAME_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": _("Type the made-up name of your account.")},
    )
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("One of the codes that you wrote down. Each works once."),
        max_length=_CODE_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type one of your recovery codes.")},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean(self) -> dict[str, Any]:
        """Spend the code. Refuse, in the same words for every reason, what does not open an account.

        Staff has to show a second factor, and a code alone is one: it opens no account of staff.
        """
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        get_adapter(self._request).pre_authenticate(self._request, username=cleaned["login"])
        account = get_user_by_username(cleaned["login"].strip())
        codes = Authenticator.objects.filter(
            user=account, user__is_staff=False, type=Authenticator.Type.RECOVERY_CODES
        ).select_related("user")
        self.codes = codes.first() if account is not None else None
        if self.codes is None or not self.codes.wrap().validate_code(cleaned["code"]):
            raise ValidationError(
                _("This name and this code do not fit each other. Check both and try again.")
            )
        return cleaned

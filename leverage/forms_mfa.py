"""The forms of passkeys and second factors, in our own words. What they do is allauth's."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from fido2.cose import CoseKey
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

KEY_NAME_MAX_LENGTH = 40
_CREDENTIAL_MAX_LENGTH = 16_384
_CREDENTIAL_FIELDS = (
    "id",
    "rawId",
    "type",
    "authenticatorAttachment",
    "clientExtensionResults",
    "response",
)
# What the readers of JSON, CBOR and WebAuthn raise on bytes that are none of these.
_MALFORMED = (
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


def _refusal() -> ValidationError:
    return ValidationError(_("This passkey was not accepted. Try again."))


def _speak_of_code(field: forms.Field) -> None:
    """Give a field our words, and no placeholder: it would vanish while one types."""
    field.label = _("Code")
    field.error_messages["required"] = _("Type the code.")
    field.widget.attrs.pop("placeholder", None)


class _OnceForm:
    """Takes a code of an app once for as long as it is right.

    allauth remembers a code for one period, but with a tolerance it is right for more of them.
    """

    def clean_code(self) -> str:
        """Return the code; raise ValidationError for one that was shown before."""
        code: str = super().clean_code()  # type: ignore[misc] # mixed into forms only
        shown: Authenticator = self.authenticator  # type: ignore[attr-defined] # allauth found it
        if shown.type == Authenticator.Type.TOTP:
            # By a keyed hash: the memory holds no reference to an account.
            key = salted_hmac("leverage.code-once", f"{shown.pk}|{code}", algorithm="sha256")
            periods = 2 * app_settings.TOTP_TOLERANCE + 1
            if not cache.add(f"code-once:{key.hexdigest()}", 1, app_settings.TOTP_PERIOD * periods):
                raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceForm, base_forms.AuthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The code that an app shows, or one of the recovery codes, while signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self.fields["code"])


class CodeOnceMoreForm(_OnceForm, base_forms.ReauthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The same, asked for again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self.fields["code"])


class FirstCodeForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc] # allauth ships no types
    """The first code of an app, which shows that it took the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self.fields["code"])


class _CredentialField(forms.JSONField):
    """What a browser hands over of a passkey, checked for its shape: allauth crashes on other shapes."""

    widget = forms.HiddenInput
    default_error_messages = {
        "required": _("No passkey arrived. Use the button again."),
        "invalid": _("This passkey was not accepted. Try again."),
    }

    def to_python(self, value: Any) -> Any:
        """Return the known fields of a credential; raise ValidationError for anything else."""
        if value in self.empty_values:
            return None
        try:
            if len(value) > _CREDENTIAL_MAX_LENGTH:
                raise _refusal()
            given = super().to_python(value)
            credential = {name: given[name] for name in _CREDENTIAL_FIELDS if name in given}
            self.read(credential)
        except _MALFORMED:
            raise _refusal() from None
        return credential

    def read(self, credential: dict[str, Any]) -> None:
        """Raise one of the errors of its readers if this is no such credential."""
        raise NotImplementedError


class NewKeyField(_CredentialField):
    """A passkey that was just made, for a kind of key that can be checked later."""

    def read(self, credential: dict[str, Any]) -> None:
        """Read the public key."""
        made = RegistrationResponse.from_dict(credential).response.attestation_object.auth_data
        if made.credential_data is None:
            raise _refusal()
        if made.credential_data.public_key[3] not in CoseKey.supported_algorithms():
            raise _refusal()


class ShownKeyField(_CredentialField):
    """A passkey that was shown."""

    def read(self, credential: dict[str, Any]) -> None:
        """Read the answer, and the handle of the account if it brings one."""
        AuthenticationResponse.from_dict(credential)
        if not isinstance(credential["response"].get("userHandle", ""), str | None):
            raise _refusal()


class _NewKeyForm:
    """Names keys itself: only staff, whose accounts are no secret, may write a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields  # type: ignore[attr-defined] # mixed into forms only
        fields.pop("passwordless", None)  # Every key of ours is one; the view asks for it.
        fields["name"].max_length = KEY_NAME_MAX_LENGTH
        fields["name"].validators = [_short_enough]

    def clean_name(self) -> str:
        """Return what staff wrote, and a number for everybody else."""
        user = self.user  # type: ignore[attr-defined]
        written = self.cleaned_data["name"] if user.is_staff else ""  # type: ignore[attr-defined]
        name: str = written or get_adapter().generate_authenticator_name(
            user, Authenticator.Type.WEBAUTHN
        )
        return name


def _short_enough(value: str) -> None:
    if len(value) > KEY_NAME_MAX_LENGTH:
        raise ValidationError(
            _("A name of a key may have %(most)d signs."), params={"most": KEY_NAME_MAX_LENGTH}
        )


class FirstKeyForm(_NewKeyForm, key_forms.SignupWebAuthnForm):  # type: ignore[misc] # no types
    """The passkey of a fresh account."""

    credential = NewKeyField()


class AddKeyForm(_NewKeyForm, key_forms.AddWebAuthnForm):  # type: ignore[misc] # no types
    """One more passkey."""

    credential = NewKeyField()


class SignInKeyForm(key_forms.LoginWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """A passkey in place of name and password."""

    credential = ShownKeyField()


class SecondKeyForm(key_forms.AuthenticateWebAuthnForm):  # type: ignore[misc] # no types
    """A passkey after the password, which staff is asked for."""

    credential = ShownKeyField()


class KeyOnceMoreForm(key_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc] # no types
    """A passkey, asked for again before a change."""

    credential = ShownKeyField()


class RenameKeyForm(key_forms.EditWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """Another name for a key of staff."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators = [_short_enough]
        self.fields["name"].error_messages["required"] = _("Type a name for the key.")

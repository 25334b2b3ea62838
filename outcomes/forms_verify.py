"""What a person hands in to turn a drawn credential into a verified one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from outcomes.forms_fields import CredentialField


class VerifyForm(forms.Form):
    """A line of a sheet, and the signed header of a mail."""

    credential = CredentialField(
        help_text=_("Paste its line from the sheet you saved. It is used up in exchange.")
    )
    # Not stripped, and no bound of its own: browsers cut what is pasted into a bounded field, and a
    # header that is cut says that it does not fit instead of why.
    headers = forms.CharField(
        label=_("The signed header of the mail"),
        help_text=_("The DKIM-Signature fields and those they name, exactly as they stand."),
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false", "translate": "no"}
        ),
        error_messages={
            "required": _("Paste the header of the mail."),
            "null_characters_not_allowed": _(
                "There are signs in it that no header holds. Open the file as plain text."
            ),
        },
    )

    def raw_headers(self) -> bytes:
        """Return what was pasted, as bytes."""
        text: str = self.cleaned_data["headers"]
        return text.encode()

"""The form by which a vault is emptied."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EmptyVaultForm(forms.Form):
    """A clear yes: what is deleted cannot be brought back."""

    confirm = forms.BooleanField(
        label=_("Empty it. I know that nobody can bring back what is in it."),
        error_messages={"required": _("Tick the box to empty the vault.")},
    )

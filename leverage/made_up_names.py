"""Names of accounts: drawn at random, or made up by their holder under a few rules."""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leverage.secret_words import draw_words

NAME_MAX_LENGTH = 60
_WORDS, _DIGITS = 2, 4
_NAME = re.compile(r"[\w.+-]+")


def assigned_name() -> str:
    """Return a fresh name: two words and four digits from the randomness of the operating system.

    Nothing is stored by this. Beside a million accounts, one draw in half a million is taken
    already; the form then says so.
    """
    digits = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    return "-".join([*draw_words(_WORDS), digits])


def made_up_name(value: str) -> None:
    """Refuse a name that points to a person: an e-mail address or a handle says who somebody is."""
    if "@" in unicodedata.normalize("NFKC", value):
        raise ValidationError(
            _("This looks like an e-mail address. It would say who you are: make up a name.")
        )
    if not _NAME.fullmatch(value):
        raise ValidationError(_("A name holds letters, digits, dots and dashes, and no spaces."))


def not_too_long(value: str) -> None:
    """Refuse a name that the account has no room for."""
    if len(value) > NAME_MAX_LENGTH:
        raise ValidationError(
            _("A name may have %(most)d signs. This one has %(found)d."),
            params={"most": NAME_MAX_LENGTH, "found": len(value)},
        )

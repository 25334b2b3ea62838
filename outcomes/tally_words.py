"""What the columns of published tables are called, and which colour of bar each has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol, TypeAlias

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outcomes.concentration import Concentration
from outcomes.kinds import Decision, Kept, ResponseClass, Tier
from outcomes.words import CLASS_WORDS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"


class Ranged(Protocol):
    """A number that stands between two ends."""

    @property
    def low(self) -> int:
        """Return the lower end."""

    @property
    def high(self) -> int:
        """Return the upper end."""


KEPT_WORDS: dict[Kept, Words] = {
    Kept.KEPT: _("Kept"),
    Kept.PARTLY: _("Kept in part"),
    Kept.BROKEN: _("Broken"),
}
DECISION_WORDS: dict[Decision, Words] = {
    Decision.TURNED_DOWN_OVER: _("Turned down over it"),
    Decision.JOINED_FOR: _("Joined for it"),
}
TIER_WORDS: dict[Tier, Words] = {
    Tier.VERIFIED: _("Verified: with a mail that the lab signed"),
    Tier.DRAWN: _("Not verified"),
}
COLUMN_WORDS: dict[str, Words] = {
    **{str(code): words for code, words in CLASS_WORDS.items()},
    **{str(code): words for code, words in KEPT_WORDS.items()},
    **{str(code): words for code, words in DECISION_WORDS.items()},
}
COLUMN_COLOURS: dict[str, str] = {
    **{str(code): code.value for code in ResponseClass},
    Kept.KEPT: "yes",
    Kept.PARTLY: "open",
    Kept.BROKEN: "no",
    Decision.TURNED_DOWN_OVER: "no",
    Decision.JOINED_FOR: "yes",
}


def concentration_sentences(found: Concentration) -> list[str]:
    """Word how far the asks of a release concentrate; ranges are rounded outwards."""
    sentences = []
    if found.in_focus:
        share = found.in_focus
        words = {
            "value": round(100 * share.value),
            "low": math.floor(100 * share.low),
            "high": math.ceil(100 * share.high),
        }
        sentences.append(
            gettext("About %(value)s%% of what was raised was in focus (%(low)s to %(high)s%%).")
            % words
        )
    if found.effective:
        asks = found.effective
        words = {
            "value": round(asks.value),
            "low": math.floor(asks.low),
            "high": math.ceil(asks.high),
        }
        sentences.append(
            gettext(
                "It is as if everybody had chosen among %(value)s asks of equal weight "
                "(%(low)s to %(high)s)."
            )
            % words
        )
    if not sentences:
        sentences.append(gettext("Too few asks were raised to tell."))
    return sentences


def range_words(found: Ranged) -> str:
    """Word a range: `25 to 37`."""
    return gettext("%(low)s to %(high)s") % {"low": found.low, "high": found.high}

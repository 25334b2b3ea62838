"""The rules that hold for every lab, in words: each member of the closed lists is explained once."""

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from asks.kinds import Confidence, PositionStatus, Verified

POSITION_MEANS = MappingProxyType(
    {
        PositionStatus.IN_PLACE: _(
            "There is public evidence that the lab does what is asked. "
            "It says nothing about how well."
        ),
        PositionStatus.PARTIAL: _(
            "The lab does part of it, or does it in a weaker, narrower or unclear form."
        ),
        PositionStatus.COMMITTED: _(
            "The lab promised it or signed up to it in public. Delivery has not been seen yet."
        ),
        PositionStatus.NOT_PUBLIC: _(
            "Somebody looked on the day shown and found nothing. It may still exist in private."
        ),
        PositionStatus.DECLINED: _("The lab, or somebody who leads it, said no in public."),
        PositionStatus.REVERSED: _(
            "The lab withdrew or weakened something it had promised or done in public."
        ),
    }
)
VERIFIED_MEANS = MappingProxyType(
    {
        Verified.PRIMARY: _(
            "The fact stands in a document of the organisation that acted, and that document, or a "
            "faithful copy or agreeing accounts of it, was compared with what we say."
        ),
        Verified.PRESS: _("The fact stands in an article of a large newspaper or agency."),
        Verified.SECONDARY: _(
            "Only somebody else tells it. The sentence then names who, and the link leads there."
        ),
        Verified.UNVERIFIED: _(
            "Nobody has compared it with a source. It is not shown on any page."
        ),
    }
)
STRENGTH_MEANS = MappingProxyType(
    {
        Confidence.HIGH: _("The original document says it, or several sources agree."),
        Confidence.MEDIUM: _("One good source says it."),
        Confidence.LOW: _("The evidence is indirect or small."),
    }
)

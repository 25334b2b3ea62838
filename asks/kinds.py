"""The catalogue's closed lists, each with the words a page uses for it."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class PositionStatus(TextChoices):
    """What a lab publicly does about an ask; the order is the order of chips on every page."""

    IN_PLACE = "in_place", _("In place")
    PARTIAL = "partial", _("Partly in place")
    COMMITTED = "committed", _("Promised")
    NOT_PUBLIC = "not_public", _("Nothing public")
    DECLINED = "declined", _("Declined")
    REVERSED = "reversed", _("Reversed")


class Effort(IntegerChoices):
    """How much an ask costs the lab. Numbers, so that a list can be ordered by them."""

    LOW = 1, _("Low effort")
    MEDIUM = 2, _("Medium effort")
    HIGH = 3, _("High effort")


class Verified(TextChoices):
    """How close the fact check came to the original document."""

    PRIMARY = "primary", _("the organisation's own document")
    PRESS = "press", _("a major outlet")
    SECONDARY = "secondary", _("someone else's account")
    UNVERIFIED = "unverified", _("not checked")


class Confidence(TextChoices):
    """How well a position is supported; the words stand in the evidence line."""

    HIGH = "high", _("evidence strong")
    MEDIUM = "medium", _("evidence fair")
    LOW = "low", _("evidence thin")


class SurveyMatch(TextChoices):
    """Whether the surveyed statement is the ask itself or only related to it."""

    DIRECT = "direct", _("the same question")
    PARTIAL = "partial", _("a related question")


class Outcome(TextChoices):
    """How a precedent ended."""

    GOOD = "good", _("it held")
    BAD = "bad", _("it did not hold")


class Origin(TextChoices):
    """Who wrote a text: the loader may replace its own, never a curator's."""

    SHIPPED = "shipped", _("shipped catalogue")
    CURATOR = "curator", _("curator")


class Order(TextChoices):
    """In which order the list of asks comes."""

    FOCUS = "focus", _("Focus, then topic")
    EFFORT = "effort", _("Least effort first")
    LABS = "labs", _("Most labs have it")
    TITLE = "title", _("A to Z")
    MATCH = "match", _("Best match")

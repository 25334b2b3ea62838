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


class ProposalKind(TextChoices):
    """What a visitor suggests."""

    NEW_ASK = "new_ask", _("a new ask")
    SOURCE = "source", _("a source")
    CORRECTION = "correction", _("a correction to what we say of a lab")
    WORDING = "wording", _("better wording")


class ProposalState(TextChoices):
    """The way of a proposal; the last three are decisions with a public reason."""

    NEW = "new", _("waiting")
    CLAIMED = "claimed", _("being looked at")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    DUPLICATE = "duplicate", _("already in the catalogue")


class MotionKind(TextChoices):
    """Changes that one curator alone may not make."""

    MERGE = "merge", _("merge two asks")
    RETIRE = "retire", _("retire an ask")
    POSITION = "position", _("change a lab's position")


class MotionState(TextChoices):
    """The way of such a change."""

    WAITING = "waiting", _("waits for a second curator")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    UNDONE = "undone", _("undone")


class Stance(TextChoices):
    """What a lab itself says about an ask."""

    ADOPTED = "adopted", _("adopted")
    PARTLY = "partly", _("adopted in part")
    PLANNED = "planned", _("planned by a date")
    CONSIDERING = "considering", _("being considered")
    NOT_PLANNED = "not_planned", _("not planned")
    DISPUTED = "disputed", _("disputes the wording")


class Proof(TextChoices):
    """How somebody showed to speak for a lab, beside a curator's own check."""

    WELL_KNOWN = "well_known", _("a token at a well-known path of the lab's domain")
    DNS = "dns", _("a token in the lab's DNS text")

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


class CaseOutcome(TextChoices):
    """What came of asking a company to change; the order is the order of the guide."""

    CHANGED = "changed", _("The company changed")
    PARTLY = "partly_changed", _("The company changed in part")
    UNDONE = "changed_then_undone", _("The company changed, and part of it was undone later")
    NOT_CHANGED = "not_changed", _("The company did not change")


class Origin(TextChoices):
    """Who wrote a text: the loader may replace its own, never a curator's."""

    SHIPPED = "shipped", _("shipped catalogue")
    CURATOR = "curator", _("curator")


class Order(TextChoices):
    """In which order the list of asks comes."""

    FOCUS = "focus", _("Focus, then topic")
    EFFORT = "effort", _("Least effort first")
    LABS = "labs", _("Most labs have it")
    SUPPORT = "support", _("Most agreement in surveys")
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


class MailBasis(TextChoices):
    """What ties a mail domain to a lab."""

    RECRUITING = "recruiting", _("the lab says that its recruiters write from it")
    WEBSITE = "website", _("it is the lab’s own; nothing public says that recruiters use it")


class MailWithheld(TextChoices):
    """Why signatures of a lab's mail domain are not taken."""

    CUSTOMERS = (
        "customers",
        _("for it writes to customers from there too, and a receipt would do."),
    )


class Deed(TextChoices):
    """What curators do, in the words of their log. The log is public and names nobody."""

    CLAIM = "claim", _("took up a proposal")
    ACCEPT = "accept", _("accepted a proposal")
    DECLINE = "decline", _("declined a proposal")
    DUPLICATE = "duplicate", _("found a proposal to be in the catalogue already")
    PROPOSE_MERGE = "propose_merge", _("moved to merge two asks")
    PROPOSE_RETIRE = "propose_retire", _("moved to retire an ask")
    PROPOSE_POSITION = "propose_position", _("moved to change a lab’s position")
    MERGE = "merge", _("seconded a merge")
    RETIRE = "retire", _("seconded a retirement")
    POSITION = "position", _("seconded a changed position")
    REFUSE = "refuse", _("refused a motion")
    WITHDRAW = "withdraw", _("took a motion back")
    UNDO = "undo", _("undid a motion")
    CONFIRM = "confirm", _("checked a position: it still holds")
    EDIT_TEXT = "edit_text", _("gave an ask new words")
    EDIT_LAB = "edit_lab", _("changed the description of a lab")
    VOUCH = "vouch", _("vouched for who speaks for a lab")
    DISMISS = "dismiss", _("dismissed who claimed to speak for a lab")
    CONTEST = "contest", _("contested a lab’s own answer")
    SETTLE = "settle", _("took back a doubt about a lab’s own answer")
    PIN = "pin", _("pinned an ask to a focus list")
    BAR = "bar", _("barred an ask from a focus list")
    END_RULING = "end_ruling", _("ended a ruling on a focus list")


class FocusReason(TextChoices):
    """What put an ask into the focus list."""

    SCORE = "score", _("by its score")
    HELD = "held", _("kept, so that people can concentrate")
    PINNED = "pinned", _("chosen by a curator")


class RulingKind(TextChoices):
    """What a curator may rule about an ask and the focus list."""

    PIN = "pin", _("must be in focus")
    BAR = "bar", _("must not be in focus")

"""The closed lists of the domain. Words for people live with the templates, not here."""

from __future__ import annotations

from enum import StrEnum


class ResponseClass(StrEnum):
    """What is published of a response; the only part of it that leaves the device."""

    YES = "yes"
    OPEN = "open"
    NO = "no"


class Response(StrEnum):
    """What a lab said to one raised ask, as the form offers it."""

    AGREED = "agreed"
    AGREED_PARTLY = "agreed_partly"
    ALREADY_DO = "already_do"
    CONSIDERING = "considering"
    ASKED_BACK = "asked_back"
    PASSED_ON = "passed_on"
    NO_ANSWER_YET = "no_answer_yet"
    ACKNOWLEDGED = "acknowledged"
    NO_ANSWER = "no_answer"
    DECLINED_REASON = "declined_reason"
    DECLINED = "declined"
    DISCOURAGED = "discouraged"
    OFFER_AFFECTED = "offer_affected"

    @property
    def response_class(self) -> ResponseClass | None:
        """The published class, or None for the one response that is never sent or stored."""
        return _CLASS_OF[self]


_CLASS_OF: dict[Response, ResponseClass | None] = {
    Response.AGREED: ResponseClass.YES,
    Response.AGREED_PARTLY: ResponseClass.YES,
    Response.ALREADY_DO: ResponseClass.YES,
    Response.CONSIDERING: ResponseClass.OPEN,
    Response.ASKED_BACK: ResponseClass.OPEN,
    Response.PASSED_ON: ResponseClass.OPEN,
    Response.NO_ANSWER_YET: ResponseClass.OPEN,
    Response.ACKNOWLEDGED: ResponseClass.OPEN,
    Response.NO_ANSWER: ResponseClass.OPEN,
    Response.DECLINED_REASON: ResponseClass.NO,
    Response.DECLINED: ResponseClass.NO,
    Response.DISCOURAGED: ResponseClass.NO,
    # A changed offer is rare enough to point at one person: it leads to the help page instead.
    Response.OFFER_AFFECTED: None,
}


class Decision(StrEnum):
    """What the one deciding ask of a conversation decided."""

    TURNED_DOWN_OVER = "turned_down_over"
    JOINED_FOR = "joined_for"


class Kept(StrEnum):
    """What became of an ask that a lab said yes to: what an entry about delivery says of it."""

    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"


class Kind(StrEnum):
    """What a credential pays for."""

    CONVERSATION = "conversation"
    DELIVERY = "delivery"


class Tier(StrEnum):
    """How a credential was come by: drawn with a sheet, or exchanged for a lab's signed mail."""

    DRAWN = "drawn"
    VERIFIED = "verified"


class Custody(StrEnum):
    """Who holds the private half of a window's sealing key."""

    LOCAL = "local"
    CUSTODIANS = "custodians"


class WindowState(StrEnum):
    """The life of a window; it only ever moves down this list."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"


class Query(StrEnum):
    """The questions a release answers about a table; which of them, its kind says."""

    RESPONSES = "responses"
    DECIDED = "decided"
    ENTRIES = "entries"

"""A lab's position that a curator changed: dated, with its source, and with the former state in the history."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from asks.errors import PositionIncomplete, PositionMoved, PositionUnchanged
from asks.kinds import Confidence, Deed, Origin, PositionStatus, Verified
from asks.models import Ask, Lab, Position
from asks.services.log_curation import log_curation
from asks.services.merge_asks import former_state
from asks.wording import parse_partial_date

if TYPE_CHECKING:
    from leverage.models import User

_STATED = ("status", "since", "fact", "publisher", "url")


@dataclass(frozen=True)
class NewPosition:
    """What a lab does about an ask from now on, with its evidence."""

    status: PositionStatus
    since: str
    """YYYY, YYYY-MM or YYYY-MM-DD: the date of the source."""
    fact: str
    publisher: str
    url: str
    verified: Verified
    confidence: Confidence

    def check(self) -> None:
        """Raise PositionIncomplete without fact, date, source or publisher; NotAPartialDate for no date."""
        if not all((self.since, self.fact, self.publisher, self.url)):
            raise PositionIncomplete
        parse_partial_date(self.since)


def stated(lab: Lab, ask: Ask) -> dict[str, Any] | None:
    """Return what stands now in plain values, so that a motion can tell whether it still does."""
    position = Position.objects.filter(lab=lab, ask=ask).first()
    return None if position is None else {name: str(getattr(position, name)) for name in _STATED}


def position_in_words(lab: Lab, ask: Ask, new: NewPosition) -> dict[str, Any]:
    """Return the payload of a motion. Raises PositionIncomplete, NotAPartialDate, PositionUnchanged."""
    new.check()
    seen, wanted = stated(lab, ask), asdict(new)
    if seen is not None and all(seen[name] == str(wanted[name]) for name in _STATED):
        raise PositionUnchanged
    return {"lab": lab.slug, "ask": ask.slug, "new": wanted, "seen": seen}


def change_position(payload: dict[str, Any], lab: Lab, ask: Ask, today: datetime.date) -> Position:
    """Carry out a motion for a changed position; `ask` is locked. Raises PositionMoved."""
    if stated(lab, ask) != payload["seen"]:
        raise PositionMoved
    position = Position.objects.select_for_update(of=("self",)).filter(lab=lab, ask=ask).first()
    if position is None:
        position = Position(lab=lab, ask=ask)
    else:
        former_state(position, position).save(force_insert=True)
    for name, value in payload["new"].items():
        setattr(position, name, value)
    # The curator read the page; what was withheld before is replaced by what stands there now.
    # Praise was written for the former fact; it must not outlive it.
    position.credit = ""
    position.read_via_summary, position.shown, position.withheld = False, True, ""
    position.checked, position.origin = today, Origin.CURATOR
    position.save()
    return position


@transaction.atomic
def confirm_position(curator: User, position_id: int, today: datetime.date) -> Position:
    """Note that a curator looked and the position still holds. Nothing that it says is changed."""
    rows = Position.objects.select_for_update(of=("self",)).select_related("lab", "ask")
    position = rows.get(pk=position_id)
    position.checked = today
    position.save(update_fields=["checked"])
    subject = f"{position.lab.slug} / {position.ask.slug}"
    log_curation(curator, Deed.CONFIRM, subject, "", today)
    return position

"""What curators rule about the focus lists. A ruling shows at once, with its reason, to everybody.

One curator may rule alone, as for words and evidence: any other can end it the same day, and both stand in the public
log. What needs two is what makes a page of the catalogue say something else.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from asks.errors import AskNotCurrent, NoRoomForPin, PinInPlace, RulingEnded, RulingHolds
from asks.kinds import Deed, PositionStatus, RulingKind
from asks.models import Ask, FocusRuling, Lab, Position
from asks.services.log_curation import log_curation, public_reason
from outcomes.focus import lock_asks, recompute_for_ruling
from outcomes.statistics.focus_lists import LAB_SIZE, OVERALL_SIZE

if TYPE_CHECKING:
    from leverage.models import User

_DEEDS = {RulingKind.PIN: Deed.PIN, RulingKind.BAR: Deed.BAR}


@transaction.atomic
def rule_on_focus(
    curator: User, slug: str, lab: Lab | None, kind: RulingKind, reason: str, today: dt.date
) -> FocusRuling:
    """Pin an ask to one list, or bar it from that list; without a lab, the overall one.

    Raises ReasonIsEmpty, AskNotCurrent, RulingHolds, and for a pin NoRoomForPin and PinInPlace; then nothing changes.
    """
    words = public_reason(reason)
    # Of two rulings at once the second one sees the first.
    lock_asks()
    ask = Ask.objects.current().filter(slug=slug).first()
    if ask is None:
        raise AskNotCurrent
    if kind is RulingKind.PIN:
        _require_effect(ask, lab)
    try:
        with transaction.atomic():
            ruling = FocusRuling.objects.create(
                ask=ask, lab=lab, ruling=kind, reason=words, decided_on=today
            )
    except IntegrityError as error:
        raise RulingHolds from error
    log_curation(curator, _DEEDS[kind], _subject(slug, lab), words, today)
    recompute_for_ruling()
    return ruling


@transaction.atomic
def end_ruling(curator: User, ruling_id: int, reason: str, today: dt.date) -> FocusRuling:
    """End a ruling; an ask that was pinned stays for its two windows, like any other.

    Raises ReasonIsEmpty, RulingEnded, or FocusRuling.DoesNotExist.
    """
    words = public_reason(reason)
    # Asks before rulings, as merges and runs lock them.
    lock_asks()
    rows = FocusRuling.objects.select_related("ask", "lab").select_for_update(of=("self",))
    ruling: FocusRuling = rows.get(pk=ruling_id)
    if ruling.ended_on is not None:
        raise RulingEnded
    ruling.ended_on = today
    ruling.save(update_fields=["ended_on"])
    log_curation(curator, Deed.END_RULING, _subject(ruling.ask.slug, ruling.lab), words, today)
    recompute_for_ruling()
    return ruling


def _require_effect(ask: Ask, lab: Lab | None) -> None:
    """Raise NoRoomForPin or PinInPlace for a pin that would change nothing."""
    pins = FocusRuling.objects.in_force().filter(ruling=RulingKind.PIN, lab=lab)
    # One about this very ask is no lack of room: it holds already.
    others = pins.filter(ask__retired=False).exclude(ask=ask).count()
    if others >= (OVERALL_SIZE if lab is None else LAB_SIZE):
        raise NoRoomForPin
    done = Position.objects.published().filter(ask=ask, status=PositionStatus.IN_PLACE)
    if lab is not None and done.filter(lab=lab).exists():
        raise PinInPlace
    if lab is None and 0 < Lab.objects.count() <= done.count():
        raise PinInPlace


def _subject(slug: str, lab: Lab | None) -> str:
    """Name what a ruling is about, as the log does: "lab / ask", or the ask alone."""
    return f"{lab.slug} / {slug}" if lab else slug

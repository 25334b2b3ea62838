"""Motions: what one curator proposes and another carries out, refuses or undoes."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q

from asks.errors import (
    MotionDecided,
    MotionWaits,
    NothingToUndo,
    SameCurator,
    UndoTooLate,
)
from asks.kinds import Deed, MotionKind, MotionState
from asks.models import Ask, Lab, Motion
from asks.services.change_position import NewPosition, change_position, position_in_words
from asks.services.log_curation import log_curation, public_reason
from asks.services.merge_asks import current_asks, merge_asks
from asks.services.retire_ask import retire_ask
from asks.services.row_journal import Line, play_back
from asks.services.search_index import refresh_search

if TYPE_CHECKING:
    from leverage.models import User

UNDO_DAYS: Final = 30
# Each release computes it anew, so an undo does not insist on it.
_RECOMPUTED: Final = frozenset({"asks.FocusEntry"})
_SECONDED: Final = {
    MotionKind.MERGE: Deed.MERGE,
    MotionKind.RETIRE: Deed.RETIRE,
    MotionKind.POSITION: Deed.POSITION,
}


@transaction.atomic
def propose_merge(
    curator: User, merged: str, target: str, reason: str, today: datetime.date
) -> Motion:
    """Move that the ask `merged` be merged into `target`, both named by slug.

    Raises ReasonIsEmpty, SameAsk, AskNotCurrent, MotionWaits.
    """
    current_asks(merged, target)
    payload = {"ask": merged, "target": target}
    return _propose(curator, MotionKind.MERGE, Deed.PROPOSE_MERGE, payload, reason, today)


@transaction.atomic
def propose_retirement(
    curator: User, slug: str, successor: str, reason: str, today: datetime.date
) -> Motion:
    """Move that an ask be retired; `successor` is the slug of the ask to look at instead, or empty.

    Raises ReasonIsEmpty, SameAsk, AskNotCurrent, MotionWaits.
    """
    current_asks(*filter(None, (slug, successor)))
    payload = {"ask": slug, "successor": successor}
    return _propose(curator, MotionKind.RETIRE, Deed.PROPOSE_RETIRE, payload, reason, today)


@transaction.atomic
def propose_position(
    curator: User, lab: Lab, slug: str, new: NewPosition, reason: str, today: datetime.date
) -> Motion:
    """Move that a lab's position on an ask be changed.

    Raises ReasonIsEmpty, AskNotCurrent, PositionIncomplete, NotAPartialDate, PositionUnchanged, MotionWaits.
    """
    [ask] = current_asks(slug)
    payload = position_in_words(lab, ask, new)
    return _propose(curator, MotionKind.POSITION, Deed.PROPOSE_POSITION, payload, reason, today)


@transaction.atomic
def second_motion(curator: User, motion_id: uuid.UUID, today: datetime.date) -> Motion:
    """Carry out what another curator proposed.

    Raises MotionDecided, SameCurator, and what makes the change itself impossible by now: SameAsk,
    AskNotCurrent, PositionMoved. Nothing is changed then.
    """
    motion = _waiting(motion_id)
    if motion.proposed_by_id in (curator.pk, None):
        # Without its proposer there would be one curator only.
        raise SameCurator
    motion.undo = _carry_out(motion, today)
    _decide(motion, curator, MotionState.DONE, today)
    kind = MotionKind(motion.kind)
    log_curation(curator, _SECONDED[kind], motion_subject(motion), motion.reason, today)
    return motion


@transaction.atomic
def refuse_motion(curator: User, motion_id: uuid.UUID, reason: str, today: datetime.date) -> Motion:
    """Refuse a motion, or take back one's own. Raises MotionDecided, ReasonIsEmpty."""
    motion, words = _waiting(motion_id), public_reason(reason)
    _decide(motion, curator, MotionState.REFUSED, today)
    deed = Deed.WITHDRAW if motion.proposed_by_id == curator.pk else Deed.REFUSE
    log_curation(curator, deed, motion_subject(motion), words, today)
    return motion


@transaction.atomic
def undo_motion(curator: User, motion_id: uuid.UUID, reason: str, today: datetime.date) -> Motion:
    """Put every row back as it was before a merge or a retirement.

    One curator may do so: it brings back what stood before. Raises ReasonIsEmpty, NothingToUndo,
    UndoTooLate, and ChangedSince when a row was changed afterwards.
    """
    words = public_reason(reason)
    motion = Motion.objects.select_for_update(of=("self",)).get(pk=motion_id)
    if motion.state != MotionState.DONE or motion.undo is None or motion.decided_on is None:
        raise NothingToUndo
    if (today - motion.decided_on).days > UNDO_DAYS:
        raise UndoTooLate
    play_back(motion.undo, recomputed=_RECOMPUTED)
    refresh_search(Ask.objects.filter(slug__in=_named(motion)))
    motion.state, motion.undo = MotionState.UNDONE, None
    motion.save(update_fields=["state", "undo"])
    log_curation(curator, Deed.UNDO, motion_subject(motion), words, today)
    return motion


def motion_subject(motion: Motion) -> str:
    """Return what a motion is about, by slugs: "one-ask → other-ask", "lab / ask"."""
    payload = motion.payload
    if motion.kind == MotionKind.POSITION:
        return f"{payload['lab']} / {payload['ask']}"
    other = payload.get("target") or payload.get("successor")
    return f"{payload['ask']} → {other}" if other else str(payload["ask"])


def _propose(
    curator: User,
    kind: MotionKind,
    deed: Deed,
    payload: dict[str, Any],
    reason: str,
    today: datetime.date,
) -> Motion:
    words = public_reason(reason)
    motion = Motion(kind=kind, payload=payload, reason=words, proposed_on=today)
    _refuse_second_of_its_kind(motion)
    motion.proposed_by = curator
    motion.save(force_insert=True)
    log_curation(curator, deed, motion_subject(motion), words, today)
    return motion


def _refuse_second_of_its_kind(motion: Motion) -> None:
    """Raise MotionWaits where a waiting motion would pull the ground from under this one."""
    about = Q()
    for slug in _named(motion):
        about |= Q(payload__ask=slug) | Q(payload__target=slug) | Q(payload__successor=slug)
    waiting = Motion.objects.filter(about, state=MotionState.WAITING)
    if motion.kind == MotionKind.POSITION:
        # Labs are independent of each other, and so are a position and the words of its ask.
        waiting = waiting.filter(kind=MotionKind.POSITION, payload__lab=motion.payload["lab"])
    else:
        waiting = waiting.exclude(kind=MotionKind.POSITION)
    if waiting.exists():
        raise MotionWaits


def _named(motion: Motion) -> list[str]:
    names = ("ask", "target", "successor")
    return [motion.payload[name] for name in names if motion.payload.get(name)]


def _waiting(motion_id: uuid.UUID) -> Motion:
    """Return a locked motion. Raises MotionDecided, or Motion.DoesNotExist."""
    motion = Motion.objects.select_for_update(of=("self",)).get(pk=motion_id)
    if motion.state != MotionState.WAITING:
        raise MotionDecided
    return motion


def _decide(motion: Motion, curator: User, state: MotionState, today: datetime.date) -> None:
    motion.state, motion.decided_by, motion.decided_on = state, curator, today
    motion.save(update_fields=["state", "decided_by", "decided_on", "undo"])


def _carry_out(motion: Motion, today: datetime.date) -> list[Line] | None:
    """Do what a motion says; return what an undo needs, or None where another motion changes it back."""
    asks = current_asks(*_named(motion))
    if motion.kind == MotionKind.MERGE:
        return merge_asks(motion, asks[0], asks[1], today)
    if motion.kind == MotionKind.RETIRE:
        return retire_ask(motion, asks[0], asks[1] if len(asks) > 1 else None, today)
    lab = Lab.objects.get(slug=motion.payload["lab"])
    change_position(motion.payload, lab, asks[0], today)
    return None

"""What curators see: what waits, what is due, what can still be undone, what was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Lower

from asks.kinds import Deed, MotionState
from asks.models import Ask, CurationAction, Lab, Motion, Position, Proposal
from asks.services.motions import UNDO_DAYS

DUE_SHOWN = 30
LOG_SHOWN = 20
LOG_PUBLIC = 200
_NAMED = ("ask", "target", "successor", "lab")


@dataclass(frozen=True)
class Done:
    """One line of the curators' log, without the name of who did it."""

    day: dt.date
    words: str
    subject: str
    note: str


@dataclass(frozen=True)
class MotionLine:
    """A motion and what it is about, by the names that stand on pages now."""

    motion: Motion
    subject: str


def proposals_waiting() -> QuerySet[Proposal]:
    """Return the queue: oldest month first, and within a month in no order that tells of arrival."""
    waiting = Proposal.objects.undecided().select_related("ask__text", "lab")
    return waiting.order_by("received_month", "pk")


def motions_waiting() -> list[MotionLine]:
    """Return the motions that wait for a second curator, oldest first."""
    return _lines(Motion.objects.filter(state=MotionState.WAITING).order_by("proposed_on"))


def motions_to_undo(today: dt.date) -> list[MotionLine]:
    """Return what was carried out so lately that it can be undone, newest first."""
    since = today - dt.timedelta(days=UNDO_DAYS)
    done = Motion.objects.filter(state=MotionState.DONE, undo__isnull=False, decided_on__gte=since)
    return _lines(done.order_by("-decided_on"))


def positions_due(today: dt.date) -> tuple[list[Position], int]:
    """Return the positions that have waited longest for a check, and how many there are in all."""
    due = Position.objects.positions_due_for_check(today)
    return list(due.select_related("lab", "ask__text")[:DUE_SHOWN]), due.count()


def log_of_curation(most: int) -> list[Done]:
    """Return the newest acts of curators."""
    labels = dict(Deed.choices)
    actions = CurationAction.objects.values_list("done_on", "action", "subject", "note")[:most]
    return [
        Done(day, str(labels.get(action, action)), subject, note)
        for day, action, subject, note in actions
    ]


def current_titles() -> list[tuple[str, str]]:
    """Return slug and title of every ask that can be raised now, by title."""
    asks = Ask.objects.current().order_by(Lower("text__title"))
    return list(asks.values_list("slug", "text__title"))


def _lines(motions: QuerySet[Motion]) -> list[MotionLine]:
    found = list(motions.defer("undo"))
    named = {motion.payload.get(part) for motion in found for part in _NAMED}
    names = dict(Ask.objects.filter(slug__in=named).values_list("slug", "text__title"))
    labs = dict(Lab.objects.filter(slug__in=named).values_list("slug", "name")) if found else {}
    return [MotionLine(motion, _subject(motion.payload, names, labs)) for motion in found]


def _subject(payload: dict[str, str], names: dict[str, str], labs: dict[str, str]) -> str:
    ask = names.get(payload["ask"]) or payload["ask"]
    lab = payload.get("lab")
    other = payload.get("target") or payload.get("successor")
    if lab:
        return f"{labs.get(lab, lab)}: {ask}"
    return f"{ask} → {names.get(other) or other}" if other else ask

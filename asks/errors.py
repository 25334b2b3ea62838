"""Named errors of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a catalogue file: where it is, what is wrong and what to do."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class CatalogueInvalid(Exception):
    """The catalogue files break their rules; `errors` holds every problem, by file and line."""

    def __init__(self, errors: Sequence[Problem]) -> None:
        self.errors = sorted(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class NotAPartialDate(ValueError):
    """A text is not YYYY, YYYY-MM or YYYY-MM-DD, or names a day that no calendar has."""


class UnknownTextField(Exception):
    """A change names something that is not part of an ask's text."""


class CurationRefused(Exception):
    """A curator's act that the rules do not allow; nothing was changed. Pages have words for each kind."""


class ReasonIsEmpty(CurationRefused):
    """Every decision of a curator has a reason that can be published."""


class ProposalDecided(CurationRefused):
    """The proposal has its decision."""


class ProposalNotClaimed(CurationRefused):
    """Only who took a proposal up may decide it."""


class ProposalClaimed(CurationRefused):
    """Another curator took the proposal up."""


class TwinMissing(CurationRefused):
    """A duplicate needs the ask that says the same."""


class SameCurator(CurationRefused):
    """Nobody seconds a motion of their own."""


class MotionDecided(CurationRefused):
    """The motion does not wait any more."""


class MotionWaits(CurationRefused):
    """Another motion about the same ask waits already."""


class AskNotCurrent(CurationRefused):
    """The ask is retired, or has no text yet."""


class SameAsk(CurationRefused):
    """An ask cannot be merged into itself, nor be its own successor."""


class PositionIncomplete(CurationRefused):
    """A changed position needs a date, a source and a publisher."""


class PositionUnchanged(CurationRefused):
    """The new position is the one that stands."""


class PositionMoved(CurationRefused):
    """The position is not the one any more that the motion was about."""


class NothingToUndo(CurationRefused):
    """Only a merge or a retirement that was carried out can be undone."""


class UndoTooLate(CurationRefused):
    """The time in which an undo is possible is over."""


class RulingHolds(CurationRefused):
    """A ruling about this ask and this list is in force already."""


class RulingEnded(CurationRefused):
    """The ruling is not in force any more."""


class NoRoomForPin(CurationRefused):
    """As many asks are pinned as the list has places."""


class PinInPlace(CurationRefused):
    """What is in place already is not asked for, pinned or not."""


class ChangedSince(CurationRefused):
    """Something that a motion touched was changed afterwards, so an undo would not be exact."""

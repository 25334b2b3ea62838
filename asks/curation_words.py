"""In words: why an act of a curator was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from asks import errors

# Matched on type, the nearest one first.
REFUSALS = {
    errors.ReasonIsEmpty: _("Write the reason: it is published with the decision."),
    errors.ProposalDecided: _("This proposal was decided meanwhile. Nothing was changed."),
    errors.ProposalNotClaimed: _(
        "Take the proposal up first, so that nobody else decides it at once."
    ),
    errors.ProposalClaimed: _("Another curator took this proposal up. Nothing was changed."),
    errors.TwinMissing: _("Choose the ask that says it already."),
    errors.SameCurator: _(
        "A motion needs two different curators. You proposed this one, so another one must second it."
    ),
    errors.MotionDecided: _("This motion was decided meanwhile. Nothing was changed."),
    errors.MotionWaits: _(
        "Another motion about the same thing waits already. Decide that one first."
    ),
    errors.AskNotCurrent: _("One of the asks is retired by now. Nothing was changed."),
    errors.SameAsk: _("Choose two different asks."),
    errors.PositionIncomplete: _("A position needs a fact, a date, a source and a publisher."),
    errors.PositionUnchanged: _(
        "This is what stands there now. To note that it still holds, confirm it."
    ),
    errors.PositionMoved: _(
        "The position was changed after this was proposed. Refuse the motion and propose it anew."
    ),
    errors.NothingToUndo: _(
        "There is nothing to undo: it was not carried out, or is undone already."
    ),
    errors.UndoTooLate: _("More than 30 days have passed, so an undo is no longer possible."),
    errors.RulingHolds: _(
        "A ruling about this ask and this list is in force already. End that one first."
    ),
    errors.RulingEnded: _("This ruling was ended meanwhile. Nothing was changed."),
    errors.NoRoomForPin: _(
        "As many asks are pinned as this list has places. End one of these rulings first."
    ),
    errors.PinInPlace: _(
        "This ask is in place already, so a pin would have no effect. Nothing was changed."
    ),
    errors.ChangedSince: _(
        "Something that this motion touched was changed afterwards, so an undo would not be exact. "
        "Nothing was changed. Undo the later change first."
    ),
}


def refusal_in_words(refused: errors.CurationRefused) -> str:
    """Return what a page says of a refusal."""
    return str(REFUSALS[type(refused)])

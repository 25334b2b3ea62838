"""Refusals, each a small name. Callers match on the type; pages find the words in `outcomes.words`."""

from __future__ import annotations


class Refusal(Exception):
    """Something that was asked for and is not done. Nothing was changed."""


class WindowUnknown(Refusal):
    """No window has this name."""


class WindowNotOpen(Refusal):
    """The window has not opened yet, or is over."""


class WrongWindowState(Refusal):
    """The window is not in the state that this step starts from."""


class TooManyTables(Refusal):
    """More labs were named than a window may have tables of their own."""


class SheetIncomplete(Refusal):
    """A draw must hold one blinded message for every table, no fewer and no more."""


class SheetMalformed(Refusal):
    """A blinded message is no number that the key of its slot can sign."""


class SheetAlreadyDrawn(Refusal):
    """This account drew other credentials in this window before."""


class CredentialRefused(Refusal):
    """The credential was not made for this place, or not by us."""


class CredentialForOtherPlace(CredentialRefused):
    """A credential of another table, kind, tier or window."""


class CredentialForged(CredentialRefused):
    """The signature does not fit."""


class CredentialAlreadyUsed(Refusal):
    """The credential paid for another conversation before."""


class NotExchangeable(Refusal):
    """The table has no verified credentials, or this credential is not one that was drawn."""


class SealedWrongSize(Refusal):
    """Sealed bytes always have one size."""


class NothingOpen(Refusal):
    """Nothing is open under these receipt words: never issued, withdrawn or closed alike."""


class KeysMissing(Refusal):
    """The key store does not hold what this step needs."""


class WrongSealingKey(Refusal):
    """The private key is not the one whose public half the window showed."""


class ParametersChanged(Refusal):
    """The window is no longer what its published key set says it is."""


class BudgetSpent(Refusal):
    """The ledger was charged for this window before; noise is never drawn a second time."""


class CustodyNotOffered(Refusal):
    """No custodian was handed the key yet, and it may not lie here instead."""


class KeysMadeAlready(Refusal):
    """The window has keys; they are made once, and its parameters stand from then on."""


class NotItsDay(Refusal):
    """The day on which the window opens, or after which it closes, has not come."""


class BadWindowName(Refusal):
    """A window's name is at most sixteen letters, digits and hyphens, and none that is kept for trials."""


class NotWholeMonths(Refusal):
    """A window runs from the first day of a month to the last day of one."""


class WindowIsPast(Refusal):
    """The window would be over before it could open."""


class WindowsOverlap(Refusal):
    """Another window runs in these months: a conversation belongs to one."""


class LabUnknown(Refusal):
    """The catalogue has no lab of this name."""


class NothingToDeliver(Refusal):
    """No window came before, so no answer of a lab can have been kept or broken."""


class SheetInReach(Refusal):
    """The file of a printed key exists already, or would lie where this server keeps what is its own."""


class RehearsalUnderWay(Refusal):
    """Another process is rehearsing a release right now."""


class ReleaseNotDue(Refusal):
    """The window is not over yet by the database's clock."""


class ReleaseUnderWay(Refusal):
    """Another process is releasing a window right now."""


class RewriteUnderWay(Refusal):
    """Another process is rewriting rows right now."""


class DemonstrationRefused(Refusal):
    """Invented numbers are never made on a production site."""

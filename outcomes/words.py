"""What the closed lists and refusals of `outcomes` are called on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from outcomes import errors
from outcomes.crypto.credential_lines import CredentialProblem
from outcomes.kinds import Decision, Kept, Kind, Response, ResponseClass

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"

# The name under which a window's public parameters keep the table of labs without one of their own.
OTHER_LAB = gettext_noop("Any other lab")
# Nobody is called so, and a demonstration says it in every language.
INVENTED_NAMES = (
    gettext_noop("Example Lab (invented)"),
    gettext_noop("Specimen Systems (invented)"),
    gettext_noop("Placeholder Research (invented)"),
)

CLASS_WORDS: dict[ResponseClass, Words] = {
    ResponseClass.YES: _("Yes"),
    ResponseClass.OPEN: _("Open"),
    ResponseClass.NO: _("No"),
}

RESPONSE_WORDS: dict[Response, Words] = {
    Response.AGREED: _("They agreed to it"),
    Response.AGREED_PARTLY: _("They agreed to part of it"),
    Response.ALREADY_DO: _("They said they already do this"),
    Response.CONSIDERING: _("They said they will consider it"),
    Response.ASKED_BACK: _("They asked me to explain more"),
    Response.PASSED_ON: _("They put me in touch with someone"),
    Response.NO_ANSWER_YET: _("They have not answered yet"),
    Response.ACKNOWLEDGED: _("They heard me and said no more"),
    Response.NO_ANSWER: _("They never answered"),
    Response.DECLINED_REASON: _("They said no and gave a reason"),
    Response.DECLINED: _("They said no"),
    Response.DISCOURAGED: _("They told me not to raise this"),
    Response.OFFER_AFFECTED: _("They changed or withdrew the offer"),
}

RESPONSE_GROUPS: tuple[tuple[Words, tuple[Response, ...]], ...] = (
    (_("They said yes"), (Response.AGREED, Response.AGREED_PARTLY, Response.ALREADY_DO)),
    (
        _("Still open"),
        (
            Response.CONSIDERING,
            Response.ASKED_BACK,
            Response.PASSED_ON,
            Response.NO_ANSWER_YET,
            Response.ACKNOWLEDGED,
            Response.NO_ANSWER,
        ),
    ),
    (
        _("They said no"),
        (Response.DECLINED_REASON, Response.DECLINED, Response.DISCOURAGED),
    ),
    (_("Something went wrong"), (Response.OFFER_AFFECTED,)),
)

DECISION_WORDS: dict[Decision, Words] = {
    Decision.TURNED_DOWN_OVER: _("I turned the offer down over"),
    Decision.JOINED_FOR: _("I am joining for"),
}

KEPT_WORDS: dict[Kept, Words] = {
    Kept.KEPT: _("They kept it"),
    Kept.PARTLY: _("They kept part of it"),
    Kept.BROKEN: _("They broke it"),
}

# What stands before a line that pays for saying what became of an ask; scripts fill it in too.
LINE_OF_DELIVERY = _("{lab}, kept or broken")

# For a line on the page of the other kind, by the kind that it has.
OTHER_KIND_WORDS: dict[Kind, Words] = {
    Kind.CONVERSATION: _(
        "This line is for a conversation. "
        "Paste the one that says kept or broken after the name of the lab."
    ),
    Kind.DELIVERY: _(
        "This line is for what became of an ask that a lab said yes to. "
        "Paste the one with the name of the lab alone before it."
    ),
}

CREDENTIAL_PROBLEM_WORDS: dict[CredentialProblem, Words] = {
    CredentialProblem.NOTHING_PASTED: _("Paste the line for this lab from the sheet you saved."),
    CredentialProblem.NO_TOKEN: _(
        "This is not a line from a sheet. A line holds a long run of letters that begins with lvg1."
    ),
    CredentialProblem.CUT_SHORT: _(
        "The line is cut short. Copy it again, from the name of the lab to the very end."
    ),
    CredentialProblem.DAMAGED: _("Some letters of the line are changed. Copy it again."),
    CredentialProblem.SEVERAL: _(
        "These are several lines. Paste only the one that begins with the name of this lab."
    ),
}

REFUSAL_WORDS: dict[type[errors.Refusal], Words] = {
    errors.WindowNotOpen: _("No window is open for logging just now. Nothing was stored."),
    errors.CredentialForOtherPlace: _(
        "This line belongs to another lab or another window. "
        "Paste the line that begins with the name of the lab you chose."
    ),
    errors.CredentialForged: _(
        "The signature on this line does not fit. Copy the line from your sheet again."
    ),
    errors.CredentialAlreadyUsed: _(
        "This line was used before, to log something or in exchange for a verified line. "
        "To change what you logged, use its eight receipt words."
    ),
    errors.NotExchangeable: _(
        "This line cannot be exchanged: it is verified already, or its lab has no mail domain "
        "that we take. You can log with it as it is."
    ),
    errors.NothingOpen: _("Nothing is open under these words."),
    errors.SheetAlreadyDrawn: _(
        "This account drew its sheet before, in another tab, browser or visit. "
        "A sheet is drawn once in each window, so no other one was made."
    ),
    errors.SheetIncomplete: _(
        "A draw holds one message for each line of the sheet, no fewer and no more. "
        "Nothing was drawn."
    ),
    errors.SheetMalformed: _("One of the messages cannot be signed. Nothing was done."),
    errors.SealedWrongSize: _("Sealed bytes have one size always. Nothing was stored."),
    errors.KeysMissing: _(
        "Our server does not find the keys that sign sheets. Nothing was done. Try again later."
    ),
}


def table_words(name: str) -> str:
    """Return how a page calls a table: labs by their names, all others in the reader's language."""
    return gettext(name) if name in (OTHER_LAB, *INVENTED_NAMES) else name


def line_words(name: str, kind: Kind) -> str:
    """Return what stands before a line of a sheet: the lab, and what the line is for unless it is a conversation."""
    lab = table_words(name)
    return lab if kind is Kind.CONVERSATION else str(LINE_OF_DELIVERY).format(lab=lab)


def refusal_words(refusal: errors.Refusal) -> Words:
    """Return the sentence for a refusal that a person can meet; KeyError for any other."""
    return REFUSAL_WORDS[type(refusal)]

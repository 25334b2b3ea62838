"""What scripts are answered: a short code for the machine, and words for the person."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from outcomes import errors
from outcomes.mail.problems import MailRefused
from outcomes.wire import PROBLEM_WORDS, MalformedRequest
from outcomes.words import refusal_words
from outcomes.words_mail import mail_words

# In the order of the status; a page that met the same refusal answers with the same one.
_CODES: dict[type[errors.Refusal], tuple[str, int]] = {
    errors.SheetIncomplete: ("incomplete", 400),
    errors.SheetMalformed: ("malformed", 400),
    errors.SealedWrongSize: ("wrong_size", 400),
    errors.CredentialForOtherPlace: ("other_place", 403),
    errors.CredentialForged: ("forged", 403),
    errors.NotExchangeable: ("not_exchangeable", 403),
    errors.NothingOpen: ("nothing_open", 404),
    errors.WindowNotOpen: ("window_closed", 409),
    errors.CredentialAlreadyUsed: ("already_used", 409),
    errors.SheetAlreadyDrawn: ("already_drawn", 409),
    errors.KeysMissing: ("keys_missing", 503),
}


def done(status: int = 200, **document: object) -> JsonResponse:
    """Answer a request that was carried out."""
    return JsonResponse(document, status=status)


def refused(refusal: errors.Refusal) -> HttpResponse:
    """Say why nothing was done; KeyError for a refusal that no script can meet."""
    code, status = _CODES[type(refusal)]
    return _error(code, status, str(refusal_words(refusal)))


def malformed(error: MalformedRequest) -> HttpResponse:
    """Say in what way a request could not be read."""
    return _error(error.problem.value, 400, str(PROBLEM_WORDS[error.problem]))


def mail_refused(refused: MailRefused) -> HttpResponse:
    """Say what is wrong with a mail; its codes begin with `mail_`, so that they meet no other."""
    return _error(f"mail_{refused.problem.value}", 400, mail_words(refused.problem))


def busy() -> HttpResponse:
    """Ask to come back a little later."""
    return _error("busy", 429, _("Too many receipts were tried just now. Try again in a minute."))


def _error(code: str, status: int, words: str) -> HttpResponse:
    return JsonResponse({"error": code, "words": words}, status=status)

"""Everything stored about people and conversations, read from the models themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from asks.models import CurationAction, LabAnswer, Motion, Proposal, Spokesperson
from outcomes.models import BudgetEntry, Entry, Release, Sheet, Tally
from outcomes.words import Words


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that is held: its name, each field in words, how long it lives."""

    name: Words
    fields: tuple[Words, ...]
    lives: Words


class FieldWithoutWords(KeyError):
    """A model has a field that this page cannot explain; a test meets this before a visitor does."""


# Wherever a column is added, the page must explain it: the builder refuses a field without words.
_ACCOUNT = {
    "id": _("a random number"),
    "username": _("a made-up name"),
    "password": _("a password hash"),
    "is_active": _("whether it is in use"),
    "is_staff": _("whether it belongs to staff"),
    "is_superuser": _("whether it has every right of staff"),
    "groups": _("rights of staff"),
    "user_permissions": _("rights of staff"),
}
_SECOND_FACTOR = {
    "id": _("a number"),
    "user": _("which account"),
    "type": _("whether it is a key, an app or recovery codes"),
    "data": _("the public half of a key, or what codes are computed from"),
    "created_at": _("the year in which it was made"),
    "last_used_at": _("an empty field in place of its last use"),
}
_SHEET = {
    "id": _("a random number"),
    "account": _("which account"),
    "window": _("which window"),
    "request_hash": _("a fingerprint of the blinded request"),
}
_ENTRY = {
    "nullifier": _("a spent mark"),
    "sealed": _("1,105 sealed bytes"),
    "receipt_hash": _("a fingerprint of your eight words"),
    "window": _("the name of the window"),
}
_PROPOSAL = {
    "id": _("a random number"),
    "kind": _("what kind of suggestion"),
    "ask": _("the ask it is about"),
    "lab": _("the lab it is about"),
    "title": _("its title"),
    "text": _("its text"),
    "url": _("a link"),
    "reference_hash": _("a fingerprint of your four reference words"),
    "received_month": _("the month, and no day"),
    "state": _("how far it is"),
    "claimed_by": _("which curator looks at it"),
    "reason": _("the curator’s public reason"),
    "decided_on": _("the day of the decision"),
}
_SPOKESPERSON = {
    "id": _("a number"),
    "account": _("which account speaks for a lab"),
    "lab": _("which lab"),
    "domain": _("the lab’s domain"),
    "token": _("the token that was published there"),
    "proof": _("how it was shown"),
    "vouched_by": _("which curator vouched"),
    "vouched_on": _("the day of it"),
}
_STAFF = {
    Motion: _("changes that two curators made, with their reasons"),
    CurationAction: _("what staff did to the catalogue, by day"),
    LabAnswer: _("what labs answered in public"),
}
_PUBLISHED = {
    Release: _("when and how each release was made"),
    Tally: _("blurred counts"),
    BudgetEntry: _("what each count cost in privacy"),
}


_BESIDE_THE_DATABASE = (
    Holding(
        _("Short-term memory"),
        (
            _("sign-in sessions"),
            _("counters under scrambled addresses, with a key that changes daily"),
        ),
        _("minutes to a day, never on disk"),
    ),
    Holding(
        _("Server logs"),
        (
            _("method, page pattern, status and rough duration"),
            _("nothing at all for the log pages"),
        ),
        _("7 days"),
    ),
)


def inventory() -> list[Holding]:
    """Return all that is held about people and what they log.

    Raises FieldWithoutWords when a model has a field that has no words here.
    """
    return [
        Holding(_("Your account"), _fields(get_user_model(), _ACCOUNT), _("until it is deleted")),
        Holding(
            _("Second factors of staff"),
            _fields(Authenticator, _SECOND_FACTOR),
            _("until removed, or until the account is deleted"),
        ),
        Holding(_("Sheet of credentials"), _fields(Sheet, _SHEET), _("until the window’s release")),
        Holding(
            _("A sealed conversation"), _fields(Entry, _ENTRY), _("until the window’s release")
        ),
        Holding(
            _("A suggestion of yours, if you send one"), _fields(Proposal, _PROPOSAL), _("for good")
        ),
        Holding(
            _("Who speaks for a lab"),
            _fields(Spokesperson, _SPOKESPERSON),
            _("until the account is deleted or the role ends"),
        ),
        Holding(_("The work of curators and labs"), tuple(_STAFF.values()), _("for good")),
        Holding(_("Releases and tallies"), tuple(_PUBLISHED.values()), _("for good")),
        *_BESIDE_THE_DATABASE,
    ]


def _fields(model: type[models.Model], words: Mapping[str, Words]) -> tuple[Words, ...]:
    names = [field.name for field in (*model._meta.fields, *model._meta.many_to_many)]
    unknown = set(names) - set(words)
    if unknown:
        raise FieldWithoutWords(*sorted(unknown))
    return tuple(dict.fromkeys(words[name] for name in names))

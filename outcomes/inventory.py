"""Everything stored about people and conversations, read from the models themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from asks.models import CurationAction, LabAnswer, Motion, Proposal, Spokesperson
from outcomes.models import BudgetEntry, DkimKey, Entry, Release, Sheet, Tally
from outcomes.words import Words


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that is held: its name, each field in words, how long it lives.

    `ties` are those of its fields that lead to an account; without any, no made-up name finds its rows.
    """

    name: Words
    fields: tuple[Words, ...]
    lives: Words
    ties: tuple[Words, ...] = ()


class FieldWithoutWords(KeyError):
    """A model has a field that this page cannot explain; a test meets this before a visitor does."""


# Wherever a column is added, the page must explain it: the builder refuses a field without words.
_ACCOUNT = {
    "id": _("a random number"),
    "username": _("a made-up name"),
    "password": _("a scrambled form of the password"),
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
_VAULT = {
    "id": _("a random number"),
    "account": _("which account"),
    "ciphertext": _("padded bytes that only your words or your passkey open"),
}
_DELETED = {
    "mark": _("a fingerprint of the random number that the account had"),
}
_DKIM_KEY = {
    "id": _("a number"),
    "domain": _("a lab’s mail domain"),
    "selector": _("the name of its key"),
    "record": _("the public key"),
    "first_month": _("the first month in which it was seen"),
    "last_month": _("the last month in which it was seen"),
}
_SHEET = {
    "id": _("a random number"),
    "account": _("which account"),
    "window": _("which window"),
    "request_hash": _("a fingerprint of the request, which shows none of its lines"),
}
_ENTRY = {
    "nullifier": _("a mark that a line of some sheet was used, and not whose"),
    "sealed": _("what was logged, sealed in 1,105 bytes"),
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
        (_("which account is signed in"),),
    ),
    Holding(
        _("Backups"),
        (
            _("all of this, but for short-term memory and logs"),
            _("sealed so that only their custodians can open them"),
        ),
        _("35 days; of sheets and conversations the newest only, until the window’s release"),
        (_("the account, as it was on that day"),),
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
    return [*_of_people(), *_of_everybody(), *_BESIDE_THE_DATABASE]


def sealed_conversations() -> dict[str, int]:
    """Return how many sealed conversations lie here, by window: all that can be told of them one by one."""
    sealed = Entry.objects.filter(sealed__isnull=False).order_by("window")
    counted = sealed.values("window").annotate(count=Count("*"))
    return dict(counted.values_list("window", "count"))


def _of_people() -> list[Holding]:
    """Return what somebody left here by coming."""
    vault = apps.get_model("leverage", "Vault")
    until_release = _("until the window’s release")
    return [
        _holding(_("Your account"), get_user_model(), _ACCOUNT, _("until it is deleted")),
        _holding(
            _("Passkeys, and second factors of staff"),
            Authenticator,
            _SECOND_FACTOR,
            _("until removed, or until the account is deleted"),
        ),
        _holding(_("Sheet of credentials"), Sheet, _SHEET, until_release),
        _holding(
            _("A sealed conversation, or a sealed report of what a lab kept"),
            Entry,
            _ENTRY,
            until_release,
        ),
        _holding(_("Your vault, if you keep one"), vault, _VAULT, _("until it is emptied")),
        _holding(
            _("That an account was deleted, so that no backup brings it back"),
            apps.get_model("leverage", "DeletedAccount"),
            _DELETED,
            _("for good"),
        ),
        _holding(_("A suggestion of yours, if you send one"), Proposal, _PROPOSAL, _("for good")),
        _holding(
            _("Who speaks for a lab"),
            Spokesperson,
            _SPOKESPERSON,
            _("until the account is deleted or the role ends"),
        ),
    ]


def _of_everybody() -> list[Holding]:
    """Return what was made here by staff and labs, and what is published."""
    work = tuple(_STAFF.values())
    ties = (_("which curator did it"),) if any(map(_tied, _STAFF)) else ()
    return [
        Holding(_("The work of curators and labs"), work, _("for good"), ties),
        _holding(_("Keys that labs sign their mail with"), DkimKey, _DKIM_KEY, _("for good")),
        Holding(_("Releases and tallies"), tuple(_PUBLISHED.values()), _("for good")),
    ]


def _holding(
    name: Words, model: type[models.Model], words: Mapping[str, Words], lives: Words
) -> Holding:
    fields = _fields(model, words)
    return Holding(name, fields, lives, tuple(words[field] for field in _tied(model)))


def _tied(model: type[models.Model]) -> list[str]:
    """Return the fields that lead to an account; of the account itself, its name."""
    account = get_user_model()
    if model is account:
        return [account.USERNAME_FIELD]
    return [field.name for field in model._meta.fields if field.related_model is account]


def words_of_fields(model: type[models.Model]) -> Mapping[str, Words]:
    """Return what each field of a table about accounts is, in words; empty for any other table."""
    known: dict[type[models.Model], Mapping[str, Words]] = {
        get_user_model(): _ACCOUNT,
        Authenticator: _SECOND_FACTOR,
        Sheet: _SHEET,
        apps.get_model("leverage", "Vault"): _VAULT,
        Spokesperson: _SPOKESPERSON,
        Proposal: _PROPOSAL,
    }
    return known.get(model, {})


def _fields(model: type[models.Model], words: Mapping[str, Words]) -> tuple[Words, ...]:
    names = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    if unknown := names - set(words):
        raise FieldWithoutWords(*sorted(unknown))
    # In the order of the words, which is one to read; that of the tables is not.
    return tuple(dict.fromkeys(said for name, said in words.items() if name in names))

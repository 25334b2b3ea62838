"""Deleting an account, at once and for good."""

from __future__ import annotations

from django.db import transaction

from leverage.models import DeletedAccount, User


@transaction.atomic
def delete_account(account: User) -> None:
    """Delete an account with its passkeys, codes, sheets, vault and role as a spokesperson.

    What it did as a curator stays in the public log, without it. What it logged was never connected
    with it and stays; only the words of a receipt withdraw that. Every session of the account ends
    with it: a session names its account by a number that no row has any more.

    The record that a sheet was drawn goes too, so whoever signs up again can draw a second sheet in the
    same window. To prevent that, something about a person would have to outlive the account; the limit
    on new accounts bounds it instead, as it bounds whoever opens several to begin with.

    What outlives it is a fingerprint of its random number, so that no backup brings it back.
    """
    DeletedAccount.objects.get_or_create(mark=DeletedAccount.mark_of(account.pk))
    account.delete()

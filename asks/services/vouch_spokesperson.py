"""A curator's word that an account speaks for a lab, and its end."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from asks.kinds import Deed
from asks.models import Spokesperson
from asks.services.log_curation import log_curation, public_reason

if TYPE_CHECKING:
    from leverage.models import User


class NotProven(Exception):
    """The token was not found on the lab's domain yet."""


class OwnClaim(Exception):
    """Nobody vouches for oneself."""


@transaction.atomic
def vouch_spokesperson(
    curator: User, spokesperson: Spokesperson, today: datetime.date
) -> Spokesperson:
    """Let `spokesperson` answer for the lab from now on, and write it to the curators' log.

    A second time changes nothing. Raises NotProven, OwnClaim, or Spokesperson.DoesNotExist when
    the claim was replaced by another one since the curator looked at it.
    """
    claim = _locked(spokesperson)
    if not claim.proof:
        raise NotProven
    if claim.account_id == curator.pk:
        raise OwnClaim
    if claim.vouched_on is not None:
        return claim
    claim.vouched_by, claim.vouched_on = curator, today
    claim.save(update_fields=["vouched_by", "vouched_on"])
    # The lab and never the account: the log is public.
    log_curation(curator, Deed.VOUCH, claim.lab.slug, claim.domain, today)
    return claim


@transaction.atomic
def dismiss_spokesperson(
    curator: User, spokesperson: Spokesperson, reason: str, today: datetime.date
) -> None:
    """Drop a claim or end a role; what was answered until then stays.

    Raises ReasonIsEmpty, or Spokesperson.DoesNotExist as above.
    """
    words = public_reason(reason)
    claim = _locked(spokesperson)
    log_curation(curator, Deed.DISMISS, claim.lab.slug, words, today)
    claim.delete()


def _locked(seen: Spokesperson) -> Spokesperson:
    """Return the claim that was seen: its token is drawn anew for each lab and domain."""
    return Spokesperson.objects.select_for_update().get(pk=seen.pk, token=seen.token)

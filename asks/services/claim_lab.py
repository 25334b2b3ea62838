"""Saying that an account speaks for a lab. A claim proves nothing yet."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from asks.lab_domains import find_domain
from asks.models import Lab, Spokesperson

if TYPE_CHECKING:
    from leverage.models import User

_TOKEN_BYTES = 16


class UnknownDomain(Exception):
    """The shipped list does not have this domain for this lab."""


class AlreadyVouched(Exception):
    """The account speaks for a lab already; that ends only by a curator."""


@transaction.atomic
def claim_lab(account: User, lab: Lab, domain: str) -> Spokesperson:
    """Give `account` a token to publish on `domain`, and return the claim.

    The same claim again changes nothing. Another one takes the place of an earlier one that no
    curator has vouched for, and has to be proved anew. Raises UnknownDomain or AlreadyVouched.
    """
    if find_domain(lab.slug, domain) is None:
        raise UnknownDomain(domain)
    claims = Spokesperson.objects.select_for_update()
    claim = claims.filter(account=account).first()
    if claim is not None and (claim.lab_id, claim.domain) == (lab.pk, domain):
        return claim
    if claim is not None and claim.vouched_on is not None:
        raise AlreadyVouched
    fresh = {
        "lab": lab,
        "domain": domain,
        "token": secrets.token_hex(_TOKEN_BYTES),
        "proof": "",
    }
    return claims.update_or_create(account=account, defaults=fresh)[0]

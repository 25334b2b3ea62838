"""Looking for a claim's token on the lab's own domain."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache

from asks.kinds import Proof
from asks.lab_domains import find_domain
from asks.lab_proof import OUTSIDE, Outside, check_proof
from asks.models import Spokesperson
from asks.services.claim_lab import UnknownDomain

CHECKS_PER_MINUTE: Final = 10


class TooManyChecks(Exception):
    """This lab's domains were asked so often in the last minute that they are left in peace."""


def prove_lab(claim: Spokesperson, proof: Proof, outside: Outside = OUTSIDE) -> None:
    """Look for the token of `claim` in the way of `proof`, and note that it was found.

    The network is asked outside of any transaction. Raises ProofFailed, TooManyChecks, or
    UnknownDomain when the shipped list has dropped the domain since.
    """
    domain = find_domain(claim.lab.slug, claim.domain)
    if domain is None:
        raise UnknownDomain(claim.domain)
    _count_check(claim.lab.slug)
    check_proof(proof, domain, claim.token, outside)
    # By the token: a claim that was replaced in the meantime is not proved by the old one.
    Spokesperson.objects.filter(pk=claim.pk, token=claim.token).update(proof=proof)


def _count_check(lab_slug: str) -> None:
    """Count by lab and by nobody who asks: the memory holds no reference to an account."""
    key = f"lab-proof:{lab_slug}"
    cache.add(key, 0, timeout=60)
    try:
        count = cache.incr(key)
    except ValueError:  # The minute ended between the two lines.
        return
    if count > CHECKS_PER_MINUTE:
        raise TooManyChecks

"""A claim to speak for a lab and its proof: what each does and what it refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from asks.kinds import Proof
from asks.lab_proof import LineMissing, Outside
from asks.models import Spokesperson
from asks.services.claim_lab import AlreadyVouched, UnknownDomain, claim_lab
from asks.services.prove_lab import CHECKS_PER_MINUTE, TooManyChecks, prove_lab
from tests.asks.answer_cast import make_account, make_spokesperson
from tests.asks.factories import make_lab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


@dataclass
class Names:
    """The DNS outside, in memory."""

    texts_of: dict[str, list[str]] = field(default_factory=dict)

    def addresses(self, host: str, deadline: float) -> list[str]:
        return []

    def texts(self, name: str, deadline: float) -> list[str]:
        return self.texts_of.get(name, [])


def outside(**texts: list[str]) -> Outside:
    names = Names({f"_leverage.{lab}.com": lines for lab, lines in texts.items()})
    return Outside(resolver=names, fetch=lambda host, address, deadline: b"")


# -- Claim -------------------------------------------------------------------------------------------


def test_a_claim_draws_a_token_and_proves_nothing() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    assert re.fullmatch(r"[0-9a-f]{32}", claim.token)
    assert (claim.proof, claim.vouched_on, claim.vouched_by) == ("", None, None)


def test_the_same_claim_again_keeps_its_token_and_proof() -> None:
    account, lab = make_account(), make_lab("anthropic")
    claim = claim_lab(account, lab, "anthropic.com")
    Spokesperson.objects.update(proof=Proof.DNS)
    again = claim_lab(account, lab, "anthropic.com")
    assert (again.token, again.proof) == (claim.token, Proof.DNS)


@pytest.mark.parametrize(
    ("slug", "domain"), [("anthropic", "www.anthropic.com"), ("openai", "openai.com")]
)
def test_another_claim_takes_its_place_and_has_to_be_proved_anew(slug: str, domain: str) -> None:
    account = make_account()
    first = claim_lab(account, make_lab("anthropic"), "anthropic.com")
    Spokesperson.objects.update(proof=Proof.DNS)
    lab = make_lab("openai") if slug == "openai" else first.lab
    second = claim_lab(account, lab, domain)
    assert (second.pk, second.proof) == (first.pk, "")
    assert second.token != first.token


@pytest.mark.parametrize("domain", ["openai.com", "evil.anthropic.com", "127.0.0.1", ""])
def test_only_a_known_domain_of_the_lab_can_be_claimed(domain: str) -> None:
    with pytest.raises(UnknownDomain):
        claim_lab(make_account(), make_lab("anthropic"), domain)
    assert not Spokesperson.objects.exists()


def test_who_speaks_for_a_lab_cannot_claim_another() -> None:
    role = make_spokesperson(make_lab("anthropic"))
    with pytest.raises(AlreadyVouched):
        claim_lab(role.account, make_lab("openai"), "openai.com")
    role.refresh_from_db()
    assert role.lab.slug == "anthropic"


# -- Proof -------------------------------------------------------------------------------------------


def test_a_line_that_is_found_is_noted() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    prove_lab(claim, Proof.DNS, outside(anthropic=[f"leverage={claim.token}"]))
    claim.refresh_from_db()
    assert (claim.proof, claim.vouched_on) == (Proof.DNS, None)


def test_the_line_of_another_claim_proves_nothing() -> None:
    lab = make_lab("anthropic")
    claim = claim_lab(make_account(), lab, "anthropic.com")
    other = claim_lab(make_account("other"), lab, "anthropic.com")
    with pytest.raises(LineMissing):
        prove_lab(other, Proof.DNS, outside(anthropic=[f"leverage={claim.token}"]))
    assert not Spokesperson.objects.exclude(proof="").exists()


def test_a_claim_that_was_replaced_meanwhile_is_not_proved_by_its_old_line() -> None:
    account = make_account()
    old = claim_lab(account, make_lab("anthropic"), "anthropic.com")
    claim_lab(account, make_lab("openai"), "openai.com")
    prove_lab(old, Proof.DNS, outside(anthropic=[f"leverage={old.token}"]))
    assert Spokesperson.objects.get().proof == ""


def test_a_domain_that_left_the_list_is_not_asked() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    claim.domain = "gone.example"
    with pytest.raises(UnknownDomain):
        prove_lab(claim, Proof.DNS, outside())


def test_a_lab_is_asked_so_many_times_a_minute_and_no_more() -> None:
    claim = claim_lab(make_account(), make_lab("anthropic"), "anthropic.com")
    for _check in range(CHECKS_PER_MINUTE):
        with pytest.raises(LineMissing):
            prove_lab(claim, Proof.DNS, outside())
    with pytest.raises(TooManyChecks):
        prove_lab(claim, Proof.DNS, outside(anthropic=[f"leverage={claim.token}"]))
    other = claim_lab(make_account("other"), make_lab("openai"), "openai.com")
    prove_lab(other, Proof.DNS, outside(openai=[f"leverage={other.token}"]))

"""Who appears in the tests of labs' own answers."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client

from asks.kinds import Proof, Stance
from asks.models import Ask, Lab, LabAnswer, Spokesperson
from leverage.models import User
from tests.asks.factories import TODAY

PAGE = "https://www.anthropic.com/page"


def make_account(name: str = "calm-otter-41", *, staff: bool = False) -> User:
    """Make an account that nobody can sign in to but a test."""
    account = User.objects.create_user(name)
    if staff:
        account.is_staff = True
        account.save()
    return account


def make_spokesperson(
    lab: Lab, name: str = "calm-otter-41", *, proof: str = Proof.DNS.value, vouched: bool = True
) -> Spokesperson:
    """Make somebody who speaks for a lab, as far as the arguments let them."""
    return Spokesperson.objects.create(
        account=make_account(name),
        lab=lab,
        domain="anthropic.com",
        token=f"token-of-{name}",
        proof=proof,
        vouched_on=TODAY if vouched else None,
    )


def make_answer(lab: Lab, ask: Ask, number: int = 1, **columns: object) -> LabAnswer:
    """Make one version of an answer."""
    defaults = {"stance": Stance.ADOPTED, "url": PAGE, "answered_on": TODAY}
    return LabAnswer.objects.create(lab=lab, ask=ask, number=number, **{**defaults, **columns})


def sign_in_curator(client: Client, *, factor: bool = True, shown: bool = True) -> User:
    """Sign in staff that has a second factor, and has shown it in this session."""
    curator = make_account("curator", staff=True)
    client.force_login(curator)
    if factor:
        Authenticator.objects.create(user=curator, type=Authenticator.Type.TOTP, data={})
    if shown:
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, curator, method="mfa", type="totp")
        request.session.save()
    return curator

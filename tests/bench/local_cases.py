"""Work inside one process: what verifying, signing, sealing and opening cost by themselves."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key

from outcomes import keystore
from outcomes.credentials import check_credential
from outcomes.crypto import contexts, sealing
from outcomes.crypto.credential_lines import Credential
from outcomes.crypto.signing import SIGNATURE_SIZE, BlindSigner
from outcomes.kinds import Kind, Tier
from outcomes.models import Window
from outcomes.windows import OTHER, sealing_public_key, slot_name, verification_key
from tests.bench.rounds import Result, Side, compare, play
from tests.bench.size import Size
from tests.bench.supplies import Mint

_PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)
_CALLS_BETWEEN_LOOKS = 4


def rate_of(call: Callable[[], object], seconds: float) -> Side:
    """Return how often per second something can be called."""
    start = time.perf_counter()
    for done in itertools.count(_CALLS_BETWEEN_LOOKS, _CALLS_BETWEEN_LOOKS):
        for _ in range(_CALLS_BETWEEN_LOOKS):
            call()
        spent = time.perf_counter() - start
        if spent >= seconds:
            return Side(done / spent)
    raise AssertionError("A count has no end.")


def run(window: Window, size: Size) -> Iterator[Result]:
    """Measure each beside its limit; sealing and opening are each other's, having none."""
    yield _pair("check a credential", size, *_checking(window))
    yield _pair("sign one message", size, *_signing(window))
    yield _pair("seal (limit: open)", size, *_sealing(window))


def _pair(
    case: str, size: Size, product: Callable[[], object], limit: Callable[[], object]
) -> Result:
    rounds = play(
        size.rounds,
        lambda _number: rate_of(product, size.seconds),
        lambda _number: rate_of(limit, size.seconds),
    )
    return compare(case, "calls per second", rounds, lambda side: side.rate, None)


def _checking(window: Window) -> tuple[Callable[[], object], Callable[[], object]]:
    """All that a redeemed credential is asked, beside verifying its signature with a key at hand."""
    kind, tier = Kind.CONVERSATION, Tier.DRAWN
    paid = Mint(window).credential(OTHER)
    context = contexts.parse_context(paid.input_msg[contexts.PREFIX_SIZE :])
    credential = Credential(paid.input_msg, paid.signature, context)
    key = load_der_public_key(verification_key(window, OTHER, kind, tier) or b"")
    assert isinstance(key, rsa.RSAPublicKey)
    return (
        lambda: check_credential(window, credential, table=OTHER, kind=kind, tier=tier),
        lambda: key.verify(paid.signature, paid.input_msg, _PSS, SHA384()),
    )


def _signing(window: Window) -> tuple[Callable[[], object], Callable[[], object]]:
    """A blind signature, checked, beside the bare private operation of OpenSSL."""
    slot = slot_name(OTHER, Kind.CONVERSATION, Tier.DRAWN)
    signer = BlindSigner(keystore.signing_keys(window.name)[slot])
    message = b"\0" + secrets.token_bytes(SIGNATURE_SIZE - 1)
    return lambda: signer.blind_sign(message), lambda: signer._sign_raw(message)


def _sealing(window: Window) -> tuple[Callable[[], object], Callable[[], object]]:
    info = contexts.entry_info(window.name, bytes(32))
    public, private = sealing_public_key(window), keystore.sealing_key(window.name)
    plaintext = secrets.token_bytes(sealing.PLAINTEXT_SIZE)
    sealed = sealing.seal(public, info, plaintext)
    return (
        lambda: sealing.seal(public, info, plaintext),
        lambda: sealing.open_sealed(private, info, sealed),
    )

"""A credential says nothing about its drawing, and nothing odd is signed or blinded.

That both halves agree with RFC 9474 is tested with the invariants (test_credentials_invariant.py).
"""

from __future__ import annotations

import ctypes

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from outcomes.crypto import blinding, contexts, signing
from outcomes.kinds import Kind, Tier

CONTEXT = contexts.credential_context("2027H1", "other", Kind.CONVERSATION, Tier.DRAWN)


@pytest.fixture(scope="module")
def signer() -> signing.BlindSigner:
    return signing.BlindSigner(signing.generate_signing_key())


def test_a_drawn_credential_verifies(signer: signing.BlindSigner) -> None:
    message = blinding.prepare(CONTEXT)
    blinded, inverse = blinding.blind(signer.public_key, message)
    signature = blinding.finalize(signer.public_key, message, signer.blind_sign(blinded), inverse)
    assert len(signature) == signing.SIGNATURE_SIZE
    assert signature != signer.blind_sign(blinded)
    blinding.verify(signer.public_key, message, signature)


def test_blinding_the_same_message_twice_shows_nothing_in_common(
    signer: signing.BlindSigner,
) -> None:
    message = blinding.prepare(CONTEXT)
    first, second = (blinding.blind(signer.public_key, message) for _ in range(2))
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_prepared_message_is_32_new_bytes_before_the_context() -> None:
    first, second = blinding.prepare(CONTEXT), blinding.prepare(CONTEXT)
    assert first[32:] == second[32:] == CONTEXT
    assert first[:32] != second[:32]


def test_nothing_but_a_context_is_prepared() -> None:
    with pytest.raises(contexts.MalformedContext):
        blinding.prepare(b"anything else")


def test_another_key_of_the_window_does_not_verify(signer: signing.BlindSigner) -> None:
    other = signing.BlindSigner(signing.generate_signing_key())
    message = blinding.prepare(CONTEXT)
    blinded, inverse = blinding.blind(other.public_key, message)
    signature = blinding.finalize(other.public_key, message, other.blind_sign(blinded), inverse)
    blinding.verify(other.public_key, message, signature)
    with pytest.raises(blinding.SignatureRefused):
        blinding.verify(signer.public_key, message, signature)


@pytest.mark.parametrize("size", [0, 255, 257])
def test_a_blind_signature_of_another_length_is_refused(
    signer: signing.BlindSigner, size: int
) -> None:
    message = blinding.prepare(CONTEXT)
    _, inverse = blinding.blind(signer.public_key, message)
    with pytest.raises(blinding.SignatureRefused):
        blinding.finalize(signer.public_key, message, bytes(size), inverse)


@pytest.mark.parametrize("size", [0, 255, 257])
def test_a_blinded_message_of_another_length_is_not_signed(
    signer: signing.BlindSigner, size: int
) -> None:
    with pytest.raises(signing.BlindedMessageRefused):
        signer.blind_sign(bytes(size))


def test_a_blinded_message_has_to_be_below_the_modulus(signer: signing.BlindSigner) -> None:
    n = blinding._load(signer.public_key).public_numbers().n
    assert len(signer.blind_sign((n - 1).to_bytes(256, "big"))) == 256
    with pytest.raises(signing.BlindedMessageRefused):
        signer.blind_sign(n.to_bytes(256, "big"))


def test_a_faulty_result_is_withheld() -> None:
    signer = signing.BlindSigner(signing.generate_signing_key())
    other = signing.BlindSigner(signing.generate_signing_key())
    signer._pkey = other._pkey  # stands for a computer that miscalculates
    with pytest.raises(signing.SigningFault):
        signer.blind_sign(bytes(255) + b"\x02")


def test_a_damaged_key_signs_nothing() -> None:
    damaged = bytearray(signing.generate_signing_key())
    damaged[60] ^= 1  # inside the modulus
    with pytest.raises(signing.SigningFault):
        signing.BlindSigner(bytes(damaged)).blind_sign(bytes(255) + b"\x02")


def test_the_self_test_passes_here() -> None:
    signing.self_test()


def test_the_self_test_fails_when_the_answer_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_KNOWN_MESSAGE", bytes(255) + b"\x02")
    with pytest.raises(signing.SelfTestFailed):
        signing.self_test()


def test_a_machine_without_openssl_3_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_library(name: str) -> ctypes.CDLL:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    with pytest.raises(signing.LibcryptoUnavailable, match="libssl3"):
        signing._libcrypto.__wrapped__()


def test_only_rsa_private_keys_can_sign() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )
    for key in (b"", b"no key", other):
        with pytest.raises(signing.UnusableSigningKey):
            signing.BlindSigner(key)


def test_only_rsa_public_keys_can_be_blinded_for() -> None:
    with pytest.raises(blinding.UnusablePublicKey):
        blinding.blind(b"no key", b"message")


@pytest.mark.parametrize(
    "names",
    [
        ("", "other", Kind.CONVERSATION, Tier.DRAWN),
        ("2027|H1", "other", Kind.CONVERSATION, Tier.DRAWN),
        ("2027H1", "Other", Kind.CONVERSATION, Tier.DRAWN),
        ("2027H1", "a|b", Kind.CONVERSATION, Tier.DRAWN),
        ("2027H1", "x" * 49, Kind.CONVERSATION, Tier.DRAWN),
        ("2" * 25, "other", Kind.CONVERSATION, Tier.DRAWN),
        ("2027H1\n", "other", Kind.CONVERSATION, Tier.DRAWN),
        ("2027H1", "é", Kind.CONVERSATION, Tier.DRAWN),
    ],
)
def test_a_name_that_could_be_read_otherwise_makes_no_context(
    names: tuple[str, str, Kind, Tier],
) -> None:
    with pytest.raises(contexts.MalformedContext):
        contexts.credential_context(*names)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("tier", list(Tier))
def test_a_context_reads_back(kind: Kind, tier: Tier) -> None:
    context = contexts.credential_context("2027H1", "some-lab", kind, tier)
    assert contexts.parse_context(context) == contexts.CredentialContext(
        "2027H1", "some-lab", kind, tier
    )


def test_the_context_is_the_documented_text() -> None:
    assert CONTEXT == b"leverage/credential/v1|2027H1|other|conversation|drawn"


@pytest.mark.parametrize("context", [b"", CONTEXT[:-1], CONTEXT + b"x", b" " + CONTEXT, b"\xff"])
def test_anything_but_a_whole_context_is_refused(context: bytes) -> None:
    with pytest.raises(contexts.MalformedContext):
        contexts.parse_context(context)


def test_the_longest_context_keeps_its_bound() -> None:
    longest = contexts.credential_context("2" * 24, "x" * 48, Kind.CONVERSATION, Tier.VERIFIED)
    assert len(longest) <= contexts.MAX_CONTEXT_SIZE


def test_an_entry_is_tied_to_its_window_and_nullifier() -> None:
    nullifier = contexts.nullifier_of(bytes(32) + CONTEXT)
    info = contexts.entry_info("2027H1", nullifier)
    assert info == b"leverage/entry/v1|2027H1|" + nullifier.hex().encode()
    assert contexts.nullifier_of(bytes(31) + b"\x01" + CONTEXT) != nullifier
    for window, spent in (("20|27", nullifier), ("2027H1", nullifier[:-1])):
        with pytest.raises(contexts.MalformedContext):
            contexts.entry_info(window, spent)

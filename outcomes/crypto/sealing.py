"""Sealing a conversation to the key of its window (HPKE, RFC 9180, base mode).

Suite: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. A sealed conversation is the
encapsulated key followed by the ciphertext, and always of one size.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PLAINTEXT_SIZE = 1024
ENCAPSULATED_SIZE = 65
TAG_SIZE = 16
SEALED_SIZE = ENCAPSULATED_SIZE + PLAINTEXT_SIZE + TAG_SIZE
PRIVATE_KEY_SIZE = 32
PUBLIC_KEY_SIZE = 65

_CURVE = ec.SECP256R1()
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class CannotOpen(Exception):
    """The sealed bytes do not open under this key and info."""


class UnusableSealingKey(ValueError):
    """The bytes are no P-256 key in the form of RFC 9180, section 7.1."""


class WrongSize(ValueError):
    """A plaintext that is not padded to its one size would show how much was said."""


def generate_sealing_key() -> tuple[bytes, bytes]:
    """Return a new key pair: 32 private bytes and the 65 bytes of the uncompressed public point."""
    key = ec.generate_private_key(_CURVE)
    private = key.private_numbers().private_value.to_bytes(PRIVATE_KEY_SIZE, "big")
    return private, _public_bytes(key.public_key())


def public_key_of(private_key: bytes) -> bytes:
    """Return the public half of a private key, so that a custodian's key can be recognised."""
    return _public_bytes(_private(private_key).public_key())


def seal(public_key: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Seal a padded plaintext; the result is SEALED_SIZE bytes.

    Raise WrongSize unless the plaintext is PLAINTEXT_SIZE bytes, UnusableSealingKey for a bad key.
    """
    if len(plaintext) != PLAINTEXT_SIZE:
        raise WrongSize
    return _SUITE.encrypt(plaintext, _public(public_key), info)


def open_sealed(private_key: bytes, info: bytes, sealed: bytes) -> bytes:
    """Open sealed bytes; raise CannotOpen if they are altered or of another size, key or info.

    Raise UnusableSealingKey if the private key is none.
    """
    if len(sealed) != SEALED_SIZE:
        raise CannotOpen
    return Opener(private_key).open(info, sealed)


class Opener:
    """Opens one sealed thing after the other: making the key ready takes a fifth of opening with it."""

    def __init__(self, private_key: bytes) -> None:
        """Raise UnusableSealingKey if the private key is none."""
        self._key = _private(private_key)

    def open(self, info: bytes, sealed: bytes) -> bytes:
        """Open sealed bytes; raise CannotOpen if they are altered or of another size, key or info."""
        if len(sealed) != SEALED_SIZE:
            raise CannotOpen
        try:
            return _SUITE.decrypt(sealed, self._key, info)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error


def _private(data: bytes) -> ec.EllipticCurvePrivateKey:
    if len(data) != PRIVATE_KEY_SIZE:
        raise UnusableSealingKey
    try:
        return ec.derive_private_key(int.from_bytes(data, "big"), _CURVE)
    except ValueError as error:
        raise UnusableSealingKey from error


def _public(data: bytes) -> ec.EllipticCurvePublicKey:
    if len(data) != PUBLIC_KEY_SIZE:
        raise UnusableSealingKey
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, data)
    except ValueError as error:
        raise UnusableSealingKey from error


def _public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

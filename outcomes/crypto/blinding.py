"""The client's half of blind signatures, for pages without scripts, and the check of a signature.

RSABSSA-SHA384-PSS-Randomized (RFC 9474). Nothing here holds a long-term secret. What `prepare`
returns already begins with the message prefix of the RFC and is what gets signed.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key

from outcomes.crypto.contexts import PREFIX_SIZE, parse_context

HASH_SIZE = 48
SALT_SIZE = 48

_TRAILER = b"\xbc"
_PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=SALT_SIZE)


class UnusablePublicKey(ValueError):
    """The bytes are no RSA public key as DER SubjectPublicKeyInfo."""


class BlindingFailed(RuntimeError):
    """The message shares a factor with the modulus; with a sound key this does not happen."""


class SignatureRefused(Exception):
    """The signature is not one over this message under this key."""


def prepare(context: bytes) -> bytes:
    """Return a fresh input message: 32 random bytes, then the context (RFC 9474, section 4.1).

    Raise MalformedContext if `context` is none.
    """
    parse_context(context)
    return secrets.token_bytes(PREFIX_SIZE) + context


def blind(public_key: bytes, input_msg: bytes) -> tuple[bytes, bytes]:
    """Return the blinded message to send and the inverse to keep (RFC 9474, section 4.2).

    Raise UnusablePublicKey for a bad key.
    """
    n = _load(public_key).public_numbers().n
    while True:
        factor = secrets.randbelow(n - 1) + 1
        if math.gcd(factor, n) == 1:
            return _blind(public_key, input_msg, secrets.token_bytes(SALT_SIZE), factor)


def _blind(public_key: bytes, input_msg: bytes, salt: bytes, factor: int) -> tuple[bytes, bytes]:
    """Do what blind does with a given salt and factor: the seam for published vectors."""
    key = _load(public_key).public_numbers()
    encoded = _encode_pss(input_msg, key.n.bit_length() - 1, salt)
    message = int.from_bytes(encoded, "big")
    if math.gcd(message, key.n) != 1:
        raise BlindingFailed
    blinded = message * pow(factor, key.e, key.n) % key.n
    inverse = pow(factor, -1, key.n)
    size = _modulus_size(key.n)
    return blinded.to_bytes(size, "big"), inverse.to_bytes(size, "big")


def finalize(public_key: bytes, input_msg: bytes, blind_signature: bytes, inverse: bytes) -> bytes:
    """Return the signature over the input message (RFC 9474, section 4.4).

    Raise SignatureRefused if what the server returned does not unblind to a good signature.
    """
    n = _load(public_key).public_numbers().n
    size = _modulus_size(n)
    if len(blind_signature) != size or len(inverse) != size:
        raise SignatureRefused
    product = int.from_bytes(blind_signature, "big") * int.from_bytes(inverse, "big")
    signature = (product % n).to_bytes(size, "big")
    verify(public_key, input_msg, signature)
    return signature


def verify(public_key: bytes, input_msg: bytes, signature: bytes) -> None:
    """Return if the signature is good; raise SignatureRefused if not (RFC 9474, section 4.5)."""
    try:
        _load(public_key).verify(signature, input_msg, _PSS, SHA384())
    except InvalidSignature as error:
        raise SignatureRefused from error


@lru_cache(maxsize=256)
def _load(public_key: bytes) -> rsa.RSAPublicKey:
    try:
        key = load_der_public_key(public_key)
    except ValueError as error:
        raise UnusablePublicKey from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise UnusablePublicKey
    return key


def _modulus_size(n: int) -> int:
    return (n.bit_length() + 7) // 8


def _encode_pss(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 and MGF1-SHA-384 (RFC 8017, section 9.1.1)."""
    size = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = (b"\x01" + salt).rjust(size - HASH_SIZE - len(_TRAILER), b"\0")
    masked = bytearray(a ^ b for a, b in zip(block, _mgf1(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + digest + _TRAILER


def _mgf1(seed: bytes, size: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, appendix B.2.1)."""
    blocks = -(-size // HASH_SIZE)
    mask = b"".join(hashlib.sha384(seed + i.to_bytes(4, "big")).digest() for i in range(blocks))
    return mask[:size]

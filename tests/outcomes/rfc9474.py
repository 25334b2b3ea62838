"""The published vector of RFC 9474, appendix A.1, with keys as this project writes them, and who must agree with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from outcomes.crypto import blinding, signing

_TEXT = json.loads((Path(__file__).parent / "vectors" / "rfc9474.json").read_text())
VECTOR = {name: bytes.fromhex(_TEXT[name]) for name in _TEXT if name != "source"}
PREPARED = VECTOR["msg_prefix"] + VECTOR["msg"]
P, Q = (int.from_bytes(VECTOR[name], "big") for name in ("p", "q"))


def private_key() -> bytes:
    """Return the key of the vector as a PKCS #8 document."""
    e = int.from_bytes(VECTOR["e"], "big")
    d = rsa.rsa_recover_private_exponent(e, P, Q)
    numbers = rsa.RSAPrivateNumbers(
        p=P,
        q=Q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, P),
        dmq1=rsa.rsa_crt_dmq1(d, Q),
        iqmp=rsa.rsa_crt_iqmp(P, Q),
        public_numbers=rsa.RSAPublicNumbers(e, P * Q),
    )
    return numbers.private_key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True)
class Halves:
    """Both halves of a blind signature: the client's, the server's, and the check of the result."""

    blind: Callable[[bytes, bytes, bytes, int], tuple[bytes, bytes]]
    blind_sign: Callable[[bytes, bytes], bytes]
    finalize: Callable[[bytes, bytes, bytes, bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], None]


OURS = Halves(
    blind=blinding._blind,
    blind_sign=lambda key, message: signing.BlindSigner(key).blind_sign(message),
    finalize=blinding.finalize,
    verify=blinding.verify,
)

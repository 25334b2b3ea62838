"""The server's half of blind signatures: one raw RSA operation (RFC 9474, section 4.3).

No Python package offers the private operation without padding, and Python's own `pow` shows the
exponent through its running time. So this calls the OpenSSL of the operating system, which blinds
the operation itself. The copy inside the `cryptography` package cannot be reached from outside.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import hmac
import weakref
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

KEY_BITS = 2048
PUBLIC_EXPONENT = 65537
SIGNATURE_SIZE = KEY_BITS // 8

_RSA_NO_PADDING = 3
_HOMEBREW = (
    Path("/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib"),
    Path("/usr/local/opt/openssl@3/lib/libcrypto.3.dylib"),
)


class LibcryptoUnavailable(RuntimeError):
    """No OpenSSL 3 library was found; the message says what to install."""


class UnusableSigningKey(ValueError):
    """The bytes are no RSA private key that can sign."""


class BlindedMessageRefused(ValueError):
    """The blinded message has the wrong length or is not below the modulus."""


class SigningFault(RuntimeError):
    """The operation failed or gave a wrong result; the result is withheld (it can betray a key)."""


class SelfTestFailed(RuntimeError):
    """The known answer did not come out; nothing may be signed on this machine."""


def generate_signing_key() -> bytes:
    """Return a new RSA-2048 private key as unencrypted PKCS#8 DER."""
    return _private_der(rsa.generate_private_key(PUBLIC_EXPONENT, KEY_BITS))


class BlindSigner:
    """Signs blinded messages with one private key. Instances may be shared between threads."""

    def __init__(self, private_key: bytes) -> None:
        """Take PKCS#8 DER; raise UnusableSigningKey or LibcryptoUnavailable."""
        try:
            # The keys are our own, and testing their primes again takes ten times as long as
            # signing does; a damaged key gives a result that the fault check withholds.
            key = load_der_private_key(
                private_key, password=None, unsafe_skip_rsa_key_validation=True
            )
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise UnusableSigningKey from error
        if not isinstance(key, rsa.RSAPrivateKey):
            raise UnusableSigningKey
        numbers = key.public_key().public_numbers()
        self.public_key = key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        """The public half as DER SubjectPublicKeyInfo."""
        self._n, self._e = numbers.n, numbers.e
        self._size = (self._n.bit_length() + 7) // 8
        self._library = _libcrypto()
        self._pkey = self._load(_private_der(key))

    def blind_sign(self, blinded: bytes) -> bytes:
        """Return the signature of a blinded message, as long as the modulus.

        Raise BlindedMessageRefused for a wrong length or a number not below the modulus, and
        SigningFault if the result does not verify (RFC 9474, section 4.3, steps 3 to 6).
        """
        number = int.from_bytes(blinded, "big")
        if len(blinded) != self._size or number >= self._n:
            raise BlindedMessageRefused
        signature = self._sign_raw(blinded)
        if pow(int.from_bytes(signature, "big"), self._e, self._n) != number:
            raise SigningFault
        return signature

    def _load(self, der: bytes) -> int:
        start = ctypes.c_char_p(der)
        pkey: int | None = self._library.d2i_AutoPrivateKey(None, ctypes.byref(start), len(der))
        if not pkey:
            self._library.ERR_clear_error()
            raise UnusableSigningKey
        weakref.finalize(self, self._library.EVP_PKEY_free, pkey)
        return pkey

    def _sign_raw(self, message: bytes) -> bytes:
        library = self._library
        context = library.EVP_PKEY_CTX_new(self._pkey, None)
        try:
            out = ctypes.create_string_buffer(self._size)
            length = ctypes.c_size_t(self._size)
            done = (
                context
                and library.EVP_PKEY_sign_init(context) == 1
                and library.EVP_PKEY_CTX_set_rsa_padding(context, _RSA_NO_PADDING) == 1
                and library.EVP_PKEY_sign(context, out, ctypes.byref(length), message, len(message))
                == 1
            )
        finally:
            library.EVP_PKEY_CTX_free(context)
        if not done or length.value != self._size:
            library.ERR_clear_error()
            raise SigningFault
        return out.raw


# A known answer that anybody can recompute: the key is made of the first prime above 3 * 2^1022
# and the last below 2^1024, the message counts from 0 to 255. Such a key protects nothing, and
# nothing is ever signed with it but this message.
_KNOWN_P = 3 * 2**1022 + 1037
_KNOWN_Q = 2**1024 - 105
_KNOWN_MESSAGE = bytes(range(256))
_KNOWN_ANSWER = "e33d8fd13a48218d6866fcf9dbf1eea2a7f0316e6c99b14b13f30c1b9089ecd2"


def self_test() -> None:
    """Check this machine's OpenSSL against a known answer.

    To be called before anything is signed. Raise SelfTestFailed if the answer differs,
    LibcryptoUnavailable if there is no OpenSSL 3.
    """
    try:
        signature = BlindSigner(_known_key()).blind_sign(_KNOWN_MESSAGE)
    except (SigningFault, UnusableSigningKey) as error:
        raise SelfTestFailed from error
    if not hmac.compare_digest(hashlib.sha256(signature).hexdigest(), _KNOWN_ANSWER):
        raise SelfTestFailed


def _known_key() -> bytes:
    p, q = _KNOWN_P, _KNOWN_Q
    d = rsa.rsa_recover_private_exponent(PUBLIC_EXPONENT, p, q)
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(PUBLIC_EXPONENT, p * q),
    )
    return _private_der(numbers.private_key())


def _private_der(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@cache
def _libcrypto() -> ctypes.CDLL:
    """Return OpenSSL 3's libcrypto with the few functions used here declared."""
    for name in _candidates():
        try:
            library = ctypes.CDLL(name)
            version = library.OpenSSL_version_num
        except (OSError, AttributeError):
            continue
        version.restype = ctypes.c_ulong
        if version() >> 28 >= 3:
            return _declare(library)
    message = (
        "OpenSSL 3 was not found. Install it from the system's packages "
        "(libssl3 on Debian and Ubuntu, openssl@3 with Homebrew)."
    )
    raise LibcryptoUnavailable(message)


def _candidates() -> Iterator[str]:
    # Homebrew comes first, for macOS ends a process that loads its own unversioned libcrypto.
    yield from (str(path) for path in _HOMEBREW if path.exists())
    yield from ("libcrypto.so.3", "libcrypto.3.dylib")
    found = ctypes.util.find_library("crypto")
    if found:
        yield found


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    signatures = {
        "d2i_AutoPrivateKey": (pointer, [pointer, pointer, ctypes.c_long]),
        "EVP_PKEY_free": (None, [pointer]),
        "EVP_PKEY_CTX_new": (pointer, [pointer, pointer]),
        "EVP_PKEY_CTX_free": (None, [pointer]),
        "EVP_PKEY_sign_init": (ctypes.c_int, [pointer]),
        "EVP_PKEY_CTX_set_rsa_padding": (ctypes.c_int, [pointer, ctypes.c_int]),
        "EVP_PKEY_sign": (
            ctypes.c_int,
            [pointer, ctypes.c_char_p, pointer, ctypes.c_char_p, size],
        ),
        "ERR_clear_error": (None, []),
    }
    for name, (restype, argtypes) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = restype, argtypes
    return library

"""The bare work: verify one signature and insert one row; sign thirteen messages."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.http import HttpRequest, HttpResponse, JsonResponse

from outcomes import keystore
from outcomes.crypto.signing import BlindSigner
from outcomes.kinds import Tier
from tests.bench.limit.models import LimitEntry

_DRAWN = f"|{Tier.DRAWN.value}"
# Every key is at hand before the first request: the limit does not pay for reading any. Labs that can be verified have
# other slots as well; a slot ends with its tier.
_SIGNERS = {
    slot.removesuffix(_DRAWN): BlindSigner(key)
    for slot, key in keystore.signing_keys(os.environ["BENCH_WINDOW"]).items()
    if slot.endswith(_DRAWN)
}
_PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)


def _public(signer: BlindSigner) -> rsa.RSAPublicKey:
    key = load_der_public_key(signer.public_key)
    assert isinstance(key, rsa.RSAPublicKey)
    return key


_KEYS = {slot.partition("|")[0]: _public(signer) for slot, signer in _SIGNERS.items()}


def readyz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives."""
    return HttpResponse("ok", content_type="text/plain")


def redeem(request: HttpRequest) -> HttpResponse:
    """Verify one RSA-PSS signature and insert one row."""
    asked = json.loads(request.body)
    message = base64.b64decode(asked["input_msg"])
    _KEYS[asked["table"]].verify(base64.b64decode(asked["sig"]), message, _PSS, SHA384())
    LimitEntry.objects.create(
        nullifier=hashlib.sha256(message).digest(),
        sealed=base64.b64decode(asked["sealed"]),
        receipt_hash=hashlib.sha256(base64.b64decode(asked["receipt_key"])).digest(),
        window=asked["window"],
    )
    return _answer({"state": "stored"}, 201)


def sign(request: HttpRequest) -> HttpResponse:
    """Sign every message blindly, with the checks of the signer."""
    return _signed(request, BlindSigner.blind_sign)


def operate(request: HttpRequest) -> HttpResponse:
    """Do the bare private operation of OpenSSL on every message."""
    return _signed(request, BlindSigner._sign_raw)


def _signed(request: HttpRequest, work: Callable[[BlindSigner, bytes], bytes]) -> HttpResponse:
    blinded = json.loads(request.body)["blinded"]
    signatures = {
        slot: base64.b64encode(work(_SIGNERS[slot], base64.b64decode(text))).decode()
        for slot, text in blinded.items()
    }
    return _answer({"signatures": signatures}, 200)


def _answer(document: dict[str, object], status: int) -> HttpResponse:
    response = JsonResponse(document, status=status)
    # Django leaves this to a middleware; without it the server would answer in chunks.
    response["Content-Length"] = str(len(response.content))
    return response

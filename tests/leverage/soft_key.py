"""A passkey made of software: what a browser and a device would send, right or wrong in one point."""

from __future__ import annotations

import hashlib
import html
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "testserver"
FLAG = AuthenticatorData.FLAG
SIGN_UP, MAKE = "/account/signup/passkey/", "/account/signup/passkey/make/"
CODES = "/account/signup/codes/"
SIGN_IN = "/account/login/passkey/"
KEYS = "/account/second-factor/keys/"
CODE = re.compile(r"^(?:.*>)?(\d{4}-\d{4}-\d{4})$", re.MULTILINE)


@dataclass
class SoftKey:
    """One passkey on one device."""

    origin: str = f"https://{HOST}"
    verified: bool = True
    handle: str = ""
    identity: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        asked = options["creation_options"]["publicKey"]
        self.handle = asked["user"]["id"]
        public = AttestedCredentialData.create(
            Aaguid(bytes(16)), self.identity, self._public_half()
        )
        made = self._data(FLAG.AT, public)
        statement = AttestationObject.create("none", made, {})
        return self._credential(
            clientDataJSON=websafe_encode(self._client_data("webauthn.create", asked)),
            attestationObject=websafe_encode(statement),
        )

    def show(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.get`."""
        asked = options["request_options"]["publicKey"]
        client_data, shown = self._client_data("webauthn.get", asked), self._data()
        signed = bytes(shown) + hashlib.sha256(client_data).digest()
        return self._credential(
            clientDataJSON=websafe_encode(client_data),
            authenticatorData=websafe_encode(shown),
            signature=websafe_encode(self.private.sign(signed, ec.ECDSA(SHA256()))),
            userHandle=self.handle,
        )

    def _data(self, flag: Any = 0, public: bytes = b"") -> AuthenticatorData:
        flags = FLAG.UP | flag | (FLAG.UV if self.verified else 0)
        site = hashlib.sha256(HOST.encode()).digest()
        data: AuthenticatorData = AuthenticatorData.create(site, flags, 0, public)
        return data

    def _public_half(self) -> Any:
        return ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]

    def _client_data(self, kind: str, asked: dict[str, Any]) -> bytes:
        challenge = asked["challenge"]
        return bytes(CollectedClientData.create(kind, challenge, self.origin))

    def _credential(self, **response: str) -> str:
        name = websafe_encode(self.identity)
        credential = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps({**credential, "clientExtensionResults": {"credProps": {"rk": True}}})


def options_of(page: Any) -> dict[str, Any]:
    """Return what a page gives its script."""
    [data] = re.findall(
        r'<script id="js_data" type="application/json">(.*?)</script>', page.content.decode()
    )
    found: dict[str, Any] = json.loads(html.unescape(data))
    return found


def begin(client: Client, name: str) -> dict[str, Any]:
    """Sign up as far as to the page that makes the passkey, and return what its script gets."""
    client.post(SIGN_UP, {"username": name})
    return options_of(client.get(MAKE))


def sign_up_with(client: Client, key: SoftKey, name: str) -> list[str]:
    """Sign up by passkey, to the end, and return the recovery codes."""
    client.post(MAKE, {"credential": key.make(begin(client, name))})
    codes = CODE.findall(client.get(CODES).content.decode())
    client.post(CODES)
    return codes


def sign_in_with(client: Client, key: SoftKey, **fields: str) -> Any:
    """Sign in by passkey."""
    options = client.get(SIGN_IN, headers={"accept": "application/json"}).json()
    return client.post(SIGN_IN, {"credential": key.show(options), **fields})


def show_again(client: Client, key: SoftKey) -> Any:
    """Show the passkey once more, before a change."""
    options = options_of(client.get(f"{KEYS}show/"))
    return client.post(f"{KEYS}show/", {"credential": key.show(options)})


def add_key(client: Client, key: SoftKey, **fields: str) -> Any:
    """Add a passkey, once a way in was shown again."""
    options = options_of(client.get(f"{KEYS}add/"))
    return client.post(f"{KEYS}add/", {"credential": key.make(options), **fields})

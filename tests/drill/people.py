"""Somebody with an account: signs up, which draws a sheet, looks at the account, and logs what was drawn."""

from __future__ import annotations

import html
import http.client
import json
import re
import secrets
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from outcomes.crypto import contexts
from outcomes.crypto.credential_lines import parse_line
from outcomes.crypto.receipts import receipt_hash
from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.wire import RECEIPT_KEY_SIZE, to_base64
from tests.drill.traffic import HOST, NO_ANSWER, Answer
from tests.drill.writing import Conversation

SIGN_UP, SIGN_IN, ACCOUNT = "/account/signup/", "/account/login/", "/account/"
_SHEET = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)
_TIMEOUT = 20.0


class Person:
    """A browser with its cookies, in a network of its own: five accounts a day may be opened from one."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        octets = [str(1 + secrets.randbelow(254)) for _ in range(3)]
        self._address = ".".join(["127", *octets])
        self._name = f"drill-{secrets.token_hex(8)}"
        self._password = secrets.token_urlsafe(20)
        self.sheet: list[str] = []

    def sign_up(self) -> Answer:
        """Open an account; the answer is its sheet of credentials."""
        self.ask(SIGN_UP)
        fields = {"password1": self._password, "password2": self._password}
        answer = self.ask(SIGN_UP, {"username": self._name, **fields})
        shown = _SHEET.search(answer.body.decode())
        if shown:
            lines = html.unescape(shown[1]).splitlines()
            self.sheet = [line for line in map(str.strip, lines) if line]
        return answer

    def sign_in(self) -> Answer:
        """Come back to the account."""
        self.ask(SIGN_IN)
        return self.ask(SIGN_IN, {"login": self._name, "password": self._password})

    def is_signed_in(self) -> bool:
        """Return whether the page of the account opens."""
        return self.ask(ACCOUNT).status == 200

    def conversation(self) -> Conversation:
        """Return a request to log that the next credential of the sheet pays for."""
        credential = parse_line(self.sheet.pop())
        place, key = credential.context, secrets.token_bytes(RECEIPT_KEY_SIZE)
        document = {
            "window": place.window,
            "table": place.table,
            "kind": place.kind.value,
            "tier": place.tier.value,
            "input_msg": to_base64(credential.input_msg),
            "sig": to_base64(credential.signature),
            "sealed": to_base64(secrets.token_bytes(SEALED_SIZE)),
            "receipt_key": to_base64(key),
        }
        nullifier = contexts.nullifier_of(credential.input_msg)
        return Conversation(json.dumps(document), nullifier, receipt_hash(key))

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Look at a page, or send a form, with the cookies that there are."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection(
            HOST, self._port, timeout=_TIMEOUT, source_address=(self._address, 0)
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**form, "csrfmiddlewaretoken": self._cookies.get("csrf", "")})
        try:
            connection.request("POST" if form is not None else "GET", path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            return Answer(NO_ANSWER, time.perf_counter() - began)
        finally:
            connection.close()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        return Answer(response.status, time.perf_counter() - began, content)

    def _keep(self, cookies: list[str]) -> None:
        for line in cookies:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value

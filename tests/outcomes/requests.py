"""What the tests of the JSON endpoints share: sending a request, and reading a refusal."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.test import Client

LOG, RECEIPT, DRAW = "/log/", "/log/receipt/", "/account/credentials/"


def b64(data: bytes) -> str:
    """Return bytes as requests write them."""
    return base64.b64encode(data).decode()


def post(client: Client, path: str, document: Any, **extra: Any) -> Any:
    """Send a document, or a text as it stands, as JSON."""
    text = document if isinstance(document, str) else json.dumps(document)
    return client.post(path, text, content_type="application/json", **extra)


def refusal(response: Any) -> tuple[int, str]:
    """Return status and code of a refusal, which has words too."""
    document = response.json()
    assert document["words"]
    return response.status_code, document["error"]

"""The public document of a window: every key and every parameter, under one hash that people compare."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from outcomes.crypto import signing
from outcomes.models import Window

KEY_SET_VERSION = 1


def key_set_of(
    window: Window, signing_keys: Mapping[str, bytes], sealing_public: bytes
) -> dict[str, Any]:
    """Return the document of a window whose keys were just made."""
    return {
        "v": KEY_SET_VERSION,
        **parameters_of(window),
        "sealing": base64.b64encode(sealing_public).decode(),
        "credentials": {
            slot: base64.b64encode(signing.BlindSigner(key).public_key).decode()
            for slot, key in signing_keys.items()
        },
    }


def parameters_of(window: Window) -> dict[str, Any]:
    """Return what the document says of a window beside its keys."""
    return {
        "window": window.name,
        "opens_on": window.opens_on.isoformat(),
        "closes_on": window.closes_on.isoformat(),
        "custody": window.custody,
        "parameters": window.parameters,
    }

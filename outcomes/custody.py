"""The sealing key in the hands of custodians: printed once, typed in again to release (privacy.md 2)."""

from __future__ import annotations

import hashlib
import hmac
import os
import textwrap
from pathlib import Path

from django.conf import settings

from outcomes import keystore
from outcomes.crypto import sealing
from outcomes.crypto.printed_key import key_lines, read_key_lines
from outcomes.errors import SheetInReach, WrongSealingKey
from outcomes.models import Window
from outcomes.windows import sealing_public_key

_WIDTH = 72
KEY_FILE_MAX_BYTES = 64 * 1024
_SHEET = """\
Sealing key of window {name}
{line}

Window       {name}, {first} to {last}
Fingerprint  {fingerprint}

{key}

{instructions}
"""
_INSTRUCTIONS = (
    "Only these four lines open the conversations of this window, and the site keeps no copy of them.",
    "Print this sheet twice, give one to each of two custodians, and destroy every file that holds it.",
    "Keep it where nobody else can read it, and never photograph or send it.",
    "After {last}, type the four lines into a file and let manage.py verify_window_key {name} read it: "
    "it names a line that is mistyped.",
    "Destroy both sheets once the window is released; if both are lost before, nobody can ever count it.",
)


def key_sheet(window: Window, key: bytes) -> str:
    """Return the sheet that two custodians keep. It holds the private key: never log, store or send it."""
    first, last = (f"{day.day} {day:%B %Y}" for day in (window.opens_on, window.closes_on))
    words = " ".join(_INSTRUCTIONS).format(name=window.name, last=last)
    head, tail = fingerprint_lines(sealing.public_key_of(key))
    return _SHEET.format(
        name=window.name,
        line="=" * len(f"Sealing key of window {window.name}"),
        first=first,
        last=last,
        fingerprint=f"{head}\n{' ' * 13}{tail}",
        key="\n".join(key_lines(key)),
        instructions=textwrap.fill(words, _WIDTH),
    )


def fingerprint_lines(public_key: bytes) -> tuple[str, str]:
    """Return the SHA-256 of the public half of a sealing key, in two lines of groups of four."""
    digits = hashlib.sha256(public_key).hexdigest()
    groups = textwrap.wrap(digits, 4)
    return " ".join(groups[:8]), " ".join(groups[8:])


def read_key(window: Window, text: str) -> bytes:
    """Return a window's private key from what a custodian typed or kept.

    Raises BadKeyLine for a line that cannot be read, WrongSealingKey for the key of another window.
    """
    key = read_key_lines(text)
    require_key_of(window, key)
    return key


def require_key_of(window: Window, key: bytes) -> None:
    """Raise WrongSealingKey unless this private key is the one whose public half the window shows."""
    try:
        public = sealing.public_key_of(key)
    except sealing.UnusableSealingKey as error:
        raise WrongSealingKey from error
    if not hmac.compare_digest(public, sealing_public_key(window)):
        raise WrongSealingKey


def write_sheet(path: Path, sheet: str) -> None:
    """Write a sheet into a new file that its owner alone can read.

    Raises SheetInReach if the file exists, or would lie in the folder of keys or in the data folder.
    """
    data = getattr(settings, "DATA_DIR", None)
    in_data = data is not None and path.resolve().is_relative_to(Path(data).resolve())
    if in_data or keystore.is_within(path):
        raise SheetInReach
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise SheetInReach from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(sheet)
        file.flush()
        os.fsync(file.fileno())

"""Reading the environment strictly: a misspelt value stops the program, with its name and what it may be."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether `name` is `1`; `0` or unset is no, anything else raises ImproperlyConfigured."""
    value = os.environ.get(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1.")
    return value == "1"


def number(name: str, *, default: int) -> int:
    """Return `name` as a whole number from 0; anything else raises ImproperlyConfigured."""
    value = os.environ.get(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} must be a whole number, 0 or more.")
    return int(value)


def names(name: str, *, default: list[str]) -> list[str]:
    """Return the comma-separated items of `name`, without blanks; `default` when it is unset."""
    value = os.environ.get(name)
    if value is None:
        return default
    items = [item.strip() for item in value.split(",")]
    if not all(items):
        raise ImproperlyConfigured(f"{name} has an empty item: separate names by single commas.")
    return items


def origin(name: str) -> str:
    """Return `name` as scheme and host, such as `https://leverage.example`; empty when it is unset.

    Raises ImproperlyConfigured for anything longer or for another scheme.
    """
    value = os.environ.get(name, "")
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname) and f"{parts.scheme}://{parts.netloc}" == value
        fits = whole and parts.scheme in {"http", "https"} and "@" not in parts.netloc
        fits = fits and (parts.port is None or parts.port > 0)
    except ValueError:  # A port or a bracket that cannot be read.
        fits = False
    if value and not fits:
        raise ImproperlyConfigured(f"{name} must be like https://leverage.example, and no longer.")
    return value


def contact(name: str) -> str:
    """Return `name` as an address to write to, `mailto:` or `https:`; empty when it is unset.

    Raises ImproperlyConfigured for anything else (RFC 9116, 2.5.3 wants a URI).
    """
    value = os.environ.get(name, "")
    fits = value.startswith(("mailto:", "https://")) and value.isprintable() and " " not in value
    if value and not fits:
        raise ImproperlyConfigured(f"{name} must begin with mailto: or https:// and hold no space.")
    return value


def host(name: str) -> str:
    """Return `name` as a host name, with a port if it is not the usual one; empty when it is unset.

    Raises ImproperlyConfigured for anything else.
    """
    value = os.environ.get(name, "")
    if value and not re.fullmatch(r"(\[[0-9a-f:]+\]|[0-9a-z.-]+)(:[1-9][0-9]{0,4})?", value):
        raise ImproperlyConfigured(f"{name} must be a host name, like log.leverage.example.")
    return value


def sentence(name: str) -> str:
    """Return `name` as one line of text to be published; empty when it is unset.

    Raises ImproperlyConfigured below 20 signs: a reason that people read takes a sentence.
    """
    value = os.environ.get(name, "").strip()
    if value and (len(value) < 20 or not value.isprintable()):
        raise ImproperlyConfigured(f"{name} must be one line of at least 20 signs.")
    return value


def given(name: str) -> str | None:
    """Return `name`, or what stands in the file that `name`_FILE names; None when neither is set.

    Raises ImproperlyConfigured when both are set, or the file cannot be read.
    """
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if file is None:
        return value
    if value is not None:
        raise ImproperlyConfigured(f"Set either {name} or {name}_FILE.")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read.") from error


def secret(name: str, *, shortest: int = 50) -> str:
    """Return a secret from `name`, or from the file that `name`_FILE names.

    Raises ImproperlyConfigured when neither or both are set, or the secret has fewer than `shortest` signs.
    """
    value = given(name)
    if value is None:
        raise ImproperlyConfigured(f"Set either {name} or {name}_FILE.")
    if len(value) < shortest:
        raise ImproperlyConfigured(f"{name} must have at least {shortest} signs.")
    return value


def optional_secret(name: str, *, shortest: int) -> str:
    """Return a secret as `secret` does, or nothing where neither variable is set."""
    return "" if given(name) is None else secret(name, shortest=shortest)


def folder(name: str) -> Path | None:
    """Return `name` as a folder; None when it is unset. Raises ImproperlyConfigured for a relative path."""
    value = os.environ.get(name)
    if value is None:
        return None
    if not Path(value).is_absolute():
        raise ImproperlyConfigured(f"{name} must be a whole path, from the root on.")
    return Path(value)


def database(url: str) -> dict[str, Any]:
    """Turn a libpq URI into Django's database settings; libpq's own parser does the reading."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError as error:
        # The message could quote the password, so it is not passed on.
        raise ImproperlyConfigured("DATABASE_URL is not a PostgreSQL URI.") from error
    if "dbname" not in parts:
        raise ImproperlyConfigured("DATABASE_URL names no database.")
    return {
        "ENGINE": "leverage.patient_database",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


def broker(url: str) -> str:
    """Spell a Redis URL for Celery, which has its own word for a socket."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://.")
    if scheme != "unix":
        return url
    # Celery also has its own word for the number of a database behind a socket.
    path, _question, query = rest.partition("?")
    database = dict(parse_qsl(query)).get("db")
    return f"redis+socket://{path}" + (f"?virtual_host={database}" if database else "")

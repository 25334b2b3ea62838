"""What the scripts of the log and receipt pages read from the page: places, rules and words."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from outcomes.client_words import COMMON, LOG, RECEIPT, VERIFY
from outcomes.forms import (
    MISSING_ASK,
    MISSING_FIRST_ASK,
    MISSING_RESPONSE,
    REPEATED_ASK,
    SLOTS,
    LogForm,
    WithdrawForm,
)
from outcomes.forms_verify import VerifyForm
from outcomes.kinds import Response, ResponseClass
from outcomes.models import Window
from outcomes.verification import verified_tables
from outcomes.words import Words, table_words


def window_data(window: Window) -> dict[str, Any]:
    """Return what a script needs to fetch and check the keys of a window."""
    return {
        "window": window.name,
        "keys": {
            "window": window.name,
            "url": reverse("key_set", args=[window.name]),
            "hash": window.key_set_hash,
        },
        "tables": {table["slug"]: table_words(table["name"]) for table in window.tables},
    }


def log_data(window: Window, form: LogForm) -> dict[str, Any]:
    """Return the data of the log page."""
    required = {
        f"missing_{name}": form.fields[name].error_messages["required"]
        for name in ("offer_held", "table")
    }
    says = {**COMMON, **LOG, **_slot_words(), **required}
    return {**window_data(window), **_sealing_data(), "url": reverse("log"), "says": says}


def receipt_data(window: Window | None) -> dict[str, Any]:
    """Return the data of the receipt page; without an open window nothing can be replaced."""
    unticked = WithdrawForm.base_fields["confirm"].error_messages["required"]
    says = {**COMMON, **RECEIPT, **_slot_words(), "missing_confirm": unticked}
    places = window_data(window) if window else {"window": None}
    return {**places, **_sealing_data(), "url": reverse("receipt"), "says": says}


def verify_data(window: Window, form: VerifyForm) -> dict[str, Any]:
    """Return the data of the page that exchanges a line."""
    missing = form.fields["headers"].error_messages["required"]
    return {
        **window_data(window),
        "url": reverse("verify"),
        "exchangeable": [table["slug"] for table in verified_tables(window)],
        "says": {**COMMON, **VERIFY, "missing_headers": missing},
    }


def _sealing_data() -> dict[str, Any]:
    classes: dict[Response, ResponseClass | None] = {
        response: response.response_class for response in Response
    }
    return {"classes": classes, "list": static("js/client/words.txt")}


def _slot_words() -> dict[str, Words]:
    missing: dict[str, Words] = {
        f"missing_response_{slot}": MISSING_RESPONSE[slot] for slot in SLOTS
    }
    missing["missing_ask_1"] = MISSING_FIRST_ASK
    return {**missing, "repeated_ask": REPEATED_ASK, "missing_ask": MISSING_ASK}

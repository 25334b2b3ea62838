"""What the scripts of the log and receipt pages read from the page: places, rules and words."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from outcomes.client_words import COMMON, DELIVERY, LOG, RECEIPT, VERIFY
from outcomes.forms import (
    MISSING_DECIDED,
    NOT_A_RESPONSE,
    NOT_KEPT,
    NOTHING_TO_DECIDE,
    LogForm,
    ReplaceForm,
    WithdrawForm,
)
from outcomes.forms_delivery import DeliveryForm
from outcomes.forms_slots import MISSING_ASK, REPEATED_ASK, SLOTS, AtALabForm, SlotsForm
from outcomes.forms_verify import VerifyForm
from outcomes.kinds import Kept, Kind, Response
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
    return {
        **_entry_data(window, form, Kind.CONVERSATION),
        "says": {**COMMON, **LOG, **_missing(form), **_MISSING_DECIDED},
    }


def delivery_data(window: Window, form: DeliveryForm) -> dict[str, Any]:
    """Return the data of the page about what became of an ask."""
    return {
        **_entry_data(window, form, Kind.DELIVERY),
        "says": {**COMMON, **DELIVERY, **_missing(form)},
    }


def receipt_data(window: Window | None) -> dict[str, Any]:
    """Return the data of the receipt page; without an open window nothing can be replaced."""
    unticked = WithdrawForm.base_fields["confirm"].error_messages["required"]
    wrong = {
        "answer_of_delivery": NOT_A_RESPONSE,
        "answer_of_conversation": NOT_KEPT,
        "nothing_to_decide": NOTHING_TO_DECIDE,
    }
    slots = {**_slot_words(ReplaceForm), **_MISSING_DECIDED}
    says = {**COMMON, **RECEIPT, **slots, **wrong, "missing_confirm": unticked}
    places = window_data(window) if window else {"window": None}
    return {**places, **_sealing_data(), "url": reverse("receipt"), "says": says}


def verify_data(window: Window, form: VerifyForm) -> dict[str, Any]:
    """Return the data of the page that exchanges a line."""
    missing = form.fields["headers"].error_messages["required"]
    return {
        **window_data(window),
        "kind": Kind.CONVERSATION,
        "url": reverse("verify"),
        "exchangeable": [table["slug"] for table in verified_tables(window)],
        "says": {**COMMON, **VERIFY, "missing_headers": missing},
    }


def _entry_data(window: Window, form: AtALabForm, kind: Kind) -> dict[str, Any]:
    # What was sealed goes to one path, whatever it is about: the request says which kind of line pays.
    return {**window_data(window), **_sealing_data(), "kind": kind, "url": reverse("log")}


def _sealing_data() -> dict[str, Any]:
    published = {response: response.response_class for response in Response}
    return {
        "classes": {**published, **{kept: kept for kept in Kept}},
        "kept": list(Kept),
        "list": static("js/client/words.txt"),
    }


def _missing(form: AtALabForm) -> dict[str, Words]:
    required = {
        f"missing_{name}": form.fields[name].error_messages["required"]
        for name in ("offer_held", "table")
    }
    return {**_slot_words(type(form)), **required}


def _slot_words(form: type[SlotsForm]) -> dict[str, Words]:
    missing = {f"missing_response_{slot}": form.missing_answers[slot] for slot in SLOTS}
    missing["missing_ask_1"] = form.missing_first_ask
    return {**missing, "repeated_ask": REPEATED_ASK, "missing_ask": MISSING_ASK}


_MISSING_DECIDED: dict[str, Words] = {
    f"missing_decided_{slot}": words for slot, words in MISSING_DECIDED.items()
}

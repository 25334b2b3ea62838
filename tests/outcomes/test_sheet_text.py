"""The text of a sheet: lines for conversations first, then those for what became of an ask."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from leverage.models import User
from leverage.sheets import sheet_text
from outcomes import wire
from outcomes.client_half import draw_credentials
from outcomes.crypto.contexts import MAX_TABLE_LENGTH, MAX_WINDOW_LENGTH
from outcomes.crypto.credential_lines import parse_line
from outcomes.crypto.signing import SIGNATURE_SIZE
from outcomes.kinds import Kind
from outcomes.models import Window
from outcomes.statistics.parameters import MAX_TABLES
from tests.outcomes.factories import DAY

LABELS = ["North Lab", "South Lab", "Any other lab"]


def drawn(account: User, window: Window) -> list[list[str]]:
    """Return the paragraphs of an account's sheet."""
    text = sheet_text(window, draw_credentials(account, window, today=DAY))
    return [part.splitlines() for part in text.split("\n\n")]


def test_a_sheet_of_one_kind_has_a_head_and_a_line_for_each_lab(
    window: Window, owner: User
) -> None:
    head, lines = drawn(owner, window)
    assert head[0] == "Leverage: credentials for window 2025H1, until 2025-06-30"
    assert window.key_set_hash in head[-1]
    assert [line.partition(": ")[0] for line in lines] == LABELS


def test_a_sheet_of_both_kinds_says_which_line_is_for_what(
    window_of_both: Window, owner: User
) -> None:
    _head, conversations, more, deliveries = drawn(owner, window_of_both)
    assert more[0].startswith("Each line below pays for saying what became of asks")
    assert [line.partition(": ")[0] for line in conversations] == LABELS
    assert [line.partition(": ")[0] for line in deliveries] == [
        f"{label}, kept or broken" for label in LABELS
    ]
    kinds = [parse_line(line).context.kind for line in (*conversations, *deliveries)]
    assert kinds == [Kind.CONVERSATION] * 3 + [Kind.DELIVERY] * 3


@pytest.mark.usefixtures("asks_on_the_day")
def test_browsers_are_given_the_same_words_around_the_lines(
    client: Client, window_of_both: Window, owner: User, stranger: User
) -> None:
    text = sheet_text(window_of_both, draw_credentials(owner, window_of_both, today=DAY))
    client.force_login(stranger)
    page = client.get("/account/credentials/").context["client"]
    written = [
        part
        for section in page["sections"]
        for part in (*section["head"], "", *section["labels"].values(), "")
    ]
    assert [line.partition(": lvg1.")[0] for line in text.split("\n")] == written


def test_the_largest_draw_fits_what_may_be_sent() -> None:
    message = wire.to_base64(bytes(SIGNATURE_SIZE))
    tables = [f"{number:02}".ljust(MAX_TABLE_LENGTH, "x") for number in range(MAX_TABLES + 1)]
    blinded = {f"{table}|{kind.value}": message for kind in Kind for table in tables}
    assert len(blinded) == 26
    body = json.dumps({"window": "w" * MAX_WINDOW_LENGTH, "blinded": blinded}).encode()
    assert len(body) <= wire.BODY_MAX_BYTES
    assert len(wire.read_draw(body).blinded) == 26

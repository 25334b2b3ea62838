"""The proofs of `tests.browser.test_client_crypto` once more: Firefox computes with an engine of its own."""

from __future__ import annotations

import pytest

from tests.browser.test_client_crypto import (
    client_page,
    credential,
    test_drawn_words_come_from_the_whole_list,
    test_finalizing_gives_the_published_signature_and_refuses_another,
    test_pasted_lines_are_read_alike,
    test_preparing_and_blinding_give_the_published_message,
    test_receipt_words_are_read_alike_and_give_the_same_key,
    test_what_is_sealed_for_one_row_opens_in_no_other,
    test_what_the_browser_blinds_the_server_signs_and_python_verifies,
    test_what_the_browser_seals_opens_and_reads,
)

__all__ = [
    "client_page",
    "credential",
    "test_drawn_words_come_from_the_whole_list",
    "test_finalizing_gives_the_published_signature_and_refuses_another",
    "test_pasted_lines_are_read_alike",
    "test_preparing_and_blinding_give_the_published_message",
    "test_receipt_words_are_read_alike_and_give_the_same_key",
    "test_what_is_sealed_for_one_row_opens_in_no_other",
    "test_what_the_browser_blinds_the_server_signs_and_python_verifies",
    "test_what_the_browser_seals_opens_and_reads",
]

pytestmark = pytest.mark.django_db(transaction=True)

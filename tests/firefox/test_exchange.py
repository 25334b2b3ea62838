"""A drawn line for a verified one, in Firefox: what `tests.browser.test_client_exchange` shows of the way itself."""

from __future__ import annotations

from tests.browser.exchanging import filled, sheet, window
from tests.browser.test_client_exchange import (
    test_a_file_that_holds_both_lines_pays_with_the_verified_one,
    test_a_sheet_read_from_a_file_is_offered_with_the_new_line_in_it,
    test_no_request_of_the_page_carries_a_cookie_or_a_referrer,
    test_the_new_line_takes_the_old_ones_place_in_the_sheet_and_counts_as_verified,
)
from tests.outcomes.conftest import draws

__all__ = [
    "draws",
    "filled",
    "sheet",
    "test_a_file_that_holds_both_lines_pays_with_the_verified_one",
    "test_a_sheet_read_from_a_file_is_offered_with_the_new_line_in_it",
    "test_no_request_of_the_page_carries_a_cookie_or_a_referrer",
    "test_the_new_line_takes_the_old_ones_place_in_the_sheet_and_counts_as_verified",
    "window",
]

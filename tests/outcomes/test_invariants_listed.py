"""The thirteen invariants of privacy.md 11: where each is tested, and where its broken twins are."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Invariant:
    """Tests and twins, each as `file::name`; `outstanding` says what of it is not proved by a twin yet, and why."""

    number: int
    name: str
    tests: tuple[str, ...]
    twins: tuple[str, ...]
    outstanding: str = ""


INVARIANTS = (
    Invariant(
        1,
        "noise law",
        ("outcomes/test_mechanism.py::test_the_noise_follows_the_exact_law",),
        (
            "outcomes/test_mechanism.py::test_a_scale_wrong_by_a_twentieth_would_be_noticed",
            "outcomes/test_mechanism.py::test_rounded_continuous_noise_would_be_noticed",
            "outcomes/test_mechanism.py::test_reused_noise_would_be_noticed",
        ),
    ),
    Invariant(
        2,
        "audit",
        (
            "outcomes/test_audit_invariant.py::test_the_release_keeps_its_promise_and_the_audit_is_sharp",
        ),
        ("outcomes/test_audit_invariant.py::test_a_release_that_breaks_it_is_noticed",),
    ),
    Invariant(
        3,
        "sensitivity",
        (
            "outcomes/test_audit_invariant.py::test_one_entry_weighs_what_it_may",
            "outcomes/test_counting.py::test_one_entry_changes_no_answer_by_more_than_its_sensitivity",
            "outcomes/test_counting.py::test_each_bound_is_reached",
            "outcomes/test_release_rows.py::test_a_replaced_conversation_is_counted_as_it_stood_at_the_end",
        ),
        (
            "outcomes/test_audit_invariant.py::test_counting_every_ask_of_an_entry_is_noticed",
            "outcomes/test_audit_invariant.py::test_counting_an_entry_twice_is_noticed",
        ),
    ),
    Invariant(
        4,
        "one release",
        (
            "outcomes/test_one_release_invariant.py::test_a_window_is_released_once_as_it_was_published",
            "outcomes/test_release_crashes.py::test_of_twenty_processes_at_once_one_releases",
            "outcomes/test_release_crashes.py::test_a_process_killed_before_its_commit_leaves_no_trace",
            "outcomes/test_release_crashes.py::test_a_process_killed_behind_its_commit_leaves_the_keys_to_the_next",
            "outcomes/test_release_crashes.py::test_a_database_that_crashes_after_the_copy_forgets_the_draw",
        ),
        (
            "outcomes/test_release_crashes.py::test_a_release_that_is_not_of_one_piece_is_noticed",
            "outcomes/test_one_release_invariant.py::test_a_ledger_that_takes_a_second_charge_is_noticed",
            "outcomes/test_one_release_invariant.py::test_a_ledger_that_leaves_out_a_query_is_noticed",
            "outcomes/test_one_release_invariant.py::test_a_release_of_a_changed_window_is_noticed",
            "outcomes/test_one_release_invariant.py::test_a_step_that_opens_a_released_window_again_is_noticed",
            "outcomes/test_one_release_invariant.py::test_a_second_run_that_draws_new_noise_is_noticed",
        ),
    ),
    Invariant(
        5,
        "linkage",
        (
            "outcomes/test_linkage.py::test_an_attack_finds_no_more_than_chance",
            "outcomes/test_linkage.py::test_after_the_hourly_task_the_log_holds_nothing_of_before",
        ),
        (
            "outcomes/test_linkage.py::test_the_same_attack_finds_most_where_rows_stay_as_they_came",
            "outcomes/test_linkage.py::test_the_log_of_a_usual_database_holds_everybody",
        ),
    ),
    Invariant(
        6,
        "canaries",
        (
            "test_canaries.py::test_no_page_keeps_a_mark",
            "test_canaries_processes.py::test_no_file_of_the_database_or_of_a_log_holds_a_mark",
            "test_canaries_processes.py::test_no_key_and_no_value_in_memory_holds_a_mark",
            "browser/test_canaries_scripted.py::test_a_way_with_scripts_leaves_no_mark",
            "browser/test_canaries_scripted.py::test_every_address_with_scripts_leaves_no_mark",
        ),
        (
            "test_canaries.py::test_a_middleware_that_keeps_a_mark_is_found",
            "test_canaries.py::test_a_view_that_keeps_the_agent_is_found",
            "test_canaries_processes.py::test_the_search_finds_a_mark_that_was_left",
            "browser/test_canaries_scripted.py::test_a_middleware_that_logs_is_found",
            "browser/test_canaries_scripted.py::test_a_script_that_tells_the_chosen_ask_is_found",
        ),
    ),
    Invariant(
        7,
        "model inventory",
        (
            "outcomes/test_inventory_invariant.py::test_the_models_have_room_for_what_is_promised",
            "outcomes/test_inventory_invariant.py::test_the_database_has_room_for_what_is_promised",
        ),
        (
            "outcomes/test_inventory_invariant.py::test_a_field_too_many_is_noticed",
            "outcomes/test_inventory_invariant.py::test_a_table_that_leads_to_people_is_noticed",
            "outcomes/test_inventory_invariant.py::test_a_column_that_no_model_names_is_noticed",
        ),
    ),
    Invariant(
        8,
        "log endpoints without cookies",
        (
            "leverage/test_log_pages_without_cookies.py::test_a_session_changes_no_byte_of_the_page",
            "leverage/test_log_pages_without_cookies.py::test_a_cookie_that_something_sets_does_not_leave",
            "leverage/test_log_host.py::test_a_log_page_is_only_on_its_own_host",
            "browser/test_client_journey.py::test_what_scripts_ask_for_while_logging_carries_no_cookie_and_no_referrer",
        ),
        (
            "leverage/test_log_pages_without_cookies.py::test_without_the_guard_a_session_would_be_seen",
            "leverage/test_log_pages_without_cookies.py::test_without_the_guard_a_cookie_would_leave",
        ),
    ),
    Invariant(
        9,
        "credentials",
        (
            "outcomes/test_credentials_invariant.py::test_both_halves_agree_with_the_rfc",
            "outcomes/test_credentials_invariant.py::test_a_credential_pays_once_and_in_its_place",
            "outcomes/test_credentials_invariant.py::test_of_two_redemptions_at_once_exactly_one_is_created",
            "outcomes/test_credentials_invariant.py::test_a_sheet_is_drawn_whole",
            "browser/test_client_crypto.py::test_preparing_and_blinding_give_the_published_message",
            "browser/test_client_crypto.py::test_finalizing_gives_the_published_signature_and_refuses_another",
            "browser/test_client_failures.py::test_another_key_set_is_refused_and_nothing_is_sent",
        ),
        (
            "outcomes/test_credentials_invariant.py::test_a_half_that_departs_from_the_rfc_is_noticed",
            "outcomes/test_credentials_invariant.py::test_a_view_that_skips_the_signature_is_noticed",
            "outcomes/test_credentials_invariant.py::test_a_place_that_is_compared_by_its_beginning_is_noticed",
            "outcomes/test_credentials_invariant.py::test_a_spent_mark_that_may_stand_twice_is_noticed",
            "outcomes/test_credentials_invariant.py::test_a_view_that_looks_before_it_stores_is_noticed",
            "outcomes/test_credentials_invariant.py::test_a_draw_that_signs_whatever_it_is_given_is_noticed",
            "browser/test_client_failures.py::test_a_script_that_does_not_compare_the_hash_is_seen_to_be_broken",
        ),
    ),
    Invariant(
        10,
        "sealing",
        (
            "outcomes/test_sealing_invariant.py::test_every_conversation_takes_the_same_room",
            "outcomes/test_sealing_invariant.py::test_a_row_that_was_moved_to_another_mark_does_not_open",
            "outcomes/test_sealing_invariant.py::test_after_the_release_an_old_dump_stays_closed",
        ),
        (
            "outcomes/test_sealing_invariant.py::test_conversations_that_are_not_padded_are_noticed",
            "outcomes/test_sealing_invariant.py::test_a_seal_that_does_not_name_its_row_is_noticed",
            "outcomes/test_sealing_invariant.py::test_keys_that_are_not_destroyed_are_noticed",
            "outcomes/test_sealing_invariant.py::test_a_copy_of_the_key_that_is_kept_is_noticed",
        ),
    ),
    Invariant(
        11,
        "receipts",
        (
            "outcomes/test_receipts_invariant.py::test_words_that_open_nothing_are_answered_alike",
            "outcomes/test_receipts_invariant.py::test_words_that_open_nothing_take_the_same_work",
        ),
        (
            "outcomes/test_receipts_invariant.py::test_an_answer_that_tells_withdrawn_is_noticed",
            "outcomes/test_receipts_invariant.py::test_an_early_answer_for_unknown_words_is_noticed",
            "outcomes/test_receipts_invariant.py::test_one_more_hash_for_some_words_is_noticed",
        ),
    ),
    Invariant(
        12,
        "mail check",
        (
            "outcomes/test_mail_check.py::test_a_header_that_was_changed_is_refused_and_the_same_unchanged_is_not",
            "outcomes/test_verification.py::test_a_mail_that_was_used_before_gets_the_same_answer",
            "outcomes/test_verify.py::test_no_request_leaves_this_computer",
        ),
        (
            "outcomes/test_mail_check.py::test_a_short_key_would_pass_where_nobody_measures",
            "outcomes/test_verification.py::test_a_store_that_remembered_mails_would_be_noticed",
            "outcomes/test_verify.py::test_a_check_that_asked_a_name_server_would_be_noticed",
        ),
    ),
    Invariant(
        13,
        "sums",
        (
            "outcomes/test_sums_invariant.py::test_sums_are_those_of_the_raw_integers",
            "outcomes/test_sums_invariant.py::test_a_release_lists_what_its_window_did_whatever_was_logged",
            "outcomes/test_tallies.py::test_an_ask_over_all_tables_is_the_sum_of_raw_counts",
        ),
        (
            "outcomes/test_sums_invariant.py::test_a_file_that_cuts_counts_at_zero_is_noticed",
            "outcomes/test_sums_invariant.py::test_a_page_that_adds_what_was_cut_at_zero_is_noticed",
            "outcomes/test_sums_invariant.py::test_a_release_that_leaves_out_what_nobody_raised_is_noticed",
        ),
    ),
)


def names_in(file: str) -> set[str]:
    """Return the tests of a file, read and not run."""
    tree = ast.parse((TESTS / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def missing(places: tuple[str, ...]) -> list[str]:
    """Return the places at which there is no test."""
    parted = [(place, *place.split("::")) for place in places]
    return [
        place
        for place, file, name in parted
        if not (TESTS / file).is_file() or name not in names_in(file)
    ]


def test_all_thirteen_are_listed() -> None:
    assert [invariant.number for invariant in INVARIANTS] == [*range(1, 14)]


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda one: one.name.replace(" ", "-"))
def test_an_invariant_has_its_tests_and_its_twins(invariant: Invariant) -> None:
    assert missing(invariant.tests + invariant.twins) == []
    assert bool(invariant.tests and invariant.twins) is not bool(invariant.outstanding)


def test_a_name_that_is_not_there_is_noticed() -> None:
    here = "outcomes/test_invariants_listed.py"
    assert missing((f"{here}::test_all_thirteen_are_listed",)) == []
    gone = (f"{here}::test_all_fourteen_are_listed", "outcomes/test_nothing.py::test_all")
    assert missing(gone) == [*gone]


def test_every_file_of_an_invariant_is_listed() -> None:
    listed = {place.split("::")[0] for one in INVARIANTS for place in one.tests + one.twins}
    files = {str(file.relative_to(TESTS)) for file in TESTS.rglob("test_*_invariant.py")}
    assert files <= listed

"""Private keys lie in files that only we can read, and nothing is left of them afterwards."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from outcomes import keystore
from outcomes.errors import KeysMissing
from tests.outcomes.concurrency import at_once

NAME = "2025H1"
SIGNING = {"north-lab|conversation|drawn": b"first key", "other|conversation|drawn": b"second key"}
SEALING = bytes(range(32))


@pytest.fixture
def stored(key_dir: Path) -> Path:
    """Store keys of both kinds; returns their folder."""
    keystore.store_signing_keys(NAME, SIGNING)
    keystore.store_sealing_key(NAME, SEALING)
    return key_dir / NAME


def test_keys_come_back_as_they_were_stored(stored: Path) -> None:
    assert keystore.signing_keys(NAME) == SIGNING
    assert keystore.sealing_key(NAME) == SEALING
    assert keystore.holds_keys(NAME)


def test_nobody_else_can_read_them(stored: Path) -> None:
    assert stat.S_IMODE(stored.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(file.stat().st_mode) for file in stored.iterdir()}
    assert (len(list(stored.iterdir())), modes) == (2, {0o600})


def test_a_mask_of_the_process_makes_nothing_wider(key_dir: Path) -> None:
    before = os.umask(0)
    try:
        keystore.store_sealing_key(NAME, SEALING)
    finally:
        os.umask(before)
    assert stat.S_IMODE((key_dir / NAME).stat().st_mode) == 0o700
    assert stat.S_IMODE((key_dir / NAME / "sealing.key").stat().st_mode) == 0o600


def test_storing_again_replaces_the_whole_file(stored: Path) -> None:
    keystore.store_sealing_key(NAME, b"short")
    assert keystore.sealing_key(NAME) == b"short"
    assert len(list(stored.iterdir())) == 2


def test_a_window_without_keys_says_so(key_dir: Path) -> None:
    with pytest.raises(KeysMissing):
        keystore.signing_keys(NAME)
    with pytest.raises(KeysMissing):
        keystore.sealing_key(NAME)
    assert not keystore.holds_keys(NAME)


def test_signing_keys_can_go_while_the_sealing_key_stays(stored: Path) -> None:
    keystore.destroy_signing_keys(NAME)
    with pytest.raises(KeysMissing):
        keystore.signing_keys(NAME)
    assert keystore.sealing_key(NAME) == SEALING
    assert keystore.holds_keys(NAME)


def test_destroying_removes_the_folder_and_no_other_window(stored: Path) -> None:
    keystore.store_sealing_key("2025H2", SEALING)
    keystore.destroy_all(NAME)
    assert not stored.exists()
    assert keystore.sealing_key("2025H2") == SEALING


def test_a_second_name_of_the_file_shows_noise_after_destruction(stored: Path) -> None:
    kept = stored.parent / "second-name"
    os.link(stored / "sealing.key", kept)
    keystore.destroy_all(NAME)
    assert len(kept.read_bytes()) == len(SEALING)
    assert kept.read_bytes() != SEALING


def test_destroying_twice_does_no_harm(stored: Path) -> None:
    keystore.destroy_all(NAME)
    keystore.destroy_all(NAME)
    keystore.destroy_signing_keys(NAME)


def test_destroying_twenty_times_at_once_does_no_harm(stored: Path) -> None:
    assert at_once([lambda: keystore.destroy_all(NAME)] * 20) == [None] * 20
    assert not stored.exists()


def test_the_copy_of_the_hash_outlives_the_keys_until_the_window_is_forgotten(stored: Path) -> None:
    keystore.store_key_set_hash(NAME, "ab" * 32)
    keystore.destroy_all(NAME)
    assert keystore.key_set_hash(NAME) == "ab" * 32
    keystore.forget(NAME)
    assert list(stored.parent.iterdir()) == []
    with pytest.raises(KeysMissing):
        keystore.key_set_hash(NAME)


def test_windows_with_keys_are_named_drafts_counted_and_hashes_not(stored: Path) -> None:
    keystore.store_key_set_hash("2026H1", "ab" * 32)
    draft = stored.parent / "2025H2" / ".sealing.key.0123456789abcdef"
    draft.parent.mkdir()
    draft.write_bytes(SEALING)
    assert keystore.windows_with_keys() == [NAME, "2025H2"]
    assert (keystore.holds_sealing_key("2025H2"), keystore.holds_signing_keys("2025H2")) == (
        True,
        False,
    )


@pytest.mark.parametrize("name", ["signing.json", "sealing.key"])
def test_a_draft_left_by_a_killed_process_is_destroyed_too(stored: Path, name: str) -> None:
    (stored / f".{name}.0123456789abcdef").write_bytes(SEALING)
    keystore.destroy_all(NAME)
    assert not stored.exists()

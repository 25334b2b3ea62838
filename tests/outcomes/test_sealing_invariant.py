"""Sealed rows are alike in size, open in their own place only, and after the release never again (privacy.md 11.10)."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings
from django.core.cache import cache
from django.db.models import Func, IntegerField

from outcomes import conversations, keystore
from outcomes.crypto import contexts, payload, sealing
from outcomes.crypto.credential_lines import Credential
from outcomes.kinds import ResponseClass
from outcomes.models import DkimKey, Entry, Window
from outcomes.releases import release_window
from outcomes.windows import (
    close_window,
    open_window,
    other_table,
    plan_window,
    sealing_public_key,
)
from tests.outcomes import factories
from tests.outcomes.factories import CLOSES, DAY, NORTH, OPENS
from tests.outcomes.reach import strings_in_reach
from tests.outcomes.releasing import Draw, exact_counts
from tests.outcomes.twins import assert_refused, without_rule

pytestmark = pytest.mark.usefixtures("fresh_memory")

Items = Sequence[tuple[str, ResponseClass]]
Log = Callable[[Window, Credential, Items], object]
SHORT, LONG = "a", "the-longest-slug-that-can-be-is-forty-eight-long"


# -- One size ------------------------------------------------------------------------------------------


@pytest.fixture
def roomy(db: None, ready_keys: None) -> Window:
    """Return an open window whose own name, and one of its tables, are as long as they can be."""
    window = plan_window(
        "2025H1-LONGEST16",
        OPENS,
        CLOSES,
        tables=[{"slug": LONG, "name": "Long"}, {"slug": SHORT, "name": "A"}, other_table()],
        asks=[{"slug": slug, "short_name": slug} for slug in _slugs(LONG) + _slugs(SHORT)],
    )
    return open_window(window.name)


def _slugs(like: str) -> list[str]:
    """Return three slugs as long as this one."""
    return [like[:-1] + letter for letter in "abc"]


def assert_sizes_are_alike(log: Log, window: Window) -> None:
    """Fail unless rows take the same room, however much was said, about whom, and with what answer."""
    cases = itertools.product((SHORT, LONG), (SHORT, LONG), (1, 2, 3), ResponseClass)
    for number, (table, slug, count, response) in enumerate(cases):
        credential = factories.draw(window, f"person-{number}")[table]
        log(window, credential, [(ask, response) for ask in _slugs(slug)[:count]])
    assert _sizes() == {(sealing.SEALED_SIZE,) * 2} == {(1105, 1105)}


def _sizes() -> set[tuple[int, int]]:
    """Return how long the sealed bytes are, and what room they take on disk beside a head of four bytes."""
    lengths = [
        Func("sealed", function=name, output_field=IntegerField())
        for name in ("octet_length", "pg_column_size")
    ]
    return {(long, room - 4) for long, room in Entry.objects.values_list(*lengths)}


def test_every_conversation_takes_the_same_room(roomy: Window) -> None:
    assert_sizes_are_alike(factories.log, roomy)


class _AnySize(int):
    """A size that everything has."""

    __hash__ = int.__hash__

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


def _log_unpadded(window: Window, credential: Credential, items: Items) -> object:
    """Log what was sealed without padding."""
    opened = payload.Payload(
        credential.input_msg,
        credential.signature,
        tuple((ask, response.value) for ask, response in items),
        bytes(payload.NONCE_SIZE),
    )
    text = payload.encode(opened).rstrip(b"\0")
    assert json.loads(text)
    info = contexts.entry_info(window.name, contexts.nullifier_of(credential.input_msg))
    key = sealing._public(sealing_public_key(window))
    sealed = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM).encrypt(text, key, info)
    return factories.log(window, credential, items, sealed=sealed)


def test_conversations_that_are_not_padded_are_noticed(
    roomy: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "SEALED_SIZE", _AnySize())
    rule = without_rule(Entry, "entry_sealed_has_one_size")
    with pytest.raises(AssertionError, match="1105"), rule:
        assert_sizes_are_alike(_log_unpadded, roomy)


# -- In its own place only --------------------------------------------------------------------------------


def assert_rows_open_in_their_own_place_only(window: Window, draws: list[Draw]) -> None:
    """Fail where a row that was moved to another mark opens, or is counted; one that was not moved is."""
    first, second, third = (
        factories.prepare(window, factories.draw(window, name)[NORTH]) for name in "abc"
    )
    key = keystore.sealing_key(window.name)

    def opened(sealed: bytes, place: factories.Logged) -> bytes:
        nullifier = contexts.nullifier_of(place.credential.input_msg)
        return sealing.open_sealed(key, contexts.entry_info(window.name, nullifier), sealed)

    assert payload.decode(opened(first.sealed, first)).input_msg == first.credential.input_msg
    for one, other in ((first, second), (second, first)):
        factories.log(window, other.credential, sealed=one.sealed)
        assert_refused(partial(opened, one.sealed, other), sealing.CannotOpen)
    factories.log_again(window, third)
    close_window(window.name)
    release_window(window.name)
    assert exact_counts(draws)[NORTH] == ({(ask, str(kind)): 1 for ask, kind in factories.ITEMS}, 1)


def test_a_row_that_was_moved_to_another_mark_does_not_open(
    window: Window, draws: list[Draw]
) -> None:
    assert_rows_open_in_their_own_place_only(window, draws)


def test_a_seal_that_does_not_name_its_row_is_noticed(
    window: Window, draws: list[Draw], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contexts, "entry_info", lambda window, nullifier: window.encode())
    with pytest.raises(AssertionError, match="not refused: CannotOpen"):
        assert_rows_open_in_their_own_place_only(window, draws)


# -- Never again ---------------------------------------------------------------------------------------


def _opens(dump: list[tuple[bytes, bytes]], window: str, key: bytes) -> bool:
    """Whether a key opens a row of a dump; which one does not matter, since all are sealed to one key."""
    nullifier, sealed = dump[0]
    try:
        sealing.open_sealed(key, contexts.entry_info(window, nullifier), sealed)
    except (sealing.CannotOpen, sealing.UnusableSealingKey):
        return False
    return True


def assert_an_old_dump_stays_closed(window: Window, memory: redis.Redis) -> None:
    """Fail where, after the release, a string in files, database or memory opens a row of a dump made before."""
    dump = [
        (bytes(n), bytes(s or b"")) for n, s in Entry.objects.values_list("nullifier", "sealed")
    ]
    # The other side: before, the same search in the same places finds the key.
    assert any(_opens(dump, window.name, found) for found in _keys_in_reach(memory))
    release_window(window.name)
    assert not any(_opens(dump, window.name, found) for found in _keys_in_reach(memory))


def _keys_in_reach(memory: redis.Redis) -> Iterator[bytes]:
    return strings_in_reach(Path(settings.KEY_DIR), memory, sealing.PRIVATE_KEY_SIZE)


def test_after_the_release_an_old_dump_stays_closed(closed: Window, memory: redis.Redis) -> None:
    assert_an_old_dump_stays_closed(closed, memory)


def _in_memory(key: bytes) -> None:
    cache.set("recent", {"key": key})


def _in_a_table(key: bytes) -> None:
    month = DAY.strftime("%Y-%m")
    text = "p=" + base64.b64encode(b"0" * 7 + key).decode()
    DkimKey.objects.create(
        domain="lab.example", selector="s", record=text, first_month=month, last_month=month
    )


def _in_a_file(key: bytes) -> None:
    (Path(settings.KEY_DIR) / "old.txt").write_text(f"key: {key.hex()}\n")


@pytest.mark.parametrize("keep", [_in_memory, _in_a_table, _in_a_file])
def test_a_copy_of_the_key_that_is_kept_is_noticed(
    closed: Window,
    memory: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
    keep: Callable[[bytes], object],
) -> None:
    read = keystore.sealing_key

    def keeping(name: str) -> bytes:
        key = read(name)
        keep(key)
        return key

    monkeypatch.setattr(keystore, "sealing_key", keeping)
    with pytest.raises(AssertionError, match="not True"):
        assert_an_old_dump_stays_closed(closed, memory)


def test_keys_that_are_not_destroyed_are_noticed(
    closed: Window, memory: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*name: Any) -> None:
        pass

    monkeypatch.setattr(keystore, "destroy_all", nothing)
    with pytest.raises(AssertionError, match="not True"):
        assert_an_old_dump_stays_closed(closed, memory)

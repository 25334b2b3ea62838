"""Receipt words survive being written down by hand, and give one key in every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverage import secret_words
from outcomes.crypto import receipts

WORDS = ("harvest", "cobalt", "unicycle", "drop-down", "yo-yo", "zoom", "abacus", "reply")
EXPECTED_KEY = "7baaf5652dd2699959450edc1fd77ca52dcee448d0e275fcbf8d059f3289f974"
EXPECTED_HASH = "57e5c570291e542487c83d10cf395d400ece04daf7431e29ad5599845f49031f"
DRAWN = st.lists(st.sampled_from(secret_words.word_list()), min_size=8, max_size=8).map(tuple)
SEPARATORS = st.sampled_from([" ", "  ", "\n", ", ", "\u00a0", "\t", ";\r\n", " \u2009"])


def test_the_list_is_the_long_one_without_repeats() -> None:
    words = secret_words.word_list()
    assert len(set(words)) == len(words) == 7776
    assert (words[0], words[-1]) == ("abacus", "zoom")


def test_a_receipt_is_eight_words_of_the_list_and_new_each_time() -> None:
    first, second = receipts.draw_words(), receipts.draw_words()
    assert len(first) == 8
    assert set(first + second) <= set(secret_words.word_list())
    assert first != second


@given(DRAWN, SEPARATORS, st.booleans(), st.booleans())
def test_words_are_read_however_they_were_written(
    words: tuple[str, ...], separator: str, numbered: bool, upper: bool
) -> None:
    written = [f"{i}. {word}" if numbered else word for i, word in enumerate(words, 1)]
    text = separator.join(written)
    assert receipts.normalise_words(text.upper() if upper else text) == words


@pytest.mark.parametrize(
    "text",
    [
        "1 harvest 2 cobalt 3 unicycle 4 drop-down 5 yo-yo 6 zoom 7 abacus 8 reply",
        "Harvest,cobalt,unicycle,\n drop\u2011down, yo\u2010yo, ZOOM,\u00a0\u00a0abacus; reply.",
        "1)harvest 2)cobalt 3)uni\u00adcycle 4)drop-down 5)yo-yo 6)zoom 7)abacus 8)reply\u200b",
    ],
)
def test_numbers_commas_and_odd_characters_do_not_matter(text: str) -> None:
    assert receipts.normalise_words(text) == WORDS


@pytest.mark.parametrize(
    ("text", "found", "known"),
    [
        ("", 0, 0),
        ("harvest cobalt", 2, 2),
        (" ".join(WORDS[:7]), 7, 7),
        (" ".join([*WORDS, "zoom"]), 9, 9),
        (" ".join([*WORDS[:7], "überwort"]), 8, 7),
        (" ".join([*WORDS[:7], "cobaltt"]), 8, 7),
    ],
)
def test_anything_else_is_counted_and_never_repeated(text: str, found: int, known: int) -> None:
    with pytest.raises(secret_words.MalformedWords) as refusal:
        receipts.normalise_words(text)
    assert (refusal.value.found, refusal.value.known) == (found, known)
    message = str(refusal.value)
    assert str(found) in message
    assert not any(word in message for word in text.split())


def test_the_key_is_hkdf_with_an_empty_salt() -> None:
    # Computed once with RFC 5869 written out in HMAC calls, so that other languages can compare.
    assert receipts.receipt_key(WORDS).hex() == EXPECTED_KEY
    assert receipts.receipt_hash(receipts.receipt_key(WORDS)).hex() == EXPECTED_HASH


def test_one_word_or_the_order_changes_the_key() -> None:
    other = (*WORDS[:7], "zoom")
    keys = {receipts.receipt_key(words) for words in (WORDS, other, WORDS[::-1])}
    assert len(keys) == 3
    assert all(len(key) == 32 for key in keys)

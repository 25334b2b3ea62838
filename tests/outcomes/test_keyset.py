"""One document, one text, one hash."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.crypto import keyset

LEAVES = st.none() | st.booleans() | st.integers() | st.text()
DOCUMENTS = st.dictionaries(
    st.text(max_size=8),
    st.recursive(
        LEAVES, lambda part: st.lists(part) | st.dictionaries(st.text(), part), max_leaves=6
    ),
)


def test_the_text_is_sorted_compact_and_utf8() -> None:
    document = {"window": "2027H1", "keys": {"b": [1, True, None], "a": "é"}}
    expected = '{"keys":{"a":"é","b":[1,true,null]},"window":"2027H1"}'.encode()
    assert keyset.canonical_bytes(document) == expected
    assert keyset.keyset_hash(document) == hashlib.sha256(expected).hexdigest()


@given(DOCUMENTS)
def test_the_order_of_keys_does_not_change_the_hash(document: dict[str, object]) -> None:
    reversed_document = dict(reversed(document.items()))
    assert keyset.keyset_hash(document) == keyset.keyset_hash(reversed_document)


def test_a_changed_key_changes_the_hash() -> None:
    assert keyset.keyset_hash({"key": "a"}) != keyset.keyset_hash({"key": "b"})


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), b"bytes", {1: "a"}, [{"a": 0.1}], {"a"}, "\ud800"]
)
def test_what_languages_write_differently_is_refused(value: object) -> None:
    with pytest.raises(keyset.MalformedKeySet):
        keyset.keyset_hash({"key": value})

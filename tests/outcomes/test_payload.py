"""The sealed conversation reads back exactly, always has one size, and nothing loose is taken."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.crypto import payload
from outcomes.crypto.contexts import MAX_CONTEXT_SIZE
from outcomes.crypto.sealing import PLAINTEXT_SIZE
from outcomes.kinds import Decision, Kept, Response, ResponseClass

SLUGS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=48)
CODES = st.sampled_from([str(answer) for answer in (*ResponseClass, *Kept)])
ITEMS = st.lists(st.tuples(SLUGS, CODES), min_size=1, max_size=3, unique_by=lambda item: item[0])
SAID = ITEMS.flatmap(
    lambda items: st.tuples(
        st.just(tuple(items)),
        st.none()
        | st.tuples(
            st.sampled_from([ask for ask, _ in items]),
            st.sampled_from([str(decision) for decision in Decision]),
        ),
    )
)
PAYLOADS = st.builds(
    lambda message, signature, said, nonce: payload.Payload(
        message, signature, said[0], nonce, said[1]
    ),
    st.binary(min_size=33, max_size=32 + MAX_CONTEXT_SIZE),
    st.binary(min_size=256, max_size=256),
    SAID,
    st.binary(min_size=16, max_size=16),
)
PLAIN = payload.Payload(b"m" * 80, b"s" * 256, (("an-ask", "yes"),), b"n" * 16)


def _document() -> dict[str, object]:
    document: dict[str, object] = json.loads(payload.encode(PLAIN).rstrip(b"\0"))
    return document


def _padded(document: object) -> bytes:
    return json.dumps(document).encode().ljust(PLAINTEXT_SIZE, b"\0")


@given(PAYLOADS)
def test_a_conversation_reads_back_and_has_the_one_size(conversation: payload.Payload) -> None:
    plaintext = payload.encode(conversation)
    assert len(plaintext) == PLAINTEXT_SIZE
    assert payload.decode(plaintext) == conversation


def test_the_longest_conversation_fits() -> None:
    items = tuple((digit * payload.MAX_ASK_LENGTH, "open") for digit in "123")
    decided = (items[0][0], "turned_down_over")
    longest = payload.Payload(bytes(32 + MAX_CONTEXT_SIZE), bytes(256), items, bytes(16), decided)
    assert payload.decode(payload.encode(longest)) == longest


def test_the_text_is_the_documented_one() -> None:
    text = payload.encode(PLAIN).rstrip(b"\0").decode()
    message = base64.urlsafe_b64encode(b"m" * 80).decode().rstrip("=")
    assert text.startswith(f'{{"v":2,"input_msg":"{message}","sig":"')
    assert ',"items":[["an-ask","yes"]],"decided":null,"nonce":"' in text


@pytest.mark.parametrize(
    "items",
    [
        (),
        (("a", "yes"), ("b", "no"), ("c", "no"), ("d", "no")),
        (("a", "yes"), ("a", "no")),
        (("a", "agreed"),),
        (("a" * 49, "yes"),),
        (("", "yes"),),
        (("é", "yes"),),
    ],
)
def test_what_a_person_cannot_have_chosen_is_not_written(
    items: tuple[tuple[str, str], ...],
) -> None:
    with pytest.raises(payload.MalformedPayload):
        payload.encode(payload.Payload(PLAIN.input_msg, PLAIN.signature, items, PLAIN.nonce))


@pytest.mark.parametrize("decided", [("another", "joined_for"), ("an-ask", "liked")])
def test_a_decision_is_about_an_ask_that_was_raised(decided: tuple[str, str]) -> None:
    with pytest.raises(payload.MalformedPayload):
        payload.encode(replace(PLAIN, decided=decided))
    assert payload.encode(replace(PLAIN, decided=("an-ask", "joined_for")))


@pytest.mark.parametrize(
    ("message", "signature", "nonce"),
    [
        (bytes(32), bytes(256), bytes(16)),
        (bytes(153), bytes(256), bytes(16)),
        (bytes(80), bytes(255), bytes(16)),
        (bytes(80), bytes(256), bytes(15)),
    ],
)
def test_parts_of_another_size_are_neither_written_nor_read(
    message: bytes, signature: bytes, nonce: bytes
) -> None:
    with pytest.raises(payload.MalformedPayload):
        payload.encode(payload.Payload(message, signature, PLAIN.items, nonce))
    parts = {"input_msg": message, "sig": signature, "nonce": nonce}
    texts = {k: base64.urlsafe_b64encode(v).decode().rstrip("=") for k, v in parts.items()}
    with pytest.raises(payload.MalformedPayload):
        payload.decode(_padded(_document() | texts))


@pytest.mark.parametrize(
    "change",
    [
        {"v": 1},
        {"v": 3},
        {"v": True},
        {"v": "2"},
        {"extra": 1},
        {"sig": None},
        {"sig": "a+b/"},
        {"nonce": "AAAAAAAAAAAAAAAAAAAAAB"},
        {"nonce": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"items": []},
        {"items": {}},
        {"items": ["ab"]},
        {"items": [["a"]]},
        {"items": [["a", 1]]},
        {"items": [["a", "yes", "no"]]},
        {"items": [["a" * 49, "yes"]]},
        {"decided": "an-ask"},
        {"decided": ["an-ask"]},
        {"decided": ["an-ask", 1]},
        {"decided": False},
    ],
)
def test_a_loose_document_is_refused(change: dict[str, object]) -> None:
    payload.decode(_padded(_document()))
    with pytest.raises(payload.MalformedPayload):
        payload.decode(_padded(_document() | change))


@pytest.mark.parametrize("missing", ["v", "input_msg", "sig", "items", "decided", "nonce"])
def test_a_missing_part_is_refused(missing: str) -> None:
    document = _document()
    del document[missing]
    with pytest.raises(payload.MalformedPayload):
        payload.decode(_padded(document))


def test_a_repeated_key_is_refused() -> None:
    text = payload.encode(PLAIN).rstrip(b"\0").replace(b'{"v":2,', b'{"v":2,"v":2,')
    with pytest.raises(payload.MalformedPayload):
        payload.decode(text.ljust(PLAINTEXT_SIZE, b"\0"))


@given(st.binary(max_size=40))
def test_arbitrary_bytes_are_refused_by_name(data: bytes) -> None:
    for plaintext in (data, data.ljust(PLAINTEXT_SIZE, b"\0"), data.ljust(PLAINTEXT_SIZE, b"[")):
        with pytest.raises(payload.MalformedPayload):
            payload.decode(plaintext)


def test_what_counts_is_left_to_the_release() -> None:
    items = [["a", "yes"], ["a", "no"], ["b", "unheard-of"], ["c", "no"]]
    decoded = payload.decode(_padded(_document() | {"items": items}))
    assert [list(item) for item in decoded.items] == items


def test_every_response_but_the_one_never_sent_has_a_class() -> None:
    without = [response for response in Response if response.response_class is None]
    assert len(Response) == 13
    assert without == [Response.OFFER_AFFECTED]

"""A credential survives saving and pasting, and a bad paste is told apart by its reason."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.crypto import base64url
from outcomes.crypto.contexts import credential_context, parse_context
from outcomes.crypto.credential_lines import (
    Credential,
    CredentialProblem,
    MalformedCredential,
    format_line,
    parse_line,
)
from outcomes.kinds import Kind, Tier


def _credential(prefix: bytes, table: str, tier: Tier, signature: bytes) -> Credential:
    context = credential_context("2027H1", table, Kind.CONVERSATION, tier)
    return Credential(prefix + context, signature, parse_context(context))


CREDENTIALS = st.builds(
    _credential,
    prefix=st.binary(min_size=32, max_size=32),
    table=st.sampled_from(["other", "lab", "some-lab", "a-laboratory"]),
    tier=st.sampled_from(Tier),
    signature=st.binary(min_size=256, max_size=256),
)
ONE = _credential(b"a" * 32, "some-lab", Tier.DRAWN, b"s" * 256)
TWO = _credential(b"b" * 32, "other", Tier.DRAWN, b"t" * 256)
LINE = format_line(ONE)


def _problem(text: str) -> CredentialProblem:
    with pytest.raises(MalformedCredential) as refusal:
        parse_line(text)
    return refusal.value.problem


@given(CREDENTIALS)
def test_a_credential_reads_back_from_its_line(credential: Credential) -> None:
    line = format_line(credential)
    assert line.isascii()
    assert line.startswith("lvg1.")
    assert not set(line) & set(" \n=+/")
    assert parse_line(line) == credential


@given(CREDENTIALS, st.integers(min_value=10, max_value=90))
def test_wrapping_at_any_width_does_no_harm(credential: Credential, width: int) -> None:
    wrapped = "\r\n> ".join(textwrap.wrap(format_line(credential), width))
    assert parse_line(f"Some Lab, conversation:\n> {wrapped}\nkeep this safe") == credential


@pytest.mark.parametrize(
    "text",
    [
        f"  {LINE}\n",
        f'"{LINE}"',
        f"“{LINE}”",
        f"Some Lab: {LINE}",
        f"{LINE}.",
        f"{LINE} and a word after it",
        f"{LINE}\n{LINE}",
        LINE[:40] + "\u200b " + LINE[40:90] + "\u00a0" + LINE[90:],
    ],
)
def test_what_mail_and_people_add_does_no_harm(text: str) -> None:
    assert parse_line(text) == ONE


@pytest.mark.parametrize("text", ["", "  \n\t", '""', "\u200b"])
def test_nothing_pasted_is_told(text: str) -> None:
    assert _problem(text) is CredentialProblem.NOTHING_PASTED


@pytest.mark.parametrize(
    "text", ["hello", LINE.removeprefix("lvg1."), LINE.replace("lvg1", "lvg2")]
)
def test_text_without_a_credential_is_told(text: str) -> None:
    assert _problem(text) is CredentialProblem.NO_TOKEN


@pytest.mark.parametrize("kept", [5, 6, 30, 60, 100, 200, len(LINE) - 1])
def test_a_credential_cut_short_is_told(kept: int) -> None:
    assert _problem(LINE[:kept]) is CredentialProblem.CUT_SHORT


def test_a_damaged_context_is_told() -> None:
    data = base64url.decode(LINE.removeprefix("lvg1."))
    damaged = data.replace(b"leverage", b"leverags")
    assert _problem("lvg1." + base64url.encode(damaged)) is CredentialProblem.DAMAGED


def test_loose_bits_at_the_end_are_told() -> None:
    # The 345 bytes of the other line fill their text; one letter more leaves bits over.
    line = format_line(_credential(b"a" * 32, "some-labs", Tier.DRAWN, b"s" * 256))
    loose = line[:-1] + chr(ord(line[-1]) + 1)
    assert parse_line(line)
    assert _problem(loose) is CredentialProblem.DAMAGED


def test_two_different_credentials_are_told() -> None:
    assert _problem(f"A: {LINE}\nB: {format_line(TWO)}") is CredentialProblem.SEVERAL


@given(st.text())
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    for pasted in (text, "lvg1." + text, LINE[:50] + text):
        with pytest.raises(MalformedCredential):
            parse_line(pasted)


@given(st.binary(max_size=40))
def test_base64url_has_one_text_for_each_value(data: bytes) -> None:
    text = base64url.encode(data)
    assert base64url.decode(text) == data
    for other in (text + "=", text + "A", text + "\n", text + "+"):
        try:
            assert base64url.decode(other) != data
        except base64url.MalformedBase64:
            continue

"""The client's cryptography in a real browser, held against published vectors and against Python's half."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from leverage.secret_words import word_list
from outcomes.crypto import blinding, contexts, payload, sealing, signing
from outcomes.crypto.credential_lines import (
    Credential,
    CredentialProblem,
    MalformedCredential,
    format_line,
    parse_line,
)
from outcomes.crypto.receipts import draw_words, normalise_words, receipt_key
from outcomes.kinds import Kind, Tier
from tests.browser.chromium import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VECTORS = Path(__file__).resolve().parent.parent / "outcomes" / "vectors" / "rfc9474.json"
TEXT = json.loads(VECTORS.read_text())
VECTOR = {name: bytes.fromhex(TEXT[name]) for name in TEXT if name != "source"}
N = int.from_bytes(VECTOR["p"], "big") * int.from_bytes(VECTOR["q"], "big")
E = int.from_bytes(VECTOR["e"], "big")
ITEMS = [["safety-cases", "yes"], ["no-gag-clause", "open"]]

# Gives the client the randomness of a vector, in the order in which it asks for it.
BLIND = """async ([key, chances, message]) => {
  const { blind, importKey, prepare } = await import("/static/js/client/blinding.js");
  const { fromBase64, toBase64 } = await import("/static/js/client/bytes.js");
  const queue = chances.map(fromBase64);
  const original = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (array) => (array.set(queue.shift()), array);
  try {
    const inputMsg = prepare(fromBase64(message));
    const { blinded, inverse } = await blind(await importKey(key), inputMsg);
    return [toBase64(inputMsg), toBase64(blinded), toBase64(inverse), queue.length];
  } finally {
    crypto.getRandomValues = original;
  }
}"""
FINALIZE = """async ([key, ...parts]) => {
  const { finalize, importKey } = await import("/static/js/client/blinding.js");
  const { fromBase64, toBase64 } = await import("/static/js/client/bytes.js");
  try {
    return toBase64(await finalize(await importKey(key), ...parts.map(fromBase64)));
  } catch (error) {
    return "refused";
  }
}"""
SEAL = """async ([window, key, line, items]) => {
  const { sealConversation } = await import("/static/js/client/sealing.js");
  const { parseLine } = await import("/static/js/client/lines.js");
  const { toBase64 } = await import("/static/js/client/bytes.js");
  return toBase64(await sealConversation(window, key, parseLine(line), items));
}"""
READ_LINE = """async (text) => {
  const { formatLine, parseLine } = await import("/static/js/client/lines.js");
  try {
    return formatLine(parseLine(text));
  } catch (error) {
    return error.problem;
  }
}"""
RECEIPT = """async ([text, url]) => {
  const { loadList, readWords, receiptKey } = await import("/static/js/client/receipts.js");
  const { toBase64 } = await import("/static/js/client/bytes.js");
  const { words, known } = readWords(text, await loadList(url));
  return words ? toBase64(await receiptKey(words)) : known;
}"""
DRAW_WORDS = """async ([url, times]) => {
  const { drawWords, loadList } = await import("/static/js/client/receipts.js");
  const list = await loadList(url);
  return Array.from({ length: times }, () => drawWords(list)).flat();
}"""
WORDS = "/static/js/client/words.txt"


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture
def client_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a page of the site, under its own content policy."""
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{live_server.url}/log/receipt/")
        yield page


@pytest.fixture(scope="module")
def credential() -> Credential:
    """Return a credential of the right shape; nothing here checks its signature."""
    context = contexts.credential_context("2027H1", "other", Kind.CONVERSATION, Tier.DRAWN)
    message = blinding.prepare(context)
    return Credential(message, bytes(range(256)), contexts.parse_context(context))


def vector_key() -> str:
    key = rsa.RSAPublicNumbers(E, N).public_key()
    return b64(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def test_preparing_and_blinding_give_the_published_message(client_page: Page) -> None:
    factor = pow(int.from_bytes(VECTOR["inv"], "big"), -1, N).to_bytes(512, "big")
    chances = [b64(part) for part in (VECTOR["msg_prefix"], VECTOR["salt"], factor)]
    message, blinded, inverse, left = client_page.evaluate(
        BLIND, [vector_key(), chances, b64(VECTOR["msg"])]
    )
    assert base64.b64decode(message) == VECTOR["msg_prefix"] + VECTOR["msg"]
    assert base64.b64decode(blinded) == VECTOR["blinded_msg"]
    assert base64.b64decode(inverse) == VECTOR["inv"]
    assert left == 0


def test_finalizing_gives_the_published_signature_and_refuses_another(client_page: Page) -> None:
    prepared = VECTOR["msg_prefix"] + VECTOR["msg"]
    parts = [b64(part) for part in (prepared, VECTOR["blind_sig"], VECTOR["inv"])]
    signature = client_page.evaluate(FINALIZE, [vector_key(), *parts])
    assert base64.b64decode(signature) == VECTOR["sig"]
    parts[1] = b64(VECTOR["blind_sig"][:-1] + b"\0")
    assert client_page.evaluate(FINALIZE, [vector_key(), *parts]) == "refused"


def test_what_the_browser_blinds_the_server_signs_and_python_verifies(client_page: Page) -> None:
    signer = signing.BlindSigner(signing.generate_signing_key())
    context = contexts.credential_context("2027H1", "other", Kind.CONVERSATION, Tier.DRAWN)
    script = BLIND.replace("crypto.getRandomValues = (array)", "const unused = (array)")
    message, blinded, inverse, _left = client_page.evaluate(
        script, [b64(signer.public_key), [], b64(context)]
    )
    signed = b64(signer.blind_sign(base64.b64decode(blinded)))
    signature = client_page.evaluate(FINALIZE, [b64(signer.public_key), message, signed, inverse])
    blinding.verify(signer.public_key, base64.b64decode(message), base64.b64decode(signature))
    assert (
        contexts.parse_context(base64.b64decode(message)[contexts.PREFIX_SIZE :]).table == "other"
    )


def test_what_the_browser_seals_opens_and_reads(client_page: Page, credential: Credential) -> None:
    private, public = sealing.generate_sealing_key()
    arguments: list[Any] = ["2027H1", b64(public), format_line(credential), ITEMS]
    sealed = base64.b64decode(client_page.evaluate(SEAL, arguments))
    assert len(sealed) == sealing.SEALED_SIZE
    info = contexts.entry_info("2027H1", contexts.nullifier_of(credential.input_msg))
    read = payload.decode(sealing.open_sealed(private, info, sealed))
    assert [list(item) for item in read.items] == ITEMS
    assert (read.input_msg, read.signature) == (credential.input_msg, credential.signature)
    again = base64.b64decode(client_page.evaluate(SEAL, arguments))
    other = payload.decode(sealing.open_sealed(private, info, again))
    assert (again != sealed, other.nonce != read.nonce) == (True, True)


def test_what_is_sealed_for_one_row_opens_in_no_other(
    client_page: Page, credential: Credential
) -> None:
    private, public = sealing.generate_sealing_key()
    arguments: list[Any] = ["2027H1", b64(public), format_line(credential), ITEMS]
    sealed = base64.b64decode(client_page.evaluate(SEAL, arguments))
    for window, nullifier in (
        ("2027H2", contexts.nullifier_of(credential.input_msg)),
        ("2027H1", bytes(32)),
    ):
        with pytest.raises(sealing.CannotOpen):
            sealing.open_sealed(private, contexts.entry_info(window, nullifier), sealed)


def test_pasted_lines_are_read_alike(client_page: Page, credential: Credential) -> None:
    line = format_line(credential)
    other = format_line(
        Credential(bytes(len(credential.input_msg)), bytes(256), credential.context)
    )
    texts = [
        line,
        f"North Lab: {line}\n",
        f"> {line[:60]}\n> {line[60:]}",
        f"“{line}” and more",
        f"{line} {line}",
        line[:-1],
        line[:40],
        f"{line[:80]}{'A' if line[80] != 'A' else 'B'}{line[81:]}",
        f"{line}{other}",
        other,
        "nothing here",
        "  \n",
        line.replace("-", "é", 1),
    ]
    for text in texts:
        try:
            expected = format_line(parse_line(text))
        except MalformedCredential as error:
            expected = CredentialProblem(error.problem).value
        assert client_page.evaluate(READ_LINE, text) == expected, text


def test_receipt_words_are_read_alike_and_give_the_same_key(client_page: Page) -> None:
    words = draw_words()
    key = b64(receipt_key(words))
    numbered = "\n".join(f"{number}. {word.upper()}," for number, word in enumerate(words, 1))
    for text in (" ".join(words), numbered, f"\u00ad{'  '.join(words)}\ufeff"):
        assert receipt_key(normalise_words(text)) == base64.b64decode(key)
        assert client_page.evaluate(RECEIPT, [text, WORDS]) == key
    assert client_page.evaluate(RECEIPT, [" ".join(words[:7]), WORDS]) == 7
    assert client_page.evaluate(RECEIPT, [" ".join([*words[:7], "λέξη"]), WORDS]) == 7


def test_drawn_words_come_from_the_whole_list(client_page: Page) -> None:
    drawn = client_page.evaluate(DRAW_WORDS, [WORDS, 5000])
    assert len(drawn) == 40_000
    known = word_list()
    places = {word: place for place, word in enumerate(known)}
    # Chi-square over 81 equal parts of the list: 80 degrees of freedom, one in a million above 152.
    counts = [0] * 81
    for word in drawn:
        counts[places[word] * 81 // len(known)] += 1
    mean = len(drawn) / 81
    assert sum((count - mean) ** 2 / mean for count in counts) < 152

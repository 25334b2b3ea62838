"""Made requests for every address that takes a form, and what an answer to them has to be.

Fields, and what can be chosen in them, are read from the pages themselves, so that a new form is tried by itself.
`test_form_cases` sends them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from django.test import Client
from hypothesis import strategies as st

CASES = "FORM_CASES"
FEW = 20

TYPED = {"text", "textarea", "search", "url"}
"""Kinds of fields that give back what was typed; nothing gives back a password or a file."""

# What breaks programs: ends of what they count by, signs that are none, other people's markup.
WORST = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ufeff",
    "\u202e",
    "\u2028",
    "\u200b",
    "\ud800",
    "\U0010ffff",
    "e\u0301" * 30,
    "\u0130",
    "\ufb01",
    "0",
    "-1",
    "1e309",
    "NaN",
    "9" * 40,
    "\u0661",
    "2026-02-30",
    "0000-00-00",
    "99999-01-01",
    "null",
    "None",
    "true",
    "[]",
    "{}",
    "[" * 3000,
    '{"a": "b"}',
    "../../etc/passwd",
    "%00",
    "%s%n",
    "{{ 7 }}",
    "${7}",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "https://[::1",
    "https://a.example/",
    "http://a" + ".a" * 300,
    "//evil.test",
    "\r\nSet-Cookie: a=b",
    "=1+1",
    "a@b.example",
    "x" * 300,
    "x" * 20_000,
    "\n" * 3000,
    "lvg1.AAAA",
    "abacus abdomen abdominal abide abiding ability ablaze able",
    "00000000-0000-0000-0000-000000000000",
    "123456",
    "0000-0000-0000",
)


@dataclass
class Field:
    """One field of a form as a page shows it."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Reads the forms of a page: for each address that they go to, its fields by name."""

    def __init__(self, page: str, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self._here, self._to = here, ""
        self._select: Field | None = None
        self._area: Field | None = None
        self.found: dict[tuple[str, str], dict[str, Field]] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a form, or a field of it."""
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._to = urlsplit(of.get("action") or self._here).path
            self._method = of.get("method", "get").lower()
        elif tag == "option" and self._select is not None:
            self._select.choices.append(of.get("value", ""))
        elif tag in {"input", "select", "textarea", "button"} and self._to and of.get("name"):
            self._add(tag, of)

    def _add(self, tag: str, of: dict[str, str]) -> None:
        kind = of.get("type", "text") if tag == "input" else tag
        fields = self.found.setdefault((self._method, self._to), {})
        one = fields.setdefault(of["name"], Field(of["name"], kind, of.get("value", "")))
        if kind in {"radio", "checkbox", "hidden", "submit", "button"}:
            one.choices.append(of.get("value", "on"))
        self._select = one if tag == "select" else None
        self._area = one if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a field."""
        if tag == "form":
            self._to = ""
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        """Take in what stands in a box of many lines."""
        if self._area is not None:
            self._area.value += data


Pairs = list[tuple[str, str]]
"""Names and values of a form, as they are sent."""


@dataclass(frozen=True)
class Target:
    """An address that takes a form, who sends it, and where its fields are read."""

    name: str
    path: str
    method: str
    client: Client
    fields: dict[str, Field]

    def pairs(self) -> st.SearchStrategy[Pairs]:
        """Return made forms: most fields as a browser would send them, some left out, twice, or of another kind."""
        known = [_pairs_of(one) for one in self.fields.values()]
        worst: st.SearchStrategy[Pairs] = st.lists(
            st.tuples(st.text(max_size=12), st.sampled_from(WORST)), max_size=1
        )
        # Servers refuse longer addresses before they reach a view.
        longest = 2_000 if self.method == "get" else None
        return st.tuples(*known, worst).map(
            lambda parts: [(name, value[:longest]) for part in parts for name, value in part]
        )

    def send(self, pairs: Sequence[tuple[str, str]]) -> Any:
        """Send a form as a browser encodes it."""
        body = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)
        if self.method == "get":
            return self.client.get(f"{self.path}?{body}")
        return self.client.generic(
            "POST", self.path, body.encode(), content_type="application/x-www-form-urlencoded"
        )


def _pairs_of(one: Field) -> st.SearchStrategy[Pairs]:
    """Return a field left out, sent as it stands, sent once, or sent twice and more."""

    def named(values: list[str]) -> Pairs:
        return [(one.name, value) for value in values]

    return st.one_of(
        st.just(named([])),
        st.just(named(one.choices[:1])),
        st.lists(value_of(one), min_size=1, max_size=1).map(named),
        st.lists(value_of(one), min_size=1, max_size=1).map(named),
        st.lists(value_of(one), min_size=2, max_size=3).map(named),
    )


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def value_of(one: Field) -> st.SearchStrategy[str]:
    """Return values for a field: what can be chosen, what is typed, and the worst."""
    made = st.one_of(
        st.sampled_from(WORST),
        st.text(max_size=80),
        st.text(st.characters(codec="ascii"), max_size=200),
        st.integers().map(str),
        st.lists(st.sampled_from(WORST), min_size=2, max_size=4).map("".join),
    )
    if one.choices:
        return st.one_of(st.sampled_from(one.choices), st.sampled_from(one.choices), made)
    return made


# -- What an answer has to be ---------------------------------------------------------------------------


# How a page says that something is wrong; the second is the admin's.
IN_WORDS = ("error-summary", "errornote")


def faults_of(target: Target, pairs: Sequence[tuple[str, str]], answer: Any) -> Iterator[str]:
    """Give what is wrong with an answer to a made form."""
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
        return
    kind = answer.get("Content-Type", "")
    if answer.status_code in {301, 302, 304} or not kind.startswith("text/html"):
        return
    page = answer.content.decode()
    if "Traceback" in page:
        yield "a trace of the program"
    shown = Forms(page, target.path).found.get((target.method, target.path), {})
    refused = answer.status_code == 400 or "<title>Error:" in page
    if refused and shown and not any(mark in page for mark in IN_WORDS):
        yield f"status {answer.status_code} without a word on what is wrong"
    if refused:
        yield from _lost(target, pairs, shown)


def _lost(
    target: Target, pairs: Sequence[tuple[str, str]], shown: dict[str, Field]
) -> Iterator[str]:
    """Give the fields that came back without what was typed in them."""
    sent: dict[str, list[str]] = {}
    for name, value in pairs:
        sent.setdefault(name, []).append(value)
    for name, values in sent.items():
        one = shown.get(name)
        if one is None or one.kind not in TYPED or len(values) > 1 or name in GIVEN_BACK_NEVER:
            continue
        [value] = values
        # A browser cannot send these, and no page can show them.
        if any(sign in value for sign in "\x00\ud800") or not value.strip():
            continue
        if " ".join(value.split()) != " ".join(one.value.split()):
            yield f"what was typed in {name} is gone: {value[:60]!a} became {one.value[:60]!a}"


GIVEN_BACK_NEVER = {"code", "credential", "words"}
"""Keys: whoever looks over a shoulder must not read them twice. Where a page gives them back, it may."""

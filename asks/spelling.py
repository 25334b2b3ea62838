"""What a mistyped word probably meant, in the catalogue's own vocabulary."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from asks.search import words_of

# One slip in four letters ("crad" for "card", two letters in the wrong order being one slip).
_ALIKE_FROM = 0.75
# A half word has more neighbours, so it must fit better: one slip in five letters.
_HALF_ALIKE_FROM = 0.8
_SHORTEST = 4
_SHORTEST_HALF = 5


@dataclass(frozen=True)
class Vocabulary:
    """The words of the catalogue."""

    known: Mapping[str, int]
    """How many times each word stands in a name or a summary."""
    stems: frozenset[str]
    """The stems of all words of the asks, those of longer texts too."""
    ordered: Sequence[str]
    """All of these in the order of the alphabet."""


def vocabulary(asks: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """Return the words of asks as `names_of_asks` reads them."""
    known: Counter[str] = Counter()
    stems: set[str] = set()
    for ask in asks:
        names = (ask["text__title"], ask["text__short_name"], ask["text__summary"])
        text = " ".join([*names, *ask["text__alternate_phrasings"]])
        known.update(words_of(text.casefold()))
        stems.update(ask["stems"] or ())
    return Vocabulary(known, frozenset(stems), sorted({*known, *stems}))


def corrections(
    words: Iterable[str], stems: Iterable[str], catalogue: Vocabulary
) -> dict[str, str]:
    """Return what is meant by each of `words` that the catalogue does not know.

    `stems` are those of the words. A word that resembles none is left out, and so is one that is
    too short to guess at.
    """
    understood = tuple(stem.removesuffix("i") for stem in stems if stem in catalogue.stems)
    found = {}
    for word in words:
        folded, known = word.casefold(), catalogue.known
        if len(folded) < _SHORTEST or folded.startswith(understood):
            continue
        if _begins_one(folded, catalogue.ordered):
            continue
        meant = _parted(folded, known) or _nearest(folded, known) or _nearest_half(folded, known)
        if meant:
            found[word] = meant
    return found


def _begins_one(word: str, ordered: Sequence[str]) -> bool:
    place = bisect_left(ordered, word)
    return place < len(ordered) and ordered[place].startswith(word)


def _parted(word: str, known: Mapping[str, int]) -> str:
    """Return the two known words that were typed as one."""
    cuts = range(3, len(word) - 2)
    parted = [(word[:cut], word[cut:]) for cut in cuts]
    return next((f"{a} {b}" for a, b in parted if a in known and b in known), "")


def _nearest(word: str, known: Mapping[str, int]) -> str:
    alike = {one: one for one in known}
    if len(word) == _SHORTEST:
        # Another letter makes another word of four: "pain" is neither "plain" nor "paid".
        alike = {one: one for one in known if sorted(one) == sorted(word)}
    return _best(word, alike, known, _ALIKE_FROM)


def _nearest_half(word: str, known: Mapping[str, int]) -> str:
    """Return the commonest word of which the beginning resembles `word`."""
    if len(word) < _SHORTEST_HALF:
        return ""
    for length in (len(word), len(word) + 1):  # As long as typed, or with a letter left out.
        beginnings = {one: one[:length] for one in known if len(one) > length}
        if found := _best(word, beginnings, known, _HALF_ALIKE_FROM):
            return found
    return ""


def _best(word: str, candidates: Mapping[str, str], known: Mapping[str, int], least: float) -> str:
    """Return the candidate most like `word`; the commoner of two that are equally like it."""
    scorer = OSA.normalized_similarity
    found = process.extract(word, candidates, scorer=scorer, score_cutoff=least, limit=20)
    ranked = [(score, known[one], one) for _text, score, one in found]
    return max(ranked)[2] if ranked else ""

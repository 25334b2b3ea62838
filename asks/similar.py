"""Asks that already say what somebody writes: before proposing, and when a search finds nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchConfig, SearchVector
from django.db.models import CharField, F, Func, Value
from rapidfuzz import fuzz, process, utils

from asks.models import Ask
from asks.search import SEARCH_CONFIG

# Measured with tests/asks/cases/proposals.yaml: wishes about something else reach 33 at most, and
# paraphrases of our asks 35 and more. A twin that is missed costs a curator a minute; a wrong
# suggestion tells somebody that their idea is not theirs. So the line lies just above the former.
TWIN_FROM = 34
# Two thirds of the letters in common: below that, likeness of letters is chance.
NEAR_FROM = 67
MOST_SIGNS = 2_000  # Of a proposal; what comes after its first page adds chance, not meaning.

# What a word in common counts, by where the ask has it: in its names, its summary, anywhere else.
_IN_NAMES, _IN_SUMMARY, _ELSEWHERE = 1.0, 0.6, 0.3
# Two rare words in common are half of what makes a twin; from then on each one adds less.
_SATURATION = 10.0
# How much the share of the proposal's words counts beside their number: long texts hit by chance.
_SHARE = 0.2
_SPELLING_FROM = 85  # "wistleblow" for "whistleblow"; a shorter word must fit as it is.
_SPELLING_LENGTH = 6
_FIELDS = ("slug", "text__title", "text__short_name", "text__summary")
_PHRASINGS = "text__alternate_phrasings"
_SHORTEST = 4  # A shorter word is part of too many others.
_PIECES = ("names", "summary", "elsewhere")


@dataclass(frozen=True)
class SimilarAsk:
    """An ask that comes close to what was written."""

    slug: str
    title: str
    short_name: str
    summary: str
    score: int
    """From 0, nothing in common, to 100."""


def similar_asks(text: str, *, limit: int = 3) -> list[SimilarAsk]:
    """Return the asks that probably say the same as `text`, the closest first, in one query.

    None is returned below the score `TWIN_FROM`: an empty list means that the idea looks new.
    """
    asks = _asks_in_lexemes(text)
    if not asks:
        return []
    rarity = _rarity(asks)
    wanted = _spelled_like(asks[0]["typed"], rarity)
    whole = sum(rarity.get(word, max(rarity.values())) for word in wanted) or 1.0
    scored = [_similar(ask, _score(ask, wanted, rarity, whole)) for ask in asks]
    return _closest((ask for ask in scored if ask.score >= TWIN_FROM), limit)


def nearest_asks(typed: str, *, limit: int = 3) -> list[SimilarAsk]:
    """Return the asks of which a name reads most like `typed`, letter by letter, in one query.

    For searches that found nothing. Nothing is returned for what resembles no name at all.
    """
    return nearest_among(names_of_asks(), typed, limit=limit)


def names_of_asks() -> Sequence[dict[str, Any]]:
    """Return what each ask is called, its summary and the stems of all its words, in one query."""
    asks = Ask.objects.current().order_by("slug").values(*_FIELDS, _PHRASINGS)
    return list(asks.annotate(stems=_lexemes(F("search"))))


def nearest_among(
    asks: Iterable[Mapping[str, Any]], typed: str, *, limit: int = 3
) -> list[SimilarAsk]:
    """Do what `nearest_asks` does among rows that were read already, without a query."""
    wanted = utils.default_process(typed)
    if all(len(word) < _SHORTEST for word in wanted.split()):
        return []
    scored = [_similar(ask, _likeness(ask, wanted)) for ask in asks]
    return _closest((ask for ask in scored if ask.score >= NEAR_FROM), limit)


def _asks_in_lexemes(text: str) -> Sequence[dict[str, Any]]:
    """Read each ask with the stems of its words, by weight, and with the stems of `text`."""
    kept = text.replace("\x00", " ")[:MOST_SIGNS]
    typed = SearchVector(Value(kept), config=SearchConfig(SEARCH_CONFIG))
    return list(
        Ask.objects.current()
        .order_by("slug")
        .values(*_FIELDS)
        .annotate(
            typed=_lexemes(typed),
            names=_lexemes(_weighing("{a}")),
            summary=_lexemes(_weighing("{b}")),
            elsewhere=_lexemes(_weighing("{c,d}")),
        )
    )


def _lexemes(vector: Any) -> Func:
    words = ArrayField(CharField())
    return Func(vector, function="tsvector_to_array", output_field=words)


def _weighing(weights: str) -> Func:
    return Func(F("search"), Value(weights), function="ts_filter", template=_TS_FILTER)


_TS_FILTER = '%(function)s(%(expressions)s::"char"[])'


def _rarity(asks: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return what each word says of an ask: the fewer asks have it, the more."""
    having = Counter(
        word for ask in asks for word in {word for piece in _PIECES for word in ask[piece] or ()}
    )
    return {word: math.log(1 + len(asks) / (1 + count)) for word, count in having.items()}


def _spelled_like(typed: Sequence[str], known: Mapping[str, float]) -> set[str]:
    """Return the stems that were typed, a misspelt one as the catalogue spells it."""
    return {word if word in known else _nearest_word(word, known) for word in typed}


def _nearest_word(word: str, known: Mapping[str, float]) -> str:
    if len(word) < _SPELLING_LENGTH:
        return word
    found = process.extractOne(word, known.keys(), scorer=fuzz.ratio, score_cutoff=_SPELLING_FROM)
    return found[0] if found else word


def _score(
    ask: Mapping[str, Any], wanted: set[str], rarity: Mapping[str, float], whole: float
) -> float:
    """Return how much two texts share: rare words above all, and mostly as an amount."""
    names, summary, elsewhere = (set(ask[piece] or ()) for piece in _PIECES)
    shared = 0.0
    for word in wanted:
        if word in names:
            shared += _IN_NAMES * rarity[word]
        elif word in summary:
            shared += _IN_SUMMARY * rarity[word]
        elif word in elsewhere:
            shared += _ELSEWHERE * rarity[word]
    amount = 1 - math.exp(-shared / _SATURATION)
    return 100 * math.pow(shared / whole, _SHARE) * math.pow(amount, 1 - _SHARE)


def _likeness(ask: Mapping[str, Any], wanted: str) -> float:
    names = [ask["text__title"], ask["text__short_name"], *ask[_PHRASINGS]]
    found = process.extractOne(wanted, names, scorer=fuzz.WRatio, processor=utils.default_process)
    return found[1] if found else 0.0


def _similar(ask: Mapping[str, Any], score: float) -> SimilarAsk:
    return SimilarAsk(
        slug=ask["slug"],
        title=ask["text__title"],
        short_name=ask["text__short_name"],
        summary=ask["text__summary"],
        score=round(score),
    )


def _closest(asks: Iterable[SimilarAsk], limit: int) -> list[SimilarAsk]:
    return sorted(asks, key=lambda ask: (-ask.score, ask.slug))[:limit]

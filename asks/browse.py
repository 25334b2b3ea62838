"""Choosing and ordering asks for the list: what the filters mean, with four queries at most on its page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from asks.candidates import AskFilter, Candidate, read_candidates, search_among
from asks.evidence import PositionCounts, position_counts
from asks.facets import Facets, choose, in_focus
from asks.kinds import Effort, Order, PositionStatus, SurveyMatch, Verified
from asks.search import Marker, WordSearch, word_search
from asks.similar import SimilarAsk, names_of_asks, nearest_among
from asks.spelling import corrections, vocabulary
from asks.wording import first_sentence, partial_date_in_words

PAGE_SIZE = 20
MOST_PATHS = 1000

Names = Callable[[], Sequence[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class LabStand:
    """The position of the lab that the filter names, with its evidence."""

    status: PositionStatus
    date: str
    publisher: str
    url: str
    verified: Verified


@dataclass(frozen=True, slots=True)
class AskRow:
    """One ask as the list shows it."""

    slug: str
    path: str
    """Where its page stands, in the language of this one."""
    title: str
    lead: str
    """The first sentence of the summary."""
    title_marked: SafeString
    """The title with the words of the search marked, safe for a page."""
    lead_marked: SafeString
    put_as: SafeString
    """The other wording, marked, by which alone the search found the ask."""
    topic: str
    effort: Effort
    in_focus: bool
    counts: PositionCounts
    """How many labs hold each position, in the order of the chips."""
    at_lab: LabStand | None
    support: Mapping[str, Any] | None
    """The survey counts that the order goes by: agree, n and whether the question is direct."""


@dataclass(frozen=True)
class AskPage:
    """One page of the list."""

    total: int
    matching: int
    number: int
    rows: tuple[AskRow, ...]
    next_title: str
    """The first title of the page to come; empty on the last page."""
    some_words: bool
    """Whether no ask has every word of the search, so that these have only some."""
    facets: Facets
    corrected: Mapping[str, str]
    """What was searched for in place of words that no ask has."""
    without: Mapping[str, int]
    """When nothing was found: how many asks there are without each filter that is on."""
    nearest: Sequence[SimilarAsk]
    """When no ask has any of the words: those with a name that reads alike."""


def browse(
    chosen: AskFilter,
    page: int,
    *,
    labs: Collection[str] = (),
    every: Sequence[Candidate] | None = None,
    names: Names = names_of_asks,
) -> AskPage:
    """Return the asks that the filter lets through; a page that does not exist becomes the nearest.

    A search first wants every word; when no ask has them all, words that no ask knows are read as
    the nearest that one does; then asks with any of the words are found. `labs` are the slugs of
    which the facets count; `every` is what `every_candidate` gave, for a filter that `is_plain`;
    `names` is asked when a word is looked up that no ask knows.
    """
    sought = _seek(chosen, every, names)
    everywhere = (lambda ask: ask["every"]) if sought.search else None
    choice = choose(sought.asks, chosen, labs, everywhere)
    generous = bool(sought.search) and not choice.asks
    if generous:
        choice = choose(sought.asks, chosen, labs, lambda ask: ask["some"])
    found = sorted(choice.asks, key=_order(chosen))
    number = min(max(page, 1), -(-len(found) // PAGE_SIZE) or 1)
    start, end = (number - 1) * PAGE_SIZE, number * PAGE_SIZE
    marker = Marker(sought.asks[0]["stems"] if sought.search and sought.asks else ())
    return AskPage(
        total=len(sought.asks),
        matching=len(found),
        number=number,
        rows=tuple(_row(ask, chosen, marker) for ask in found[start:end]),
        next_title=found[end]["text__title"] if len(found) > end else "",
        some_words=generous and bool(found),
        facets=choice.facets,
        corrected=sought.corrected,
        without={} if found else choice.without,
        nearest=sought.nearest,
    )


@dataclass(frozen=True)
class _Sought:
    """All asks, asked about the words that were probably meant."""

    asks: Sequence[Candidate]
    search: WordSearch | None
    corrected: Mapping[str, str]
    nearest: Sequence[SimilarAsk]


def _seek(chosen: AskFilter, every: Sequence[Candidate] | None, read_names: Names) -> _Sought:
    search = word_search(chosen.words)
    asks = _read(chosen, search, every)
    if search is None or not asks or any(ask["every"] for ask in asks):
        return _Sought(asks, search, {}, ())
    names = read_names()
    corrected = corrections(search.words, asks[0]["stems"], vocabulary(names))
    if corrected:
        search = search.corrected(corrected)
        asks = _read(chosen, search, every)
    lost = not any(ask["some"] for ask in asks)
    return _Sought(asks, search, corrected, nearest_among(names, chosen.words) if lost else ())


def _read(
    chosen: AskFilter, search: WordSearch | None, every: Sequence[Candidate] | None
) -> Sequence[Candidate]:
    if every is None:
        return read_candidates(chosen, search)
    return search_among(every, search) if search else every


def _order(chosen: AskFilter) -> Callable[[Candidate], Any]:
    """Return the key to sort by; equals come by topic, title and slug, so that no order is chance."""
    firsts: dict[Order, Callable[[Candidate], Any]] = {
        Order.FOCUS: lambda ask: not in_focus(ask, chosen.lab),
        Order.EFFORT: lambda ask: ask["effort"],
        Order.LABS: _by_labs,
        Order.SUPPORT: _by_support,
        Order.MATCH: lambda ask: _by_match(ask, chosen.words),
        Order.TITLE: lambda _ask: 0,
    }
    first = firsts[chosen.order]
    by_topic = chosen.order not in (Order.TITLE, Order.MATCH)

    def key(ask: Candidate) -> Any:
        place = ask["category__position"] if by_topic else 0
        return first(ask), place, ask["text__title"].casefold(), ask["slug"]

    return key


def _by_match(ask: Candidate, typed: str) -> tuple[bool, float]:
    """Those that go by exactly this name first, then those that PostgreSQL ranks highest."""
    names = (name.casefold() for name in ask.get("text__alternate_phrasings", ()))
    return typed.strip().casefold() not in names, -ask.get("rank", 0)


def _by_labs(ask: Candidate) -> tuple[int, int]:
    """Those most labs have in place first; partly in place decides between equals."""
    held = ask["statuses"]
    return -held.count(PositionStatus.IN_PLACE), -held.count(PositionStatus.PARTIAL)


def _by_support(ask: Candidate) -> tuple[bool, bool, float]:
    """Those asked about in a survey first, by the share that agreed."""
    support = ask["best_support"]
    if not support:
        return True, True, 0.0
    return False, support["match"] != SurveyMatch.DIRECT, -support["agree"] / support["n"]


def _row(ask: Candidate, chosen: AskFilter, marker: Marker) -> AskRow:
    lead = first_sentence(ask["text__summary"])
    return AskRow(
        slug=ask["slug"],
        path=_path(get_language(), ask["slug"]),
        title=ask["text__title"],
        lead=lead,
        title_marked=marker.marked(ask["text__title"]),
        lead_marked=marker.marked(lead),
        put_as=_other_wording(ask, lead, marker),
        topic=ask["category__title"],
        effort=Effort(ask["effort"]),
        in_focus=in_focus(ask, chosen.lab),
        counts=position_counts(ask["statuses"]),
        at_lab=_stand(ask["at_lab"]) if ask.get("at_lab") else None,
        support=ask.get("best_support"),
    )


@lru_cache(maxsize=MOST_PATHS)
def _path(_language: str, slug: str) -> str:
    """Put a path together once: Django takes longer for the paths of a list than PostgreSQL for the list."""
    return reverse("ask_detail", args=[slug])


def _other_wording(ask: Candidate, lead: str, marker: Marker) -> SafeString:
    """Return the wording with most of the words, marked, where title and lead have fewer of them."""
    phrasings = ask.get("text__alternate_phrasings") or [""]
    best = max(phrasings, key=marker.finds)
    shown = marker.finds(f"{ask['text__title']} {lead}")
    return marker.marked(best) if marker.finds(best) > shown else SafeString("")


def _stand(columns: Mapping[str, str]) -> LabStand:
    return LabStand(
        status=PositionStatus(columns["status"]),
        date=partial_date_in_words(columns["since"]),
        publisher=columns["publisher"],
        url=columns["url"],
        verified=Verified(columns["verified"]),
    )

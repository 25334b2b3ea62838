"""What is said of one ask is said of no other: a stock sentence with a title in it would be seen."""

from __future__ import annotations

from itertools import combinations

import pytest

from asks.composer.parts import Part
from tests.asks.composing import asks, sentences_by_part
from tests.asks.prose import words

# The share of words that two asks have in common in one part. The closest two had 0.37 on the day
# the words were written (two open questions); a stock sentence around two titles has more than 0.5.
LIMIT = 0.4

SAYINGS = dict(sentences_by_part())


def alike(says: dict[str, str]) -> dict[tuple[str, str], float]:
    """Return the pairs of asks of which almost the same is said."""
    sets = {slug: set(words(text)) for slug, text in says.items()}
    shares = {
        (one, other): len(sets[one] & sets[other]) / len(sets[one] | sets[other])
        for one, other in combinations(sets, 2)
    }
    return {pair: share for pair, share in shares.items() if share > LIMIT}


@pytest.mark.parametrize("part", Part)
def test_no_two_asks_say_almost_the_same(part: Part) -> None:
    assert len(SAYINGS[part]) == len(asks())
    assert alike(SAYINGS[part]) == {}


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize(
    "stock",
    [
        "I would like to know more about {}, and what you plan to do.",
        "Could you tell me where the company stands on {} today?",
        "more to be heard in public on {}",
    ],
)
def test_a_stock_sentence_with_a_title_in_it_is_seen(part: Part, stock: str) -> None:
    titles = {slug: stock.format(ask["short_name"]) for slug, ask in asks().items()}
    first, second = list(asks())[:2]
    assert (first, second) in alike({**SAYINGS[part], first: titles[first], second: titles[second]})

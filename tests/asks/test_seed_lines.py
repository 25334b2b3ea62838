"""Each line of the essay that this project grew from stands on a page, in words of our own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.services.load_catalogue import load_catalogue
from tests.asks.factories import TODAY
from tests.asks.reading import page_of, words_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

# Each line: its page, "#id" or "tag", and some words that must stand there.
Place = tuple[str, str, str]
SEED: dict[str, tuple[Place, ...]] = {
    "S1": (
        ("/guide/", "#only-after-the-offer", "Wait until the offer is in your hands"),
        ("/guide/", "#only-after-the-offer", "an ask can count against you"),
    ),
    "S2": (
        ("/asks/", "option", "Alignment research"),
        ("/asks/publish-alignment-plan/", "h1", "Publish a plan"),
        ("/asks/", "option", "Governance and mission"),
        ("/asks/", "option", "Security and misuse"),
    ),
    "S3": (
        ("/guide/", "#thank-then-ask", "Thank them"),
        ("/guide/", "#thank-then-ask", "unsure of"),
        ("/guide/", "#thank-then-ask", "your choice would be easy"),
    ),
    "S4": (
        ("/asks/staff-alignment-team/", "h1", "alignment team"),
        ("/asks/publish-alignment-plan/", "h1", "Publish a plan"),
        ("/asks/coordinate-on-standards-and-pacing/", "h1", "slow down together"),
        ("/asks/independent-audit-of-framework-adherence/", "h1", "outside auditor"),
        ("/asks/security-audits-bounty/", "h1", "security holes"),
        ("/asks/empowered-independent-board/", "h1", "independent board"),
    ),
    "S5": (
        ("/guide/", "#a-refused-ask-counts", "they have still heard it"),
        ("/guide/", "#a-refused-ask-counts", "refused asks add up"),
    ),
    "S6": (
        ("/guide/", "#decline-with-a-reason", "Give the reason"),
        ("/guide/", "#decline-with-a-reason", "Thank them"),
        ("/guide/", "#decline-with-a-reason", "Wish them well"),
        ("/guide/", "#decline-with-a-reason", "consider them again"),
        ("/guide/", "#decline-with-a-reason", "a more careful employer"),
    ),
    "S7": (("/guide/", "#up-the-chain", "travel up the chain"),),
    "S8": (("/guide/", "#praise-in-public", "Say in public which good practice"),),
    "S9": (
        ("/guide/", "#why-praise-works", "The lab learns what it should keep"),
        ("/guide/", "#why-praise-works", "Other labs that hire learn"),
    ),
    "S10": (
        ("/guide/weak-lab/", "#still-ask-still-credit", "Ask after the offer"),
        ("/guide/weak-lab/", "#still-ask-still-credit", "give credit too"),
    ),
    "S11": (("/guide/", "#the-more-they-want-you", "The more they want you, the stronger"),),
    "S12": (
        ("/guide/", "#few-same-feasible", "Few, the same, within reach"),
        ("/guide/", "#few-same-feasible", "what this lab could really do"),
    ),
    "S13": (
        ("/guide/risks/", "#could-i-lose-the-offer", "It can happen"),
        ("/guide/risks/", "#an-anecdote", "never having heard"),
    ),
    "S14": (
        ("/guide/", "#be-specific", "vague demands"),
        ("/guide/", "#be-specific", "Being good at the work"),
    ),
    "S15": (("/guide/", "#as-awkward-as-salary", "asking for more pay"),),
    "S16": (("/guide/", "#any-lab-same-rules", "Any lab, the same rules"),),
    "S17": (
        ("/guide/evidence/", "#cases-where-it-worked", "ten cases"),
        ("/guide/evidence/", "#changed", "The company changed"),
    ),
    "S18": (
        ("/guide/", "#why-people-dare", "only when nobody can point at them"),
        ("/guide/", "#why-people-dare", "we do not know who you are"),
    ),
}


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped catalogue, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(CATALOGUE_FOLDER, TODAY)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("path", "selector", "words"),
    [
        pytest.param(*place, id=f"{line} {place[1]} {place[2]}")
        for line, places in SEED.items()
        for place in places
    ],
)
def test_the_line_stands_there(client: Client, path: str, selector: str, words: str) -> None:
    assert words in words_at(page_of(client, path), selector)


def test_the_table_has_exactly_the_eighteen_lines() -> None:
    assert list(SEED) == [f"S{number}" for number in range(1, 19)]
    assert all(SEED.values())


def test_words_elsewhere_on_the_page_do_not_count() -> None:
    page = (
        '<main><p>before</p><div id="here"><p>one<br>two</p><p>three</p></div><p>after</p></main>'
    )
    assert words_at(page, "#here") == "one two three"
    assert words_at(page, "#elsewhere") == ""

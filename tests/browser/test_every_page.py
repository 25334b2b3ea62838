"""Every page of the site as everybody meets it: visitors, members and staff, with and without scripts.

The rest of the matrix is in `faults`: light and dark, narrow and wide. What the addresses are is read from the URL
conf (`tests.browser.pages`); what is shown only after something was done is in `test_every_state`.
"""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser

from asks.kinds import ProposalKind
from asks.models import Ask, Lab
from asks.services.motions import propose_retirement
from asks.services.propose import Suggestion, store_proposal
from tests.asks.answer_cast import make_answer
from tests.asks.curators import make_curator
from tests.browser.examiner import Examiner, examiner
from tests.browser.keys import PAGES_OF_A_PASSKEY
from tests.browser.pages import (
    ENTRANCES,
    PAGES_OF_AN_ACCOUNT,
    SAMPLES,
    SIGNED_IN,
    WALKED,
    Named,
    admin_paths,
    named_pages,
    publish_demonstration,
)
from tests.browser.people import Visitor, let_in, may_read
from tests.browser.staff import PAGES_OF_A_FACTOR, PAGES_OF_A_KEY

pytestmark = pytest.mark.browser

TODAY = dt.date(2026, 11, 1)


@pytest.mark.parametrize("page", named_pages(), ids=lambda page: page.name)
def test_every_argument_of_an_address_has_a_sample(page: Named) -> None:
    assert page.name in WALKED or page.unknown() == []


def test_an_argument_of_which_nobody_knows_a_sample_is_seen() -> None:
    assert Named("new_page", "labs", ("slug", "colour")).unknown() == ["colour"]


def test_every_list_of_names_is_about_pages_that_there_are() -> None:
    names = {page.name for page in named_pages()}
    assert (WALKED | ENTRANCES | SIGNED_IN | set(PAGES_OF_AN_ACCOUNT)) - names == set()


def test_every_page_that_needs_a_walk_is_on_one() -> None:
    assert {*PAGES_OF_A_FACTOR, *PAGES_OF_A_KEY, *PAGES_OF_A_PASSKEY} == WALKED


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
@pytest.mark.parametrize("visitor", Visitor)
def test_every_page_is_sound(
    ready_keys: None, site: str, browser: Browser, visitor: Visitor, *, scripts: bool
) -> None:
    publish_demonstration()
    suggest_and_move()
    with examiner(browser, site, scripts=scripts) as eyes:
        let_in(eyes.page.context, site, visitor)
        shown = {page.name for page in named_pages() if visit(eyes, site, visitor, page)}
        if visitor is Visitor.STAFF:
            for name, path in admin_paths():
                answer = eyes.page.goto(site + path)
                assert (answer and answer.status, eyes.page.url) == (200, site + path)
                eyes.look(name)
    assert eyes.found == []
    assert eyes.shared_titles() == {}
    assert {page.name for page in named_pages() if may_read(visitor, page)} - shown == set()


def visit(eyes: Examiner, site: str, visitor: Visitor, page: Named) -> bool:
    """Go to a page, and return whether it was shown; a refusal is a page to judge as well."""
    if page.name in WALKED:
        return False
    address = site + page.path()
    answer = eyes.page.goto(address)
    assert answer is not None
    if eyes.page.url != address:
        eyes.pass_by(page.name)
        return False
    assert answer.status < 500
    eyes.look(f"{page.name}, {visitor}", refused=answer.status != 200)
    return answer.status == 200


def suggest_and_move() -> None:
    """Let a proposal and a motion wait for curators, and a lab have answered."""
    slug = SAMPLES["asks", "slug"]
    store_proposal(Suggestion(ProposalKind.WORDING, "Say it plainly.", ask=slug), today=TODAY)
    propose_retirement(make_curator("somebody-else"), slug, "", "It is done everywhere.", TODAY)
    make_answer(Lab.objects.get(slug=SAMPLES["labs", "slug"]), Ask.objects.get(slug=slug))

"""The script and the server write the same, for they are two readers of the same words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from asks.composer.draft import Choices, compose
from asks.composer.parts import KINDS, DraftKind, Length, Register, Stage
from asks.composer.replies import next_lines
from asks.drafting import ComposerFacts, composer_facts
from tests.browser.composer import ASKS, PRAISED, choose, open_composer, scripted

pytestmark = pytest.mark.browser

LABS = ("openai", "google-deepmind", "meta")
SETS = 12
WRITE = """async wanted => {
  const { asText, compose, nextLines } = await import("/static/js/compose.js");
  const data = JSON.parse(document.getElementById("composer-data").textContent);
  return wanted.map(choices => {
    const draft = compose(data, choices);
    return [draft.subject, asText(draft), nextLines(data, choices)];
  });
}"""
DRAWN = """page => [
  [...page.querySelectorAll("#id_ask_2 optgroup")].map(group => [
    group.label, [...group.children].map(one => [one.value, one.text, one.disabled])]),
  ["#facts-1", "#facts-2", "#in-place:not([hidden])", "#replies"].map(
    part => page.querySelector(part)?.textContent.replace(/\\s+/g, "") ?? ""),
]"""


def sets_of_asks(facts: ComposerFacts, lab: str) -> Iterator[tuple[str, ...]]:
    """Give twelve sets of one, two and three neighbours, from all over the catalogue."""
    fit = [slug for slug in facts.asks if facts.can_choose(facts.labs[lab], slug)]
    for number in range(SETS):
        start = number * len(fit) // SETS
        yield tuple((fit[start:] + fit[:start])[: 1 + number % 3])


def every_choice(facts: ComposerFacts) -> Iterator[dict[str, Any]]:
    """Give every manner of writing for the sets of three labs, as the script wants them."""
    manners = list(product(KINDS[facts.stage], Register, Length, (False, True)))
    for lab in LABS:
        for asks in sets_of_asks(facts, lab):
            for kind, register, length, careful in manners:
                manner = {"kind": kind, "register": register, "length": length, "careful": careful}
                yield {**manner, "lab": lab, "asks": asks, "own": {}}


def as_the_server_writes(facts: ComposerFacts, wanted: dict[str, Any]) -> list[Any]:
    """Return subject, text and replies for choices as the script wants them."""
    lab = facts.labs[wanted["lab"]]
    choices = Choices(
        kind=DraftKind(wanted["kind"]),
        register=Register(wanted["register"]),
        length=Length(wanted["length"]),
        lab=lab.name,
        asks=tuple(facts.draft_ask(lab, slug) for slug in wanted["asks"]),
        careful=wanted["careful"],
    )
    draft = compose(choices)
    replies = next_lines(facts.stage, choices.asks, facts.others(wanted["lab"], wanted["asks"][0]))
    return [draft.subject, draft.text, [list(pair) for pair in replies]]


@pytest.mark.parametrize("stage", list(Stage))
def test_both_write_the_same(stage: Stage, browser: Browser, site: str) -> None:
    facts = composer_facts(stage, timezone.now().date())
    wanted = list(every_choice(facts))
    with scripted(browser) as page:
        open_composer(page, site, stage.value)
        written = page.evaluate(WRITE, wanted)
    assert len(written) >= len(LABS) * SETS * len(Register) * len(Length)
    for choices, found in zip(wanted, written, strict=True):
        assert found == as_the_server_writes(facts, choices), choices


@pytest.mark.parametrize("stage", list(Stage))
def test_both_draw_the_same_picker(stage: Stage, browser: Browser, site: str) -> None:
    asks = PRAISED[:2] if stage is Stage.ACCEPTING else ASKS[:2]
    with scripted(browser) as page:
        open_composer(page, site, stage.value)
        choose(page, *asks)
        mine = page.evaluate(f"({DRAWN})(document)")
        theirs = drawn_by_the_server(page, dict(zip(("ask_1", "ask_2"), asks, strict=True)))
    # That an ask stands in another slot is known to the script alone.
    for _title, options in mine[0]:
        for option in options:
            option[2] = option[2] and option[0] != asks[0]
    assert mine == theirs


def drawn_by_the_server(page: Page, asks: dict[str, str]) -> Any:
    """Return the same parts of the page that the server makes of the same choices."""
    form: dict[str, str | float | bool] = {
        "offer_held": "yes",
        "lab": "openai",
        "draft": "page",
        **asks,
    }
    answer = page.request.post(page.url, form=form)
    assert answer.ok
    parse = f"text => ({DRAWN})(new DOMParser().parseFromString(text, 'text/html'))"
    return page.evaluate(parse, answer.text())

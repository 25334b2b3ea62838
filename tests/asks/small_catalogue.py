"""A catalogue of two asks and one lab, as files that a test may spoil."""

from __future__ import annotations

from pathlib import Path

_CATEGORIES = """\
- slug: speaking-up
  title: Speaking up
  summary: What staff may say.
"""
_SURVEYS = """\
- slug: survey
  title: A survey
  publisher: A centre
  year: 2023
  url: https://survey.example/
  caveat: A small sample.
"""
_ASK = """\
- slug: {slug}
  title: Title of {slug}
  short_name: {slug}
  summary: The lead. The rest.
  why: It matters.
  done_when:
  - A page says so
  - A date stands there
  effort: low
  effort_reason: It needs a page.
  how_to_say: Would you tell me how this stands?
  counter: A lab may say no.
  reply: It may.
  alternate_phrasings: [one, two, three, four, five]
  support:
  - survey: survey
    statement: The statement
    agree: 49
    disagree: 1
    n: 51
    match: direct
  precedents:
  - who: Somebody
    date: '2026-07'
    what: It was done.
    outcome: good
    publisher: Somebody
    url: https://somebody.example/
    verified: primary
  sources:
  - title: A paper
    publisher: A journal
    year: 2025
    url: https://journal.example/
    fact: It shows this.
    verified: primary
  related: [{related}]
"""
_LAB = """\
slug: lab
name: The Lab
short_name: Lab
website: https://lab.example/
description: A lab.
checked: '2026-11-23'
positions:
- ask: first
  status: committed
  since: '2026-04'
  fact: It promised this.
  publisher: The Lab
  url: https://lab.example/promise
  verified: primary
  confidence: high
  history:
  - date: '2025'
    fact: It thought about it.
    publisher: The Lab
    url: https://lab.example/thought
- ask: second
  status: not_public
  fact: 'Nothing found as of 23 November 2026: no page says it.'
  publisher: The Lab
  url: https://lab.example/
  verified: primary
  confidence: medium
"""
_CASES = """\
- slug: case
  company: The Company
  who: Employees
  date: '2024-07'
  asked: An end to it
  did: They asked.
  outcome: changed_then_undone
  happened: It ended, and began again.
  lesson: Ask what would last.
  publisher: A journal
  url: https://journal.example/
  later:
    publisher: Another journal
    url: https://later.example/
  ai_safety: true
- slug: newer
  company: The Company
  who: Students
  date: '2026-04-28'
  asked: An end to it
  did: They stayed away.
  outcome: not_changed
  happened: Nothing.
  lesson: Ask again.
  publisher: A journal
  url: https://journal.example/
  recruits: true
  ai_safety: false
"""
ASKS = "asks/speaking-up.yaml"
LAB = "labs/lab.yaml"
CASES = "cases.yaml"


def write_catalogue(folder: Path) -> Path:
    """Write a catalogue without a fault and return its folder."""
    files = {
        "categories.yaml": _CATEGORIES,
        "surveys.yaml": _SURVEYS,
        ASKS: _ASK.format(slug="first", related="second")
        + _ASK.format(slug="second", related="first"),
        LAB: _LAB,
        CASES: _CASES,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def replace(folder: Path, name: str, old: str, new: str, count: int = 1) -> None:
    """Replace the first `count` places of `old` in a file; it must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")

"""Whole drafts, kept as text files to be read: a change of words shows up as a change of a letter.

After an intended change, write them anew and read what changed:

    UPDATE_GOLDEN=1 pytest tests/asks/test_composer_golden.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from asks.composer.draft import compose
from asks.composer.parts import DraftKind, Register
from tests.asks.composing import (
    ASKED,
    PRAISED,
    Chosen,
    asks,
    choices_of,
    draft_ask,
    golden_sets,
    labs,
    stage_of,
)

FOLDER: Final = Path(__file__).resolve().parent / "golden"
UPDATE: Final = "UPDATE_GOLDEN"
RULE: Final = "=" * 80


def may_update() -> bool:
    """Return whether this run writes the files; where nobody would read them, it must not."""
    if not os.environ.get(UPDATE):
        return False
    if os.environ.get("CI"):
        pytest.fail(f"{UPDATE} is set together with CI: golden texts are written by hand only.")
    return True


def section(some: Chosen, kind: DraftKind, register: Register) -> str:
    """Return one draft below the names of its asks."""
    choices = choices_of(some, kind, register, careful=kind is DraftKind.NOTE)
    draft = compose(choices)
    names = ", ".join(asks()[slug]["short_name"] for slug in some.slugs)
    subject = f"Subject: {draft.subject}\n\n" if draft.subject else ""
    return f"{RULE}\n{choices.lab}: {names} ({register})\n{RULE}\n\n{subject}{draft.text}\n"


@pytest.mark.parametrize("kind", DraftKind)
def test_drafts_read_as_they_did(kind: DraftKind) -> None:
    found = "".join(section(some, kind, way) for some in golden_sets(kind) for way in Register)
    path = FOLDER / f"{stage_of(kind)}-{kind}.txt"
    if may_update():
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_no_other_file_lies_there() -> None:
    names = {f"{stage_of(kind)}-{kind}.txt" for kind in DraftKind}
    assert {path.name for path in FOLDER.iterdir()} == names


@pytest.mark.parametrize("sets", [ASKED, PRAISED])
def test_sets_are_small_and_large_and_touch_every_topic(sets: tuple[Chosen, ...]) -> None:
    assert [len(some.slugs) for some in sets] == [1] * 4 + [2] * 4 + [3] * 4
    topics = {asks()[slug]["topic"] for some in sets for slug in some.slugs}
    assert topics == {ask["topic"] for ask in asks().values()}


def test_sets_ask_for_what_is_open_and_praise_what_is_there() -> None:
    asked = [draft_ask(slug, some.lab) for some in ASKED for slug in some.slugs]
    assert {ask.lead for ask in asked} == {"", "partial", "committed", "reversed"}
    assert all(draft_ask(slug, some.lab).credit for some in PRAISED for slug in some.slugs)
    assert {some.lab for some in ASKED + PRAISED} <= labs().keys()


def test_golden_texts_are_not_written_where_nobody_reads_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(UPDATE, raising=False)
    assert not may_update()
    monkeypatch.setenv(UPDATE, "1")
    monkeypatch.delenv("CI", raising=False)
    assert may_update()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="by hand only"):
        may_update()

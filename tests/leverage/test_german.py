"""German is complete: each string of the source, none in doubt, with the same places to fill in, and compiled."""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path("leverage", "locale", "de", "LC_MESSAGES")
# Places to fill in, tags and entities: what a translation may move and may not change.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sdr%]|\{\w*\}|<[^<>]+>|&#?\w+;|https?://(?:[\w./-]*[\w/])?")
MAKE_MESSAGES = ("makemessages", "-l", "de", "--no-obsolete", "--no-wrap", "-v0")


@pytest.fixture(scope="module")
def german() -> Catalog:
    """Return what translators wrote."""
    return read(ROOT / FOLDER / "django.po")


def read(path: Path) -> Catalog:
    """Read a file of messages; raises PoFileError for one that is broken."""
    with path.open("rb") as file:
        return read_po(file, locale="de", abort_invalid=True)


def messages(catalog: Catalog) -> list[Message]:
    """Return every message but the head of the file."""
    return [message for message in catalog if message.id]


def forms(message: Message) -> list[tuple[str, str]]:
    """Return each form of a message in English beside the German one."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    # One, and any other number: German counts as English does.
    return list(zip(message.id, message.string or ("", ""), strict=True))


def key(message: Message) -> tuple[str | None, str]:
    """Return what a message is looked up by."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def kept(text: str) -> Counter[str]:
    """Return what of a text stays as it is in every language."""
    return Counter(KEPT.findall(text))


def test_every_message_is_translated(german: Catalog) -> None:
    missing = [
        key(message) for message in messages(german) if not all(dict(forms(message)).values())
    ]
    assert missing == []


def test_no_translation_is_in_doubt(german: Catalog) -> None:
    assert [key(message) for message in messages(german) if message.fuzzy] == []
    assert list(german.obsolete) == []


def test_places_to_fill_in_and_tags_are_the_same(german: Catalog) -> None:
    wrong = [
        (english, translated)
        for message in messages(german)
        for english, translated in forms(message)
        if translated and kept(english) != kept(translated)
    ]
    assert wrong == []


def test_spaces_at_the_ends_are_the_same(german: Catalog) -> None:
    ends = re.compile(r"^\s*|\s*$")
    wrong = [
        english
        for message in messages(german)
        for english, translated in forms(message)
        if translated and ends.findall(english) != ends.findall(translated)
    ]
    assert wrong == []


def test_what_is_compiled_is_what_was_written(german: Catalog) -> None:
    with (ROOT / FOLDER / "django.mo").open("rb") as file:
        compiled = vars(gettext.GNUTranslations(file))["_catalog"]
    written: dict[str | tuple[str, int], str] = {}
    for message in messages(german):
        context, name = key(message)
        name = name if context is None else f"{context}\x04{name}"
        if isinstance(message.id, str):
            written[name] = str(message.string)
        else:
            written |= {(name, number): text for number, (_, text) in enumerate(forms(message))}
    compiled.pop("", None)
    assert compiled == written


@pytest.mark.gettext
def test_every_string_of_the_source_is_there_and_no_other(german: Catalog, tmp_path: Path) -> None:
    for name in ("asks", "leverage", "outcomes", "templates"):
        beside = shutil.ignore_patterns("__pycache__", "locale", "catalogue")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=beside)
    (tmp_path / FOLDER).mkdir(parents=True)
    shutil.copy(ROOT / "manage.py", tmp_path)
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *MAKE_MESSAGES],
        cwd=tmp_path,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "leverage.settings"},
        check=True,
    )
    found = {key(message) for message in messages(read(tmp_path / FOLDER / "django.po"))}
    known = {key(message) for message in messages(german)}
    assert found - known == set(), "not translated: make messages anew"
    assert known - found == set(), "said nowhere any more"

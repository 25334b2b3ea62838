"""What README and run-book tell people to type is in a form that a script can follow, and is followed by one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.newcomer.documents import (
    COMMANDS,
    Purpose,
    UnknownFence,
    blocks,
    of_chapters,
)
from tests.newcomer.shell import Misled, bare_environment, reader

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("operate.md"))]
SMALL = """# One
```sh
NAME=kind
echo "for $NAME people"
```
It says so:
```text
for kind
```
## Two
```sh
echo "still $NAME"; cd /
```
```sh
pwd
```
```text
/
```
"""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_command_of_a_document_can_be_read_by_a_shell(document: Path) -> None:
    found = [one for one in blocks(document.read_text()) if one.purpose in COMMANDS]
    assert found
    for block in found:
        checked = subprocess.run(
            ["sh", "-n"], input=block.commands, text=True, capture_output=True, check=False
        )
        assert (block.line, checked.stderr) == (block.line, "")


def test_commands_stand_below_their_chapter_with_what_should_be_seen() -> None:
    one, *two = blocks(SMALL)
    assert (one.purpose, one.chapter, one.line, one.seen) == (Purpose.RUN, "One", 2, ["for kind"])
    assert of_chapters(blocks(SMALL), "Two") == two
    with pytest.raises(KeyError, match="Three"):
        of_chapters(blocks(SMALL), "One", "Three")


def test_a_fence_that_says_nothing_known_is_refused() -> None:
    with pytest.raises(UnknownFence, match="Line 1"):
        blocks("```bash\nls\n```")


def test_what_was_set_and_where_one_stands_last_from_block_to_block(tmp_path: Path) -> None:
    # Only what is exported lasts in other programs too, so a document has to say so.
    text = SMALL.replace("NAME=kind", "export NAME=kind").replace("for kind", "for kind people")
    with reader(tmp_path, bare_environment(tmp_path / "home", sys.executable)) as someone:
        assert len(list(someone.walk(blocks(text)))) == 3


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (SMALL.replace('echo "for', 'false; echo "for'), "Line 2 ends with 1"),
        (SMALL.replace("for kind\n", "for cruel\n"), "Line 2 should show “for cruel”"),
    ],
)
def test_a_document_that_leads_astray_is_caught(tmp_path: Path, wrong: str, reason: str) -> None:
    home = bare_environment(tmp_path / "home", sys.executable)
    with reader(tmp_path, home) as someone, pytest.raises(Misled, match=reason):
        list(someone.walk(blocks(wrong)))


def test_a_terminal_goes_on_until_its_reader_leaves(tmp_path: Path) -> None:
    text = "```sh terminal\ntouch begun; exec sleep 60\n```\n```sh\nwhile ! test -e begun; do :; done\n```"
    with reader(tmp_path, bare_environment(tmp_path / "home", sys.executable)) as someone:
        assert len(list(someone.walk(blocks(text), patience=20))) == 2
    assert (tmp_path / "begun").exists()

"""The HTML of every page and state under html-validate: none of it may be wrong."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.quality.stage import NotReady, Stage
from tests.quality.tools import program
from tests.quality.walks import documents

_CONFIG = Path(__file__).with_name("htmlvalidate.mjs")
_MOST_PLACES = 3
# A script fills these before anybody meets them: what is in a <template> need not conform, says HTML itself.
_FILLED_LATER = {"attribute-misuse", "empty-heading", "wcag/h30", "wcag/h32"}
_TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)


def faults(stage: Stage) -> Iterator[str]:
    """Name each kind of fault once, with the places that have it."""
    folder = stage.folder / "html"
    folder.mkdir(exist_ok=True)
    names: dict[str, str] = {}
    known: set[str] = set()
    stopped: list[str] = []
    for name, text in documents(stage, stopped):
        if text not in known:
            known.add(text)
            file = folder / f"{len(names):04}.html"
            file.write_text(text)
            names[str(file)] = name
    yield from stopped
    places: dict[str, list[str]] = {}
    for path, message in _messages(folder):
        text = Path(path).read_text()
        if message["ruleId"] in _FILLED_LATER and _in_template(text, message["offset"]):
            continue
        line = text.splitlines()[message["line"] - 1].strip()
        fault = f"{message['ruleId']}: {message['message']}"
        where = f"{names[path]}, line {message['line']}: {line[:160]}"
        places.setdefault(fault, []).append(where)
    sys.stdout.write(f"{len(names)} documents, {sum(map(len, places.values()))} faults.\n")
    for fault, found in sorted(places.items()):
        more = f"\n    and {len(found) - _MOST_PLACES} more" if len(found) > _MOST_PLACES else ""
        yield f"{fault}\n    " + "\n    ".join(found[:_MOST_PLACES]) + more


def _messages(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    # Into a file: it ends before a pipe has taken all that it says.
    report = folder.with_suffix(".json")
    command = [program("html-validate"), "--config", str(_CONFIG), "--formatter", f"json={report}"]
    done = subprocess.run(
        [*command, str(folder)], capture_output=True, text=True, check=False, cwd=folder
    )
    if not report.exists():
        raise NotReady(f"html-validate did not run. {done.stdout}{done.stderr}")
    found: list[dict[str, Any]] = json.loads(report.read_text())
    for file in found:
        for message in file["messages"]:
            yield file["filePath"], message


def _in_template(text: str, offset: int) -> bool:
    return any(found.start() < offset < found.end() for found in _TEMPLATE.finditer(text))

"""The scripts of the vault: what locks it is loaded where it is needed, named, and holds no more than it needs.

Hash, size and building anew are checked for every built file at once, in `tests.outcomes.test_client_assets`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPTS = ROOT / "static" / "js"
VENDOR = SCRIPTS / "vendor"
MODULES = sorted((SCRIPTS / "vault").glob("*.js"))
MODULE_LIMIT = 200
INSIDE = {"age-encryption", "@noble/ciphers", "@noble/hashes", "@scure/base"}


def test_what_is_inside_is_named_with_its_licence_and_nothing_else_is() -> None:
    licences = (VENDOR / "LICENSES.txt").read_text("utf-8").partition("What age.js is made of.")[2]
    assert set(re.findall(r"^(\S+) \S+ \(\S+\)\n=+$", licences, re.M)) == INSIDE


def test_only_the_vault_loads_it() -> None:
    users = {
        str(file.relative_to(SCRIPTS))
        for file in SCRIPTS.rglob("*.js")
        if file.parent != VENDOR and "vendor/age.js" in file.read_text("utf-8")
    }
    assert users == {"vault/worker.js", "vault/locks.js"}


def test_no_page_loads_it_before_somebody_locks_or_opens_something() -> None:
    pages = (ROOT / "templates").rglob("*.html")
    assert not [file.name for file in pages if "vendor/age.js" in file.read_text("utf-8")]
    locks = (SCRIPTS / "vault" / "locks.js").read_text("utf-8")
    assert re.findall(r".*vendor/age\.js.*", locks) == [
        '  const age = await import("../vendor/age.js");'
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda file: file.name)
def test_a_module_keeps_the_rules_of_the_client(module: Path) -> None:
    text = module.read_text("utf-8")
    assert len(text.splitlines()) < MODULE_LIMIT
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|https?://|\bDate\b|Math\.random"
    )
    assert re.findall(forbidden, text) == []

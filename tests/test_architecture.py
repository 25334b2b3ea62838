"""Who may import whom. This file is the diagram (architecture.md); it reads the import statements."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("leverage", "asks", "outcomes")

# What the wiring shares with the other packages; all else in it is its own business.
SHARED = {"leverage.http", "leverage.secret_words", "leverage.staff", "leverage.version"}

# Floors from the ground up. A name stands for the module and all below it; the longest one counts.
# A module without a line of its own is a service: a verb, or a question put together from the models.
SERVICES = 3
FLOORS = {
    "kinds": 0,
    "errors": 0,
    "wording": 0,
    "words": 0,
    "catalogue_folder": 0,
    "statistics": 0,
    "crypto": 0,
    "mail": 0,
    "composer": 0,
    "querysets": 1,
    "models": 2,
    "tasks": 4,
    "management": 4,
    "forms": 4,
    "forms_fields": 4,
    "forms_slots": 4,
    "forms_delivery": 4,
    "forms_focus": 4,
    "forms_curate": 4,
    "forms_answer": 4,
    "forms_prepare": 4,
    "forms_verify": 4,
    "wire": 4,
    "wire_answers": 4,
    "prepare_fields": 4,
    "gate": 4,
    "plain_fields": 4,
    "proposal_forms": 4,
    "admin": 4,
    "feeds": 4,
    "api": 4,
    "api_choices": 4,
    "api_rows": 4,
    "api_shapes": 4,
    "sitemaps": 4,
    "views": 5,
    "templatetags": 5,
    "routes": 6,
    "urls": 6,
}


@dataclass(frozen=True)
class Module:
    """One file of the project and what it imports, other than for its annotations."""

    name: str
    tree: ast.Module
    imports: frozenset[str]


def in_type_checking(tree: ast.Module) -> set[ast.AST]:
    """Return the imports that only a type checker makes."""
    guarded = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    ]
    return {inner for node in guarded for inner in ast.walk(node)}


def imported(tree: ast.Module) -> frozenset[str]:
    """Return every name that is imported: `from a import b` gives `a` and `a.b`."""
    found: set[str] = set()
    skipped = in_type_checking(tree)
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "Imports name the whole way."
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def read(file: Path) -> Module:
    parts = file.relative_to(ROOT).with_suffix("").parts
    tree = ast.parse(file.read_text())
    return Module(".".join(parts).removesuffix(".__init__"), tree, imported(tree))


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    files = [file for package in packages for file in sorted((ROOT / package).rglob("*.py"))]
    return tuple(read(file) for file in files if "migrations" not in file.parts)


def module(name: str) -> Module:
    [found] = [one for one in modules(*PACKAGES) if one.name == name]
    return found


def within(name: str, *places: str) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def importers(*places: str, among: tuple[str, ...] = PACKAGES) -> set[str]:
    """Return the modules that import anything of `places`."""
    return {
        one.name for one in modules(*among) if any(within(name, *places) for name in one.imports)
    }


def floor(name: str) -> int:
    """Return the floor of a module of `asks` or `outcomes`."""
    inside = name.partition(".")[2]
    known = [place for place in FLOORS if within(inside, place)]
    return FLOORS[max(known, key=len)] if known else SERVICES


# -- The rules -------------------------------------------------------------------------------------


def test_imports_stand_at_the_top() -> None:
    inner = {
        f"{one.name}:{node.lineno}"
        for one in modules(*PACKAGES, "tests")
        for function in ast.walk(one.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inner == set()


def test_the_catalogue_knows_nothing_of_what_happened() -> None:
    assert importers("outcomes", among=("asks",)) == set()


def test_nothing_imports_the_tests() -> None:
    assert importers("tests") == set()


def test_of_the_wiring_only_what_is_shared_is_imported() -> None:
    foreign = {
        f"{one.name} imports {name}"
        for one in modules("asks", "outcomes")
        for name in one.imports
        if within(name, "leverage") and name != "leverage" and not within(name, *SHARED)
    }
    assert foreign == set()


@pytest.mark.parametrize("package", ["asks", "outcomes"])
def test_a_module_imports_only_from_its_floor_and_below(package: str) -> None:
    known = {one.name for one in modules(package)} - {package}
    upward = {
        f"{one.name} imports {name}"
        for one in modules(package)
        for name in one.imports & known
        if floor(name) > floor(one.name)
    }
    assert upward == set()


def test_pure_code_knows_no_framework() -> None:
    pure = ("outcomes.crypto", "outcomes.mail", "outcomes.statistics", "outcomes.kinds")
    frameworks = {
        f"{one.name} imports {name}"
        for one in modules("outcomes")
        for name in one.imports
        if within(one.name, *pure) and within(name, "django", "celery", "redis")
    }
    assert frameworks == set()


@pytest.mark.parametrize(
    "name", ["outcomes.conversations", "outcomes.receipts", "outcomes.verification"]
)
def test_conversations_know_no_account(name: str) -> None:
    accounts = ("leverage", "django.contrib.auth", "allauth", "outcomes.models.Sheet")
    assert {found for found in module(name).imports if within(found, *accounts)} == set()


@pytest.mark.parametrize(
    "name",
    [
        f"outcomes.views.{name}"
        for name in ("delivery", "kept_sheet", "log", "receipt", "storing", "verify")
    ],
)
def test_the_log_pages_know_no_account(name: str) -> None:
    accounts = ("leverage.models", "leverage.accounts", "leverage.sheets", "django.contrib.auth")
    assert {found for found in module(name).imports if within(found, *accounts)} == set()


def test_accounts_know_no_conversation() -> None:
    known = importers("outcomes.conversations", "outcomes.receipts", "outcomes.models.Entry")
    assert {name for name in known if within(name, "leverage")} == set()


def test_only_the_release_opens_conversations() -> None:
    users = {
        one.name
        for one in modules(*PACKAGES)
        for node in ast.walk(one.tree)
        if (isinstance(node, ast.Attribute) and node.attr == "countable_in")
        or (isinstance(node, ast.FunctionDef) and node.name == "countable_in")
    }
    assert users == {"outcomes.querysets", "outcomes.release_rows"}


def test_only_the_mechanism_imports_opendp() -> None:
    assert importers("opendp") == {"outcomes.statistics.mechanism"}


def test_the_web_process_never_loads_opendp() -> None:
    script = """
import sys
import leverage.wsgi
from django.template import engines
from django.urls import get_resolver
get_resolver().url_patterns
for name in ("asks/ask_detail.html", "leverage/home.html", "outcomes/release.html"):
    engines["django"].get_template(name)
print("outcomes.views.tallies" in sys.modules, "outcomes.templatetags.tallies" in sys.modules)
print([name for name in sys.modules if name.partition(".")[0] in {"opendp", "numpy", "polars"}])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["True True", "[]"]


# -- The reader itself -------------------------------------------------------------------------------


def test_the_reader_sees_both_ways_of_importing() -> None:
    tree = ast.parse("import a.b\nfrom c import d\n")
    assert imported(tree) == {"a.b", "c", "c.d"}


def test_the_reader_passes_over_what_only_a_type_checker_imports() -> None:
    tree = ast.parse("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n")
    assert "a" not in imported(tree)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("outcomes.crypto.sealing", 0),
        ("outcomes.models.entry", 2),
        ("outcomes.windows", SERVICES),
        ("asks.services.load_asks", SERVICES),
        ("outcomes.views.tallies", 5),
    ],
)
def test_a_module_stands_on_the_floor_of_its_place(name: str, expected: int) -> None:
    assert floor(name) == expected

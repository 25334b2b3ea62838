"""Every variable of the environment that the program reads has its line in the README."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {
    "contact",
    "flag",
    "folder",
    "given",
    "host",
    "names",
    "number",
    "optional_secret",
    "origin",
    "secret",
    "sentence",
}  # Of `leverage.environment`.
WITH_A_FILE = {"given", "optional_secret", "secret"}
SOURCES = [*sorted((ROOT / "leverage").rglob("*.py")), ROOT / "manage.py"]
INTERNAL = {"DJANGO_SETTINGS_MODULE"}  # Django's own; there is one settings module.


def is_environment(node: ast.expr) -> bool:
    """Whether an expression is the environment, or the mapping that a function calls so."""
    return (isinstance(node, ast.Attribute) and node.attr == "environ") or (
        isinstance(node, ast.Name) and node.id == "environment"
    )


def variables(tree: ast.AST) -> set[str]:
    """Return the names that a module reads from the environment."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr="get"), args=[first, *_]) if (
                is_environment(holder)
            ):
                found |= constants(first)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="environment"), attr=reader), args=[first, *_]
            ) if reader in READERS:
                found |= constants(first)
                found |= {f"{name}_FILE" for name in constants(first) if reader in WITH_A_FILE}
            case ast.Subscript(value=holder, slice=key) if is_environment(holder):
                found |= constants(key)
            case ast.Compare(left=left, comparators=[holder]) if is_environment(holder):
                found |= constants(left)
    return found


def constants(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def all_variables() -> set[str]:
    found = [variables(ast.parse(file.read_text())) for file in SOURCES]
    return set().union(*found) - INTERNAL


def test_the_reader_finds_what_is_certainly_read() -> None:
    assert {
        "DATABASE_URL",
        "SECRET_KEY",
        "SECRET_KEY_FILE",
        "LEVERAGE_TRUSTED_PROXIES",
        "PORT",
    } <= (all_variables())


@pytest.mark.parametrize("name", sorted(all_variables()))
def test_a_variable_has_its_line_in_the_readme(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text()

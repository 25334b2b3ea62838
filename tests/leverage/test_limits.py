"""House rules on size: a module one can read at a sitting, a function one can see at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MODULE_LIMIT, FUNCTION_LIMIT = 300, 35


def modules(*folders: str) -> list[Path]:
    """Return the modules below the folders, but for migrations, which are written by a program."""
    return [
        file
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in file.parts
    ]


MODULES = modules("leverage", "asks", "outcomes")
TESTS = modules("tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Return the lines of a function without those of its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_modules_are_short() -> None:
    lengths = {
        str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in MODULES + TESTS
    }
    assert {name: lines for name, lines in lengths.items() if lines >= MODULE_LIMIT} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{file.relative_to(ROOT)}:{function.name}": length(function)
        for file in MODULES
        for function in functions(ast.parse(file.read_text()))
    }
    assert {name: lines for name, lines in lengths.items() if lines >= FUNCTION_LIMIT} == {}


def test_a_docstring_does_not_count() -> None:
    [function] = functions(ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'))
    assert length(function) == 2

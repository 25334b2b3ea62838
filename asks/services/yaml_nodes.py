"""Reading a YAML file as nodes that know their line."""

from __future__ import annotations

from pathlib import Path

import yaml

from asks.errors import Problem


class CatalogueYamlLoader(yaml.SafeLoader):
    """The safe loader without anchors and aliases: a fact stands where it is read."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        """Compose one node; raises ComposerError at an anchor or alias."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise yaml.composer.ComposerError(
                problem="anchors and aliases are not used here; write the text out",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)  # type: ignore[arg-type]


def line_of(node: yaml.Node) -> int:
    """Return the line, from 1, on which a node begins."""
    return int(node.start_mark.line) + 1


def read_yaml(path: Path, name: str) -> yaml.Node | Problem:
    """Return the root node of a file, or the problem that keeps it from being YAML.

    `name` is what the problem calls the file.
    """
    data = path.read_bytes()
    try:
        node = yaml.compose(data.decode("utf-8"), Loader=CatalogueYamlLoader)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Problem(name, line, "this is not UTF-8; save the file as UTF-8")
    except yaml.reader.ReaderError as error:
        line = data.decode("utf-8")[: error.position].count("\n") + 1
        return Problem(name, line, "a control character stands here; take it out")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(name, line, f"not valid YAML: {error.problem}; check indent, quotes, colons")
    if node is None:
        return Problem(name, 1, "the file is empty; fill it or remove it")
    return node

"""The loader of the catalogue leaves a merge as the curators made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asks.models import Position
from asks.services.load_catalogue import load_catalogue
from leverage.models import User
from tests.asks.curators import dump
from tests.asks.factories import TODAY
from tests.asks.merging import LATER, merge, pair, undo
from tests.asks.small_catalogue import ASKS, LAB, replace, write_catalogue

__all__ = ["pair"]

pytestmark = pytest.mark.django_db


def test_the_loader_neither_revives_nor_doubles_what_was_merged(
    pair: tuple[User, User], tmp_path: Path
) -> None:
    write_catalogue(tmp_path)
    load_catalogue(tmp_path, TODAY)
    Position.objects.filter(ask__slug="second").delete()
    motion = merge(pair, "first", "second")
    after = dump()
    report = load_catalogue(tmp_path, LATER)
    # The file of the lab still holds a position on each of the two asks.
    assert report.retired == ["position lab / first"]
    assert report.conflicts == ["position lab / second"]
    assert dump() == after
    replace(tmp_path, ASKS, "Title of first", "Another title of first")
    replace(tmp_path, LAB, "It promised this.", "It promised that.")
    report = load_catalogue(tmp_path, LATER)
    assert (report.retired, report.created) == (["ask first", "position lab / first"], [])
    assert dump() == after
    undo(pair, motion)
    assert load_catalogue(tmp_path, LATER).changed == ["ask first", "position lab / first"]

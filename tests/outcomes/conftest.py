"""Keys in a folder of the test's own, and the cast of `factories`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from leverage.models import User
from outcomes.crypto import signing
from outcomes.kinds import Kind
from outcomes.models import Window
from outcomes.statistics import mechanism
from outcomes.windows import open_window
from tests.outcomes import factories
from tests.outcomes.releasing import Draw

POOL_SIZE = 6  # At least as many as one window of the cast has slots: no two slots share a key.


@pytest.fixture(autouse=True)
def key_dir(settings: Settings, tmp_path: Path) -> Path:
    """Keep the keys of windows where no other test looks."""
    settings.KEY_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture(scope="session")
def signing_keys() -> list[bytes]:
    """Return real keys, made once: making one takes longer than most tests."""
    return [signing.generate_signing_key() for _ in range(POOL_SIZE)]


@pytest.fixture
def ready_keys(monkeypatch: pytest.MonkeyPatch, signing_keys: list[bytes]) -> None:
    """Let windows take their signing keys, of full size, from those made before."""
    pool = itertools.cycle(signing_keys)
    monkeypatch.setattr(signing, "generate_signing_key", lambda: next(pool))


@pytest.fixture
def window(db: None, ready_keys: None) -> Window:
    """Return the open window of the cast."""
    return factories.opened_window()


@pytest.fixture
def window_of_both(db: None, ready_keys: None) -> Window:
    """Return an open window in which one can also log what became of an ask."""
    return open_window(factories.planned_window(kinds=tuple(Kind)).name)


@pytest.fixture
def owner(db: None) -> User:
    """Return the account whose credentials these are."""
    return factories.make_account("owner")


@pytest.fixture
def stranger(db: None) -> User:
    """Return an account that has nothing to do with the owner's."""
    return factories.make_account("stranger")


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[Draw]:
    """Watch the mechanism, which does its work as always; returns what it did so far."""
    seen: list[Draw] = []
    original = mechanism.add_noise

    def watched(
        values: Sequence[int], scale: float, sensitivity: int, epsilon: Decimal
    ) -> list[int]:
        answer = original(values, scale, sensitivity, epsilon)
        seen.append(Draw(list(values), scale, sensitivity, epsilon, answer))
        return answer

    monkeypatch.setattr(mechanism, "add_noise", watched)
    return seen


@pytest.fixture
def closed(db: None, ready_keys: None) -> Window:
    """Return a window that is over, with four conversations about the first lab in it."""
    return factories.closed_window(conversations=4)

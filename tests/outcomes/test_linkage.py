"""Nobody can link an account with what it logged, not with a dump, the files and the log in hand (privacy.md 11.5)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from outcomes.crypto import signing
from tests.outcomes.link_attacks import ATTACKS, Attack
from tests.outcomes.linking import marks, replayed

SEED = 20270101
each_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in a world: the share of right guesses by attack, and what its log held."""

    shares: dict[str, float]
    marks: int
    kept_segments: list[str]
    marks_in_log: list[int]


def assert_hidden(outcome: Outcome, attack: Attack) -> None:
    """Fail when an attempt is right more often than guessing, by more than five points."""
    assert outcome.shares[attack.name] <= attack.chance + 0.05


def assert_log_is_cut_off(outcome: Outcome) -> None:
    """Fail when the log at a full hour has a file of before the task, or a mark of anybody."""
    assert outcome.kept_segments == []
    assert set(outcome.marks_in_log) == {0}


@pytest.fixture(scope="module")
def ready(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, signing_keys: list[bytes]
) -> Iterator[None]:
    """Let a database be used in the fixtures of this module, with keys made before."""
    pool = itertools.cycle(signing_keys)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "generate_signing_key", lambda: next(pool))
        yield


def play(*, hardened: bool) -> Outcome:
    with replayed(hardened=hardened, seed=SEED) as world:
        return Outcome(
            shares={attack.name: attack.success(world) for attack in ATTACKS},
            marks=len(marks()),
            kept_segments=world.kept_segments,
            marks_in_log=world.marks_in_log,
        )


@pytest.fixture(scope="module")
def hardened(ready: None) -> Outcome:
    """Return what can be found where the storage rules are kept."""
    return play(hardened=True)


@pytest.fixture(scope="module")
def unhardened(ready: None) -> Outcome:
    """Return what can be found in the twin: nobody rewrites, and the log is PostgreSQL's own."""
    return play(hardened=False)


@each_attack
def test_an_attack_finds_no_more_than_chance(hardened: Outcome, attack: Attack) -> None:
    assert_hidden(hardened, attack)


@each_attack
def test_the_same_attack_finds_most_where_rows_stay_as_they_came(
    unhardened: Outcome, attack: Attack
) -> None:
    assert unhardened.shares[attack.name] >= 0.5
    with pytest.raises(AssertionError):
        assert_hidden(unhardened, attack)


def test_after_the_hourly_task_the_log_holds_nothing_of_before(hardened: Outcome) -> None:
    assert_log_is_cut_off(hardened)


def test_the_log_of_a_usual_database_holds_everybody(unhardened: Outcome) -> None:
    assert unhardened.marks_in_log[-1] > 0.95 * unhardened.marks
    with pytest.raises(AssertionError):
        assert_log_is_cut_off(unhardened)

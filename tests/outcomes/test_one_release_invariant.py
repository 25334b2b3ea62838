"""Each conversation is counted in one release, and each costs 2.0 in privacy, once (privacy.md 11.4)."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from outcomes import due, keystore, releases, windows
from outcomes.errors import BudgetSpent, ParametersChanged, Refusal
from outcomes.kinds import Custody, Query, Tier, WindowState
from outcomes.models import BudgetEntry, Release, Tally, Window
from outcomes.releases import Published
from outcomes.statistics.parameters import EPS_LIFE, ReleaseParameters
from tests.outcomes import factories, verifying
from tests.outcomes.factories import NORTH
from tests.outcomes.releasing import Draw, nothing_was_written
from tests.outcomes.twins import assert_refused, without_rule

Step = Callable[[str], object]
Change = Callable[[Window], object]


@dataclass(frozen=True, slots=True)
class System:
    """What releases a window, and every step that takes nothing but a window's name."""

    release: Callable[[str], Published]
    steps: Mapping[str, Step]


def steps_of_windows() -> dict[str, Step]:
    """Return the steps that a window can be led through; one that is added later is found here too."""
    public = {
        name: function
        for name, function in inspect.getmembers(windows, inspect.isfunction)
        if function.__module__ == windows.__name__ and not name.startswith("_")
    }
    return {
        name: function
        for name, function in public.items()
        # What merely words a question or a lock takes no step.
        if [*inspect.signature(function).parameters] == ["name"] and not name.endswith("_in_sql")
    }


PRODUCT = System(releases.release_window, steps_of_windows())


@pytest.fixture
def counted(db: None, ready_keys: None) -> Window:
    """Return a window that is over, with a drawn and a verified conversation in it."""
    window = verifying.opened_window()
    factories.log(window, factories.draw(window, "first")[NORTH])
    verified = factories.prepare(window, verifying.verified(window, "second"))
    factories.log_again(window, verified, tier=Tier.VERIFIED)
    return windows.close_window(window.name)


def _fewer_asks(window: Window) -> None:
    window.parameters["asks"].pop()


def _another_table(window: Window) -> None:
    window.parameters["tables"].append({"slug": "east-lab", "name": "East Lab"})


def _other_weights(window: Window) -> None:
    window.parameters["release"] |= {"m": 1}


def _another_split(window: Window) -> None:
    window.parameters["release"]["budgets"]["delivery"] = {"responses": "1.0", "entries": "1.0"}


def _an_earlier_end(window: Window) -> None:
    window.closes_on -= dt.timedelta(days=30)


def _other_hands(window: Window) -> None:
    window.custody = Custody.CUSTODIANS


def _weights_in_the_key_set_too(window: Window) -> None:
    _other_weights(window)
    assert window.key_set is not None
    window.key_set["parameters"] = window.parameters


CHANGES = (
    _fewer_asks,
    _another_table,
    _other_weights,
    _another_split,
    _an_earlier_end,
    _other_hands,
    _weights_in_the_key_set_too,
)


def assert_one_release(system: System, window: Window, draws: list[Draw]) -> None:
    """Fail where a changed window is released, a conversation costs more or less than 2.0, or noise is drawn again."""
    for change in CHANGES:
        _assert_change_is_refused(system, window.name, change)
    assert (draws, nothing_was_written()) == ([], True)
    key = keystore.sealing_key(window.name)
    assert system.release(window.name).first_time
    _assert_ledger_is_whole(window)
    before = (len(draws), list(Tally.objects.values()), list(BudgetEntry.objects.values()))
    assert not system.release(window.name).first_time
    _assert_no_way_back(system, window.name)
    assert (len(draws), list(Tally.objects.values()), list(BudgetEntry.objects.values())) == before
    _assert_ledger_outlives_the_release(system, window.name, key)
    assert (len(draws), list(BudgetEntry.objects.values())) == (before[0], before[2])


def _assert_change_is_refused(system: System, name: str, change: Change) -> None:
    with transaction.atomic():
        window = Window.objects.get(pk=name)
        change(window)
        window.save()
        assert_refused(lambda: system.release(name), ParametersChanged)
        transaction.set_rollback(True)


def _assert_ledger_is_whole(window: Window) -> None:
    """The charges of one table are what an entry in it costs: tables share no entry."""
    published = ReleaseParameters.from_json(Release.objects.get(pk=window.pk).parameters)
    assert published == ReleaseParameters()
    assert Decimal("2.0") == EPS_LIFE
    charged = BudgetEntry.objects.filter(window=window.pk).values_list("table", "kind", "tier")
    costs = {tuple(place): cost for *place, cost in charged.annotate(cost=Sum("epsilon"))}
    places = {tuple(place) for place in Tally.objects.values_list("table", "kind", "tier")}
    assert costs == dict.fromkeys(places, EPS_LIFE)
    assert {tier for _table, _kind, tier in places} == {tier.value for tier in Tier}


def _assert_no_way_back(system: System, name: str) -> None:
    for step in system.steps.values():
        assert_refused(partial(step, name), Refusal)
    for day in (factories.OPENS, factories.DAY, factories.DAY_AFTER):
        due.open_due_windows(day)
        due.close_due_windows(day)
    assert Window.objects.get(pk=name).state == WindowState.RELEASED


def _assert_ledger_outlives_the_release(system: System, name: str, key: bytes) -> None:
    """Even where somebody with the database and the key in hand takes the release back."""
    Release.objects.all().delete()
    keystore.store_sealing_key(name, key)
    for state in (WindowState.PLANNED, WindowState.OPEN, WindowState.CLOSED):
        Window.objects.update(state=state)
        assert_refused(lambda: system.release(name), Refusal)
    # The last one met no refusal but that of the ledger.
    assert_refused(lambda: system.release(name), BudgetSpent)


def test_a_window_is_released_once_as_it_was_published(counted: Window, draws: list[Draw]) -> None:
    assert set(PRODUCT.steps) == {"open_window", "close_window"}
    assert_one_release(PRODUCT, counted, draws)


# -- Broken twins ------------------------------------------------------------------------------------


def test_a_ledger_that_takes_a_second_charge_is_noticed(counted: Window, draws: list[Draw]) -> None:
    with (
        without_rule(BudgetEntry, "one_charge_per_query_and_table"),
        pytest.raises(AssertionError, match="not refused: Refusal"),
    ):
        assert_one_release(PRODUCT, counted, draws)


def test_a_release_of_a_changed_window_is_noticed(
    counted: Window, draws: list[Draw], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "is_as_published", lambda window: True)
    with pytest.raises(AssertionError, match="not refused: ParametersChanged"):
        assert_one_release(PRODUCT, counted, draws)


def test_a_step_that_opens_a_released_window_again_is_noticed(
    counted: Window, draws: list[Draw], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reopen_window(name: str) -> None:
        Window.objects.filter(pk=name).update(state=WindowState.OPEN)

    reopen_window.__module__ = windows.__name__
    monkeypatch.setattr(windows, "reopen_window", reopen_window, raising=False)
    with pytest.raises(AssertionError, match="not refused: Refusal"):
        assert_one_release(replace(PRODUCT, steps=steps_of_windows()), counted, draws)


def test_a_ledger_that_leaves_out_a_query_is_noticed(
    counted: Window, draws: list[Draw], monkeypatch: pytest.MonkeyPatch
) -> None:
    charge = releases._charge

    def generous(*window_and_parameters: Any) -> None:
        charge(*window_and_parameters)
        BudgetEntry.objects.filter(query=Query.ENTRIES).delete()

    monkeypatch.setattr(releases, "_charge", generous)
    with pytest.raises(AssertionError, match="Decimal"):
        assert_one_release(PRODUCT, counted, draws)


def test_a_second_run_that_draws_new_noise_is_noticed(counted: Window, draws: list[Draw]) -> None:
    def again(name: str) -> Published:
        key = keystore.sealing_key(name) if keystore.holds_keys(name) else kept[0]
        kept.append(key)
        if Release.objects.filter(pk=name).delete()[0]:
            BudgetEntry.objects.all().delete()
            keystore.store_sealing_key(name, key)
            Window.objects.update(state=WindowState.CLOSED)
        return releases.release_window(name)

    kept: list[bytes] = []
    with pytest.raises(AssertionError, match="first_time"):
        assert_one_release(replace(PRODUCT, release=again), counted, draws)

"""A window moves one way, keeps its parameters and keys, and stays open while something is stored."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from asks.models import Lab
from outcomes import keystore
from outcomes.crypto import keyset, sealing, signing
from outcomes.errors import (
    CustodyNotOffered,
    KeysMadeAlready,
    KeysMissing,
    TooManyTables,
    WindowNotOpen,
    WindowUnknown,
    WrongWindowState,
)
from outcomes.kinds import Custody, Kind, Tier, WindowState
from outcomes.models import Window
from outcomes.statistics.parameters import MAX_TABLES, ReleaseParameters
from outcomes.windows import (
    close_window,
    half_year,
    hold_open,
    is_as_published,
    make_keys,
    open_window,
    sealing_public_key,
    tables_for,
    verification_key,
)
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2027, 1, 1), ("2027H1", dt.date(2027, 1, 1), dt.date(2027, 6, 30))),
        (dt.date(2027, 6, 30), ("2027H1", dt.date(2027, 1, 1), dt.date(2027, 6, 30))),
        (dt.date(2027, 7, 1), ("2027H2", dt.date(2027, 7, 1), dt.date(2027, 12, 31))),
        (dt.date(2027, 12, 31), ("2027H2", dt.date(2027, 7, 1), dt.date(2027, 12, 31))),
    ],
)
def test_each_day_lies_in_one_half_year(
    day: dt.date, expected: tuple[str, dt.date, dt.date]
) -> None:
    assert half_year(day) == expected


def test_tables_are_the_labs_by_name_then_all_others_together() -> None:
    labs = [Lab(slug="b", name="beta"), Lab(slug="c", name="Gamma"), Lab(slug="a", name="Alpha")]
    assert [table["slug"] for table in tables_for(labs)] == ["a", "b", "c", "other"]


def test_a_thirteenth_lab_gets_no_table() -> None:
    labs = [Lab(slug=f"lab-{n}", name=f"Lab {n}") for n in range(MAX_TABLES + 1)]
    assert len(tables_for(labs[:-1])) == MAX_TABLES + 1
    with pytest.raises(TooManyTables):
        tables_for(labs)


@pytest.mark.django_db
def test_a_planned_window_has_public_parameters_and_no_keys() -> None:
    window = factories.planned_window()
    assert (window.state, window.key_set) == (WindowState.PLANNED, None)
    assert window.parameters["release"] == ReleaseParameters().as_json()
    assert not keystore.holds_keys(window.name)


def test_opening_publishes_the_public_half_of_every_key(window: Window) -> None:
    private = keystore.signing_keys(window.name)
    assert set(private) == {f"{t['slug']}|conversation|drawn" for t in factories.TABLES}
    assert len(set(private.values())) == len(private)
    for slot, key in private.items():
        table = slot.split("|")[0]
        public = verification_key(window, table, Kind.CONVERSATION, Tier.DRAWN)
        assert public == signing.BlindSigner(key).public_key
    sealing_key = keystore.sealing_key(window.name)
    assert sealing_public_key(window) == sealing.public_key_of(sealing_key)


def test_the_key_set_names_every_parameter_and_has_the_stored_hash(window: Window) -> None:
    window.refresh_from_db()
    assert window.key_set is not None
    assert window.key_set_hash == keyset.keyset_hash(window.key_set)
    assert window.key_set["parameters"] == window.parameters
    assert window.key_set["closes_on"] == "2025-06-30"
    assert is_as_published(window)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes_on", factories.CLOSES + dt.timedelta(days=1)),
        ("custody", Custody.CUSTODIANS),
        ("parameters", {"tables": [], "asks": [], "kinds": [], "tiers": [], "release": {}}),
        ("key_set_hash", "0" * 64),
    ],
)
def test_a_window_changed_after_opening_is_not_as_published(
    window: Window, field: str, value: object
) -> None:
    setattr(window, field, value)
    assert not is_as_published(window)


def test_no_slot_has_a_key_that_the_window_does_not_name(window: Window) -> None:
    assert verification_key(window, "east-lab", Kind.CONVERSATION, Tier.DRAWN) is None
    assert verification_key(window, factories.NORTH, Kind.DELIVERY, Tier.DRAWN) is None
    assert verification_key(window, factories.NORTH, Kind.CONVERSATION, Tier.VERIFIED) is None


@pytest.mark.django_db
def test_keys_made_before_the_day_are_those_that_it_opens_with(ready_keys: None) -> None:
    made = make_keys(factories.planned_window().name)
    assert made.state == WindowState.PLANNED
    with pytest.raises(KeysMadeAlready):
        make_keys(made.name)
    assert open_window(made.name).key_set_hash == made.key_set_hash


@pytest.mark.parametrize(("custody", "public"), [(Custody.LOCAL, b"x"), (Custody.CUSTODIANS, None)])
@pytest.mark.django_db
def test_no_keys_are_made_against_a_window_s_custody(
    ready_keys: None, custody: Custody, public: bytes | None
) -> None:
    window = factories.planned_window(custody=custody)
    with pytest.raises(CustodyNotOffered):
        make_keys(window.name, public)
    assert not keystore.holds_keys(window.name)


def test_a_window_opens_once_and_keeps_its_keys(window: Window) -> None:
    before = keystore.signing_keys(window.name)
    with pytest.raises(WrongWindowState):
        open_window(window.name)
    assert keystore.signing_keys(window.name) == before


def test_a_closed_window_neither_opens_nor_closes_again(window: Window) -> None:
    close_window(window.name)
    with pytest.raises(WrongWindowState):
        open_window(window.name)
    with pytest.raises(WrongWindowState):
        close_window(window.name)


@pytest.mark.django_db
def test_a_planned_window_cannot_be_closed() -> None:
    factories.planned_window()
    with pytest.raises(WrongWindowState):
        close_window(factories.WINDOW)


@pytest.mark.django_db
def test_a_window_that_nobody_planned_is_unknown() -> None:
    with pytest.raises(WindowUnknown):
        open_window("1999H1")
    with pytest.raises(WindowUnknown):
        close_window("1999H1")


@pytest.mark.django_db
def test_a_key_for_custodians_is_never_left_here_instead() -> None:
    window = factories.planned_window(custody=Custody.CUSTODIANS)
    with pytest.raises(CustodyNotOffered):
        open_window(window.name)
    assert not keystore.holds_keys(window.name)
    window.refresh_from_db()
    assert window.state == WindowState.PLANNED


@pytest.mark.django_db(transaction=True)
def test_closing_destroys_the_signing_keys_and_keeps_the_sealing_key(ready_keys: None) -> None:
    window = factories.opened_window()
    close_window(window.name)
    with pytest.raises(KeysMissing):
        keystore.signing_keys(window.name)
    assert keystore.sealing_key(window.name)


@pytest.mark.django_db(transaction=True)
def test_a_closing_that_is_undone_destroys_nothing(ready_keys: None) -> None:
    window = factories.opened_window()
    with transaction.atomic():
        close_window(window.name)
        transaction.set_rollback(rollback=True)
    assert keystore.signing_keys(window.name)
    window.refresh_from_db()
    assert window.state == WindowState.OPEN


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (factories.OPENS - dt.timedelta(days=1), False),
        (factories.OPENS, True),
        (factories.CLOSES, True),
        (factories.DAY_AFTER, False),
    ],
)
def test_a_window_is_open_from_its_first_day_to_its_last(
    window: Window, day: dt.date, is_open: bool
) -> None:
    if is_open:
        hold_open(window, day)
    else:
        with pytest.raises(WindowNotOpen):
            hold_open(window, day)


def _close_impatiently() -> Window:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        return close_window(factories.WINDOW)


@pytest.mark.django_db(transaction=True)
def test_a_window_does_not_close_under_something_that_is_being_stored(ready_keys: None) -> None:
    window = factories.opened_window()
    with transaction.atomic():
        hold_open(window, factories.DAY)
        [refused] = at_once([_close_impatiently])
    assert isinstance(refused, OperationalError)
    assert isinstance(at_once([_close_impatiently])[0], Window)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_window_at_once_make_its_keys_once(ready_keys: None) -> None:
    factories.planned_window()
    found = at_once([lambda: open_window(factories.WINDOW)] * 2)
    opened = [window for window in found if isinstance(window, Window)]
    assert [type(other) for other in found if other not in opened] == [WrongWindowState]
    public = sealing.public_key_of(keystore.sealing_key(factories.WINDOW))
    assert public == sealing_public_key(opened[0])


@pytest.mark.django_db
def test_the_database_refuses_an_open_window_without_keys() -> None:
    window = factories.planned_window()
    window.state = WindowState.OPEN
    with pytest.raises(IntegrityError, match="window_has_keys_once_open"):
        window.save()


@pytest.mark.django_db
def test_the_database_refuses_a_window_that_ends_before_it_begins() -> None:
    with pytest.raises(IntegrityError, match="window_closes_after_it_opens"):
        factories.planned_window(opens_on=factories.CLOSES, closes_on=factories.OPENS)

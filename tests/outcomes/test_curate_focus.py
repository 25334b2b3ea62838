"""Curators pin and bar asks with a public reason; nobody else does, and nothing without effect is taken."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from asks.errors import (
    AskNotCurrent,
    CurationRefused,
    NoRoomForPin,
    PinInPlace,
    ReasonIsEmpty,
    RulingEnded,
    RulingHolds,
)
from asks.kinds import Deed, PositionStatus, RulingKind
from asks.models import Ask, CurationAction, FocusEntry, FocusRuling, FocusRun, Lab
from asks.services.motions import undo_motion
from leverage.models import User
from outcomes.focus import recompute_focus
from outcomes.focus_rulings import end_ruling, rule_on_focus
from tests.asks.curators import make_curator, with_second_factor
from tests.asks.factories import TODAY
from tests.asks.merging import merge
from tests.outcomes import catalogue

pytestmark = pytest.mark.django_db

PATH = "/curate/focus/"
NAMES = ("a", "b", "c", "d", "e", "f")


@pytest.fixture
def curator() -> User:
    """Return somebody who curates."""
    return make_curator("curator")


@pytest.fixture
def client_of(client: Client, curator: User) -> Client:
    """Return the curator's browser."""
    with_second_factor(client, curator)
    return client


@pytest.fixture
def lab() -> Lab:
    """Return a lab with three asks in focus, while the overall list holds five, and one in neither."""
    for name in NAMES:
        catalogue.make_ask(name)
    made = catalogue.make_lab("north-lab")
    recompute_focus("2025H1")
    return made


def in_focus(lab: Lab | None = None) -> set[str]:
    return set(FocusEntry.objects.filter(lab=lab).values_list("ask__slug", flat=True))


def sent(**fields: str) -> dict[str, str]:
    filled = {"does": "rule", "ask": "f", "lab": "north-lab", "ruling": "pin", "reason": "Sound."}
    return filled | fields


def test_a_pin_shows_at_once_and_stands_in_the_public_log(client_of: Client, lab: Lab) -> None:
    assert client_of.post(PATH, sent()).status_code == 302
    assert in_focus(lab) == {"a", "b", "f"}
    assert in_focus() == set("abcde")
    entry = FocusEntry.objects.get(ask__slug="f")
    assert (entry.reason, entry.since_window, entry.since_run) == ("pinned", "2025H1", 2)
    done = CurationAction.objects.get()
    assert (done.action, done.subject, done.note) == (Deed.PIN, "north-lab / f", "Sound.")
    assert "Sound." in Client().get("/about/curation/").content.decode()
    assert "Sound." in Client().get("/focus/?lab=north-lab").content.decode()
    assert "Chosen by a curator." in Client().get("/labs/north-lab/").content.decode()


def test_a_bar_shows_at_once_and_its_end_as_well(client_of: Client, lab: Lab) -> None:
    client_of.post(PATH, sent(ask="a", lab="", ruling="bar"))
    assert in_focus() == set("bcdef")
    assert in_focus(lab) == set("abc")
    ruling = FocusRuling.objects.get()
    ends = {"does": "end", "end-ruling": str(ruling.pk), "end-reason": "Settled."}
    assert client_of.post(PATH, ends).status_code == 302
    # What came in its place is kept for its two windows.
    assert in_focus() == set("bcdef")
    ruling.refresh_from_db()
    assert ruling.ended_on is not None
    assert CurationAction.objects.filter(action=Deed.END_RULING, note="Settled.").exists()
    assert list(FocusRun.objects.values_list("number", "window")) == [
        (3, "2025H1"),
        (2, "2025H1"),
        (1, "2025H1"),
    ]


def test_when_a_pin_ends_the_ask_stays_for_its_two_windows(curator: User, lab: Lab) -> None:
    ruling = rule_on_focus(curator, "f", lab, RulingKind.PIN, "Sound.", TODAY)
    end_ruling(curator, ruling.pk, "Settled.", TODAY)
    recompute_focus("2025H2")
    assert FocusEntry.objects.get(ask__slug="f", lab=lab).reason == "held"
    recompute_focus("2026H1")
    assert in_focus(lab) == set("abc")


def test_a_ruling_before_the_first_list_waits_for_it(curator: User) -> None:
    for name in NAMES:
        catalogue.make_ask(name)
    rule_on_focus(curator, "f", None, RulingKind.PIN, "Sound.", TODAY)
    assert not FocusRun.objects.exists()
    recompute_focus("2025H1")
    assert in_focus() == {"a", "b", "c", "d", "f"}


def test_a_merge_takes_rulings_and_entries_along_and_an_undo_brings_them_back(
    curator: User, lab: Lab
) -> None:
    ruling = rule_on_focus(curator, "f", lab, RulingKind.PIN, "Sound.", TODAY)
    motion = merge((curator, make_curator("other")), "f", "e")
    recompute_focus("2025H1")
    assert in_focus(lab) == {"a", "b", "e"}
    undo_motion(curator, motion.pk, "They differ.", TODAY)
    ruling.refresh_from_db()
    assert ruling.ask.slug == "f"


# -- What is refused -------------------------------------------------------------------------------------


def _in_place(lab: Lab) -> None:
    catalogue.make_position(lab, Ask.objects.get(slug="f"), PositionStatus.IN_PLACE)


def _retired(lab: Lab) -> None:
    Ask.objects.filter(slug="f").update(retired=True)


def _full(lab: Lab) -> None:
    for name in "abc":
        _rule(lab, name)


def _held(lab: Lab) -> None:
    _rule(lab, "f")


def _rule(lab: Lab, slug: str) -> None:
    ask = Ask.objects.get(slug=slug)
    FocusRuling.objects.create(
        ask=ask, lab=lab, ruling=RulingKind.PIN, reason="Why.", decided_on=TODAY
    )


@pytest.mark.parametrize(
    ("before", "refusal"),
    [
        (_in_place, PinInPlace),
        (_retired, AskNotCurrent),
        (_full, NoRoomForPin),
        (_held, RulingHolds),
    ],
)
def test_a_pin_without_effect_is_refused_and_changes_nothing(
    curator: User, lab: Lab, before: Any, refusal: type[CurationRefused]
) -> None:
    before(lab)
    rulings = FocusRuling.objects.count()
    with pytest.raises(refusal):
        rule_on_focus(curator, "f", lab, RulingKind.PIN, "Sound.", TODAY)
    assert FocusRuling.objects.count() == rulings
    assert not CurationAction.objects.exists()
    assert FocusRun.objects.count() == 1


def test_a_ruling_needs_a_reason_and_ends_once(curator: User, lab: Lab) -> None:
    with pytest.raises(ReasonIsEmpty):
        rule_on_focus(curator, "f", lab, RulingKind.PIN, "  ", TODAY)
    ruling = rule_on_focus(curator, "f", lab, RulingKind.PIN, "Sound.", TODAY)
    with pytest.raises(ReasonIsEmpty):
        end_ruling(curator, ruling.pk, "", TODAY)
    end_ruling(curator, ruling.pk, "Settled.", TODAY)
    with pytest.raises(RulingEnded):
        end_ruling(curator, ruling.pk, "Settled.", TODAY)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Write the reason: it is published with the ruling."),
        ({"reason": "x" * 301}, "A reason may have 300 signs. This one has 301."),
        ({"ask": "nothing"}, "Choose an ask from the list."),
        ({"lab": "nowhere"}, "Choose a list."),
        ({"ruling": "praise"}, "Choose a ruling from the list."),
        ({"does": "end", "end-ruling": "77", "end-reason": "x"}, "was ended meanwhile"),
    ],
)
def test_what_is_filled_in_wrongly_is_told_in_words(
    client_of: Client, lab: Lab, fields: dict[str, str], words: str
) -> None:
    answer = client_of.post(PATH, sent(**fields))
    page = answer.content.decode()
    assert (answer.status_code, words in page, "<title>Error: " in page) == (400, True, True)
    assert not FocusRuling.objects.exists()


def test_a_refusal_is_told_in_words(client_of: Client, lab: Lab) -> None:
    _held(lab)
    answer = client_of.post(PATH, sent())
    assert answer.status_code == 409
    assert "End that one first." in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitors_and_other_accounts_do_not_come_in(client: Client, lab: Lab, method: str) -> None:
    assert getattr(client, method)(PATH, sent())["Location"].startswith("/account/login/")
    client.force_login(User.objects.create_user("visitor", "four unrelated words here"))
    assert getattr(client, method)(PATH, sent()).status_code == 403
    client.force_login(make_curator("without-factor"))
    assert getattr(client, method)(PATH, sent()).status_code == 302
    assert not FocusRuling.objects.exists()


def test_the_page_stays_within_its_queries(
    client_of: Client, lab: Lab, django_assert_max_num_queries: Any
) -> None:
    _full(lab)
    # Account and factor, three; then rulings, asks and labs.
    with django_assert_max_num_queries(7):
        assert client_of.get(PATH).status_code == 200

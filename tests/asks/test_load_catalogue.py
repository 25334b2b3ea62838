"""The loader is idempotent, keeps versions and history, and never writes over a curator."""

from __future__ import annotations

import datetime as dt
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid
from asks.kinds import Origin, PositionStatus
from asks.models import Ask, AskText, Lab, Position, PositionEvent, Source
from asks.services.edit_ask_text import edit_ask_text
from asks.services.load_catalogue import load_catalogue
from tests.asks.factories import TODAY
from tests.asks.small_catalogue import ASKS, LAB, replace, write_catalogue

pytestmark = pytest.mark.django_db

LATER = TODAY + dt.timedelta(days=30)
_WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue that is loaded already."""
    write_catalogue(tmp_path)
    load_catalogue(tmp_path, TODAY)
    return tmp_path


def current_text(slug: str) -> AskText:
    return AskText.objects.get(current_for__slug=slug)


def test_a_first_load_stores_everything(folder: Path) -> None:
    ask = Ask.objects.select_related("category").get(slug="first")
    assert ask.category.slug == "speaking-up"
    text = current_text("first")
    assert (text.number, text.made_on, text.origin) == (1, TODAY, Origin.SHIPPED)
    assert [other.slug for other in ask.related.all()] == ["second"]
    assert (ask.sources.count(), ask.precedents.count(), ask.support.count()) == (1, 1, 1)
    position = Position.objects.get(ask=ask)
    assert (position.status, position.since) == (PositionStatus.COMMITTED, "2026-04")
    assert [event.date for event in position.history.all()] == ["2025"]


def test_a_second_load_writes_nothing(folder: Path) -> None:
    with CaptureQueriesContext(connection) as queries:
        report = load_catalogue(folder, LATER)
    assert not [query for query in queries if query["sql"].startswith(_WRITES)]
    assert (report.created, report.changed, report.conflicts, report.missing) == ([], [], [], [])
    assert "ask first" in report.unchanged


def test_a_note_for_curators_is_no_change(folder: Path) -> None:
    replace(folder, ASKS, "  related", "  curator_note: Look again.\n  related")
    assert load_catalogue(folder, LATER).changed == []


def test_a_changed_text_makes_a_new_version_and_keeps_the_old_one(folder: Path) -> None:
    replace(folder, ASKS, "why: It matters.", "why: It matters much.")
    report = load_catalogue(folder, LATER)
    assert report.changed == ["ask first"]
    text = current_text("first")
    assert (text.number, text.made_on, text.why) == (2, LATER, "It matters much.")
    assert text.ask.versions.get(number=1).why == "It matters."
    assert AskText.objects.filter(ask__slug="second").count() == 1


def test_a_changed_source_makes_no_new_version(folder: Path) -> None:
    replace(folder, ASKS, "fact: It shows this.", "fact: It shows that.")
    load_catalogue(folder, LATER)
    assert Source.objects.get(ask__slug="first").fact == "It shows that."
    assert AskText.objects.filter(ask__slug="first").count() == 1


def test_new_words_are_found_and_old_ones_are_not(folder: Path) -> None:
    replace(folder, ASKS, "[one, two", "[giraffe, two")
    load_catalogue(folder, LATER)
    assert [ask.slug for ask in Ask.objects.filter(search="giraffe")] == ["first"]
    replace(folder, ASKS, "[giraffe, two", "[zebra, two")
    load_catalogue(folder, LATER)
    assert not Ask.objects.filter(search="giraffe")


def test_a_renamed_topic_is_found_by_its_new_name(folder: Path) -> None:
    replace(folder, "categories.yaml", "title: Speaking up", "title: Giraffes")
    assert load_catalogue(folder, LATER).changed == ["category speaking-up"]
    assert Ask.objects.filter(search="giraffe").count() == 2


def test_a_changed_status_leaves_the_former_state_in_the_history(folder: Path) -> None:
    replace(folder, LAB, "status: committed\n  since: '2026-04'", "status: in_place")
    load_catalogue(folder, LATER)
    position = Position.objects.get(ask__slug="first")
    assert (position.status, position.since) == (PositionStatus.IN_PLACE, "")
    former = position.history.get(status=PositionStatus.COMMITTED)
    assert (former.date, former.fact) == ("2026-04", "It promised this.")


def test_the_history_follows_the_file_and_keeps_former_states(folder: Path) -> None:
    replace(folder, LAB, "status: committed", "status: in_place")
    replace(folder, LAB, "It thought about it.", "It thought hard about it.")
    load_catalogue(folder, LATER)
    facts = set(PositionEvent.objects.values_list("fact", flat=True))
    assert facts == {"It promised this.", "It thought hard about it."}


def test_a_curators_text_is_left_and_reported_only_when_the_file_changed(folder: Path) -> None:
    edit_ask_text(Ask.objects.get(slug="first"), {"why": "A curator knows."}, LATER)
    assert load_catalogue(folder, LATER).conflicts == []
    replace(folder, ASKS, "why: It matters.", "why: It matters much.")
    for _run in range(2):
        assert load_catalogue(folder, LATER).conflicts == ["ask first"]
    assert current_text("first").why == "A curator knows."


def test_a_curators_position_and_lab_are_left_and_reported(folder: Path) -> None:
    Position.objects.filter(ask__slug="first").update(origin=Origin.CURATOR, fact="Seen by hand.")
    Lab.objects.update(origin=Origin.CURATOR, description="A curator's words.")
    replace(folder, LAB, "fact: It promised this.", "fact: It promised that.")
    replace(folder, LAB, "description: A lab.", "description: Another lab.")
    assert load_catalogue(folder, LATER).conflicts == ["lab lab", "position lab / first"]
    assert Position.objects.get(ask__slug="first").fact == "Seen by hand."
    assert Lab.objects.get().description == "A curator's words."


def test_what_left_the_files_is_reported_and_kept(folder: Path) -> None:
    path = folder / LAB
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("- ask: second")], encoding="utf-8")
    report = load_catalogue(folder, LATER)
    assert report.missing == ["position lab / second"]
    assert Position.objects.count() == 2


def test_files_with_a_fault_change_nothing(folder: Path) -> None:
    replace(folder, ASKS, "why: It matters.", "why: It matters much.")
    replace(folder, LAB, "ask: second", "ask: third")
    with pytest.raises(CatalogueInvalid):
        load_catalogue(folder, LATER)
    assert AskText.objects.count() == 2


def test_the_command_says_what_it_did_and_refuses_faulty_files(folder: Path) -> None:
    printed = StringIO()
    call_command("load_catalogue", directory=folder, stdout=printed)
    assert "0 created, 0 changed, 7 unchanged" in printed.getvalue()
    replace(folder, LAB, "ask: second", "ask: third")
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_catalogue", directory=folder, stderr=StringIO())


def test_the_shipped_catalogue_loads_in_a_moment() -> None:
    start = time.monotonic()
    report = load_catalogue(CATALOGUE_FOLDER, TODAY)
    assert time.monotonic() - start < 3
    assert len([name for name in report.created if name.startswith("ask ")]) >= 55
    assert load_catalogue(CATALOGUE_FOLDER, TODAY).changed == []

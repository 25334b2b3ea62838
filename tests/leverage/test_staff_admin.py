"""The admin shows a curator the catalogue, and what is changed there goes into the log."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from asks.models import Ask, AskText, CurationAction, Lab
from leverage.models import User
from tests.asks.curators import with_second_factor
from tests.asks.factories import make_ask, make_lab, make_position
from tests.leverage.second_factor import staff

__all__ = ["staff"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def tables(client: Client, staff: User) -> Client:
    """Return the browser of a curator, with a small catalogue to look at."""
    make_position(make_lab("lab"), make_ask("ask"))
    with_second_factor(client, staff)
    return client


def filled(tables: Client, path: str) -> dict[str, Any]:
    """Return what the form at `path` would send if nothing were changed."""
    page = tables.get(path).context
    sent = {
        name: page["adminform"].form.initial[name] or "" for name in page["adminform"].form.fields
    }
    for inline in page["inline_admin_formsets"]:
        management = inline.formset.management_form
        sent |= {management.add_prefix(name): value for name, value in management.initial.items()}
    return sent


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(
    "table",
    [
        "ask",
        "asktext",
        "lab",
        "category",
        "position",
        "proposal",
        "motion",
        "alias",
        "curationaction",
    ],
)
def test_a_curator_reads_every_table_of_the_catalogue(tables: Client, table: str) -> None:
    answer = tables.get(f"/curate/admin/asks/{table}/")
    assert answer.status_code == 200
    assert b"style=" not in answer.content
    assert tables.get(f"/curate/admin/asks/{table}/add/").status_code == 403


@pytest.mark.ignore_template_errors
def test_tables_of_accounts_and_factors_are_not_in_the_admin(tables: Client) -> None:
    page = tables.get("/curate/admin/").content.decode()
    assert set(re.findall(r'href="/curate/admin/(\w+)/"', page)) == {"asks"}


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("table", ["asktext", "position"])
def test_texts_and_positions_are_only_read(tables: Client, table: str) -> None:
    [row] = (AskText if table == "asktext" else Ask.objects.get().positions.model).objects.all()
    path = f"/curate/admin/asks/{table}/{row.pk}/change/"
    assert tables.get(path).status_code == 200
    assert tables.post(path, {"fact": "Other."}).status_code == 403


@pytest.mark.ignore_template_errors
def test_new_words_of_an_ask_become_a_new_version_and_a_line_of_the_log(tables: Client) -> None:
    ask = Ask.objects.get()
    path = f"/curate/admin/asks/ask/{ask.pk}/change/"
    answer = tables.post(path, {**filled(tables, path), "why": "For another reason."})
    assert answer.status_code == 302
    text = AskText.objects.get(current_for=ask)
    assert (text.number, text.why, text.done_when) == (
        2,
        "For another reason.",
        ["A page says so", "A date stands there"],
    )
    assert CurationAction.objects.get().subject == "ask"
    assert not LogEntry.objects.exists()


@pytest.mark.ignore_template_errors
def test_a_short_name_that_another_ask_bears_is_refused(tables: Client) -> None:
    make_ask("other", short_name="Taken")
    ask = Ask.objects.get(slug="ask")
    path = f"/curate/admin/asks/ask/{ask.pk}/change/"
    answer = tables.post(path, {**filled(tables, path), "short_name": "taken"})
    assert b"Another ask has this short name." in answer.content
    assert AskText.objects.filter(ask=ask).count() == 1


@pytest.mark.ignore_template_errors
def test_a_changed_lab_becomes_a_curators(tables: Client) -> None:
    lab = Lab.objects.get()
    path = f"/curate/admin/asks/lab/{lab.pk}/change/"
    assert (
        tables.post(path, {**filled(tables, path), "description": "Another one."}).status_code
        == 302
    )
    lab.refresh_from_db()
    assert (lab.description, lab.origin) == ("Another one.", "curator")
    assert CurationAction.objects.get().action == "edit_lab"
    assert not LogEntry.objects.exists()

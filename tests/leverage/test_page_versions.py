"""Whatever changes what pages show changes the mark that they are kept under, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from asks.models import Ask, Lab
from leverage.account_deletion import delete_account
from leverage.http import kept_page
from leverage.page_versions import PageState, page_state
from tests.asks.factories import make_ask, make_lab
from tests.outcomes.factories import make_account
from tests.outcomes.schemas import all_models

# What is about people and conversations, what only curators see, and what Django keeps for itself.
NEVER_SHOWN = {
    "asks_proposal",
    "asks_spokesperson",
    "leverage_deletedaccount",
    "leverage_pageversion",
    "leverage_user",
    "leverage_user_groups",
    "leverage_user_user_permissions",
    "leverage_vault",
    "mfa_authenticator",
    "outcomes_dkimkey",
    "outcomes_entry",
    "outcomes_sheet",
}
OF_DJANGO = ("auth_", "django_", "account_")
SHOWN = sorted(
    {model._meta.db_table for model in all_models()}
    - NEVER_SHOWN
    - {m._meta.db_table for m in all_models() if m._meta.db_table.startswith(OF_DJANGO)}
)

pytestmark = pytest.mark.django_db


def state() -> PageState:
    """Return what pages depend on now."""
    found = page_state()
    assert found is not None
    return found


def triggers() -> dict[str, set[str]]:
    """Return by table what of ours watches it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
        found: dict[str, set[str]] = {}
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name.removeprefix("pages_changed_by_"))
        return found


# -- What changes the mark ---------------------------------------------------------------------------


def test_every_table_that_pages_show_is_watched_and_no_other() -> None:
    assert triggers() == {table: {"insert", "update", "delete"} for table in SHOWN}


@pytest.mark.parametrize("table", SHOWN)
def test_sql_of_any_origin_changes_the_mark(table: str) -> None:
    before = state()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} SELECT * FROM {table} WHERE false")  # noqa: S608
    assert state() != before


def test_each_change_of_a_row_changes_the_mark() -> None:
    marks = [state()]
    lab = make_lab("new")
    marks.append(state())
    lab.name = "Renamed"
    lab.save()
    marks.append(state())
    Lab.objects.filter(pk=lab.pk).update(name="Again")
    marks.append(state())
    make_ask("one").related.add(make_ask("two"))
    marks.append(state())
    lab.delete()
    marks.append(state())
    assert len(set(marks)) == len(marks)


def test_a_statement_that_meets_no_row_changes_nothing() -> None:
    before = state()
    Lab.objects.filter(slug="nowhere").update(name="Nobody")
    Lab.objects.filter(slug="nowhere").delete()
    assert state() == before


def test_an_account_comes_and_goes_without_a_mark() -> None:
    before = state()
    delete_account(make_account())
    assert state() == before


def test_what_was_undone_left_no_mark() -> None:
    before = state()
    with transaction.atomic():
        make_lab("new")
        transaction.set_rollback(True)
    assert state() == before


def _visit(view: Callable[[HttpRequest], HttpResponse], path: str) -> HttpResponse:
    return view(RequestFactory().get(path))


# -- Several at once -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_change_under_way_keeps_nobody_waiting_and_is_seen_when_it_is_done() -> None:
    make_ask("one")
    make_lab("lab")
    seen = [state()]
    other = connection.copy()
    try:
        with transaction.atomic():
            Ask.objects.update(effort=2)
            with other.cursor() as cursor:
                # Waits for nobody: the limit is a lock, and there is none.
                cursor.execute("SET lock_timeout = '100ms'")
                cursor.execute("UPDATE asks_lab SET name = 'Other'")
            assert state() != seen[0]
        seen.append(state())
        with other.cursor() as cursor:
            cursor.execute("SELECT mark FROM leverage_pageversion")
            assert {mark for (mark,) in cursor.fetchall()} == seen[1].marks
            assert len(seen[1].marks) == 2
            cursor.execute("UPDATE asks_lab SET name = 'Another'")
        assert len(state().marks) == 1
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_page_rendered_while_something_changed_is_never_served_for_what_came_after() -> None:
    make_lab("lab", name="Before")
    other = connection.copy()

    @kept_page()
    def view(_request: HttpRequest) -> HttpResponse:
        name = Lab.objects.get().name
        if name == "Before":
            with other.cursor() as cursor:
                cursor.execute("UPDATE asks_lab SET name = 'After'")
        return HttpResponse(name)

    try:
        assert _visit(view, "/").content == b"Before"
        assert [_visit(view, "/").content for _twice in range(2)] == [b"After"] * 2
    finally:
        other.close()

"""What was deleted, withdrawn or released does not return, and what is not whole changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from leverage.account_deletion import delete_account
from leverage.backups import lasting
from leverage.models import DeletedAccount, User, Vault
from leverage.tasks import look_after_backups
from outcomes import keystore
from outcomes.conversations import replace_conversation, withdraw_conversation
from outcomes.errors import CredentialAlreadyUsed
from outcomes.kinds import WindowState
from outcomes.models import Entry, Release, Sheet, Tally, Window
from outcomes.releases import release_window
from outcomes.windows import close_window
from tests.leverage.backing_up import (
    Custodians,
    contents,
    files_of,
    furnish,
    refused,
    restore,
    start_anew,
)
from tests.outcomes import factories

pytestmark = pytest.mark.django_db(transaction=True)
SITE, OF_WINDOW = "site-2025-03-14.age", f"window-{factories.WINDOW}-2025-03-14.age"


def back_up() -> None:
    call_command("back_up", verbosity=0)


def publish() -> None:
    """Release the window of the cast."""
    close_window(factories.WINDOW)
    release_window(factories.WINDOW)


@contextmanager
def second_database() -> Iterator[None]:
    """Let the default connection lead to another database, migrated and empty."""
    usual = connections["default"]
    other = usual.copy()
    other.settings_dict = {**usual.settings_dict, "NAME": f"{usual.settings_dict['NAME']}_2"}
    name = connection.ops.quote_name(other.settings_dict["NAME"])
    with usual._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    connections["default"] = other
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        other.close()
        connections["default"] = usual
        with usual._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def test_a_second_database_holds_the_same_afterwards(site: Custodians, folder: Path) -> None:
    back_up()
    before, lists = contents(), list(folder.glob(lasting.PATTERN))
    with second_database():
        restore(folder, site.first)
        assert contents() == before
        look_after_backups()
        # It is another database, so it keeps a list of its own and cannot spoil the first one's.
        assert len(list(folder.glob(lasting.PATTERN))) == len(lists) + 1 == 2


def test_a_deleted_account_does_not_return(site: Custodians, folder: Path) -> None:
    back_up()
    gone = User.objects.get(username="person-1")
    mark = DeletedAccount.mark_of(gone.pk)
    delete_account(gone)
    look_after_backups()
    start_anew()
    restore(folder, site.first)
    assert {user.username for user in User.objects.all()} == {"person-0", "person-2"}
    assert Sheet.objects.count() == Vault.objects.count() == 2
    assert Entry.objects.count() == 3  # Nobody knows which of them was that account's.
    assert bytes(DeletedAccount.objects.get().mark) == mark


def test_without_the_list_somebody_has_to_say_so(site: Custodians, folder: Path) -> None:
    back_up()
    delete_account(User.objects.get(username="person-1"))
    for path in folder.glob(lasting.PATTERN):
        path.unlink()
    start_anew()
    names = [str(folder / SITE), "--identity", str(site.first)]
    assert "--without-list" in refused(*names)
    call_command("restore_backup", *names, "--without-list", verbosity=0)
    assert User.objects.count() == 3


def test_with_lists_nobody_can_say_that_they_are_lost(site: Custodians, folder: Path) -> None:
    back_up()
    start_anew()
    assert "lost" in refused(str(folder / SITE), "--identity", str(site.first), "--without-list")


def test_what_was_withdrawn_stays_so_and_a_used_credential_stays_used(
    site: Custodians, folder: Path
) -> None:
    window = Window.objects.get()
    early = furnish(window, "early")
    back_up()
    withdraw_conversation(early.receipt_key, today=factories.DAY)
    late = furnish(window, "late")
    withdraw_conversation(late.receipt_key, today=factories.DAY)
    look_after_backups()
    start_anew()
    restore(folder, site.first)
    assert Entry.objects.filter(sealed__isnull=False).count() == 3
    assert Entry.objects.filter(sealed__isnull=True).count() == 2
    for logged in (early, late):
        with pytest.raises(CredentialAlreadyUsed):
            factories.log_again(window, logged)


def test_what_was_replaced_since_comes_back_as_it_was_and_once(
    site: Custodians, folder: Path
) -> None:
    window = Window.objects.get()
    logged = furnish(window, "early")
    back_up()
    other = factories.prepare(window, logged.credential)
    replace_conversation(
        logged.receipt_key, logged.credential, sealed=other.sealed, today=factories.DAY
    )
    start_anew()
    restore(folder, site.first)
    assert bytes(Entry.objects.get(sealed=logged.sealed).sealed or b"") == logged.sealed
    assert Entry.objects.count() == 4


# -- Releases ------------------------------------------------------------------------------------------


def test_a_window_is_never_released_a_second_time(
    site: Custodians, folder: Path, tmp_path: Path
) -> None:
    back_up()
    copy = tmp_path / OF_WINDOW
    copy.write_bytes((folder / OF_WINDOW).read_bytes())
    publish()
    look_after_backups()
    start_anew()
    key = ["--identity", str(site.first)]
    both = [str(folder / SITE), str(copy), *key, "--accept-lost-releases"]
    assert "must not come back" in refused(*both)
    assert "--accept-lost-releases" in refused(str(folder / SITE), *key)
    restore(folder, site.first, "--accept-lost-releases")
    assert Window.objects.get().state == WindowState.RELEASED
    assert not release_window(factories.WINDOW).first_time
    assert (Entry.objects.count(), Sheet.objects.count(), Release.objects.count()) == (0, 0, 0)
    assert not keystore.holds_keys(factories.WINDOW)
    call_command("window_status")
    pages = [f"/tallies/{factories.WINDOW}/", "/tallies/", "/", "/about/method/"]
    assert [Client().get(page).status_code for page in pages] == [404, 200, 200, 200]


def test_a_release_is_backed_up_within_a_minute_and_comes_back(
    site: Custodians, folder: Path, eager: None
) -> None:
    back_up()
    publish()
    look_after_backups()
    after = folder / f"site-2025-03-14-after-{factories.WINDOW}.age"
    written = after.read_bytes()
    before, tallies = contents(), Tally.objects.count()
    look_after_backups()
    assert after.read_bytes() == written
    assert (folder / SITE).exists()
    assert not (folder / OF_WINDOW).exists()
    start_anew()
    call_command("restore_backup", str(after), "--identity", str(site.second), verbosity=0)
    assert contents() == before
    assert Tally.objects.count() == tallies > 0


def test_files_of_different_runs_are_brought_back_only_if_somebody_says_so(
    site: Custodians, folder: Path, tmp_path: Path
) -> None:
    back_up()
    older = (folder / SITE).read_bytes()
    furnish(Window.objects.get(), "late")
    back_up()
    (folder / SITE).write_bytes(older)
    start_anew()
    names = [*map(str, files_of(folder)), "--identity", str(site.first)]
    assert "not made together" in refused(*names)
    restore(folder, site.first, "--from-different-days")
    assert (User.objects.count(), Sheet.objects.count(), Entry.objects.count()) == (3, 3, 4)

"""What an operator does with an account by hand: the same as its holder could, and no more."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import CommandError

from leverage.models import DeletedAccount, User
from outcomes.models import Entry, Sheet, Window
from tests.leverage.conftest import NAME
from tests.outcomes import factories

pytestmark = pytest.mark.django_db


def answer(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Let an operator sit at the terminal and write this."""
    monkeypatch.setattr("sys.stdin", io.StringIO(words))


@pytest.mark.parametrize("written", [f"{NAME}\n", f"  {NAME.upper()}\n"])
def test_an_account_is_deleted_once_its_name_was_written_again(
    on_the_day: dt.date,
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    written: str,
) -> None:
    factories.log(window, factories.draw(window, NAME)[factories.NORTH])
    mark = DeletedAccount.mark_of(User.objects.get().pk)
    answer(monkeypatch, written)
    call_command("delete_account", "--username", NAME)
    assert (User.objects.count(), Sheet.objects.count(), Entry.objects.count()) == (0, 0, 1)
    assert bytes(DeletedAccount.objects.get().mark) == mark
    said = capsys.readouterr().out
    assert "only the eight words of its receipt withdraw it" in " ".join(said.split())


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("words", ["", "yes\n", "other\n"])
def test_any_other_answer_deletes_nothing(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    answer(monkeypatch, words)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("delete_account", "--username", NAME)
    assert (User.objects.count(), DeletedAccount.objects.count()) == (1, 0)


@pytest.mark.usefixtures("account")
def test_a_script_can_say_yes() -> None:
    call_command("delete_account", "--username", NAME, "--yes")
    assert not User.objects.exists()


@pytest.mark.parametrize("command", ["delete_account", "remove_second_factors"])
def test_an_unknown_name_changes_nothing(account: User, command: str) -> None:
    with pytest.raises(CommandError, match="No account has this name"):
        call_command(command, "--username", "nobody")
    assert User.objects.count() == 1


def test_a_curator_who_lost_the_factor_can_set_up_a_new_one(account: User) -> None:
    other = User.objects.create_user("other", "a password")
    for user in (account, other):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    User.objects.update(is_staff=True)
    call_command("remove_second_factors", "--username", NAME)
    assert Authenticator.objects.get().user == other


@pytest.mark.parametrize(("staff", "password"), [(False, True), (True, False)])
def test_of_others_no_factor_is_removed(account: User, staff: bool, password: bool) -> None:
    Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={})
    if not password:
        account.set_unusable_password()
    account.is_staff = staff
    account.save()
    with pytest.raises(CommandError):
        call_command("remove_second_factors", "--username", NAME)
    assert Authenticator.objects.count() == 1

"""What `manage.py up` settles before it starts anything: folders, accounts, the lock, the port."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leverage.embedded import ownership, paths, programs, site
from leverage.embedded.errors import (
    AlreadyRunningError,
    EmbeddedError,
    NoFreePortError,
    UnsafeFolderError,
)
from leverage.embedded.lock import RunLock

ME = ownership.Account(ownership.own_name(), os.geteuid(), os.getegid(), other=False)
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")


# -- Paths ---------------------------------------------------------------------------------------


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: paths.secret_key(tmp_path / "data"), range(8)))
    assert {len(key) for key in keys} == {50}
    assert len(keys) == 1
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_the_path_of_a_socket_is_short_for_the_longest_data_folder() -> None:
    sockets = paths.socket_dir(Path("/" + "long/" * 60))
    assert len(os.fsencode(paths.postgres_socket(sockets))) + len(".lock") < 104


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    ownership.make_private(tmp_path / "mine", ME)
    ownership.make_private(tmp_path / "mine", ME)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    with pytest.raises(UnsafeFolderError, match="belongs to somebody else"):
        ownership.make_private(tmp_path / "link", ME)


# -- Accounts ------------------------------------------------------------------------------------


def answers(program: Path, account: ownership.Account) -> bool:
    command = [str(program), "--version"]
    done = subprocess.run(command, cwd="/", capture_output=True, **account.popen_arguments())
    return done.returncode == 0


@only_root
def test_copied_programs_run_under_the_other_account() -> None:
    folder = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    folder.mkdir(mode=0o711)
    account = ownership.Account("nobody", 65_534, 65_534, other=True)
    try:
        copied = programs.copy_to(folder, programs.find())
        assert copied == programs.copy_to(folder, programs.find())
        assert copied.postgres.is_relative_to(folder)
        for program in (copied.initdb, copied.postgres, copied.valkey):
            assert answers(program, account), program
    finally:
        shutil.rmtree(folder)


@only_root
def test_data_out_of_reach_goes_to_the_systems_place(tmp_path: Path) -> None:
    state = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    home = ownership.settle(private / "data", tmp_path / "s", state)
    try:
        assert home.account.name in ownership.SERVER_ACCOUNTS
        assert home.cluster.parent.parent == state
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        for program in (home.programs.initdb, home.programs.postgres, home.programs.valkey):
            assert answers(program, home.account), program
        assert not ownership.reaches(home.account, private / "data")
    finally:
        shutil.rmtree(state)


# -- The lock ------------------------------------------------------------------------------------


def test_a_second_lock_is_refused_with_process_and_address(tmp_path: Path) -> None:
    first = RunLock(tmp_path)
    first.take()
    first.announce(site.address(8000))
    with pytest.raises(AlreadyRunningError, match=rf"process {os.getpid()}, http://localhost:8000"):
        RunLock(tmp_path).take()
    first.release()
    second = RunLock(tmp_path)
    second.take()
    second.release()


# -- The port ------------------------------------------------------------------------------------


def test_a_busy_port_gives_the_next_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken = busy.getsockname()[1]
        port, as_asked = site.choose_port({"PORT": str(taken)})
    assert taken < port < taken + 20
    assert not as_asked


def test_a_port_that_a_name_would_lead_elsewhere_by_is_busy_too() -> None:
    # Browsers try IPv6 first, and would open what listens there in place of this site.
    try:
        busy = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 on this computer")
    with busy:
        taken = busy.getsockname()[1]
        assert site.choose_port({"PORT": str(taken)})[0] > taken


def test_the_address_to_open_is_a_name_and_the_site_listens_on_this_computer_alone() -> None:
    assert site.address(8000) == "http://localhost:8000/"
    assert "127.0.0.1" in site.web(8000).command


@pytest.mark.parametrize("given", ["http", "0", "-1", "65536", "8000 ", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(EmbeddedError, match="PORT must be a whole number"):
        site.choose_port({"PORT": given})


def test_no_free_port_is_said() -> None:
    busy = socket.create_server(("127.0.0.1", 65_535))
    with busy, pytest.raises(NoFreePortError, match="65535"):
        site.choose_port({"PORT": "65535"})

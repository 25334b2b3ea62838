"""What browsers get: the bytes that were built, small enough, licensed, and repeatable by anybody."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from leverage.secret_words import word_list
from outcomes.management.commands.pin_key_set import PINS, PinnedOtherwise, pins_of, with_pin
from outcomes.management.commands.write_client_words import CLIENT_WORDS, client_words
from outcomes.models import Window

ROOT = Path(__file__).resolve().parent.parent.parent
VENDOR = ROOT / "static" / "js" / "vendor"
CLIENT = ROOT / "static" / "js" / "client"
BUILT = sorted(file.name for file in VENDOR.glob("*.js"))
MOST_COMPRESSED = 30_000
MODULE_LIMIT = 200
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTCACHED")
HASH, OTHER_HASH = "a" * 64, "b" * 64


@pytest.mark.parametrize("name", BUILT)
def test_a_built_file_has_the_recorded_hash(name: str) -> None:
    digest = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
    assert (VENDOR / f"{name}.sha256").read_text() == f"{digest}  {name}\n"


@pytest.mark.parametrize("name", BUILT)
def test_a_built_file_is_small(name: str) -> None:
    assert len(gzip.compress((VENDOR / name).read_bytes(), 9)) <= MOST_COMPRESSED


@pytest.mark.parametrize("name", BUILT)
def test_a_built_file_needs_nothing_that_the_content_policy_forbids(name: str) -> None:
    text = (VENDOR / name).read_text()
    assert re.findall(r"\beval\(|new Function|WebAssembly|importScripts|new Worker", text) == []


def test_every_package_inside_is_named_with_its_version_and_licence() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    titles = re.findall(r"^(\S+) (\S+) \((\S+)\)\n=+$", (VENDOR / "LICENSES.txt").read_text(), re.M)
    inside = {name for name, _version, _licence in titles}
    assert {"@cloudflare/blindrsa-ts", "@hpke/core", "@hpke/common", "sjcl"} <= inside
    for name, version, licence in titles:
        locked = lock[f"node_modules/{name}"]
        assert locked["version"] == version
        assert licence in locked["license"]
    assert "Apache License" in (VENDOR / "APACHE-2.0.txt").read_text()


@pytest.mark.parametrize("folder", [".", "tests/quality"])
def test_versions_are_exact(folder: str) -> None:
    wanted = json.loads((ROOT / folder / "package.json").read_text())["devDependencies"]
    assert [
        version for version in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    ] == []


@pytest.mark.npm
def test_the_same_lock_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc", "static/js/vendor/build.mjs"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(install, cwd=tmp_path, capture_output=True, text=True, check=False)
    if any(word in done.stderr for word in UNREACHABLE):
        pytest.skip("the registry of packages does not answer")
    assert done.returncode == 0, done.stderr
    subprocess.run(["node", "static/js/vendor/build.mjs", "built"], cwd=tmp_path, check=True)
    for name in (*BUILT, *(f"{name}.sha256" for name in BUILT), "LICENSES.txt"):
        assert (tmp_path / "built" / name).read_bytes() == (VENDOR / name).read_bytes()


# -- Our own modules -------------------------------------------------------------------------------


def test_modules_are_short() -> None:
    lengths = {file.name: len(file.read_text().splitlines()) for file in CLIENT.glob("*.js")}
    assert {name: lines for name, lines in lengths.items() if lines >= MODULE_LIMIT} == {}


def test_scripts_write_no_markup_and_name_no_other_place() -> None:
    for file in CLIENT.glob("*.js"):
        text = file.read_text()
        assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text) == []
        assert re.findall(r"https?://", text) == []


def test_nothing_depends_on_the_clock_of_the_device() -> None:
    found = [file.name for file in CLIENT.glob("*.js") if re.search(r"\bDate\b", file.read_text())]
    assert found == []


def test_chance_comes_from_the_operating_system() -> None:
    assert [file.name for file in CLIENT.glob("*.js") if "Math.random" in file.read_text()] == []


# -- The list of words -----------------------------------------------------------------------------


def test_browsers_draw_from_the_same_words_in_the_same_order() -> None:
    assert (ROOT / CLIENT_WORDS).read_text() == client_words()
    assert tuple(client_words().split(" ")) == word_list()


def test_the_list_is_small_on_the_wire() -> None:
    assert len(gzip.compress((ROOT / CLIENT_WORDS).read_bytes(), 9)) <= MOST_COMPRESSED


def test_the_command_writes_the_list(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / CLIENT_WORDS).parent.mkdir(parents=True)
    call_command("write_client_words", verbosity=0)
    assert (tmp_path / CLIENT_WORDS).read_bytes() == (ROOT / CLIENT_WORDS).read_bytes()


# -- Pins --------------------------------------------------------------------------------------------


def test_a_pin_is_one_line_more_and_the_same_pin_again_is_none() -> None:
    text = (ROOT / PINS).read_text()
    pinned = with_pin(text, "2031H1", HASH)
    assert pins_of(pinned) == {**pins_of(text), "2031H1": HASH}
    assert len(pinned.splitlines()) == len(text.splitlines()) + 1
    assert with_pin(pinned, "2031H1", HASH) == pinned


def test_a_pin_is_never_changed() -> None:
    pinned = with_pin((ROOT / PINS).read_text(), "2031H1", HASH)
    with pytest.raises(PinnedOtherwise):
        with_pin(pinned, "2031H1", OTHER_HASH)


@pytest.fixture
def own_pins(settings: Settings, tmp_path: Path) -> Path:
    """Return the pins of a tree of the test's own."""
    settings.BASE_DIR = tmp_path
    path = tmp_path / PINS
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / PINS, path)
    return path


def test_the_command_pins_a_window(window: Window, own_pins: Path) -> None:
    call_command("pin_key_set", window.name, verbosity=0)
    assert pins_of(own_pins.read_text())[window.name] == window.key_set_hash


@pytest.mark.django_db
def test_the_command_refuses_a_window_without_keys(own_pins: Path) -> None:
    with pytest.raises(CommandError, match="No window 2031H1 has keys"):
        call_command("pin_key_set", "2031H1")


def test_the_command_refuses_to_change_a_pin(window: Window, own_pins: Path) -> None:
    own_pins.write_text(with_pin(own_pins.read_text(), window.name, OTHER_HASH))
    with pytest.raises(CommandError, match="holds another hash"):
        call_command("pin_key_set", window.name)
    assert pins_of(own_pins.read_text())[window.name] == OTHER_HASH

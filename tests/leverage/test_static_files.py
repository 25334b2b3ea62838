"""A page never joins script modules of two versions: imports carry the hash of what they import."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

from leverage.static_files import JOINED_SHEETS, STYLE_SHEETS

ROOT = Path(__file__).resolve().parents[2]
# What one of our modules loads of another: before it runs, when it is asked for, beside the page.
OURS = re.compile(r'(?:\bfrom\s*|\bimport\s*\(?|new URL\()"(\.[^"]+)"')
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every static file, as production collects them."""
    return collect(tmp_path_factory.mktemp("collected"))


def collect(folder: Path) -> Path:
    """Collect into a folder, and return it."""
    with hashed(folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def hashed(folder: Path) -> override_settings:
    """Let the static files of production lie in a folder."""
    production = {"BACKEND": "leverage.static_files.HashedStaticFiles"}
    storages = {**settings.STORAGES, "staticfiles": production}
    return override_settings(STATIC_ROOT=str(folder), STORAGES=storages)


def test_each_import_of_ours_carries_a_hash(collected: Path) -> None:
    modules = [path for path in (collected / "js").rglob("*.js") if HASHED.search(path.name)]
    imports = [
        (path, found)
        for path in modules
        if path.parent.name != "vendor"
        for found in OURS.findall(path.read_text())
    ]
    assert len(imports) > 100
    assert {"begin", "verify", "locks"} <= {path.name.partition(".")[0] for path, _ in imports}
    assert [pair for pair in imports if not HASHED.search(pair[1])] == []
    assert all((path.parent / found).is_file() for path, found in imports)


def test_built_files_of_others_stay_as_they_were_built(collected: Path) -> None:
    source = ROOT / "static" / "js" / "vendor"
    for built in source.glob("*.js"):
        assert (collected / "js" / "vendor" / built.name).read_bytes() == built.read_bytes()


def test_the_first_stage_asks_for_its_parts_by_names_that_carry_a_hash(collected: Path) -> None:
    (stage,) = (path for path in (collected / "js" / "client").glob("begin.*.js"))
    parts = re.findall(r'\bimport\("([^"]+)"\)', stage.read_text())
    assert len(parts) >= 9
    assert [part for part in parts if not HASHED.search(part)] == []


def test_the_worker_of_the_vault_is_asked_for_by_a_name_that_carries_a_hash(
    collected: Path,
) -> None:
    (locks,) = (path for path in (collected / "js" / "vault").glob("locks.*.js"))
    (worker,) = re.findall(r'new URL\("\./(worker[^"]+)"', locks.read_text())
    assert HASHED.search(worker)
    assert (locks.parent / worker).is_file()


def test_the_style_sheets_are_joined_in_their_order(collected: Path) -> None:
    manifest = json.loads((collected / "staticfiles.json").read_text())["paths"]
    joined = (collected / manifest[JOINED_SHEETS]).read_bytes()
    assert joined == b"\n".join((ROOT / "static" / name).read_bytes() for name in STYLE_SHEETS)
    assert (collected / f"{manifest[JOINED_SHEETS]}.gz").is_file()


def test_collecting_again_gives_the_same_names(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        collect(tmp_path)
        names.append((tmp_path / "staticfiles.json").read_text())
    assert names[0] == names[1]


def test_pages_link_the_one_sheet_where_it_was_collected_and_else_each(
    db: None, client: Client, collected: Path
) -> None:
    link = re.compile(rb'<link rel="stylesheet" href="([^"]+)"')
    assert link.findall(client.get("/about/privacy/").content) == [
        f"/static/{name}".encode() for name in STYLE_SHEETS
    ]
    with hashed(collected):
        (address,) = link.findall(client.get("/about/privacy/").content)
    assert re.fullmatch(rb"/static/css/site\.[0-9a-f]{12}\.css", address)

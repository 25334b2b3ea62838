"""A page never joins script modules of two versions: imports carry the hash of what they import."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

OURS = re.compile(r'from\s*"(\./[^"]+|\.\./[^"]+)"')
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every static file, as production collects them."""
    folder = tmp_path_factory.mktemp("collected")
    hashed = {"BACKEND": "leverage.static_files.HashedStaticFiles"}
    storages = {**settings.STORAGES, "staticfiles": hashed}
    with override_settings(STATIC_ROOT=str(folder), STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_each_import_of_ours_carries_a_hash(collected: Path) -> None:
    modules = [path for path in (collected / "js").rglob("*.js") if HASHED.search(path.name)]
    imports = [
        (path, found)
        for path in modules
        if path.parent.name != "vendor"
        for found in OURS.findall(path.read_text())
    ]
    assert len(imports) > 20
    assert [pair for pair in imports if not HASHED.search(pair[1])] == []
    assert all((path.parent / found).is_file() for path, found in imports)


def test_built_files_of_others_stay_as_they_were_built(collected: Path) -> None:
    source = Path(__file__).resolve().parents[2] / "static" / "js" / "vendor"
    for built in source.glob("*.js"):
        assert (collected / "js" / "vendor" / built.name).read_bytes() == built.read_bytes()

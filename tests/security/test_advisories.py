"""The audit finds a weakness that is there and none that was mended, and never calls sound what it cannot know."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.security import advisories, asking, osv
from tests.security.advisories import Ignored, offline
from tests.security.findings import Kind, exit_status
from tests.security.locks import Package
from tests.security.semver import SemanticVersion

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
FRESH = "2026-11-23T08:00:00Z"
FIXED_IN_3 = [{"introduced": "0"}, {"fixed": "3.0"}]
SPOKEN_OF = {"PyPI": "Widget.Kit", "npm": "@widget/kit"}


def record(name: str, ecosystem: str = "PyPI", **changed: Any) -> dict[str, Any]:
    kind = "ECOSYSTEM" if ecosystem == "PyPI" else "SEMVER"
    ranges = [{"type": kind, "events": changed.pop("events", FIXED_IN_3)}]
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": ranges}
    affected |= changed.pop("affected", {})
    found = {
        "id": "MADE-UP-1",
        "aliases": ["CVE-0000-1"],
        "modified": FRESH,
        "summary": "It leaks.",
    }
    return {**found, **changed, "affected": [affected]}


def everybody_knows() -> list[dict[str, Any]]:
    """Return what a whole database holds at least."""
    return [
        record(one.name, one.ecosystem, id=f"KNOWN-{one.name}", events=[{"introduced": "0"}])
        for packages in osv.KNOWN_TO_BE_WEAK.values()
        for one in packages
    ]


def database(folder: Path, *records: dict[str, Any], whole: bool = True) -> Path:
    """Write records as the export that can be downloaded."""
    every = [*(everybody_knows() if whole else []), *records]
    with zipfile.ZipFile(folder / "all.zip", "w") as export:
        for number, one in enumerate(every):
            export.writestr(f"{number}.json", json.dumps(one))
    return folder


def audit(place: Path, version: str, ecosystem: str = "PyPI", *ignored: Ignored) -> tuple[int, str]:
    """Audit one made-up lock; returns the exit status and all that was said."""
    packages = [Package(ecosystem, SPOKEN_OF[ecosystem], version)]
    found = list(offline(place, [(Path("made-up.txt"), packages)], ignored, NOW))
    return exit_status(found), "\n".join(finding.text for finding in found)


@pytest.mark.parametrize("ecosystem", ["PyPI", "npm"])
def test_a_package_with_a_weakness_is_found_and_a_mended_one_is_not(
    tmp_path: Path, ecosystem: str
) -> None:
    name = "widget_kit" if ecosystem == "PyPI" else "@widget/kit"
    place = database(tmp_path, record(name, ecosystem))
    status, said = audit(place, "2.9.1", ecosystem)
    assert status == 1
    assert "2.9.1: MADE-UP-1 It leaks." in said
    status, said = audit(place, "3.0.0", ecosystem)
    assert (status, "1 packages audited" in said) == (0, True)


@pytest.mark.parametrize(
    ("events", "weak", "sound"),
    [
        ([{"introduced": "1.0"}, {"fixed": "1.5"}], ["1.0", "1.4.9"], ["0.9", "1.5", "2.0"]),
        ([{"introduced": "0"}, {"last_affected": "1.5"}], ["0.1", "1.5"], ["1.5.1"]),
        ([{"introduced": "0"}], ["0.1", "99"], []),
        (
            [{"introduced": "2.0"}, {"fixed": "2.2"}, {"introduced": "1.0"}, {"fixed": "1.3"}],
            ["1.2", "2.1"],
            ["1.3", "1.9", "2.2"],
        ),
        ([{"introduced": "0"}, {"fixed": "2.0"}], ["2.0rc1"], ["2.0.post1"]),
        ([{"introduced": "nonsense"}], ["1.0"], []),
    ],
)
def test_a_range_is_cut_by_its_events(
    events: list[dict[str, str]], weak: list[str], sound: list[str]
) -> None:
    for versions, expected in ((weak, True), (sound, False)):
        for version in versions:
            assert osv.is_within(Package("PyPI", "kit", version), events) is expected, version


def test_versions_of_npm_come_in_their_order() -> None:
    order = (
        "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0 1.0.1 1.10.0"
    )
    versions = [SemanticVersion(text) for text in order.split()]
    assert [sorted([one, two])[0] for one, two in pairwise(versions)] == versions[:-1]
    with pytest.raises(ValueError, match="no version"):
        SemanticVersion("latest")


def test_a_listed_version_counts_without_a_range(tmp_path: Path) -> None:
    place = database(tmp_path, record("widget-kit", affected={"ranges": [], "versions": ["2.5"]}))
    assert audit(place, "2.5")[0] == 1
    assert audit(place, "2.6")[0] == 0


def test_what_nobody_can_compare_counts(tmp_path: Path) -> None:
    place = database(tmp_path, record("widget-kit", affected={"ranges": [{"type": "GIT"}]}))
    assert audit(place, "2.5")[0] == 1


def test_a_withdrawn_advisory_does_not_count(tmp_path: Path) -> None:
    assert audit(database(tmp_path, record("widget-kit", withdrawn=FRESH)), "2.5")[0] == 0


def test_an_empty_database_is_refused(tmp_path: Path) -> None:
    status, said = audit(tmp_path, "2.5")
    assert status == 2
    assert "holds nothing about PyPI" in said
    assert "1 packages unaudited" in said
    assert audit(tmp_path / "nowhere", "2.5")[0] == 2


def test_an_old_database_is_refused_and_what_it_finds_counts_all_the_same(tmp_path: Path) -> None:
    old = [{**one, "modified": "2026-11-16T12:00:00Z"} for one in everybody_knows()]
    place = database(tmp_path, *old, whole=False)
    status, said = audit(place, "2.5")
    assert (status, "newest advisory about PyPI is of 2026-11-16" in said) == (2, True)
    old.append(record("widget-kit", modified="2026-11-16T12:00:00Z"))
    assert audit(database(tmp_path, *old, whole=False), "2.5")[0] == 1


def test_a_database_with_holes_is_refused(tmp_path: Path) -> None:
    status, said = audit(database(tmp_path, record("something-else"), whole=False), "2.5")
    assert status == 2
    assert "does not know that django 1.11 is weak" in said


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(b"half of it")
    assert audit(tmp_path, "2.5")[0] == 2


def test_an_advisory_is_ignored_for_a_while_and_with_a_reason(tmp_path: Path) -> None:
    place = database(tmp_path, record("widget-kit"))
    why = "The part that leaks is never imported here."
    day = NOW.date()
    for name in ("MADE-UP-1", "CVE-0000-1"):
        status, said = audit(place, "2.5", "PyPI", Ignored(name, day, why))
        assert (status, why in said) == (0, True)
    for wrong in (
        Ignored("MADE-UP-1", day - dt.timedelta(days=1), why),
        Ignored("MADE-UP-1", day + dt.timedelta(days=91), why),
        Ignored("MADE-UP-1", day, "because"),
    ):
        assert audit(place, "2.5", "PyPI", wrong)[0] == 1
        assert [one.kind for one in advisories._faulty([wrong], day)] == [Kind.FAULT]


def test_the_list_of_ignored_advisories_can_be_read() -> None:
    ignored = advisories.read_ignored(advisories.IGNORED)
    assert list(advisories._faulty(ignored, dt.datetime.now(dt.UTC).date())) == []


def test_what_pip_audit_skipped_is_not_audited() -> None:
    skipped = {"name": "a", "skip_reason": "Dependency not found and could not be audited"}
    weakness = {"id": "PYSEC-1", "aliases": ["CVE-1"], "description": "It leaks."}
    found = {"name": "b", "version": "1", "vulns": [weakness]}
    audited, [match] = asking.read_pip({"dependencies": [skipped, found]})
    assert (audited, match.names) == (1, ("PYSEC-1", "CVE-1"))


def test_an_error_of_npm_is_no_clean_answer() -> None:
    with pytest.raises(asking.NotAnswered, match="405"):
        asking.read_npm({"message": "405 Method Not Allowed"}, [])
    via = [{"url": "https://example.org/advisories/GHSA-1", "title": "It leaks."}, "other"]
    report = {"auditReportVersion": 2, "vulnerabilities": {"kit": {"via": via}}}
    [match] = asking.read_npm(report, [Package("npm", "kit", "1.0.0")])
    assert str(match) == "kit 1.0.0: GHSA-1 It leaks."


def test_a_registry_that_knows_no_weakness_of_anything_is_not_believed() -> None:
    with pytest.raises(asking.NotAnswered, match=r"does not know that django 1\.11 is weak"):
        asking._believe(osv.KNOWN_TO_BE_WEAK["PyPI"], [])


def test_two_versions_of_one_package_are_asked_about_apart() -> None:
    packages = [
        Package("PyPI", name, version) for name, version in [("a", "1"), ("a", "2"), ("b", "1")]
    ]
    assert [[str(one) for one in part] for part in asking._one_version_each(packages)] == [
        ["a 1", "b 1"],
        ["a 2"],
    ]

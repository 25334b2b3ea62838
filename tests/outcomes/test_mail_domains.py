"""Which domains a mail may be signed by is shipped data, checked line by line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid
from asks.kinds import MailBasis
from asks.mail_domains import (
    MAIL_DOMAINS_FILE,
    accepted_mail_domains,
    read_mail_domains,
    shipped_mail_domains,
)

GOOD = """\
labs:
- lab: north
  domain: north.example
  basis: recruiting
  source: https://north.example
selectors:
- service: Everybody
  names: [s1]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "labs").mkdir()
    (tmp_path / "labs" / "north.yaml").touch()
    return tmp_path


def problems(folder: Path, text: str) -> list[str]:
    (folder / MAIL_DOMAINS_FILE).write_text(text)
    try:
        read_mail_domains(folder)
    except CatalogueInvalid as invalid:
        return [str(problem) for problem in invalid.errors]
    return []


def test_a_right_file_has_no_problems(folder: Path) -> None:
    assert problems(folder, GOOD) == []
    [known] = read_mail_domains(folder).domains
    assert (known.domain, known.basis, known.withheld) == (
        "north.example",
        MailBasis.RECRUITING,
        None,
    )


def test_without_the_file_no_lab_has_a_domain(folder: Path) -> None:
    assert read_mail_domains(folder).domains == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lab: north\n", "lab: south\n", 'mail_domains.yaml:2: no lab "south"'),
        (
            "domain: north.example",
            "domain: North",
            'mail_domains.yaml:3: "North" is no plain domain',
        ),
        ("basis: recruiting", "basis: hearsay", 'mail_domains.yaml:4: "basis" is "hearsay"'),
        ("basis:", "withheld: x\n  basis:", 'mail_domains.yaml:4: "withheld" is "x"'),
        ("source: https", "source: http", 'mail_domains.yaml:5: "source" must begin with https'),
        ("  source: https://north.example\n", "", 'mail_domains.yaml:2: "source" is missing'),
        ("names: [s1]", "names: [s1, s1]", 'mail_domains.yaml:8: "s1" stands in the file twice'),
        ("names: [s1]", "names: [S_1]", 'mail_domains.yaml:8: "S_1" is no name of a key'),
        ("labs:\n", "labs: 1\nold:\n", 'mail_domains.yaml:1: "labs" must be a list'),
    ],
)
def test_each_problem_is_named_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    found = problems(folder, GOOD.replace(old, new))
    assert any(problem.startswith(said) for problem in found), found


def test_a_domain_counts_for_one_lab_only_but_a_service_for_many(folder: Path) -> None:
    (folder / "labs" / "south.yaml").touch()
    entry = GOOD.split("selectors")[0].removeprefix("labs:\n")
    twice = GOOD.replace("selectors", entry.replace("lab: north", "lab: south") + "selectors")
    assert any("has this domain already" in problem for problem in problems(folder, twice))
    told_apart = twice.replace("basis:", "tenant: North\n  basis:", 1)
    assert problems(folder, told_apart) == []


def test_the_shipped_file_is_checked_with_the_catalogue(folder: Path) -> None:
    (folder / MAIL_DOMAINS_FILE).write_text(GOOD.replace("lab: north", "lab: nowhere"))
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("check_catalogue", directory=folder, stderr=said)
    assert 'mail_domains.yaml:2: no lab "nowhere"' in said.getvalue()


def test_every_shipped_lab_has_an_entry_and_withheld_domains_do_not_count() -> None:
    labs = {file.stem for file in (CATALOGUE_FOLDER / "labs").glob("*.yaml")}
    assert {known.lab for known in shipped_mail_domains().domains} == labs
    assert accepted_mail_domains("amazon") == ()
    assert [known.domain for known in accepted_mail_domains("google-deepmind")] == ["deepmind.com"]
    assert accepted_mail_domains("nowhere") == ()

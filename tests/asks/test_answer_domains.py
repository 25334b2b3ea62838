"""Which domains are a lab's, and which links are on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.lab_domains import NotADomain, domains_of, find_domain, is_link_of, read_domains


def test_every_shipped_lab_has_a_domain_and_no_domain_is_of_two_labs() -> None:
    labs = {file.stem for file in (CATALOGUE_FOLDER / "labs").glob("*.yaml")}
    listed = read_domains()
    assert set(listed) == labs
    names = [known.domain for domains in listed.values() for known in domains]
    assert len(names) == len(set(names))


def test_a_lab_that_is_not_listed_has_none() -> None:
    assert domains_of("nowhere") == ()
    assert find_domain("anthropic", "openai.com") is None


@pytest.mark.parametrize(
    "domain",
    ["lab", "lab.example:8443", "Lab.example", "10.0.0.1", "lab.example/x", "a@lab.example"],
)
def test_a_list_with_something_else_than_a_domain_is_refused(tmp_path: Path, domain: str) -> None:
    file = tmp_path / "domains.yaml"
    file.write_text(f'lab:\n- domain: "{domain}"\n  source: https://lab.example\n')
    with pytest.raises(NotADomain):
        read_domains(file)


@pytest.mark.parametrize(
    "url",
    [
        "https://anthropic.com",
        "https://www.anthropic.com/news/a?b=c#d",
        "https://red.anthropic.com/",
        "https://ANTHROPIC.com/page",
    ],
)
def test_a_page_of_the_lab_is_known_as_such(url: str) -> None:
    assert is_link_of("anthropic", url)
    assert not is_link_of("openai", url)


@pytest.mark.parametrize(
    "url",
    [
        "http://anthropic.com/",
        "https://notanthropic.com/",
        "https://anthropic.com.example.org/",
        "https://anthropic.com:8443/",
        "https://anthropic.com@example.org/",
        "https://example.org\\@anthropic.com/",
        "https://example.org\\.anthropic.com/",
        "https://anthropic.com/a b",
        "https://anthropic.com/\n",
        "https://example.org/?anthropic.com",
        "https://[::1]/",
        "https://[anthropic.com/",
        "//anthropic.com/",
        "javascript:alert(1)//anthropic.com",
        "",
    ],
)
def test_any_other_address_is_not(url: str) -> None:
    assert not is_link_of("anthropic", url)

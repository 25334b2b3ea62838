"""Keys are collected on schedule, kept with the months in which they were seen, and never forgotten."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
from io import StringIO

import dns.resolver
import pytest
from celery.schedules import crontab
from django.conf import settings as project_settings
from django.core.management import CommandError, call_command

from asks.lab_proof import NothingAnswered
from asks.mail_domains import shipped_mail_domains
from outcomes import tasks
from outcomes.dkim_keys import MAX_RECORD, SECONDS, accepted_domains, refresh_keys
from outcomes.models import DkimKey
from tests.asks.loopback import name_server
from tests.outcomes.mails import other_key, record, rsa_key

pytestmark = pytest.mark.django_db

DOMAIN, SELECTOR = "anthropic.com", "google"
NAME = f"{SELECTOR}._domainkey.{DOMAIN}"
MARCH, APRIL = dt.date(2025, 3, 14), dt.date(2025, 4, 1)


class Names:
    """Name servers in small: texts by name, and which names were asked for."""

    def __init__(self, texts: dict[str, list[str]], *, silent: bool = False) -> None:
        self.known, self.silent = texts, silent
        self.asked: list[str] = []

    def texts(self, name: str, deadline: float) -> list[str]:
        """Answer, or keep silent."""
        self.asked.append(name)
        if self.silent:
            raise NothingAnswered
        return self.known.get(name, [])


def months() -> dict[str, tuple[str, str]]:
    return {key.record: (key.first_month, key.last_month) for key in DkimKey.objects.all()}


def test_every_usual_key_of_every_accepted_domain_is_asked_for() -> None:
    names = Names({})
    assert refresh_keys(names, MARCH) == 0
    selectors = shipped_mail_domains().selectors
    assert sorted(names.asked) == sorted(
        f"{selector}._domainkey.{domain}" for domain in accepted_domains() for selector in selectors
    )


def test_a_domain_that_is_withheld_is_not_asked() -> None:
    withheld = {known.domain for known in shipped_mail_domains().domains if known.withheld}
    assert withheld
    assert not withheld & accepted_domains()


def test_a_key_is_kept_with_its_first_and_last_month() -> None:
    text = record(rsa_key())
    assert refresh_keys(Names({NAME: [text]}), MARCH) == 1
    refresh_keys(Names({NAME: [text]}), APRIL)
    assert months() == {text: ("2025-03", "2025-04")}
    refresh_keys(Names({NAME: [text]}), MARCH)
    assert months() == {text: ("2025-03", "2025-04")}


def test_a_vanished_key_stays_with_its_last_month_beside_the_new_one() -> None:
    former, now = record(rsa_key()), record(other_key())
    refresh_keys(Names({NAME: [former]}), MARCH)
    refresh_keys(Names({NAME: [now]}), APRIL)
    assert months() == {former: ("2025-03", "2025-03"), now: ("2025-04", "2025-04")}


def test_a_revoked_key_is_noted_as_such() -> None:
    refresh_keys(Names({NAME: ["v=DKIM1; p="]}), MARCH)
    assert list(months()) == ["v=DKIM1; p="]


@pytest.mark.parametrize(
    "text", ["v=spf1 -all", "hello", "", "v=DKIM2; p=AAAA", "p=š", "p=" + "A" * MAX_RECORD]
)
def test_a_text_that_is_no_key_is_not_kept(text: str) -> None:
    assert refresh_keys(Names({NAME: [text]}), MARCH) == 0
    assert months() == {}


def test_a_key_that_an_operator_added_is_asked_for_from_then_on() -> None:
    DkimKey.objects.create(
        domain=DOMAIN, selector="rare", record="p=", first_month="2025-01", last_month="2025-01"
    )
    names = Names({})
    refresh_keys(names, MARCH)
    assert f"rare._domainkey.{DOMAIN}" in names.asked


def test_silent_name_servers_do_no_harm_and_only_the_kind_of_failure_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refresh_keys(Names({NAME: [record(rsa_key())]}), MARCH)
    before = months()
    with caplog.at_level(logging.DEBUG, logger="outcomes"):
        assert refresh_keys(Names({}, silent=True), APRIL) == 0
    assert months() == before
    assert "NothingAnswered" in caplog.text
    assert DOMAIN not in caplog.text


def test_a_run_ends_in_time(caplog: pytest.LogCaptureFixture) -> None:
    ticks = itertools.count(0.0, SECONDS / 10)
    names = Names({})
    refresh_keys(names, MARCH, clock=lambda: next(ticks))
    assert 0 < len(names.asked) < 20
    assert "out of time" in caplog.text


def test_it_runs_every_night_at_a_fixed_minute() -> None:
    entry = project_settings.CELERY_BEAT_SCHEDULE["refresh-dkim-keys"]
    assert entry["task"] == tasks.refresh_dkim_keys.name
    assert entry["schedule"] == crontab(hour="3", minute="17")


# -- By hand ---------------------------------------------------------------------------------------------


def call(
    monkeypatch: pytest.MonkeyPatch, texts: dict[tuple[str, str], list[str]], *args: str
) -> str:
    out = StringIO()
    with name_server(texts) as resolver:
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        call_command(*args, stdout=out)
    return out.getvalue()


def quoted(text: str) -> str:
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))


def test_an_operator_collects_keys_from_real_name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    text = record(rsa_key())
    said = call(monkeypatch, {(NAME, "TXT"): [quoted(text)]}, "refresh_dkim_keys")
    assert said == "1 keys seen.\n"
    assert list(months()) == [text]


def test_an_operator_adds_a_key_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"rare._domainkey.{DOMAIN}"
    texts = {(name, "TXT"): [quoted(record(rsa_key()))]}
    assert call(monkeypatch, texts, "add_dkim_key", DOMAIN, "rare") == "1 keys seen.\n"
    assert DkimKey.objects.get().selector == "rare"


@pytest.mark.parametrize(
    ("domain", "said"), [(DOMAIN, "no key under this name"), ("x.example", "taken for no lab")]
)
def test_a_key_that_is_not_there_is_not_added(
    monkeypatch: pytest.MonkeyPatch, domain: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call(monkeypatch, {}, "add_dkim_key", domain, "rare")

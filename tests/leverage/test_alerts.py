"""What wakes an operator: each rule uses numbers that exist, leads to a chapter, and fires when it should, not else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.leverage.scraping import WORDS

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "leverage" / "deploy"
RUN_BOOK = ROOT / "docs" / "operate.md"
RULES: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
}
OF_OTHERS = {"probe_ssl_earliest_cert_expiry"}  # Of the blackbox exporter.

INSTANCE = 'instance="web:8000"'
READY = (f"leverage_ready{{{INSTANCE}}}", "1x200")
WINDOW = f'{INSTANCE},window="2027H1"'
Series = tuple[tuple[str, str], ...]


def one(name: str, values: str, labels: str = INSTANCE) -> tuple[str, str]:
    """Return a series as promtool writes it: `5x200` is 5 for 200 minutes, `0+60x200` rises by 60 a minute."""
    return f"{name}{{{labels}}}", values


def due(step: str, seconds: int) -> tuple[str, str]:
    return one("leverage_window_due_seconds", f"{seconds}x200", f'{WINDOW},step="{step}"')


# Of each alert: what makes it fire, and what comes close and does not. All are looked at after three hours.
CASES: dict[str, tuple[list[Series], list[Series]]] = {
    "SiteNotReady": ([(one("leverage_ready", "0x200"),)], [(READY,), (one("leverage_ready", "1x175 0x20"),)]),
    "BeatSilent": (
        [(READY, one("leverage_beat_age_seconds", "601x200")), (READY,)],
        [(READY, one("leverage_beat_age_seconds", "599x200")), (one("leverage_ready", "0x200"),)],
    ),
    "WorkerSilent": (
        [(READY, one("leverage_worker_age_seconds", "601x200")), (READY,)],
        [(READY, one("leverage_worker_age_seconds", "599x200"))],
    ),
    "RowsNotRewritten": (
        [(one("leverage_rewrite_age_seconds", "9901x200"),)],
        [(one("leverage_rewrite_age_seconds", "9899x200"),)],
    ),
    "RowsNeverRewritten": ([(READY,)], [(READY, one("leverage_rewrite_age_seconds", "_x170 60x29"))]),
    "HistoryKept": (
        [(one("leverage_history_findings", "1x200"),)],
        [(one("leverage_history_findings", "0x200"),)],
    ),
    "WindowKeysWrong": (
        [(one("leverage_window_troubles", "1x200", WINDOW),)],
        [(one("leverage_window_troubles", "0x200", WINDOW),)],
    ),
    "WindowOverdue": (
        [(due(step, -3601),) for step in ("open", "close", "release")],
        [(due("release", -3599),), (due("bring_key", -3601),), (due("close", 10),)],
    ),
    "ServerErrors": (
        [(one("leverage_server_errors_total", "0x165 1+1x30"),)],
        [(one("leverage_server_errors_total", "0x165 3x30"),), (one("leverage_server_errors_total", "90x200"),)],
    ),
    "ErrorsApart": (
        [(one("leverage_server_error_last_hour", "1x200", f'{INSTANCE},pages="log"'),)],
        [(one("leverage_server_error_last_hour", "0x200", f'{INSTANCE},pages="log"'),)],
    ),
    "CustodianAwaited": (
        [(due("hand_over", 13 * 86400),), (due("bring_key", -8 * 86400),)],
        [(due("hand_over", 15 * 86400),), (due("bring_key", -6 * 86400),), (due("open", 86400),)],
    ),
    "BackupOld": (
        [(one("leverage_backup_age_seconds", "172801x200"),), (one("leverage_backup_age_seconds", "1e9x200"),)],
        [(one("leverage_backup_age_seconds", "172799x200"),), (READY,)],
    ),
    "DiskFilling": (
        [(one("leverage_volume_free_ratio", "0.05x200", f'{INSTANCE},volume="keys"'),)],
        [(one("leverage_volume_free_ratio", "0.1x200", f'{INSTANCE},volume="keys"'),)],
    ),
    "MailKeysOld": ([], [(one("leverage_mail_keys_age_months", "1x200"),)]),  # It waits for two days.
    "CertificateEnds": (
        [(one("probe_ssl_earliest_cert_expiry", "1000000x200", 'job="leverage-from-outside"'),)],
        [(one("probe_ssl_earliest_cert_expiry", "2000000x200", 'job="leverage-from-outside"'),)],
    ),
}  # fmt: skip


def heading_of(alert: str) -> str:
    return f"Alert: {alert}"


def anchors(text: str) -> set[str]:
    """Return the addresses of the headings of a Markdown file, as forges make them."""
    headings = re.findall(r"^#{1,6} (.+?)\s*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("alert", RULES)
def test_an_alert_uses_numbers_that_exist(alert: str) -> None:
    # Without the words in quotes, which are labels.
    bare = re.sub(r'"[^"]*"', "", RULES[alert]["expr"])
    used = set(re.findall(r"\b(?:leverage|probe)_\w+", bare))
    assert used
    assert used <= set(WORDS) | OF_OTHERS


@pytest.mark.parametrize("alert", RULES)
def test_an_alert_says_in_a_sentence_what_is_wrong_and_where_to_read(alert: str) -> None:
    rule = RULES[alert]
    assert rule["labels"]["severity"] in {"wake", "day"}
    summary, chapter = rule["annotations"]["summary"], rule["annotations"]["runbook"]
    assert summary.endswith(".")
    file, _hash, anchor = chapter.partition("#")
    assert (ROOT / file).resolve() == RUN_BOOK
    assert anchor.startswith("alert-")
    if RUN_BOOK.exists():
        assert anchor in anchors(RUN_BOOK.read_text())


def test_the_words_of_a_step_in_a_rule_are_steps() -> None:
    used = re.findall(r'(\w+)=~?"([^"]*)"', " ".join(rule["expr"] for rule in RULES.values()))
    steps = {word for label, words in used if label == "step" for word in words.split("|")}
    assert steps <= (WORDS["leverage_window_due_seconds"]["step"] or set())
    assert {label for label, _words in used} == {"step", "job"}


def test_every_alert_has_its_cases() -> None:
    assert set(CASES) == set(RULES)


def expected(alert: str, series: Series) -> dict[str, Any]:
    """Return the alert as promtool expects to see it, with the labels of the series that made it fire."""
    by = next(
        (name for name, _values in series if not name.startswith("leverage_ready")), series[0][0]
    )
    labels = dict(re.findall(r'(\w+)="([^"]*)"', by)) | RULES[alert]["labels"]
    annotations = {
        key: re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda match: labels[match[1]], text)
        for key, text in RULES[alert]["annotations"].items()
    }
    return {"exp_labels": labels, "exp_annotations": annotations}


def case(alert: str, series: Series, *, fires: bool) -> dict[str, Any]:
    given = [{"series": name, "values": values} for name, values in series]
    told = [expected(alert, series)] if fires else []
    looked = [{"eval_time": "3h", "alertname": alert, "exp_alerts": told}]
    return {"interval": "1m", "input_series": given, "alert_rule_test": looked}


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.promtool
def test_prometheus_can_read_the_rules_and_the_settings(tmp_path: Path) -> None:
    for name in ("alerts.yml", "prometheus.yml"):
        shutil.copy(FOLDER / name, tmp_path)
    (tmp_path / "metrics_token").write_text("only for a check")
    checked = promtool("check", "config", str(tmp_path / "prometheus.yml"))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"SUCCESS: {len(RULES)} rules found" in checked.stdout


@pytest.mark.promtool
def test_each_rule_fires_when_it_should_and_not_otherwise(tmp_path: Path) -> None:
    cases = [
        case(alert, series, fires=fires)
        for alert, (firing, quiet) in CASES.items()
        for fires, group in ((True, firing), (False, quiet))
        for series in group
    ]
    tests = {
        "rule_files": [str(FOLDER / "alerts.yml")],
        "evaluation_interval": "10m",
        "tests": cases,
    }
    file = tmp_path / "cases.yml"
    file.write_text(yaml.safe_dump(tests))
    tried = promtool("test", "rules", str(file))
    assert tried.returncode == 0, tried.stdout + tried.stderr

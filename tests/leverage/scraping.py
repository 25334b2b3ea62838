"""Reading `/metrics`, and the closed list of what may stand there: every name, what its labels may say, and why."""

from __future__ import annotations

from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from leverage.health import Fault
from leverage.health_memory import Apart
from outcomes.kinds import WindowState
from outcomes.window_status import Step

TOKEN = "a-token-of-thirty-two-signs-at-least"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]

# Every name, what its labels may say, and why no value of it is about a person.
A_WINDOW = None  # The public name of a window, which pages show.
WORDS: dict[str, dict[str, set[str] | None]] = {
    "leverage_build_info": {"version": None, "revision": None},  # Published with each release.
    "leverage_ready": {},  # About servers and files.
    "leverage_fault": {"fault": {fault.value for fault in Fault}},  # The same.
    "leverage_beat_age_seconds": {},  # Beat nudges by the clock.
    "leverage_worker_age_seconds": {},  # The worker answers the clock.
    "leverage_queue_length": {},  # Only the clock and operators send anything through the queue.
    "leverage_rewrite_age_seconds": {},  # Rewritten by the clock, and told by the hour.
    "leverage_server_errors_total": {},  # Of looks at pages that all visitors share; not of log or account pages.
    "leverage_server_error_last_hour": {"pages": {pages.value for pages in Apart}},  # Yes or no, at full hours.
    "leverage_window_state": {"window": A_WINDOW, "state": {*WindowState}},  # By the calendar.
    "leverage_window_due_seconds": {"window": A_WINDOW, "step": {*Step}},  # By the calendar.
    "leverage_window_troubles": {"window": A_WINDOW},  # About files of keys and the published hash.
    "leverage_migrations_pending": {},  # About the deployment.
    "leverage_history_findings": {},  # About the server's settings.
    "leverage_mail_keys_age_months": {},  # Of keys that the clock asked for.
    "leverage_backup_age_seconds": {},  # From the day in the name of a file.
    "leverage_volume_free_ratio": {"volume": {"keys", "backups"}},  # By twentieths of a disk.
    "leverage_process_memory_bytes": {"process": {"web", "worker"}},  # By steps of 32 MiB.
}  # fmt: skip
# What moves by itself: the clock, and the computer as a whole in steps that a visit does not fill.
BY_THE_CLOCK = {name for name in WORDS if name.endswith("_age_seconds")} | {
    "leverage_window_due_seconds"
}
OF_THE_COMPUTER = {"leverage_volume_free_ratio", "leverage_process_memory_bytes"}


def scrape(client: Client | None = None) -> str:
    """Return what Prometheus reads."""
    asked = (client or Client()).get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert asked.status_code == 200
    return asked.content.decode()


def samples(text: str) -> Samples:
    """Return every value by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(name: str, **labels: str) -> float | None:
    """Return one value as it is now; None where there is none."""
    return samples(scrape()).get((f"leverage_{name}", frozenset(labels.items())))


def assert_closed(found: Samples) -> None:
    """Fail at a name, a label or a word in a label that is not on the list."""
    for name, labels in found:
        assert name in WORDS, name
        allowed = WORDS[name]
        assert set(dict(labels)) == set(allowed), name
        for label, word in labels:
            words = allowed[label]
            assert words is None or word in words, (name, label, word)


def assert_unmoved(before: Samples, after: Samples) -> None:
    """Fail where anything changed but what the clock and the whole computer change."""
    assert set(before) == set(after)
    for key, was in before.items():
        if key[0] in BY_THE_CLOCK:
            assert abs(after[key] - was) < 300, key
        elif key[0] not in OF_THE_COMPUTER:
            assert after[key] == was, key

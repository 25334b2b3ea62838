"""Numbers about the machine's duty, for Prometheus; none about anybody's visit.

A number that is read every fifteen seconds is a log of exact times. So there is no count here of accounts, sheets,
conversations, vaults, suggestions, sessions or requests, nothing per page, no size of the database (it grows with
rows) and no processor time (it grows with visits). What could move with a visit is rounded until it does not show.
A test holds the list of names and of what their labels may say.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import redis
from django.db import DatabaseError
from django.db.models import Max
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from leverage import database_history, health_memory, metrics_machine
from leverage.health import Fault, pending_migrations, readiness
from leverage.health_asking import Asked, NoAnswer, hurried_connection
from leverage.health_memory import Apart, Pulse, watching_memory
from leverage.metrics_backups import backup_age
from leverage.version import VERSION
from outcomes.models import DkimKey
from outcomes.window_status import KeyState, WindowStatus, last_rewrite, window_statuses

_HELP = {
    "leverage_build_info": "Which code runs.",
    "leverage_ready": "Whether this process can serve every page.",
    "leverage_fault": "What keeps it from that, 1 for each.",
    "leverage_beat_age_seconds": "Since the clock last sent its minutely nudge.",
    "leverage_worker_age_seconds": "Since a worker last did the minutely duty.",
    "leverage_queue_length": "Nudges that wait for a worker.",
    "leverage_rewrite_age_seconds": "Since the beginning of the hour in which rows were last rewritten.",
    "leverage_server_errors": "Failed looks at public pages since memory began.",
    "leverage_server_error_last_hour": "Whether some page failed in the last full hour, where one could be alone.",
    "leverage_window_state": "How far each window is.",
    "leverage_window_due_seconds": "Until a window's next step is due; negative when it is overdue.",
    "leverage_window_troubles": "Keys of a window that are missing or should be gone, and what else is wrong with it.",
    "leverage_migrations_pending": "Migrations of this code that the database does not have.",
    "leverage_history_findings": "Ways in which the database keeps a history of who wrote when.",
    "leverage_mail_keys_age_months": "Since a key of a lab's mail was last seen by the nightly refresh.",
    "leverage_backup_age_seconds": "Since the day of the last backup began.",
    "leverage_volume_free_ratio": "Free share of the disks of keys and of backups, in steps of a twentieth.",
    "leverage_process_memory_bytes": "Memory of one web process and of one worker, rounded up to 32 MiB.",
}
_WRONG_KEYS = {KeyState.MISSING, KeyState.OVERDUE}


@dataclass(frozen=True, slots=True)
class _FromMemory:
    pulses: dict[Pulse, tuple[int, int] | None]
    rewritten: dt.datetime | None
    queue: int
    errors: int
    apart: dict[Apart, bool]


@dataclass(frozen=True, slots=True)
class _FromDatabase:
    windows: list[WindowStatus]
    migrations: int
    history: int
    mail_keys_seen: str | None


def _ask_memory() -> _FromMemory:
    with watching_memory() as memory:
        return _FromMemory(
            pulses={which: health_memory.pulse(memory, which) for which in Pulse},
            rewritten=last_rewrite(),
            queue=health_memory.queue_length(memory),
            errors=health_memory.errors(memory),
            apart={pages: health_memory.had_error_last_hour(memory, pages) for pages in Apart},
        )


def _ask_database() -> _FromDatabase:
    with hurried_connection():
        statuses = window_statuses(timezone.now().date())
        return _FromDatabase(
            windows=[one for one in statuses if _is_of_people(one)],
            migrations=pending_migrations(),
            history=len(database_history.findings()),
            mail_keys_seen=DkimKey.objects.aggregate(seen=Max("last_month"))["seen"],
        )


_memory, _database = Asked(_ask_memory), Asked(_ask_database)


class Duty(Collector):
    """Collects what this module promises; a source that does not answer leaves its numbers out."""

    def __init__(self, *, web: bool) -> None:
        """Take whether a web process collects: only then is its own size a number worth having."""
        self._web = web

    def collect(self) -> Iterator[Metric]:
        """Give every number as it is now."""
        now = timezone.now()
        yield from _of_process()
        yield from _of_machine(now)
        # What is silent here is said by `leverage_fault`; an OSError comes of a folder of keys that cannot be read.
        with suppress(NoAnswer, redis.RedisError):
            known = _memory.answer()
            yield from _of_memory(known, now)
            yield _sizes(known, web=self._web)
        with suppress(NoAnswer, DatabaseError, OSError):
            yield from _of_database(_database.answer(), now)


def exposition(*, web: bool) -> bytes:
    """Return all numbers in the text format of Prometheus; `web` says whether a web process asks."""
    registry = CollectorRegistry()
    registry.register(Duty(web=web))
    return generate_latest(registry)


def _of_process() -> Iterator[Metric]:
    build = _gauge("leverage_build_info", "version", "revision")
    build.add_metric([VERSION, os.environ.get("LEVERAGE_REVISION", "")[:12]], 1)
    yield build
    found = readiness.faults()
    yield _single("leverage_ready", not found)
    faults = _gauge("leverage_fault", "fault")
    for fault in Fault:
        faults.add_metric([fault.value], fault in found)
    yield faults


def _of_machine(now: dt.datetime) -> Iterator[Metric]:
    age = backup_age(now)
    if age is not None:
        yield _single("leverage_backup_age_seconds", age)
    free = _gauge("leverage_volume_free_ratio", "volume")
    for volume, share in metrics_machine.free_shares().items():
        free.add_metric([volume], share)
    yield free


def _of_memory(known: _FromMemory, now: dt.datetime) -> Iterator[Metric]:
    for which, noted in known.pulses.items():
        if noted is not None:
            yield _single(f"leverage_{which.value}_age_seconds", max(0, now.timestamp() - noted[0]))
    if known.rewritten is not None:
        age = (now - known.rewritten).total_seconds()
        yield _single("leverage_rewrite_age_seconds", max(0, age))
    yield _single("leverage_queue_length", known.queue)
    name = "leverage_server_errors"
    yield CounterMetricFamily(name, _HELP[name], value=known.errors)
    apart = _gauge("leverage_server_error_last_hour", "pages")
    for pages, had in known.apart.items():
        apart.add_metric([pages.value], had)
    yield apart


def _sizes(known: _FromMemory, *, web: bool) -> Metric:
    sizes = _gauge("leverage_process_memory_bytes", "process")
    if web:
        sizes.add_metric(["web"], metrics_machine.own_memory())
    noted = known.pulses[Pulse.WORKER]
    if noted is not None:
        sizes.add_metric(["worker"], noted[1])
    return sizes


def _of_database(known: _FromDatabase, now: dt.datetime) -> Iterator[Metric]:
    states = _gauge("leverage_window_state", "window", "state")
    due = _gauge("leverage_window_due_seconds", "window", "step")
    troubles = _gauge("leverage_window_troubles", "window")
    for one in known.windows:
        name = one.window.name
        states.add_metric([name, one.window.state], 1)
        if one.due_on is not None:
            midnight = dt.datetime.combine(one.due_on, dt.time(), tzinfo=dt.UTC)
            due.add_metric([name, one.step.value], (midnight - now).total_seconds())
        wrong = sum(key in _WRONG_KEYS for key in (one.signing, one.sealing))
        troubles.add_metric([name], wrong + len(one.troubles))
    yield from (states, due, troubles)
    yield _single("leverage_migrations_pending", known.migrations)
    yield _single("leverage_history_findings", known.history)
    if known.mail_keys_seen is not None:
        seen = dt.date.fromisoformat(f"{known.mail_keys_seen}-01")
        months = (now.year - seen.year) * 12 + now.month - seen.month
        yield _single("leverage_mail_keys_age_months", months)


def _is_of_people(status: WindowStatus) -> bool:
    return not (status.window.demonstration or status.window.rehearsal)


def _gauge(name: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, _HELP[name], labels=labels)


def _single(name: str, value: Any) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, _HELP[name], value=float(value))

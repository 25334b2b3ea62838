"""The focus list: computed with each release and before the first one, and stored with all that it came from."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from asks.kinds import FocusReason
from asks.models import Ask, FocusEntry, FocusRun, Lab
from leverage.version import code_version
from outcomes.focus_inputs import demand_release, read_inputs
from outcomes.models import Window
from outcomes.statistics.focus_lists import OVERALL, FocusInputs, focus_lists
from outcomes.windows import half_year

# Any fixed number: the key of the advisory lock that lets one run be made at a time.
_LOCK = 0x6C76_6663


@transaction.atomic
def recompute_focus(name: str) -> FocusRun:
    """Make the list anew because the window `name` was released, or is the first one and was opened.

    The list of a released window holds from the window that follows: people who can still log were never told of it
    while they asked. A first window that is open has its own. Made again from the same facts, a run stays as it is.
    """
    _take_turn()
    return _make_run(_window_it_holds_from(name))


@transaction.atomic
def recompute_for_ruling() -> FocusRun | None:
    """Let a curator's ruling have its effect at once, in a run of its own for the window of the last run.

    None before the first run, which will heed the ruling. Within a window a list changes by rulings and by what a lab
    put in place alone, and both windows that an ask stays for are counted by windows, not by runs.
    """
    _take_turn()
    last = _last_run()
    return _make_run(last.window) if last else None


def inputs_of(run: FocusRun) -> FocusInputs:
    """Return what a run was made from."""
    return FocusInputs.from_json(run.inputs)


def lock_asks() -> None:
    """Let no two computations, rulings or merges change lists at once, until the transaction ends.

    Always the first lock taken, and in the order of keys, as merges do: nobody then waits for another in a circle.
    """
    list(Ask.objects.order_by("pk").select_for_update(of=("self",), no_key=True).only("pk"))


def _take_turn() -> None:
    lock_asks()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _window_it_holds_from(name: str) -> str:
    window = Window.objects.filter(name=name, release__isnull=False).first()
    if window is None:
        return name
    real = Window.objects.filter(demonstration=False, rehearsal=False)
    following = real.filter(opens_on__gt=window.opens_on).order_by("opens_on", "name").first()
    # It may not be planned yet. Where the operator then plans another length, only the name differs.
    return following.name if following else half_year(window.closes_on + dt.timedelta(days=1))[0]


def _last_run() -> FocusRun | None:
    return FocusRun.objects.order_by("-number").first()


def _make_run(window: str) -> FocusRun:
    last, release = _last_run(), demand_release()
    inputs = read_inputs(window, release, last)
    run = FocusRun(
        number=inputs.number,
        window=window,
        release=release.pk if release else "",
        made_on=_database_day(),
        code_version=code_version(),
        inputs=inputs.as_json(),
        lists=focus_lists(inputs),
    )
    if last is not None and _is_the_same(run, last):
        return last
    run.save(force_insert=True)
    _write_entries(run)
    return run


def _is_the_same(run: FocusRun, last: FocusRun) -> bool:
    """Return whether nothing but the count of runs speaks for a new one."""
    # They say where the run stands in the row of runs, not what it was made from.
    about_itself = {"number", "before", "same_window", "standing"}

    def facts(one: FocusRun) -> dict[str, object]:
        inputs = FocusInputs.from_json(one.inputs).as_json()
        return {name: value for name, value in inputs.items() if name not in about_itself}

    return (run.window, run.release) == (last.window, last.release) and (
        (run.lists, facts(run)) == (last.lists, facts(last))
    )


def _write_entries(run: FocusRun) -> None:
    ask_ids = dict(Ask.objects.values_list("slug", "pk"))
    lab_ids: dict[str, int | None] = dict(Lab.objects.values_list("slug", "pk"))
    lab_ids[OVERALL] = None
    FocusEntry.objects.all().delete()
    FocusEntry.objects.bulk_create(
        FocusEntry(
            ask_id=ask_ids[row["ask"]],
            lab_id=lab_ids[place],
            rank=rank,
            gap=row["gap"],
            feasibility=row["feasibility"],
            demand=row["demand"],
            score=row["score"],
            reason=FocusReason(row["reason"]),
            since_window=row["since_window"],
            since_run=row["since_run"],
        )
        for place, rows in [(OVERALL, run.lists["overall"]), *run.lists["labs"].items()]
        for rank, row in enumerate(rows, start=1)
    )


def _database_day() -> dt.date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_DATE")
        day: dt.date = cursor.fetchone()[0]
        return day

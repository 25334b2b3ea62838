"""Plan a window before its keys are made."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from outcomes.kinds import Custody, Kind
from outcomes.management.orders import WindowOrder
from outcomes.planning import last_day_of, plan_by_hand


class Command(WindowOrder):
    """`manage.py plan_window 2027H1 --opens 2027-01-01 --months 6 --custody custodians`."""

    help = (
        "Plan a window, or plan it anew as long as it has no keys. Choose labs from published numbers only, never by "
        "looking at what people logged. What is left out is as in the window before."
    )
    needs = "Only a planned window can be planned anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take its months, and what may be chosen."""
        super().add_arguments(parser)
        parser.add_argument("--opens", type=dt.date.fromisoformat, required=True)
        end = parser.add_mutually_exclusive_group(required=True)
        end.add_argument("--closes", type=dt.date.fromisoformat, help="its last day")
        end.add_argument("--months", type=int, help="how many months it runs")
        parser.add_argument("--labs", help="labs with a table of their own, separated by commas")
        parser.add_argument("--kinds", nargs="+", type=Kind, help="conversation, delivery")
        parser.add_argument("--custody", type=Custody, help="local or custodians")

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Write the plan down, and say what comes next."""
        months: int | None = options["months"]
        if months is not None and not 1 <= months <= 24:
            raise CommandError("A window runs for 1 to 24 months.")
        labs = options["labs"]
        window = plan_by_hand(
            name,
            options["opens"],
            options["closes"] or last_day_of(options["opens"], months or 1),
            today=timezone.now().date(),
            labs=None if labs is None else [lab.strip() for lab in labs.split(",")],
            kinds=options["kinds"],
            custody=options["custody"],
        )
        tables = ", ".join(table["slug"] for table in window.tables)
        self.stdout.write(
            f"{name} is planned: {window.opens_on} to {window.closes_on}, custody {window.custody}, "
            f"about {' and '.join(window.parameters['kinds'])}.\nTables: {tables}.\n"
            f"Next: manage.py make_window_keys {name}. Its parameters stand from then on."
        )

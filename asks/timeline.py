"""When something changed, over all labs of an ask or all asks of a lab."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from asks.evidence import Subject
from asks.kinds import PositionStatus, Verified
from asks.source_levels import SourceLevels
from asks.wording import partial_date_in_words

A_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Moment:
    """One dated change. `status` is the position from then on; None where an event changed none."""

    raw_date: str
    subject: Subject
    status: PositionStatus | None
    fact: str
    """Empty where the fact stands with the position itself."""
    publisher: str
    url: str
    level: Verified

    @property
    def date(self) -> str:
        """The date in words."""
        return partial_date_in_words(self.raw_date)


def moments(subject: Subject, position: Mapping[str, Any], sources: SourceLevels) -> list[Moment]:
    """Return the changes of one position: a mapping with the columns of evidence and `events`.

    That nothing was found on some day is no change, so such a position gives only its events.
    """
    found = [
        Moment(
            raw_date=event["date"],
            subject=subject,
            status=PositionStatus(event["status"]) if event["status"] else None,
            fact=event["fact"],
            publisher=event["publisher"],
            url=event["url"],
            level=sources.level(event["url"], event["publisher"]),
        )
        for event in position["events"]
    ]
    status = PositionStatus(position["status"])
    if position["since"] and status is not PositionStatus.NOT_PUBLIC:
        level = Verified(position["verified"])
        source = (position["publisher"], position["url"])
        found.append(Moment(position["since"], subject, status, "", *source, level))
    return found


def newest_first(found: Iterable[Moment]) -> tuple[Moment, ...]:
    """Order moments by date, undated ones last, and those of one day by name."""
    by_name = sorted(found, key=lambda moment: moment.subject.name.casefold())
    return tuple(sorted(by_name, key=lambda moment: moment.raw_date, reverse=True))


def of_the_last_year(found: Iterable[Moment], today: dt.date) -> tuple[Moment, ...]:
    """Return the moments whose date, or the first day it names, lies within a year of `today`."""
    oldest = (today - A_YEAR).isoformat()
    return newest_first(moment for moment in found if moment.raw_date >= oldest)

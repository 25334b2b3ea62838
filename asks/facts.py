"""Facts about the catalogue as a whole."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from asks.kinds import PositionStatus
from asks.models import FocusEntry

# The day of the last check of the shipped facts against their sources. It stands in every footer, so it is
# a constant and not a query; a test compares it with the newest `checked` in the catalogue's files.
_CHECKED_ON = dt.date(2026, 11, 23)


def catalogue_checked_on() -> dt.date:
    """Return the day on which the shipped facts were last checked."""
    return _CHECKED_ON


def focus_now() -> QuerySet[FocusEntry]:
    """Return the overall focus list by title, with each ask's text.

    `n_found` counts the labs of which a position is published, `n_in_place` those that have it in place.
    """
    found = Q(ask__positions__shown=True)
    in_place = found & Q(ask__positions__status=PositionStatus.IN_PLACE)
    return (
        FocusEntry.objects.overall()
        .select_related("ask__text")
        .annotate(
            n_found=Count("ask__positions", filter=found),
            n_in_place=Count("ask__positions", filter=in_place),
        )
        .order_by("ask__text__title")
    )

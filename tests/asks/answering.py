"""A later day, and an answer that is in order, for the tests of labs' own answers."""

from __future__ import annotations

import datetime as dt

from asks.kinds import Stance
from asks.models import LabAnswer, Spokesperson
from asks.services.answer_ask import answer_ask
from tests.asks.answer_cast import PAGE
from tests.asks.factories import TODAY, make_ask

LATER = TODAY + dt.timedelta(days=40)


def say(
    spokesperson: Spokesperson,
    ask: object = None,
    stance: Stance = Stance.ADOPTED,
    planned_by: str = "",
    url: str = PAGE,
    today: dt.date = TODAY,
) -> LabAnswer:
    """Answer an ask for a lab; all that is not given is in order."""
    found = ask if ask is not None else make_ask()
    return answer_ask(
        spokesperson,
        found,  # type: ignore[arg-type] # An ask, or the default.
        stance=stance,
        planned_by=planned_by,
        url=url,
        today=today,
    )

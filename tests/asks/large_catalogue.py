"""A catalogue of a size that the shipped one may grow to, with facts as long as real ones."""

from __future__ import annotations

from asks.kinds import Origin, PositionStatus, Stance, Verified
from asks.models import Ask, Lab, LabAnswer, Position, PositionEvent
from tests.asks.factories import TODAY, make_asks, make_lab

LIMIT = 100_000
"""A page is never larger, in bytes of HTML (performance.md)."""
LABS = 60
FACT = "It set out in a dated public document what it does about this, whom it tells and when. " * 3
URL = "https://lab.example/" + "a-long-address-of-a-document/" * 4
EVENTS = 2


def make_labs(count: int = LABS) -> list[Lab]:
    """Make many labs; the first is called "one", the others by their number."""
    names = ["one", *(f"number-{number}" for number in range(2, count + 1))]
    return [make_lab(name, description="It trains large models. " * 4) for name in names]


def fill(labs: list[Lab], asks: list[Ask]) -> None:
    """Give every lab a position with a history and an answer on every ask, no two alike."""
    pairs = [(lab, ask) for lab in labs for ask in asks]
    statuses = list(PositionStatus)
    positions = Position.objects.bulk_create(
        Position(
            lab=lab,
            ask=ask,
            status=statuses[number % len(statuses)],
            since=f"2026-{number % 9 + 1:02d}-17",
            fact=f"{number} {FACT}",
            publisher="A publisher of documents",
            url=URL,
            verified=Verified.PRIMARY,
            confidence="high",
            checked=TODAY,
            shown=True,
            origin=Origin.SHIPPED,
        )
        for number, (lab, ask) in enumerate(pairs)
    )
    PositionEvent.objects.bulk_create(
        PositionEvent(
            position=position, date="2026-08-02", fact=FACT, publisher="Someone else", url=URL
        )
        for position in positions
        for _number in range(EVENTS)
    )
    LabAnswer.objects.bulk_create(
        LabAnswer(lab=lab, ask=ask, number=1, stance=Stance.ADOPTED, url=URL, answered_on=TODAY)
        for lab, ask in pairs
    )


def many_asks(count: int) -> list[Ask]:
    """Make many asks that are related to each other."""
    asks = make_asks(count)
    asks[0].related.add(*asks[1:6])
    return asks

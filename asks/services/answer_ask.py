"""Publishing what a lab itself says about an ask, as a new version."""

from __future__ import annotations

import datetime

from django.db import transaction

from asks.errors import NotAPartialDate
from asks.kinds import Stance
from asks.lab_domains import is_link_of
from asks.models import Ask, Lab, LabAnswer, Spokesperson
from asks.wording import parse_partial_date


class NotVouched(Exception):
    """No curator vouched for this account as speaking for this lab."""


class LinkElsewhere(Exception):
    """The link is no https address on one of the lab's domains."""


class DateDoesNotFit(Exception):
    """A plan has no date to come, or something else than a plan has one."""


class AskRetired(Exception):
    """The ask no longer stands."""


@transaction.atomic
def answer_ask(
    spokesperson: Spokesperson,
    ask: Ask,
    *,
    stance: Stance,
    planned_by: str,
    url: str,
    today: datetime.date,
) -> LabAnswer:
    """Publish the lab's answer to `ask` and return it; nothing else in the catalogue changes.

    It is a new version after the newest one, which stays. The same answer again is no new version.
    Raises NotVouched, AskRetired, LinkElsewhere or DateDoesNotFit.
    """
    # Two spokespeople of one lab would otherwise take the same number.
    lab = Lab.objects.select_for_update().get(pk=spokesperson.lab_id)
    role = Spokesperson.objects.filter(pk=spokesperson.pk, lab=lab, vouched_on__isnull=False)
    if not role.exclude(proof="").exists():
        raise NotVouched
    if ask.retired:
        raise AskRetired
    if not is_link_of(lab.slug, url):
        raise LinkElsewhere(url)
    if not date_fits(stance, planned_by, today):
        raise DateDoesNotFit(planned_by)
    newest = LabAnswer.objects.filter(lab=lab, ask=ask).order_by("-number").first()
    said = (stance, planned_by, url)
    if newest is not None and (newest.stance, newest.planned_by, newest.url) == said:
        return newest
    number = newest.number + 1 if newest else 1
    return LabAnswer.objects.create(
        lab=lab,
        ask=ask,
        number=number,
        stance=stance,
        planned_by=planned_by,
        url=url,
        answered_on=today,
    )


def date_fits(stance: Stance, planned_by: str, today: datetime.date) -> bool:
    """Return whether a plan has a date that is not over yet, and anything else has none."""
    if stance is not Stance.PLANNED:
        return not planned_by
    try:
        parse_partial_date(planned_by)
    except NotAPartialDate:
        return False
    # Year, month or day: as many signs of today are what it is measured by.
    return planned_by >= today.isoformat()[: len(planned_by)]

"""A curator's change to the words of an ask."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction

from asks.errors import UnknownTextField
from asks.kinds import Origin
from asks.models import Ask, AskText
from asks.services.load_asks import TEXT_FIELDS
from asks.services.search_index import refresh_search


@transaction.atomic
def edit_ask_text(
    ask: Ask, changes: Mapping[str, str | list[str]], today: datetime.date
) -> AskText:
    """Give `ask` a new version of its text with `changes` applied, and return it.

    The catalogue loader leaves such a text alone from then on. Without a difference nothing is
    written and the current version returned. Raises UnknownTextField for a change that is not a
    part of the text, and ValidationError for one that does not fit.
    """
    unknown = sorted(set(changes) - set(TEXT_FIELDS))
    if unknown:
        raise UnknownTextField(", ".join(unknown))
    locked = Ask.objects.select_for_update(of=("self",)).select_related("text").get(pk=ask.pk)
    current = locked.text
    words = {name: getattr(current, name) for name in TEXT_FIELDS} if current else {}
    if current and {**words, **changes} == words:
        return current
    text = AskText(
        ask=locked,
        number=current.number + 1 if current else 1,
        made_on=today,
        origin=Origin.CURATOR,
        **{**words, **changes},
    )
    text.full_clean()
    text.save()
    locked.text = text
    locked.save(update_fields=["text"])
    refresh_search(Ask.objects.filter(pk=locked.pk))
    return text

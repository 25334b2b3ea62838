"""Merging an ask into another that says the same. Every row that moves can be put back exactly.

What a window lists is a copy made when it was planned, and stays: nobody's support is moved silently.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from django.db.models import Max, Model, Q

from asks.errors import AskNotCurrent, SameAsk
from asks.kinds import Origin
from asks.models import (
    Alias,
    Ask,
    AskText,
    FocusEntry,
    FocusRuling,
    LabAnswer,
    Motion,
    Position,
    PositionEvent,
    Precedent,
    Proposal,
    Source,
    SurveySupport,
)
from asks.services.load_asks import TEXT_FIELDS
from asks.services.row_journal import Journal, Line
from asks.services.search_index import refresh_search

# What hangs on an ask in an order of its own, and by which columns two rows of it are the same.
_PARTS: Final[tuple[tuple[type[Model], tuple[str, ...]], ...]] = (
    (Source, ("url",)),
    (Precedent, ("who", "date", "url")),
    (SurveySupport, ("survey_id", "statement")),
)


def current_asks(*slugs: str) -> list[Ask]:
    """Return locked asks in the order of `slugs`. Raises SameAsk, AskNotCurrent."""
    if len(set(slugs)) != len(slugs):
        raise SameAsk
    # In the order of keys: two curators must not wait for each other.
    rows = Ask.objects.current().select_for_update(of=("self",)).order_by("pk")
    found = {ask.slug: ask for ask in rows.filter(slug__in=slugs).select_related("text")}
    if len(found) != len(slugs):
        raise AskNotCurrent
    return [found[slug] for slug in slugs]


def merge_asks(motion: Motion, merged: Ask, target: Ask, today: datetime.date) -> list[Line]:
    """Move what hangs on `merged` to `target`, and retire `merged`; return what an undo needs.

    Where both have a thing, that of `target` stays: a position of the same lab becomes history, the
    same source stays behind, and so does a lab's own answer, which was about the other words.
    """
    journal = Journal()
    for model, columns in _PARTS:
        _move_parts(journal, model, columns, merged, target)
    _move_related(journal, merged, target)
    _move_positions(journal, merged, target)
    _move_focus(journal, merged, target)
    _move_rulings(journal, merged, target, today)
    _move_answers(journal, merged, target)
    _repoint(journal, merged, target)
    _add_phrasing(journal, merged, target, today)
    reason = {"retired_on": today, "retired_reason": motion.reason}
    journal.change(merged, retired=True, successor_id=target.pk, **reason)
    journal.add(Alias(slug=merged.slug, ask=target, motion=motion))
    refresh_search(Ask.objects.filter(pk=target.pk))
    return journal.lines


def _move_parts(
    journal: Journal, model: type[Model], columns: tuple[str, ...], merged: Ask, target: Ask
) -> None:
    rows = model._default_manager
    kept = set(rows.filter(ask=target).order_by().values_list(*columns))
    last = rows.filter(ask=target).aggregate(last=Max("place"))["last"]
    place = -1 if last is None else last
    for row in rows.filter(ask=merged).order_by("place", "pk"):
        if tuple(getattr(row, name) for name in columns) not in kept:
            place += 1
            journal.change(row, ask_id=target.pk, place=place)


def _move_related(journal: Journal, merged: Ask, target: Ask) -> None:
    """Let links from and to `merged` start from and lead to `target`, each once and never to itself."""
    links = Ask.related.through._default_manager
    there = set(links.values_list("from_ask_id", "to_ask_id"))
    for link in links.filter(Q(from_ask_id=merged.pk) | Q(to_ask_id=merged.pk)).order_by("pk"):
        ends = [target.pk if end == merged.pk else end for end in _ends(link)]
        if ends[0] == ends[1] or tuple(ends) in there:
            journal.remove(link)
        else:
            there.add((ends[0], ends[1]))
            journal.change(link, from_ask_id=ends[0], to_ask_id=ends[1])


def _ends(link: Model) -> tuple[int, int]:
    return link.from_ask_id, link.to_ask_id  # type: ignore[attr-defined] # the hidden table of links


def _move_positions(journal: Journal, merged: Ask, target: Ask) -> None:
    kept = {position.lab_id: position for position in Position.objects.filter(ask=target)}
    for position in Position.objects.filter(ask=merged).order_by("pk"):
        standing = kept.get(position.lab_id)
        if standing is None:
            # A curator's from now on: the loader knows of no such position, and leaves it alone.
            journal.change(position, ask_id=target.pk, origin=Origin.CURATOR)
            continue
        for event in PositionEvent.objects.filter(position=position).order_by("pk"):
            journal.change(event, position_id=standing.pk)
        journal.add(former_state(position, standing))
        journal.remove(position)


def former_state(position: Position, standing: Position) -> PositionEvent:
    """Return what `position` says now as an event in the history of `standing`, not stored yet."""
    return PositionEvent(
        position=standing,
        date=position.since,
        status=position.status,
        fact=position.fact,
        publisher=position.publisher,
        url=position.url,
    )


def _move_focus(journal: Journal, merged: Ask, target: Ask) -> None:
    """Each release computes the focus list anew; until then one entry for each lab is enough."""
    kept = {entry.lab_id: entry for entry in FocusEntry.objects.filter(ask=target)}
    for entry in FocusEntry.objects.filter(ask=merged).order_by("pk"):
        if entry.lab_id in kept:
            journal.remove(entry)
            journal.witness(kept[entry.lab_id], "ask_id", "score")
        else:
            journal.change(entry, ask_id=target.pk)


def _move_rulings(journal: Journal, merged: Ask, target: Ask, today: datetime.date) -> None:
    """Let rulings follow; where both asks have one in force for a list, the one about `target` goes on."""
    held = set(FocusRuling.objects.in_force().filter(ask=target).values_list("lab_id", flat=True))
    for ruling in FocusRuling.objects.filter(ask=merged).order_by("pk"):
        if ruling.ended_on is None and ruling.lab_id in held:
            journal.change(ruling, ask_id=target.pk, ended_on=today)
        else:
            journal.change(ruling, ask_id=target.pk)


def _move_answers(journal: Journal, merged: Ask, target: Ask) -> None:
    answered = set(LabAnswer.objects.filter(ask=target).order_by().values_list("lab_id", flat=True))
    for answer in LabAnswer.objects.filter(ask=merged).exclude(lab__in=answered).order_by("pk"):
        journal.change(answer, ask_id=target.pk)


def _repoint(journal: Journal, merged: Ask, target: Ask) -> None:
    """Let proposals, former names and former asks lead to `target`."""
    pointing: tuple[tuple[Iterable[Model], str], ...] = (
        (Proposal.objects.filter(ask=merged).order_by("pk"), "ask_id"),
        (Alias.objects.filter(ask=merged).order_by("pk"), "ask_id"),
        (Ask.objects.filter(successor=merged).order_by("pk"), "successor_id"),
    )
    for rows, column in pointing:
        for row in rows:
            journal.change(row, **{column: target.pk})


def _add_phrasing(journal: Journal, merged: Ask, target: Ask, today: datetime.date) -> None:
    """Let the merged title find `target`. The text becomes a curator's, so that the loader leaves it alone."""
    current, former = target.text, merged.text
    if current is None or former is None:
        raise AskNotCurrent
    words = {name: getattr(current, name) for name in TEXT_FIELDS}
    phrasings = [*current.alternate_phrasings]
    if former.title not in phrasings:
        phrasings.append(former.title)
    last = AskText.objects.filter(ask=target).aggregate(last=Max("number"))["last"]
    text = AskText(ask=target, number=last + 1, made_on=today, origin=Origin.CURATOR)
    for name, value in {**words, "alternate_phrasings": phrasings}.items():
        setattr(text, name, value)
    journal.add(text)
    journal.change(target, text_id=text.pk)

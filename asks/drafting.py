"""What the composer offers: the words of each ask, and what is known of it at each lab. Four queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from asks.composer.parts import MOST_ASKS, PARTS_OF_STAGE, DraftAsk, Stage
from asks.evidence import EVIDENCE_FIELDS, Evidence, evidence_of
from asks.kinds import Effort, PositionStatus
from asks.lab_dossiers import focus_facts, reason_of
from asks.models import Ask, FocusEntry, Lab, Position


@dataclass(frozen=True)
class Held:
    """What a lab publicly does about an ask."""

    status: PositionStatus
    credit: str
    evidence: Evidence

    @property
    def praised(self) -> bool:
        """Whether a public post may praise it: something is in place, and somebody looked lately."""
        return bool(self.credit) and self.has_something and not self.evidence.due

    @property
    def has_something(self) -> bool:
        """Whether it is in place, whole or in part."""
        return self.status in {PositionStatus.IN_PLACE, PositionStatus.PARTIAL}


@dataclass(frozen=True)
class LabFacts:
    """A lab as the composer knows it."""

    slug: str
    name: str
    """The short name, as drafts say it."""
    reasons: dict[str, str]
    """Why each ask is in focus there, by its slug."""
    held: dict[str, Held] = field(default_factory=dict)


@dataclass(frozen=True)
class AskFacts:
    """An ask as the composer knows it, with the words that the drafts of one stage use."""

    slug: str
    name: str
    topic: str
    effort: Effort
    in_focus: bool
    words: dict[str, str]


@dataclass(frozen=True)
class ComposerFacts:
    """Everything that a draft can be made of at one stage."""

    stage: Stage
    labs: dict[str, LabFacts]
    asks: dict[str, AskFacts]

    def can_choose(self, lab: LabFacts | None, slug: str) -> bool:
        """Return whether an ask may be chosen: asked for where it is open, praised where it is there."""
        if lab is None:
            return self.stage is not Stage.ACCEPTING
        held = lab.held.get(slug)
        if self.stage is Stage.ACCEPTING:
            return held is not None and held.praised
        return held is None or held.status is not PositionStatus.IN_PLACE

    def take_at(self, lab: LabFacts) -> list[str]:
        """Return the asks in focus at a lab that one press may take, three at most; before a decision only."""
        if self.stage is not Stage.OFFER_RECEIVED:
            return []
        return [slug for slug in lab.reasons if self.can_choose(lab, slug)][:MOST_ASKS]

    def done_at(self, lab: LabFacts) -> list[tuple[AskFacts, Held]]:
        """Return the asks that a lab has in place, with their evidence, in the order of the catalogue."""
        pairs = ((ask, lab.held.get(ask.slug)) for ask in self.asks.values())
        return [
            (ask, held)
            for ask, held in pairs
            if held is not None and held.status is PositionStatus.IN_PLACE
        ]

    def others(self, lab: str, slug: str) -> list[str]:
        """Return the names of the labs other than `lab` (its slug) that have an ask in place."""
        return [
            other.name
            for name, other in self.labs.items()
            if name != lab
            and slug in other.held
            and other.held[slug].status is PositionStatus.IN_PLACE
        ]

    def draft_ask(self, lab: LabFacts, slug: str) -> DraftAsk:
        """Return an ask as a draft to this lab needs it."""
        held = lab.held.get(slug)
        if held is None:
            return DraftAsk(self.asks[slug].words)
        if self.stage is Stage.ACCEPTING:
            credit = held.credit if held.praised else ""
            return DraftAsk(self.asks[slug].words, credit=credit, source=held.evidence.url)
        known = held.status not in {PositionStatus.NOT_PUBLIC, PositionStatus.IN_PLACE}
        return DraftAsk(self.asks[slug].words, lead=held.status.value if known else "")


def composer_facts(stage: Stage, today: dt.date) -> ComposerFacts:
    """Return what drafts of this stage can be made of. An ask without words for them is left out."""
    asks = {row.slug: row for row in _asks(stage)}
    return ComposerFacts(stage, _labs(asks, today), asks)


def _asks(stage: Stage) -> Iterable[AskFacts]:
    overall = FocusEntry.objects.overall().filter(ask=OuterRef("pk"))
    rows = Ask.objects.current().exclude(text__words={})
    columns = ("slug", "text__short_name", "category__title", "effort", "in_focus", "text__words")
    ordered = rows.annotate(in_focus=Exists(overall)).order_by(
        "category__position", Lower("text__short_name")
    )
    for slug, name, topic, effort, in_focus, words in ordered.values_list(*columns):
        chosen = {part.value: words.get(part, "") for part in PARTS_OF_STAGE[stage]}
        if all(chosen.values()):
            yield AskFacts(slug, name, topic, Effort(effort), in_focus, chosen)


def _labs(asks: Mapping[str, AskFacts], today: dt.date) -> dict[str, LabFacts]:
    held = _held(today)
    labs = {}
    rows = Lab.objects.by_name().annotate(focus_list=focus_facts())
    for slug, name, entries in rows.values_list("slug", "short_name", "focus_list"):
        of_lab = held.get(slug, {})
        reasons = {
            entry["slug"]: reason_of(entry, _status(of_lab.get(entry["slug"])))
            for entry in entries
            if entry["slug"] in asks
        }
        labs[slug] = LabFacts(slug, name, reasons, of_lab)
    return labs


def _status(held: Held | None) -> PositionStatus | None:
    return held.status if held else None


def _held(today: dt.date) -> dict[str, dict[str, Held]]:
    found: dict[str, dict[str, Held]] = {}
    rows = Position.objects.published().values(*EVIDENCE_FIELDS, "credit", "lab__slug", "ask__slug")
    for row in rows:
        held = Held(PositionStatus(row["status"]), row["credit"], evidence_of(row, today))
        found.setdefault(row["lab__slug"], {})[row["ask__slug"]] = held
    return found

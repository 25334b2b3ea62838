"""Drafts from the shipped catalogue, read from its files: no database is needed for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.composer.draft import Choices
from asks.composer.parts import KINDS, DraftAsk, DraftKind, Length, Part, Register, Stage
from asks.kinds import PositionStatus
from asks.services.catalogue_files import read_catalogue

DONE: Final = (PositionStatus.IN_PLACE, PositionStatus.PARTIAL)
LAB: Final = "Example Lab"
"""A lab of which nothing is known."""


@dataclass(frozen=True)
class Chosen:
    """One to three asks, and the lab that they are drafted for."""

    lab: str
    slugs: tuple[str, ...]


def chosen(lab: str, *slugs: str) -> Chosen:
    """Return asks at a lab of the catalogue."""
    return Chosen(lab, slugs)


ASKED: Final = (
    chosen("google-deepmind", "whistleblower-policy-public"),
    chosen("anthropic", "if-then-pause-commitments"),
    chosen("meta", "safety-compute-share"),
    chosen("microsoft", "incident-reporting"),
    chosen("openai", "weights-release-policy", "empowered-independent-board"),
    chosen("xai", "mission-locking-legal-structure", "weight-security-level"),
    chosen("amazon", "coordinate-on-standards-and-pacing", "no-nondisparagement"),
    chosen("mistral", "emergency-response-plan", "public-statement-on-risk"),
    chosen("anthropic", "publish-alignment-plan", "lobbying-transparency", "right-to-warn"),
    chosen("deepseek", "staff-alignment-team", "third-party-evals", "know-your-customer"),
    chosen(
        "thinking-machines",
        "frontier-safety-framework",
        "external-researcher-access",
        "launch-stop-authority",
    ),
    chosen(
        "g42",
        "independent-audit-of-framework-adherence",
        "anonymous-internal-hotline",
        "economic-impact-reporting",
    ),
)
"""What is asked for in the golden drafts: nothing that the lab has in place."""

PRAISED: Final = (
    chosen("openai", "publish-safety-research"),
    chosen("anthropic", "no-nondisparagement"),
    chosen("meta", "bio-misuse-safeguards"),
    chosen("xai", "frontier-safety-framework"),
    chosen("openai", "model-spec-publication", "security-audits-bounty"),
    chosen("anthropic", "economic-impact-reporting", "empowered-independent-board"),
    chosen("thinking-machines", "third-party-evals", "staged-release"),
    chosen("microsoft", "military-use-policy", "independent-audit-of-framework-adherence"),
    chosen("anthropic", "anonymous-internal-hotline", "model-welfare-policy", "incident-reporting"),
    chosen("openai", "ai-control-for-internal-agents", "board-safety-committee", "right-to-warn"),
    chosen(
        "amazon",
        "info-sharing-between-labs",
        "if-then-pause-commitments",
        "system-cards-at-deployment",
    ),
    chosen(
        "google-deepmind",
        "publish-alignment-plan",
        "dangerous-capability-evals-predeployment",
        "public-statement-on-risk",
    ),
)
"""What is praised in the golden drafts."""


@cache
def asks() -> dict[str, dict[str, Any]]:
    """Return every shipped ask by its slug, with its topic."""
    found = read_catalogue(CATALOGUE_FOLDER).asks
    return {
        entry["slug"]: {**entry, "topic": topic}
        for topic, entries in found.items()
        for entry in entries
    }


@cache
def labs() -> dict[str, dict[str, Any]]:
    """Return every shipped lab by its slug."""
    return {slug: dict(lab) for slug, lab in read_catalogue(CATALOGUE_FOLDER).labs.items()}


@cache
def positions() -> dict[tuple[str, str], dict[str, Any]]:
    """Return every position that is shown, by lab and ask."""
    return {
        (slug, position["ask"]): dict(position)
        for slug, lab in labs().items()
        for position in lab["positions"]
        if position["shown"]
    }


def credited() -> list[tuple[str, str]]:
    """Return lab and ask of every position that earns a credit."""
    return [place for place, position in positions().items() if position.get("credit")]


def words_of(slug: str) -> dict[str, str]:
    """Return the sentences of an ask by `Part`."""
    words: dict[str, str] = asks()[slug]["words"]
    return words


def draft_ask(slug: str, lab: str = "") -> DraftAsk:
    """Return an ask as a draft to this lab of the catalogue needs it; without one, nothing is known."""
    position = positions().get((lab, slug))
    if position is None:
        return DraftAsk(words_of(slug))
    status = PositionStatus(position["status"])
    silent = status in {PositionStatus.NOT_PUBLIC, PositionStatus.IN_PLACE}
    lead = "" if silent else status.value
    return DraftAsk(words_of(slug), lead, position.get("credit") or "", position["url"])


def choices_of(
    some: Chosen,
    kind: DraftKind,
    register: Register = Register.WARM,
    length: Length = Length.MEDIUM,
    *,
    careful: bool = False,
) -> Choices:
    """Return what a person would have chosen."""
    name = labs()[some.lab]["short_name"] if some.lab else LAB
    drafted = tuple(draft_ask(slug, some.lab) for slug in some.slugs)
    return Choices(kind, register, length, name, drafted, careful)


def stage_of(kind: DraftKind) -> Stage:
    """Return the stage at which this is drafted."""
    return next(stage for stage, kinds in KINDS.items() if kind in kinds)


def singles(kind: DraftKind) -> list[Chosen]:
    """Return every ask alone; for a post, every position that can be praised."""
    if kind is DraftKind.POST:
        return [chosen(lab, slug) for lab, slug in credited()]
    return [chosen("", slug) for slug in asks()]


def golden_sets(kind: DraftKind) -> tuple[Chosen, ...]:
    """Return the sets of asks whose drafts are kept as files."""
    return PRAISED if kind is DraftKind.POST else ASKED


def each_way(some: Iterable[Chosen], kind: DraftKind) -> Iterator[tuple[Chosen, Choices]]:
    """Yield every register and length of each choice; a note both with and without the comparison."""
    for one in some:
        for register in Register:
            for length in Length:
                yield one, choices_of(one, kind, register, length)
                if kind is DraftKind.NOTE:
                    yield one, choices_of(one, kind, register, length, careful=True)


def sentences_by_part() -> Iterator[tuple[Part, dict[str, str]]]:
    """Yield each part with what it says for every ask."""
    for part in Part:
        yield part, {slug: words_of(slug)[part] for slug in asks()}

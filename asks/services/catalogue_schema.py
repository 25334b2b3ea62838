"""What stands in the catalogue files: the keys of each kind of entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.db.models import Model, TextChoices

from asks.kinds import Confidence, Effort, Outcome, PositionStatus, SurveyMatch, Verified
from asks.models import (
    Ask,
    AskText,
    Category,
    Lab,
    Position,
    PositionEvent,
    Precedent,
    Source,
    Survey,
    SurveySupport,
)
from asks.services.catalogue_levels import Levels
from asks.services.catalogue_shapes import (
    Entry,
    Flag,
    Key,
    Link,
    ListOf,
    MappingOf,
    OneOf,
    PartialDate,
    Slug,
    Text,
    Whole,
    WholeDate,
)
from asks.services.catalogue_words import CREDIT, WORDS


def _text(model: type[Model], name: str) -> Text:
    return Text(_length(model, name))


def _link(model: type[Model], name: str = "url") -> Link:
    return Link(_length(model, name))


def _length(model: type[Model], name: str) -> int:
    """The model's own limit, so that it has one home."""
    return int(getattr(model._meta.get_field(name), "max_length", None) or Text.most)


def _one_of(kinds: type[TextChoices], *but: TextChoices) -> OneOf:
    return OneOf({str(kind.value): kind for kind in kinds if kind not in but})


_SLUG: Final = Slug(_length(Ask, "slug"))
_YEAR: Final = Whole(1900, 2100)
_EFFORT: Final = OneOf({effort.name.lower(): effort for effort in Effort})
_COUNT: Final = Whole(0, 30_000)

CATEGORY: Final = MappingOf(
    {
        "slug": Key(_SLUG),
        "title": Key(_text(Category, "title")),
        "summary": Key(Text()),
    }
)
SURVEY: Final = MappingOf(
    {
        "slug": Key(_SLUG),
        "title": Key(_text(Survey, "title")),
        "publisher": Key(_text(Survey, "publisher")),
        "year": Key(_YEAR),
        "url": Key(_link(Survey)),
        "caveat": Key(Text()),
    }
)
SUPPORT: Final = MappingOf(
    {
        "survey": Key(_SLUG),
        "statement": Key(_text(SurveySupport, "statement")),
        "agree": Key(_COUNT),
        "disagree": Key(_COUNT),
        "n": Key(Whole(1, 30_000)),
        "match": Key(_one_of(SurveyMatch)),
        "note": Key(Text(), required=False),
    }
)
PRECEDENT: Final = MappingOf(
    {
        "who": Key(_text(Precedent, "who")),
        "date": Key(PartialDate()),
        "what": Key(Text()),
        "outcome": Key(_one_of(Outcome)),
        "publisher": Key(_text(Precedent, "publisher")),
        "url": Key(_link(Precedent)),
        "verified": Key(_one_of(Verified, Verified.SECONDARY, Verified.UNVERIFIED)),
    }
)
SOURCE: Final = MappingOf(
    {
        "title": Key(_text(Source, "title")),
        "publisher": Key(_text(Source, "publisher")),
        "year": Key(_YEAR),
        "url": Key(_link(Source)),
        "fact": Key(Text()),
        "verified": Key(_one_of(Verified, Verified.UNVERIFIED)),
    }
)
ASK: Final = MappingOf(
    {
        "slug": Key(_SLUG),
        "title": Key(_text(AskText, "title")),
        "short_name": Key(_text(AskText, "short_name")),
        "summary": Key(Text()),
        "why": Key(Text()),
        "done_when": Key(ListOf(Text(300), 2, 5)),
        # A list, as it is stored: anything else would differ from it and make a new version.
        "levels": Key(Levels(), required=False, default=[]),
        "effort": Key(_EFFORT),
        "effort_reason": Key(Text()),
        "how_to_say": Key(Text()),
        "words": Key(WORDS, required=False, default={}),
        "counter": Key(Text()),
        "reply": Key(Text()),
        "legal_floor": Key(Text(), required=False),
        "alternate_phrasings": Key(ListOf(Text(120), 5, 10)),
        "support": Key(ListOf(SUPPORT, 1, 10), required=False, default=()),
        "precedents": Key(ListOf(PRECEDENT, 1, 20), required=False, default=()),
        "sources": Key(ListOf(SOURCE, 1, 20)),
        "related": Key(ListOf(_SLUG, 1, 5)),
        "curator_note": Key(Text(4000), required=False),
    }
)
EVENT: Final = MappingOf(
    {
        "date": Key(PartialDate()),
        "fact": Key(Text()),
        "publisher": Key(_text(PositionEvent, "publisher")),
        "url": Key(_link(PositionEvent)),
    }
)
POSITION: Final = MappingOf(
    {
        "ask": Key(_SLUG),
        "status": Key(_one_of(PositionStatus)),
        "since": Key(PartialDate(), required=False),
        "fact": Key(Text()),
        "credit": Key(CREDIT, required=False),
        "publisher": Key(_text(Position, "publisher")),
        "url": Key(_link(Position)),
        "verified": Key(_one_of(Verified)),
        "confidence": Key(_one_of(Confidence)),
        "read_via_summary": Key(Flag(), required=False, default=False),
        "checked": Key(WholeDate(), required=False, default=None),
        "shown": Key(Flag(), required=False, default=True),
        "withheld": Key(Text(), required=False),
        "history": Key(ListOf(EVENT, 1, 20), required=False, default=()),
    }
)
LEGAL_FORM: Final = MappingOf(
    {
        "summary": Key(Text()),
        "url": Key(_link(Lab, "legal_form_url")),
        "publisher": Key(_text(Lab, "legal_form_publisher")),
    }
)
FRAMEWORK: Final = MappingOf(
    {
        "name": Key(_text(Lab, "framework_name")),
        "version": Key(_text(Lab, "framework_version"), required=False),
        "date": Key(PartialDate(), required=False),
        "url": Key(_link(Lab, "framework_url")),
    }
)
LAB: Final = MappingOf(
    {
        "slug": Key(_SLUG),
        "name": Key(_text(Lab, "name")),
        "short_name": Key(_text(Lab, "short_name")),
        "owner": Key(_text(Lab, "owner"), required=False),
        "website": Key(_link(Lab, "website")),
        "description": Key(Text()),
        "legal_form": Key(LEGAL_FORM, required=False, default=None),
        "framework": Key(FRAMEWORK, required=False, default=None),
        "checked": Key(WholeDate()),
        "positions": Key(ListOf(POSITION)),
        "curator_note": Key(Text(4000), required=False),
    }
)


@dataclass
class Catalogue:
    """Everything that the files say, with defaults in place of what was left out."""

    categories: list[Entry] = field(default_factory=list)
    surveys: list[Entry] = field(default_factory=list)
    asks: dict[str, list[Entry]] = field(default_factory=dict)
    """Asks by the slug of their category."""
    labs: dict[str, Entry] = field(default_factory=dict)
    """Labs by the name of their file."""

"""The rows of the catalogue as the API gives them, with the columns of the data files under the same names."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from asks.api_shapes import Columns, Page
from asks.kinds import (
    Confidence,
    Effort,
    FocusReason,
    Outcome,
    PositionStatus,
    Stance,
    SurveyMatch,
    Verified,
)

# Written out where they stand: a reader of the document then sees the words, and no reference to follow.
StatusWord = Annotated[
    PositionStatus, WithJsonSchema({"type": "string", "enum": PositionStatus.values})
]
VerifiedWord = Annotated[Verified, WithJsonSchema({"type": "string", "enum": Verified.values})]
ConfidenceWord = Annotated[
    Confidence, WithJsonSchema({"type": "string", "enum": Confidence.values})
]
ReasonWord = Annotated[FocusReason, WithJsonSchema({"type": "string", "enum": FocusReason.values})]
StanceWord = Annotated[Stance, WithJsonSchema({"type": "string", "enum": Stance.values})]
OutcomeWord = Annotated[Outcome, WithJsonSchema({"type": "string", "enum": Outcome.values})]
MatchWord = Annotated[SurveyMatch, WithJsonSchema({"type": "string", "enum": SurveyMatch.values})]
EffortNumber = Annotated[Effort, WithJsonSchema({"type": "integer", "enum": Effort.values})]


class AskRow(BaseModel):
    """A concrete practice that people can ask a lab for, in its present wording."""

    ask: str = Field(description="The ask's name in addresses.")
    title: str = Field(description="Its title.")
    short_name: str = Field(description="A shorter name for tables.")
    topic: str = Field(description="What it is about.")
    topic_slug: str = Field(description="The topic's name in addresses.")
    effort: EffortNumber = Field(
        description="How much it takes of a lab: 1 for little, 3 for much."
    )
    summary: str = Field(description="What the lab would do.")
    why: str = Field(description="Why it matters.")
    done_when: list[str] = Field(description="What an outsider can check.")
    version: int = Field(description="Number of the wording.")
    version_made_on: dt.date = Field(description="When that wording was made.")
    retired: bool = Field(description="Whether it can no longer be raised.")
    successor: str | None = Field(description="The ask to look at instead.")
    in_focus: bool = Field(description="Whether it is in the focus list for every lab.")


ASK_COLUMNS: Columns = {
    "ask": "slug",
    "title": "text__title",
    "short_name": "text__short_name",
    "topic": "category__title",
    "topic_slug": "category__slug",
    "effort": "effort",
    "summary": "text__summary",
    "why": "text__why",
    "done_when": "text__done_when",
    "version": "text__number",
    "version_made_on": "text__made_on",
    "retired": "retired",
    "successor": "successor__slug",
    "in_focus": "in_focus",
}


class SourceRow(BaseModel):
    """A document that bears on an ask."""

    title: str = Field(description="Title of the document.")
    publisher: str = Field(description="Who published it.")
    year: int = Field(description="When.")
    url: str = Field(description="Where it is.")
    fact: str = Field(description="What it says that matters here, in our words.")
    verified: VerifiedWord = Field(description="How close the check came to the document itself.")


class PrecedentRow(BaseModel):
    """Something an organisation did, or undid, about an ask."""

    who: str = Field(description="Who did it.")
    date: str = Field(description="When: YYYY, YYYY-MM or YYYY-MM-DD.")
    what: str = Field(description="What was done, in our words.")
    outcome: OutcomeWord = Field(description="Whether it held.")
    publisher: str = Field(description="Who published the source.")
    url: str = Field(description="Where the source is.")
    verified: VerifiedWord = Field(description="How close the check came to the source itself.")


class SupportRow(BaseModel):
    """How many experts agreed with a statement that matches an ask."""

    survey: str = Field(description="Title of the survey.")
    url: str = Field(description="Where the survey is.")
    year: int = Field(description="When it was held.")
    caveat: str = Field(description="What to bear in mind when reading it.")
    statement: str = Field(description="What people were asked.")
    agree: int = Field(description="How many agreed.")
    disagree: int = Field(description="How many disagreed.")
    n: int = Field(description="How many answered.")
    match: MatchWord = Field(
        description="Whether the statement is the ask itself or a related one."
    )


class AnswerRow(BaseModel):
    """What a lab itself says about an ask; it stands beside our evidence and changes nothing in it."""

    lab: str = Field(description="The lab.")
    ask: str = Field(description="The ask.")
    stance: StanceWord = Field(description="What the lab says of it.")
    planned_by: str = Field(description="By when, where it is planned; else empty.")
    answered_on: dt.date = Field(description="When the lab said so.")
    url: str = Field(description="Where the lab says more.")
    contested: str = Field(description="Why curators doubt it; empty where they do not.")


class AskDetail(AskRow):
    """An ask with everything that bears on it. How to put it into words is on its page, which says when to."""

    effort_reason: str = Field(description="What the effort consists of.")
    counter: str = Field(description="The best argument against it.")
    reply: str = Field(description="What can be said to that.")
    legal_floor: str = Field(
        description="What the law demands already; empty where nothing is known."
    )
    alternate_phrasings: list[str] = Field(description="Other words that people search by.")
    related: list[str] = Field(description="Names of related asks.")
    sources: list[SourceRow] = Field(description="Documents that bear on it.")
    precedents: list[PrecedentRow] = Field(description="Who did it, or undid it, before.")
    support: list[SupportRow] = Field(description="What experts said in surveys.")
    answers: list[AnswerRow] = Field(description="What labs themselves say about it.")


ASK_DETAIL_COLUMNS: Columns = {
    **ASK_COLUMNS,
    "effort_reason": "text__effort_reason",
    "counter": "text__counter",
    "reply": "text__reply",
    "legal_floor": "text__legal_floor",
    "alternate_phrasings": "text__alternate_phrasings",
    "related": "related_list",
    "sources": "source_list",
    "precedents": "precedent_list",
    "support": "support_list",
    "answers": "answer_list",
}


class LabRow(BaseModel):
    """A lab of the catalogue."""

    lab: str = Field(description="The lab's name in addresses.")
    name: str = Field(description="Its name.")
    short_name: str = Field(description="A shorter name for tables.")
    owner: str = Field(description="Who owns it; empty where it stands alone.")
    website: str = Field(description="Its own website.")
    description: str = Field(description="What it is, in a sentence.")
    legal_form: str = Field(description="Its legal form; empty where nothing was found.")
    legal_form_url: str = Field(description="Source of the legal form.")
    framework_name: str = Field(description="What it calls its rules for dangerous capabilities.")
    framework_version: str = Field(description="Their version.")
    framework_date: str = Field(description="Their date: YYYY, YYYY-MM or YYYY-MM-DD.")
    framework_url: str = Field(description="Where they are.")
    checked: dt.date = Field(description="When these facts were last checked.")
    positions: dict[str, int] = Field(
        description="How many asks it has in each position. No position only means that nothing was found."
    )


LAB_COLUMNS: Columns = {
    "lab": "slug",
    **{
        name: name
        for name in (
            "name",
            "short_name",
            "owner",
            "website",
            "description",
            "legal_form",
            "legal_form_url",
            "framework_name",
            "framework_version",
            "framework_date",
            "framework_url",
            "checked",
        )
    },
    "positions": "statuses",
}


class LabDetail(LabRow):
    """A lab, with what it says itself."""

    answers: list[AnswerRow] = Field(description="What the lab itself says about asks.")


class EventRow(BaseModel):
    """An earlier event of a position."""

    date: str = Field(description="When: YYYY, YYYY-MM or YYYY-MM-DD; empty where undated.")
    status: StatusWord | None = Field(description="The position until then, where it was another.")
    fact: str = Field(description="What happened, in our words.")
    publisher: str = Field(description="Who published the source.")
    url: str = Field(description="Where the source is.")


class PositionRow(BaseModel):
    """What a lab does in public about an ask."""

    lab: str = Field(description="The lab.")
    ask: str = Field(description="The ask.")
    status: StatusWord = Field(description="What the lab does in public.")
    since: str = Field(description="Since when: YYYY, YYYY-MM or YYYY-MM-DD; empty where undated.")
    fact: str = Field(description="What is known, in our words.")
    publisher: str = Field(description="Who published the source.")
    url: str = Field(description="Where the source is.")
    verified: VerifiedWord = Field(description="How close the check came to the source itself.")
    confidence: ConfidenceWord = Field(description="How strong the evidence is.")
    read_via_summary: bool = Field(description="Whether only a summary of the source was read.")
    checked: dt.date | None = Field(
        description="When it was last checked, where that is written down."
    )
    history: list[EventRow] = Field(description="Earlier events, the newest first.")


POSITION_COLUMNS: Columns = {
    "lab": "lab__slug",
    "ask": "ask__slug",
    **{
        name: name
        for name in (
            "status",
            "since",
            "fact",
            "publisher",
            "url",
            "verified",
            "confidence",
            "read_via_summary",
            "checked",
        )
    },
    "history": "events",
}


class FocusRow(BaseModel):
    """An ask in focus, with every factor that put it there."""

    lab: str | None = Field(
        description="The lab whose list it is; null for the list for every lab."
    )
    ask: str = Field(description="The ask.")
    rank: int = Field(description="Place in the list by score, from 1.")
    gap: float = Field(
        description="How far labs, or this lab, are from doing it: 0 in place, 1 far."
    )
    feasibility: float = Field(description="How easy it is for a lab.")
    demand: float = Field(description="How many ask for it or agree with it, as a share.")
    score: float = Field(description="gap x feasibility x (1 + demand).")
    reason: ReasonWord = Field(description="Its score, the rule that an ask stays, or a curator.")
    since_window: str = Field(description="The window since which it is in the list.")
    since_run: int = Field(description="The run of the list that put it there.")


FOCUS_COLUMNS: Columns = {
    "lab": "lab__slug",
    "ask": "ask__slug",
    **{name: name for name in FocusRow.model_fields if name not in {"lab", "ask"}},
}


class AskPage(Page[AskRow]):
    """One page of asks."""


class LabPage(Page[LabRow]):
    """One page of labs."""


class PositionPage(Page[PositionRow]):
    """One page of positions."""


class FocusPage(Page[FocusRow]):
    """One page of focus lists."""

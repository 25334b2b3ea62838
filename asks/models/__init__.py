"""Tables of the catalogue. All public knowledge: nothing here is about a person who comes here."""

from asks.models.answer import LabAnswer, Spokesperson
from asks.models.ask import Ask, AskText, Category, Precedent, Source, Survey, SurveySupport
from asks.models.curation import Alias, CurationAction, Motion
from asks.models.focus import FocusEntry, FocusRuling, FocusRun
from asks.models.lab import Lab, Position, PositionEvent
from asks.models.proposal import Proposal

__all__ = [
    "Alias",
    "Ask",
    "AskText",
    "Category",
    "CurationAction",
    "FocusEntry",
    "FocusRuling",
    "FocusRun",
    "Lab",
    "LabAnswer",
    "Motion",
    "Position",
    "PositionEvent",
    "Precedent",
    "Proposal",
    "Source",
    "Spokesperson",
    "Survey",
    "SurveySupport",
]

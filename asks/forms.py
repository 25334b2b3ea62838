"""What a person may filter and order by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asks.candidates import AskFilter
from asks.dossiers import LabRow
from asks.facets import NOTHING_FOUND, Facets
from asks.kinds import Effort, Order, PositionStatus

MOST_SIGNS = 100
# In the order of the page.
FILTERS = ("q", "topic", "lab", "position", "effort", "focus", "order")

POSITIONS = [*PositionStatus.choices, (NOTHING_FOUND, gettext_lazy("Nothing found"))]
_EFFORT_WORDS = {
    Effort.LOW: gettext_lazy("Low"),
    Effort.MEDIUM: gettext_lazy("Medium"),
    Effort.HIGH: gettext_lazy("High"),
}


# A value, its words, and how many asks it would leave, where that is worth saying.
Option = tuple[str, Any, int | None]


@dataclass(frozen=True)
class FilterSelect:
    """One select of the filters, ready to be written out."""

    name: str
    label: str
    typed: str
    errors: Sequence[str]
    options: Sequence[Option]
    catalogue: bool
    """Whether the options are words of the catalogue, which stay English on every page."""

    @cached_property
    def written(self) -> SafeString:
        """The options, each on a line, written once for both forms: too many for the nodes of a template."""
        return mark_safe("".join(map(self._line, self.options)))  # noqa: S308 (each piece is escaped)

    def _line(self, option: Option) -> str:
        value, label, count = option
        chosen = " selected" if value == self.typed else ""
        language = ' lang="en"' if self.catalogue and value else ""
        words = escape(str(label)) if count is None else f"{escape(str(label))} ({count})"
        return f'<option value="{escape(value)}"{chosen}{language}>{words}</option>\n'


@dataclass(frozen=True)
class FilterOn:
    """A filter that is on, in the words that stand above the results."""

    words: str
    catalogue: bool = False
    """Whether they are words of the catalogue."""


@dataclass(frozen=True)
class FilterChoices:
    """What the catalogue holds to choose from, as pairs of slug and name."""

    topics: Sequence[tuple[str, str]]
    labs: Sequence[tuple[str, str]]


def offer(form: forms.Form, name: str, none: Any, choices: Sequence[tuple[str, str]]) -> None:
    """Give a select its options: first `none`, for no choice."""
    cast(forms.ChoiceField, form.fields[name]).choices = [("", none), *choices]


class AskFilterForm(forms.Form):
    """The filters of the list of asks. It lives in the address: nothing is remembered."""

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=MOST_SIGNS,
        error_messages={
            "max_length": gettext_lazy("Search for at most %(limit_value)d signs."),
            "null_characters_not_allowed": gettext_lazy(
                "Your search holds a sign that cannot be typed. Type it again."
            ),
        },
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "There is no topic “%(value)s”. Choose one from the list."
            )
        },
    )
    lab = forms.ChoiceField(
        label=gettext_lazy("Lab"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("There is no lab “%(value)s”. Choose one from the list.")
        },
    )
    position = forms.ChoiceField(
        label=gettext_lazy("Its position"),
        required=False,
        choices=[("", gettext_lazy("Any position")), *POSITIONS],
        error_messages={
            "invalid_choice": gettext_lazy(
                "There is no position “%(value)s”. Choose one from the list."
            )
        },
    )
    effort = forms.MultipleChoiceField(
        label=gettext_lazy("Effort for the lab"),
        required=False,
        choices=[(effort.name.lower(), words) for effort, words in _EFFORT_WORDS.items()],
        error_messages={
            "invalid_choice": gettext_lazy(
                "There is no effort “%(value)s”. Tick low, medium or high."
            )
        },
    )
    focus = forms.ChoiceField(
        label=gettext_lazy("In focus only"),
        required=False,
        choices=[("1", gettext_lazy("In focus only"))],
        error_messages={
            "invalid_choice": gettext_lazy(
                "“%(value)s” says nothing about focus. Tick the box or leave it."
            )
        },
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=Order.choices,
        error_messages={
            "invalid_choice": gettext_lazy(
                "There is no order “%(value)s”. Choose one from the list."
            )
        },
    )

    data: QueryDict

    def __init__(self, data: QueryDict, choices: FilterChoices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        offer(self, "topic", gettext_lazy("All topics"), choices.topics)
        offer(self, "lab", gettext_lazy("Any lab"), choices.labs)
        self.names: dict[str, dict[str, Any]] = {
            "topic": dict(choices.topics),
            "lab": dict(choices.labs),
            "position": dict(POSITIONS),
        }

    def chosen(self) -> AskFilter:
        """Return the filter that a valid form describes."""
        values = self.cleaned_data
        position = values["position"]
        nothing_found = position == NOTHING_FOUND
        return AskFilter(
            words=values["q"],
            topic=values["topic"],
            lab=values["lab"],
            position=PositionStatus(position) if position and not nothing_found else None,
            nothing_found=nothing_found,
            efforts=tuple(Effort[word.upper()] for word in values["effort"]),
            focus=bool(values["focus"]),
            order=Order(values["order"]) if values["order"] else self.usual_order(),
        )

    def usual_order(self) -> Order:
        """Return the order when none is chosen: the best match first when there are words to match."""
        return Order.MATCH if self.data.get("q", "").strip() else Order.FOCUS

    def selects(self, facets: Facets) -> list[FilterSelect]:
        """Return the selects, each option of a facet with how many asks it would leave.

        Django's own widgets are not asked: they cost more than the rest of the page.
        """
        names = ("lab", "position", "topic")
        return [self._select(name, facets.get(name)) for name in names]

    def order_select(self) -> FilterSelect:
        """Return the select of the order; the usual one is empty, so that it follows the search."""
        usual = self.usual_order()
        others = [order for order in Order if order not in (usual, Order.MATCH)]
        options = [("", usual.label), *((order.value, order.label) for order in others)]
        return self._select("order", None, options)

    def efforts(self, facets: Facets) -> list[Option]:
        """Return the boxes of effort with how many asks each would leave."""
        counts = facets.get("effort")
        return [
            (effort.name.lower(), words, _count(counts, effort.name.lower()))
            for effort, words in _EFFORT_WORDS.items()
        ]

    def _select(
        self, name: str, counts: Mapping[str, int] | None, choices: Sequence[tuple[str, Any]] = ()
    ) -> FilterSelect:
        field = cast(forms.ChoiceField, self.fields[name])
        known = choices or cast("Sequence[tuple[str, Any]]", field.choices)
        return FilterSelect(
            name=name,
            label=str(field.label),
            typed=self.data.get(name, ""),
            errors=[str(error) for error in self.errors.get(name, [])],
            options=[
                (value, label, _count(counts, value) if value else None) for value, label in known
            ],
            catalogue=name == "topic",
        )

    def query(self, *, without: str = "") -> str:
        """Return a valid form as the query of an address, `without` one of its filters."""
        kept = {
            name: self.cleaned_data[name]
            for name in FILTERS
            if name != without and self.cleaned_data[name]
        }
        return urlencode(kept, doseq=True)

    def in_words(self) -> list[FilterOn]:
        """Return what is on, in words, as the page repeats it above the results."""
        values = self.cleaned_data
        on = [FilterOn(_("“%(words)s”") % {"words": values["q"]})] if values["q"] else []
        on += [
            FilterOn(str(names[values[key]]), catalogue=key == "topic")
            for key, names in self.names.items()
            if values[key]
        ]
        on += [FilterOn(str(Effort[word.upper()].label)) for word in values["effort"]]
        if values["focus"]:
            on.append(FilterOn(_("In focus")))
        return on


def _count(counts: Mapping[str, int] | None, option: str) -> int | None:
    """Return how many asks an option would leave, or None where that was not counted."""
    return None if counts is None else counts.get(option, 0)


class LabForm(forms.Form):
    """The choice of a lab, from any page that asks which lab made the offer."""

    lab = forms.ChoiceField(
        label=gettext_lazy("Lab"),
        error_messages={
            "invalid_choice": gettext_lazy("There is no lab “%(value)s”. Choose one from the list.")
        },
    )

    def __init__(self, data: QueryDict | None, labs: Sequence[LabRow]) -> None:
        super().__init__(data)
        offer(self, "lab", gettext_lazy("Choose a lab"), [(lab.slug, lab.name) for lab in labs])

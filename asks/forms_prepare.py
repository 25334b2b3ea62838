"""What a person chooses for a draft: a lab, up to three asks, and how it should sound. Nothing is typed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext as _

from asks.ask_select import IN_FOCUS_HERE, IN_FOCUS_NOW, AskSelect
from asks.composer.draft import Choices
from asks.composer.parts import KINDS, DraftKind, Length, Register, Stage
from asks.drafting import AskFacts, ComposerFacts, Held, LabFacts
from asks.prepare_fields import (
    AS_TEXT,
    CAREFUL,
    DRAFT,
    IN_FOCUS,
    KIND_WORDS,
    LENGTH_WORDS,
    PRAISE_LABELS,
    REGISTER_WORDS,
    SLOT_LABELS,
    SLOTS,
    AskField,
    names_too_many,
    typed_text,
)


@dataclass(frozen=True)
class Slot:
    """One place of the picker, and what is known of the ask in it."""

    number: int
    field: forms.BoundField
    ask: AskFacts | None = None
    held: Held | None = None
    in_focus: bool = False


class PrepareForm(forms.Form):
    """The choices of one stage."""

    def __init__(self, data: QueryDict, facts: ComposerFacts) -> None:
        self.facts = facts
        self.lab = facts.labs.get(data.get("lab", ""))
        data = self._with_focus(data)
        self.carried = [slug for slot in SLOTS if (slug := data.get(f"ask_{slot}"))]
        self.typed_text = typed_text(data)
        self.too_many = names_too_many(data)
        bound = self._is_judged(data)
        super().__init__(data if bound else None, initial=data.dict(), label_suffix="")
        self._add_lab()
        for slot in SLOTS:
            self._add_ask(slot)
        self._add_manner()

    def _with_focus(self, data: QueryDict) -> QueryDict:
        """Put what is in focus at the lab into the places, if that button was pressed."""
        taken = self.facts.take_at(self.lab) if self.lab else []
        if data.get(DRAFT) != IN_FOCUS or not taken:
            return data
        data = data.copy()
        for slot, slug in zip_longest(SLOTS, taken, fillvalue=""):
            data[f"ask_{slot}"] = slug
        return data

    @property
    def can_take_focus(self) -> bool:
        """Whether one press spares several choices: two asks at least, that are not chosen already."""
        taken = self.facts.take_at(self.lab) if self.lab else []
        return len(taken) > 1 and set(taken) != set(self.carried)

    def _is_judged(self, data: QueryDict) -> bool:
        """Return whether what was sent gets an answer, or is only carried over from another page."""
        lost = bool(data.get("lab")) and self.lab is None
        lost = lost or any(not self._can_stand(slug) for slug in self.carried)
        if lost or self.typed_text or self.too_many:
            return True
        # Without scripts, nobody sees what can be praised before the lab is known.
        praise = self.facts.stage is Stage.ACCEPTING and self.lab is not None
        return DRAFT in data and not (praise and not self.carried)

    def _can_stand(self, slug: str) -> bool:
        chosen = self.lab is None or self.facts.can_choose(self.lab, slug)
        return slug in self.facts.asks and chosen

    def _add_lab(self) -> None:
        labs = [(lab.slug, lab.name) for lab in self.facts.labs.values()]
        self.fields["lab"] = forms.ChoiceField(
            label=_("Lab"),
            choices=[("", _("Choose a lab")), *labs],
            error_messages={
                "required": _("Choose the lab that made you the offer."),
                "invalid_choice": _("There is no such lab here. Choose one from the list."),
            },
        )

    def _add_ask(self, slot: int) -> None:
        first = slot == 1
        widget = AskSelect()
        widget.greyed = frozenset(slug for slug in self.facts.asks if not self._can_stand(slug))
        praising = self.facts.stage is Stage.ACCEPTING
        field = AskField(
            label=(PRAISE_LABELS if praising else SLOT_LABELS)[slot],
            required=first,
            choices=[("", self._nothing_chosen() if first else _("None")), *self._groups()],
            widget=widget,
            help_text=self._hint() if first else "",
            error_messages={
                "required": self._ask_missing(),
                "invalid_choice": _("There is no such ask here. Choose one from the list."),
            },
        )
        field.known = self.facts.asks.keys()
        self.fields[f"ask_{slot}"] = field

    def _nothing_chosen(self) -> str:
        praising = self.facts.stage is Stage.ACCEPTING
        return _("Choose a practice") if praising else _("Choose an ask")

    def _ask_missing(self) -> str:
        if self.facts.stage is Stage.ACCEPTING:
            return _("Choose one thing that the lab has in place.")
        return _("Choose the ask that matters most to you.")

    def _hint(self) -> str:
        """Say why the list of what can be praised is empty, where it is."""
        if self.facts.stage is not Stage.ACCEPTING or self._groups():
            return ""
        if self.lab is None:
            return _("Choose the lab first. Then the list holds what it has in place.")
        words = _("We know of nothing that %(lab)s has in place, with evidence of the last year.")
        return escape(words % {"lab": self.lab.name})

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the options: first those in focus, then the others by topic."""
        asks = self.facts.asks
        reasons = self.lab.reasons if self.lab else {}
        focus = [asks[slug] for slug in reasons] or [ask for ask in asks.values() if ask.in_focus]
        groups: dict[str, list[tuple[str, str]]] = {}
        if self.facts.stage is not Stage.ACCEPTING and focus:
            title = str(IN_FOCUS_HERE if reasons else IN_FOCUS_NOW)
            groups[title] = [(ask.slug, self._name(ask)) for ask in focus]
        led = set() if self.facts.stage is Stage.ACCEPTING else {ask.slug for ask in focus}
        for ask in asks.values():
            if ask.slug not in led and not self._is_hidden(ask):
                groups.setdefault(ask.topic, []).append((ask.slug, self._name(ask)))
        return list(groups.items())

    def _is_hidden(self, ask: AskFacts) -> bool:
        """Leave out what cannot be praised; what somebody chose before stays in sight."""
        praised = self.facts.can_choose(self.lab, ask.slug)
        return self.facts.stage is Stage.ACCEPTING and not praised and ask.slug not in self.carried

    def _name(self, ask: AskFacts) -> str:
        if self._can_stand(ask.slug):
            return ask.name
        if self.facts.stage is Stage.ACCEPTING:
            return _("%(ask)s (not found in place)") % {"ask": ask.name}
        return _("%(ask)s (in place)") % {"ask": ask.name}

    def _add_manner(self) -> None:
        kinds = KINDS[self.facts.stage]
        self._add_radio("kind", _("Write it as"), [(kind, KIND_WORDS[kind]) for kind in kinds])
        self._add_radio("register", _("Tone"), list(REGISTER_WORDS.items()))
        self._add_radio("length", _("Length"), list(LENGTH_WORDS.items()))
        if self.facts.stage is Stage.DECLINING:
            self.fields[CAREFUL] = forms.BooleanField(
                label=_("I chose a more careful employer, and the note should say so"),
                required=False,
            )

    def _add_radio(self, name: str, label: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            initial=choices[0][0],
            required=False,
            widget=forms.RadioSelect,
            error_messages={
                "invalid_choice": _("This is not on the list. Choose one that is."),
            },
        )
        self.initial.setdefault(name, choices[0][0])

    def focus_reasons(self) -> list[tuple[str, str]]:
        """Return name and reason of each ask in focus at the chosen lab."""
        reasons = self.lab.reasons if self.lab else {}
        return [(self.facts.asks[slug].name, reason) for slug, reason in reasons.items()]

    def slots(self) -> list[Slot]:
        """Return each slot with what is known of the ask that it shows, chosen or carried over."""
        return [self._slot(number) for number in SLOTS]

    def _slot(self, number: int) -> Slot:
        field = self[f"ask_{number}"]
        ask = self.facts.asks.get(str(field.value() or ""))
        if ask is None:
            return Slot(number, field)
        held = self.lab.held.get(ask.slug) if self.lab else None
        here = self.lab is not None and ask.slug in self.lab.reasons
        return Slot(number, field, ask, held, here or ask.in_focus)

    def clean(self) -> dict[str, Any]:
        """Refuse a fourth ask, an ask named twice, and one for which there is nothing to say there."""
        self._refuse_more_than_three()
        self._refuse_typed_text()
        seen: set[str] = set()
        for slot in SLOTS:
            slug = self.cleaned_data.get(f"ask_{slot}")
            if not slug:
                continue
            if slug in seen:
                self.add_error(
                    f"ask_{slot}", _("You chose this ask above. Choose another or none.")
                )
            elif self.lab and not self.facts.can_choose(self.lab, slug):
                self.add_error(f"ask_{slot}", self._nothing_to_say(self.lab, slug))
            seen.add(slug)
        return self.cleaned_data

    def _nothing_to_say(self, lab: LabFacts, slug: str) -> str:
        words = {"lab": lab.name}
        if self.facts.stage is Stage.ACCEPTING:
            return (
                _(
                    "We know of nothing that %(lab)s has in place here, with evidence of the last year."
                    " Choose something that can be checked."
                )
                % words
            )
        held = lab.held[slug]
        words |= {"publisher": held.evidence.publisher, "date": held.evidence.date}
        if not held.praised:
            return (
                _(
                    "%(lab)s has this in place already, says %(publisher)s (%(date)s). Choose another"
                    " ask."
                )
                % words
            )
        return (
            _(
                "%(lab)s has this in place already, says %(publisher)s (%(date)s). Choose another ask;"
                " if you join, you can praise this one."
            )
            % words
        )

    def _refuse_more_than_three(self) -> None:
        """The page has three slots; a request made otherwise is told the rule instead of being cut."""
        if self.too_many:
            self.add_error(
                None,
                _(
                    "Three asks at most: each one more makes the others weaker, and labs can work on"
                    " few things at a time. Keep the three that matter most."
                ),
            )

    def _refuse_typed_text(self) -> None:
        if self.typed_text:
            self.add_error(
                None,
                _(
                    "This page takes no text of yours, so that none can be kept. What was sent stands"
                    " below, for you to copy; add it to the draft on your own device."
                ),
            )

    @property
    def as_text(self) -> bool:
        """Whether the draft is wanted as a file."""
        return bool(self.data.get(DRAFT) == AS_TEXT)

    def choices(self) -> Choices:
        """Return what was chosen, as the composer wants it. Only after the form was found valid."""
        lab = self.facts.labs[self.cleaned_data["lab"]]
        slugs = [self.cleaned_data[f"ask_{slot}"] for slot in SLOTS]
        return Choices(
            kind=DraftKind(self.cleaned_data["kind"] or KINDS[self.facts.stage][0]),
            register=Register(self.cleaned_data["register"] or Register.WARM),
            length=Length(self.cleaned_data["length"] or Length.MEDIUM),
            lab=lab.name,
            asks=tuple(self.facts.draft_ask(lab, slug) for slug in slugs if slug),
            careful=self.cleaned_data.get(CAREFUL, False),
        )

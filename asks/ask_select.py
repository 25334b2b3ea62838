"""A choice of asks in any form: it says which of its words are the catalogue's, and so English."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

IN_FOCUS_NOW: Final = gettext_lazy("In focus now")
IN_FOCUS_HERE: Final = gettext_lazy("In focus at this lab")


class AskSelect(forms.Select):
    """A choice of asks, by topic or in one list, of which some may be shown and cannot be chosen.

    The names of asks and topics are those of the catalogue, which is English on every page.
    """

    greyed: frozenset[str] = frozenset()
    by_topic: bool = True
    """Whether groups bear the names of topics; but for those in focus, whose words are ours."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say in which language an ask is named, and disable the greyed ones."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = "en"
        if str(value) in self.greyed:
            option["attrs"]["disabled"] = True
        return option

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the select; Django's own template has no place for the language of a group."""
        context = self.get_context(name, value, attrs)
        return render_to_string("asks/_ask_select.html", {**context, "topics": self._topics()})

    def _topics(self) -> set[str]:
        ours = {str(IN_FOCUS_NOW), str(IN_FOCUS_HERE)}
        groups = {str(label) for label, among in self.choices if isinstance(among, list | tuple)}
        return groups - ours if self.by_topic else set()

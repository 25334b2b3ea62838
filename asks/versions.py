"""The versions of an ask's text, and what changed from each to the next."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from asks.models import Ask, AskText
from asks.querysets import AskQuerySet
from asks.text_diff import Change, Piece, diff_words
from asks.text_parts import PARTS, part_as_lines

VERSIONS_ON_A_PAGE = 5  # Two whole texts can stand in one comparison.


@dataclass(frozen=True)
class ChangedPart:
    """One part of the text that differs, line by line where it is a list."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Version:
    """One version; without changes where it is the first."""

    text: AskText
    changes: tuple[ChangedPart, ...]


@dataclass(frozen=True)
class History:
    """The versions of one ask, newest first, a page at a time."""

    ask: Ask
    page: Page[AskText]
    versions: tuple[Version, ...]


def ask_history(slug: str, page: str = "") -> History:
    """Return the versions of an ask; raises Ask.DoesNotExist."""
    ask = _asks().get(slug=slug)
    texts = AskText.objects.filter(ask=ask).order_by("-number")
    shown = Paginator(texts, VERSIONS_ON_A_PAGE).get_page(page)
    # One more than the page shows: the last one is compared with it.
    listed = list(texts[shown.start_index() - 1 : shown.end_index() + 1])
    olders = [*listed[1:], None]
    pairs = list(zip(listed, olders, strict=True))[:VERSIONS_ON_A_PAGE]
    return History(ask, shown, tuple(Version(text, changes(older, text)) for text, older in pairs))


def ask_version(slug: str, number: int) -> tuple[Ask, AskText]:
    """Return an ask and one version of its text; raises Ask.DoesNotExist or AskText.DoesNotExist."""
    ask = _asks().get(slug=slug)
    return ask, AskText.objects.get(ask=ask, number=number)


def changes(older: AskText | None, newer: AskText) -> tuple[ChangedPart, ...]:
    """Return the parts that differ between two versions; nothing where there is no older one."""
    if older is None:
        return ()
    found = []
    for name, words in PARTS.items():
        before, after = (
            "\n".join(part_as_lines(name, getattr(text, name))) for text in (older, newer)
        )
        if before != after:
            found.append(ChangedPart(str(words), diff_words(before, after)))
    if older.words != newer.words:
        # The words to say to a lab stand behind the offer gate; that they changed is no secret.
        told = _("Changed. They are shown where a draft is made.")
        found.append(ChangedPart(_("Sentences for drafts"), (Piece(Change.SAME, told),)))
    return tuple(found)


def _asks() -> AskQuerySet:
    return Ask.objects.filter(text__isnull=False).with_text().defer("search")

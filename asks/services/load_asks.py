"""Loading asks: a changed text becomes a new version; what hangs on an ask is replaced whole."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db.models import Model

from asks.kinds import Origin
from asks.models import Ask, AskText, Category, Precedent, Source, Survey, SurveySupport
from asks.services.catalogue_schema import Catalogue
from asks.services.catalogue_shapes import Entry
from asks.services.load_report import LoadReport, digest
from asks.services.search_index import refresh_search

TEXT_FIELDS: Final = (
    "title",
    "short_name",
    "summary",
    "why",
    "done_when",
    "effort_reason",
    "how_to_say",
    "words",
    "counter",
    "reply",
    "legal_floor",
    "levels",
    "alternate_phrasings",
)
_Pairs = list[tuple[Ask, Entry]]


def load_asks(
    catalogue: Catalogue, today: datetime.date, report: LoadReport, *, refresh_all: bool
) -> None:
    """Load every ask; `refresh_all` rebuilds the search of those that did not change, too."""
    new, changed = _compare(catalogue, report)
    if new:
        Ask.objects.bulk_create(ask for ask, _entry in new)
    if changed:
        Ask.objects.bulk_update(
            [ask for ask, _entry in changed], ["category", "effort", "shipped_digest"]
        )
    pairs = new + changed
    if pairs:
        _write_texts(pairs, today)
        _write_parts(pairs)
    touched = Ask.objects.filter(pk__in=[ask.pk for ask, _entry in pairs])
    if refresh_all or pairs:
        refresh_search(Ask.objects.all() if refresh_all else touched)


def _compare(catalogue: Catalogue, report: LoadReport) -> tuple[_Pairs, _Pairs]:
    """Return the asks to create and those to change, with their columns set."""
    stored = {ask.slug: ask for ask in Ask.objects.select_related("text").defer("search")}
    categories = {category.slug: category for category in Category.objects.all()}
    new: _Pairs = []
    changed: _Pairs = []
    for topic, entries in catalogue.asks.items():
        for entry in entries:
            name = f"ask {entry['slug']}"
            mark = digest({**entry, "category": topic})
            ask = stored.pop(entry["slug"], None)
            if ask is not None and ask.shipped_digest == mark:
                report.unchanged.append(name)
                continue
            if ask is not None and ask.retired:
                report.retired.append(name)
                continue
            if ask is not None and ask.text and ask.text.origin == Origin.CURATOR:
                report.conflicts.append(name)
                continue
            (report.created if ask is None else report.changed).append(name)
            pairs = new if ask is None else changed
            ask = ask or Ask(slug=entry["slug"])
            ask.category, ask.effort = categories[topic], entry["effort"]
            ask.shipped_digest = mark
            pairs.append((ask, entry))
    report.missing += [f"ask {slug}" for slug, ask in stored.items() if ask.shipped_digest]
    return new, changed


def _write_texts(pairs: _Pairs, today: datetime.date) -> None:
    """Add a version for each ask whose words differ from its current ones."""
    texts = []
    asks = []
    for ask, entry in pairs:
        words = {name: entry[name] for name in TEXT_FIELDS}
        current = ask.text
        if current and all(getattr(current, name) == value for name, value in words.items()):
            continue
        number = current.number + 1 if current else 1
        texts.append(AskText(ask=ask, number=number, made_on=today, origin=Origin.SHIPPED, **words))
        asks.append(ask)
    if not texts:
        return
    for ask, text in zip(asks, AskText.objects.bulk_create(texts), strict=True):
        ask.text = text
    Ask.objects.bulk_update(asks, ["text"])


def _write_parts(pairs: _Pairs) -> None:
    """Replace the sources, precedents, survey support and related asks of each ask."""
    surveys = {survey.slug: survey for survey in Survey.objects.all()}
    sources, precedents, support = [], [], []
    for ask, entry in pairs:
        sources += [Source(**part) for part in _placed(ask, entry["sources"])]
        precedents += [Precedent(**part) for part in _placed(ask, entry["precedents"])]
        support += [
            SurveySupport(**{**part, "survey": surveys[part["survey"]]})
            for part in _placed(ask, entry["support"])
        ]
    asks = [ask for ask, _entry in pairs]
    _replace(Source, asks, sources)
    _replace(Precedent, asks, precedents)
    _replace(SurveySupport, asks, support)
    _write_related(pairs)


def _placed(ask: Ask, parts: list[Entry]) -> list[dict[str, Any]]:
    return [{"ask": ask, "place": place, **part} for place, part in enumerate(parts)]


def _replace(model: type[Model], asks: list[Ask], rows: list[Any]) -> None:
    model._default_manager.filter(ask__in=asks).delete()
    model._default_manager.bulk_create(rows)


def _write_related(pairs: _Pairs) -> None:
    ids = dict(Ask.objects.values_list("slug", "pk"))
    links = Ask.related.through
    links._default_manager.filter(from_ask__in=[ask for ask, _entry in pairs]).delete()
    links._default_manager.bulk_create(
        links(from_ask_id=ask.pk, to_ask_id=ids[slug])
        for ask, entry in pairs
        for slug in dict.fromkeys(entry["related"])
    )

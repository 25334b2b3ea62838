"""The search column: which words of an ask count how much."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db.models import OuterRef, QuerySet, Subquery

from asks.models import Ask, AskText
from asks.search import SEARCH_CONFIG

# Weights from A, which counts most, to D.
_FIELDS = {
    "A": ("title", "short_name", "alternate_phrasings"),
    "B": ("summary",),
    "C": ("ask__category__title", "why", "how_to_say"),
    "D": ("done_when", "counter"),
}


def refresh_search(asks: QuerySet[Ask]) -> None:
    """Rebuild the search column of `asks` from their current texts, in one statement."""
    vectors = [
        SearchVector(*fields, weight=weight, config=SEARCH_CONFIG)
        for weight, fields in _FIELDS.items()
    ]
    whole = vectors[0] + vectors[1] + vectors[2] + vectors[3]
    words = AskText.objects.filter(pk=OuterRef("text_id")).order_by().values(whole=whole)
    asks.update(search=Subquery(words))

"""Asks: what a person can request of a lab, with everything needed to request it well."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from asks.kinds import Effort, Origin, Outcome, SurveyMatch, Verified
from asks.querysets import AskQuerySet
from asks.wording import first_sentence

SHORT_NAME_LENGTH = 32  # The longest name that a phone's list shows whole (face.md 6).
SLUG_LENGTH = 48  # Three of them must fit a sealed conversation (outcomes.crypto.payload).


class Category(models.Model):
    """A topic of asks."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    title = models.CharField(max_length=60)
    summary = models.TextField()
    position = models.PositiveSmallIntegerField(help_text="Place in lists, from 0.")

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.title


class Ask(models.Model):
    """A concrete practice. Its words live in `AskText`, one row per version."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="asks")
    effort = models.PositiveSmallIntegerField(choices=Effort)
    text = models.OneToOneField(
        "AskText",
        on_delete=models.PROTECT,
        null=True,
        related_name="current_for",
        help_text="The current version; empty only while an ask is being made.",
    )
    related = models.ManyToManyField("self", symmetrical=False, blank=True)
    retired = models.BooleanField(default=False)
    retired_on = models.DateField(null=True)
    retired_reason = models.TextField(blank=True, help_text="Public.")
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="predecessors",
        help_text="The ask to look at instead.",
    )
    search = SearchVectorField(null=True, editable=False)
    shipped_digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the shipped facts last loaded."
    )

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        indexes = [GinIndex(fields=["search"], name="ask_search")]
        constraints = [
            models.CheckConstraint(
                name="ask_effort_is_known", condition=Q(effort__in=Effort.values)
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("ask_detail", args=[self.slug])


class AskText(models.Model):
    """One version of an ask's words. Never changed: a correction is a new version."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="1 for the first version.")
    made_on = models.DateField()
    origin = models.CharField(max_length=10, choices=Origin)
    title = models.CharField(max_length=80)
    short_name = models.CharField(max_length=SHORT_NAME_LENGTH)
    summary = models.TextField()
    why = models.TextField()
    done_when = models.JSONField(help_text="List of criteria that an outsider can check.")
    effort_reason = models.TextField()
    how_to_say = models.TextField()
    words = models.JSONField(
        default=dict,
        blank=True,
        help_text="Sentences that drafts are made of, by the name of their part; or nothing.",
    )
    counter = models.TextField()
    reply = models.TextField()
    legal_floor = models.TextField(blank=True)
    levels = models.JSONField(
        default=list,
        blank=True,
        help_text="Texts of a first, a solid and an exemplary step, or nothing.",
    )
    alternate_phrasings = models.JSONField(
        default=list, help_text="List of words people search by."
    )

    class Meta:
        ordering = ["ask", "-number"]
        constraints = [
            models.UniqueConstraint(name="one_text_per_ask_and_number", fields=["ask", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def lead(self) -> str:
        """The first sentence of the summary: it stands alone in lists."""
        return first_sentence(self.summary)


class Source(models.Model):
    """A document that bears on an ask."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="sources")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=250)
    publisher = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    url = models.URLField(max_length=500)
    fact = models.TextField()
    verified = models.CharField(max_length=10, choices=Verified)

    class Meta:
        ordering = ["ask", "place"]

    def __str__(self) -> str:
        return self.title


class Precedent(models.Model):
    """Something an organisation did, or undid, about an ask."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="precedents")
    place = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=120)
    date = models.CharField(max_length=10, help_text="YYYY, YYYY-MM or YYYY-MM-DD.")
    what = models.TextField()
    outcome = models.CharField(max_length=4, choices=Outcome)
    publisher = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    verified = models.CharField(max_length=10, choices=Verified)

    class Meta:
        ordering = ["ask", "place"]

    def __str__(self) -> str:
        return f"{self.who} {self.date}"


class Survey(models.Model):
    """A survey of experts that asked about practices."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    url = models.URLField(max_length=500)
    caveat = models.TextField()

    def __str__(self) -> str:
        return self.title


class SurveySupport(models.Model):
    """How many respondents agreed with a statement that matches an ask: counts, never shares."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="support")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="support")
    place = models.PositiveSmallIntegerField()
    statement = models.CharField(max_length=200)
    agree = models.PositiveSmallIntegerField()
    disagree = models.PositiveSmallIntegerField()
    n = models.PositiveSmallIntegerField()
    match = models.CharField(max_length=7, choices=SurveyMatch)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["ask", "place"]
        constraints = [
            models.CheckConstraint(
                name="support_counts_fit_the_sample",
                condition=Q(n__gte=models.F("agree") + models.F("disagree")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agree} of {self.n}: {self.statement}"

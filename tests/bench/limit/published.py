"""What the bare pages read: the site's own tables, described as far as a plain page needs them."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Category(models.Model):
    """A topic."""

    title = models.TextField()

    class Meta:
        app_label = "limit"
        db_table = "asks_category"
        managed = False

    def __str__(self) -> str:
        return self.title


class Text(models.Model):
    """The words of an ask."""

    title = models.TextField()
    summary = models.TextField()
    why = models.TextField()
    done_when = models.JSONField()
    effort_reason = models.TextField()
    how_to_say = models.TextField()
    counter = models.TextField()
    reply = models.TextField()
    legal_floor = models.TextField()

    class Meta:
        app_label = "limit"
        db_table = "asks_asktext"
        managed = False

    def __str__(self) -> str:
        return self.title


class Ask(models.Model):
    """An ask."""

    slug = models.SlugField()
    category = models.ForeignKey(Category, on_delete=models.CASCADE)
    text = models.ForeignKey(Text, on_delete=models.CASCADE)
    effort = models.PositiveSmallIntegerField()
    retired = models.BooleanField()
    search = SearchVectorField()

    objects: models.Manager[Ask] = models.Manager()

    class Meta:
        app_label = "limit"
        db_table = "asks_ask"
        managed = False

    def __str__(self) -> str:
        return self.slug


class Lab(models.Model):
    """A lab."""

    slug = models.SlugField()
    name = models.TextField()
    description = models.TextField()
    website = models.TextField()
    legal_form = models.TextField()

    class Meta:
        app_label = "limit"
        db_table = "asks_lab"
        managed = False

    def __str__(self) -> str:
        return self.slug


class Position(models.Model):
    """What a lab does about an ask."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE)
    status = models.TextField()
    since = models.TextField()
    fact = models.TextField()
    publisher = models.TextField()
    url = models.TextField()
    verified = models.TextField()
    confidence = models.TextField()
    shown = models.BooleanField()

    objects: models.Manager[Position] = models.Manager()

    class Meta:
        app_label = "limit"
        db_table = "asks_position"
        managed = False

    def __str__(self) -> str:
        return self.status


class Window(models.Model):
    """A window, with the labs and asks that a form offers."""

    name = models.TextField(primary_key=True)
    parameters = models.JSONField()

    objects: models.Manager[Window] = models.Manager()

    class Meta:
        app_label = "limit"
        db_table = "outcomes_window"
        managed = False

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """A published cell."""

    release_id = models.TextField()
    table = models.TextField()
    query = models.TextField()
    ask = models.TextField()
    response = models.TextField()
    count = models.IntegerField()

    objects: models.Manager[Tally] = models.Manager()

    class Meta:
        app_label = "limit"
        db_table = "outcomes_tally"
        managed = False

    def __str__(self) -> str:
        return f"{self.ask} {self.response}"

"""Loading the shipped catalogue: idempotent, and never over a curator's words."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.db import connection, transaction

from asks.kinds import Origin
from asks.models import Category, Lab, Survey
from asks.services.catalogue_files import read_catalogue
from asks.services.catalogue_shapes import Entry
from asks.services.load_asks import load_asks
from asks.services.load_positions import load_positions
from asks.services.load_report import LoadReport, digest

# Any fixed number: two loads at once must wait for each other, not collide.
_LOCK = 20_251_123


@transaction.atomic
def load_catalogue(directory: Path, today: datetime.date) -> LoadReport:
    """Bring the database up to the files under `directory`; `today` dates new versions of texts.

    Raises CatalogueInvalid, having changed nothing, when a file breaks a rule. A second call with
    the same files writes nothing.
    """
    catalogue = read_catalogue(directory)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    report = LoadReport()
    topics_changed = _load_categories(catalogue.categories, report)
    _load_surveys(catalogue.surveys, report)
    load_asks(catalogue, today, report, refresh_all=topics_changed)
    _load_labs(list(catalogue.labs.values()), report)
    load_positions(list(catalogue.labs.values()), report)
    return report


def _load_categories(entries: list[Entry], report: LoadReport) -> bool:
    """Return whether a stored category changed, and with it the words that find its asks."""
    stored = {category.slug: category for category in Category.objects.all()}
    new, changed = [], []
    for place, entry in enumerate(entries):
        wanted = {**entry, "position": place}
        category = stored.get(entry["slug"])
        if category is None:
            new.append(Category(**wanted))
            report.created.append(f"category {entry['slug']}")
        elif any(getattr(category, key) != value for key, value in wanted.items()):
            for key, value in wanted.items():
                setattr(category, key, value)
            changed.append(category)
            report.changed.append(f"category {entry['slug']}")
        else:
            report.unchanged.append(f"category {entry['slug']}")
    if new:
        Category.objects.bulk_create(new)
    if changed:
        Category.objects.bulk_update(changed, ["title", "summary", "position"])
    return bool(changed)


def _load_surveys(entries: list[Entry], report: LoadReport) -> None:
    stored = {survey.slug: survey for survey in Survey.objects.all()}
    new, changed = [], []
    for entry in entries:
        survey = stored.get(entry["slug"])
        if survey is None:
            new.append(Survey(**entry))
            report.created.append(f"survey {entry['slug']}")
        elif any(getattr(survey, key) != value for key, value in entry.items()):
            for key, value in entry.items():
                setattr(survey, key, value)
            changed.append(survey)
            report.changed.append(f"survey {entry['slug']}")
        else:
            report.unchanged.append(f"survey {entry['slug']}")
    if new:
        Survey.objects.bulk_create(new)
    if changed:
        Survey.objects.bulk_update(changed, ["title", "publisher", "year", "url", "caveat"])


def _load_labs(entries: list[Entry], report: LoadReport) -> None:
    stored = {lab.slug: lab for lab in Lab.objects.all()}
    new, changed = [], []
    for entry in entries:
        name = f"lab {entry['slug']}"
        mark = digest(entry, without=["positions"])
        lab = stored.pop(entry["slug"], None)
        if lab is None:
            new.append(_fill(Lab(slug=entry["slug"]), entry, mark))
            report.created.append(name)
        elif lab.shipped_digest == mark:
            report.unchanged.append(name)
        elif lab.origin == Origin.CURATOR:
            report.conflicts.append(name)
        else:
            changed.append(_fill(lab, entry, mark))
            report.changed.append(name)
    report.missing += [f"lab {slug}" for slug, lab in stored.items() if lab.shipped_digest]
    if new:
        Lab.objects.bulk_create(new)
    if changed:
        fields = [field.name for field in Lab._meta.concrete_fields if not field.primary_key]
        Lab.objects.bulk_update(changed, fields)


def _fill(lab: Lab, entry: Entry, mark: str) -> Lab:
    """Give a lab the facts of its file."""
    for key in ("name", "short_name", "owner", "website", "description", "checked"):
        setattr(lab, key, entry[key])
    form, framework = entry["legal_form"] or {}, entry["framework"] or {}
    lab.legal_form = form.get("summary", "")
    lab.legal_form_url = form.get("url", "")
    lab.legal_form_publisher = form.get("publisher", "")
    lab.framework_name = framework.get("name", "")
    lab.framework_version = framework.get("version", "")
    lab.framework_date = framework.get("date", "")
    lab.framework_url = framework.get("url", "")
    lab.origin = Origin.SHIPPED
    lab.shipped_digest = mark
    return lab

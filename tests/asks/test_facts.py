"""The day in every footer is the day of the newest check in the shipped files."""

from __future__ import annotations

import datetime as dt

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.facts import catalogue_checked_on
from asks.services.catalogue_files import read_catalogue


def test_the_day_of_the_last_check_is_that_of_the_files() -> None:
    labs = read_catalogue(CATALOGUE_FOLDER).labs.values()
    days = [lab["checked"] for lab in labs]
    days += [entry["checked"] for lab in labs for entry in lab["positions"] if entry["checked"]]
    assert catalogue_checked_on() == max(dt.date.fromisoformat(str(day)) for day in days)

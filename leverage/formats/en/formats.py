"""Days in words that mean the same on both sides of the Atlantic."""

DATE_FORMAT = "j F Y"
YEAR_MONTH_FORMAT = "F Y"

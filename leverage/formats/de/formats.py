"""Days in words."""

DATE_FORMAT = "j. F Y"
YEAR_MONTH_FORMAT = "F Y"

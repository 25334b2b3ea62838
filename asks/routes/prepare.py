"""Paths to prepare a conversation."""

from django.urls import path, register_converter

from asks.composer.parts import Stage
from asks.views.prepare import prepare, reminder


class StageConverter:
    """A stage of the offer, as it stands in an address."""

    regex = "|".join(Stage)

    def to_python(self, value: str) -> str:
        """Return the stage's name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the stage's name."""
        return value


register_converter(StageConverter, "stage")

urlpatterns = [
    path("prepare/reminder/", reminder, name="reminder"),
    path("prepare/<stage:stage>/", prepare, name="prepare"),
]

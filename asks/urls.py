"""Paths of the catalogue. `read` comes last: its slugs would swallow the others."""

from asks.routes import answer, curate, find, follow, propose, read

urlpatterns = [
    *find.urlpatterns,
    *propose.urlpatterns,
    *curate.urlpatterns,
    *answer.urlpatterns,
    *follow.urlpatterns,
    *read.urlpatterns,
]

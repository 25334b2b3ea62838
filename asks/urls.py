"""Paths of the catalogue. `read` comes last: its slugs would swallow the others."""

from asks.routes import answer, curate, find, follow, guide, prepare, propose, read

machine_patterns = follow.machine_patterns

urlpatterns = [
    *find.urlpatterns,
    *prepare.urlpatterns,
    *propose.urlpatterns,
    *curate.urlpatterns,
    *answer.urlpatterns,
    *follow.urlpatterns,
    *guide.urlpatterns,
    *read.urlpatterns,
]

"""Paths for curators, and the log of what they did."""

from django.urls import path

from asks.views.curate import curate, curate_proposal, curation_log
from asks.views.curate_motions import curate_merge, curate_motion, curate_position, curate_retire

urlpatterns = [
    path("curate/", curate, name="curate"),
    path("curate/proposals/<uuid:proposal_id>/", curate_proposal, name="curate_proposal"),
    path("curate/motions/<uuid:motion_id>/", curate_motion, name="curate_motion"),
    path("curate/merge/", curate_merge, name="curate_merge"),
    path("curate/retire/", curate_retire, name="curate_retire"),
    path("curate/positions/<slug:lab>/<slug:ask>/", curate_position, name="curate_position"),
    # Not below curate/: those paths look at the session, and this one is for everybody.
    path("about/curation/", curation_log, name="curation_log"),
]

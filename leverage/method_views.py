"""How the published numbers are made, with every figure read from the code that makes them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leverage.http import public_page
from outcomes import method as figures
from outcomes import method_sentences as sentences
from outcomes.statistics.parameters import MAX_TABLES, SHARE_THRESHOLD, M, ReleaseParameters
from outcomes.statistics.simulated_people import Assumptions


@require_safe
@public_page
def method(request: HttpRequest) -> HttpResponse:
    """The statistics from one entry outward, and the fingerprints of each window and release."""
    parameters = ReleaseParameters()
    windows = figures.windows_with_keys()
    # The threshold depends on how many asks a table has: those of the latest window, or of the simulation.
    asks = len(windows[0][0].asks) if windows else Assumptions().asks
    chosen, *others = figures.simulation_tables()
    context = {
        "m": M,
        "share_threshold": SHARE_THRESHOLD,
        "max_tables": MAX_TABLES,
        "asks": asks,
        "library": figures.library(),
        "budget": figures.budget_table(parameters, asks),
        "sums": figures.sums_table(parameters),
        "believed": figures.belief_table(parameters),
        "belief": sentences.beliefs(parameters),
        "usual": sentences.usual_beliefs(parameters),
        "other_ways": sentences.alternatives(parameters, asks),
        "assumed": sentences.assumptions(),
        "choice": sentences.choice(),
        "chosen": chosen,
        "others": others,
        "windows": windows,
    }
    return render(request, "leverage/method.html", context)

"""The figures that the sentences of the method page give, ready to print; none is typed into them."""

from __future__ import annotations

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format

from outcomes.kinds import Kind, Query
from outcomes.method import in_100, points
from outcomes.statistics import belief
from outcomes.statistics.alternatives import gaussian_spread, laplace_spread
from outcomes.statistics.intervals import half_width, show_threshold
from outcomes.statistics.parameters import CLASSES, EPS_LIFE, ReleaseParameters
from outcomes.statistics.release_simulated import (
    ACCEPTED_AT,
    CHOSEN,
    LEAST_RECALL,
    MEASURED,
    MOST_YES_ERROR,
    RUNS,
    WITHOUT_LIST,
)
from outcomes.statistics.release_simulation import half_width_of_entries
from outcomes.statistics.simulated_people import Assumptions, usual_shares

PRIOR = 0.3
FALSE_ALARMS = 0.05
USUAL_TABLE = 50
MORE_CLASSES = 5  # The answers that were thought of before they were folded into three.


def beliefs(parameters: ReleaseParameters) -> dict[str, str]:
    """Return the figures about a reader who knows every other entry that sentences give."""
    law = belief.law_for_who_knows_the_rest(parameters)
    delivery = belief.law_for_who_knows_the_rest(parameters, Kind.DELIVERY)
    # Another answer takes from one cell and adds to another; the number of entries stays as it is.
    other_words = 2 * sum(
        parameters.epsilon(Kind.CONVERSATION, query) for query in (Query.RESPONSES, Query.DECIDED)
    )
    return {
        "epsilon": number_format(EPS_LIFE.normalize()),
        "prior": in_100(PRIOR),
        "at_most": in_100(belief.at_most(PRIOR)),
        "average": in_100(belief.usually(PRIOR, law)),
        "false_alarms": in_100(FALSE_ALARMS),
        "picked_out": in_100(belief.picked_out(law, FALSE_ALARMS)),
        "said": number_format(other_words),
        "said_at_most": in_100(belief.updated(PRIOR, float(other_words))),
        "delivery_average": in_100(belief.usually(PRIOR, delivery)),
        "delivery_picked_out": in_100(belief.picked_out(delivery, FALSE_ALARMS)),
    }


def promised(parameters: ReleaseParameters) -> dict[str, str]:
    """Return what the privacy page quotes, as chances in a hundred."""
    law = belief.law_for_who_knows_the_rest(parameters)
    chances = {
        "prior": PRIOR,
        "at_most": belief.at_most(PRIOR),
        "average": belief.usually(PRIOR, law),
    }
    found = {name: floatformat(100 * chance, 0) for name, chance in chances.items()}
    return {"epsilon": number_format(EPS_LIFE.normalize()), **found}


def usual_beliefs(parameters: ReleaseParameters) -> dict[str, str | int]:
    """Return the same for a reader who knows only how often asks are raised."""
    found: dict[str, str | int] = {"table": USUAL_TABLE, "prior": in_100(PRIOR)}
    for name, common in (("common", True), ("rare", False)):
        shares = usual_shares(Assumptions(), common=common)
        usual = belief.law_for_who_knows_the_usual(parameters, USUAL_TABLE - 1, shares)
        found[name] = in_100(belief.usually(PRIOR, usual))
        found[f"{name}_seldom"] = in_100(belief.reached_once_in(PRIOR, usual, 20))
    return found


def choice() -> dict[str, str | int]:
    """Return the figures that decided for the chosen split."""
    lesser = min(WITHOUT_LIST, key=lambda split: split.responses)
    rival = max(MEASURED, key=lambda split: split.responses)
    chosen = MEASURED[CHOSEN]
    *_rest, large, largest = chosen
    return {
        "size": ACCEPTED_AT,
        "runs": number_format(RUNS),
        "least_recall": in_100(LEAST_RECALL),
        "most_error": points(MOST_YES_ERROR),
        "recall": in_100(chosen[ACCEPTED_AT].recall),
        "error": points(chosen[ACCEPTED_AT].yes_error),
        "hard_recall": in_100(WITHOUT_LIST[CHOSEN].recall),
        "hard_error": points(WITHOUT_LIST[CHOSEN].yes_error),
        "responses": number_format(CHOSEN.responses),
        "decided": number_format(CHOSEN.decided),
        "lesser": number_format(lesser.responses),
        "lesser_recall": in_100(WITHOUT_LIST[lesser].recall),
        "lesser_error": points(WITHOUT_LIST[lesser].yes_error),
        "decided_found": in_100(chosen[ACCEPTED_AT].decided_recall),
        "large": large,
        "large_found": in_100(chosen[large].decided_recall),
        "largest": largest,
        "largest_found": in_100(chosen[largest].decided_recall),
        "rival": number_format(rival.decided),
        "rival_large": in_100(MEASURED[rival][large].decided_recall),
        "rival_largest": in_100(MEASURED[rival][largest].decided_recall),
        "entries_within": half_width_of_entries(CHOSEN),
    }


def assumptions() -> dict[str, str | int]:
    """Return what the simulated people are like, for the page's sentences."""
    assumed = Assumptions()
    return {
        "asks": assumed.asks,
        "most": len(assumed.asks_per_entry),
        "listed": len(assumed.focus_weights),
        "focus_share": in_100(assumed.focus_share),
        "decided_share": in_100(assumed.decided_share),
    }


def alternatives(parameters: ReleaseParameters, asks: int) -> dict[str, str | int]:
    """Return what other ways would have cost, against what is done."""
    scale = parameters.scale(Kind.CONVERSATION, Query.RESPONSES)
    epsilon = float(parameters.epsilon(Kind.CONVERSATION, Query.RESPONSES))
    wider = gaussian_spread(epsilon, parameters.m) / laplace_spread(scale)
    return {
        "wider": floatformat(wider, 1),
        "classes": len(CLASSES),
        "more_classes": MORE_CLASSES,
        "width": half_width([scale] * len(CLASSES)),
        "more_width": half_width([scale] * MORE_CLASSES),
        "threshold": show_threshold([scale] * len(CLASSES), asks),
        "more_threshold": show_threshold([scale] * MORE_CLASSES, asks),
    }

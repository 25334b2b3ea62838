"""What `manage.py simulate_release` measured when the split of the budget was chosen; a test repeats it.

Whoever changes the assumptions, the law of the noise or the way of counting runs the command again and writes its
figures here. The split itself was frozen before the first window opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan
from types import MappingProxyType

from outcomes.kinds import Kind
from outcomes.statistics.parameters import BUDGETS
from outcomes.statistics.release_simulation import Measures, Split

SEED = 2027
RUNS = 600

CHOSEN = Split(*map(float, BUDGETS[Kind.CONVERSATION].values()))

FOCUS_SHARE_WITHOUT_LIST = 0.0
"""The harder case: nobody follows a focus list, so that no ask stands out by it."""

ACCEPTED_AT = 100
"""At this many entries a table is to be worth reading, with a focus list and without."""

LEAST_RECALL = 0.75
MOST_YES_ERROR = 0.05

MEASURED: Mapping[Split, Mapping[int, Measures]] = MappingProxyType(
    {
        Split(1.4, 0.4, 0.2): {
            20: Measures(0.323, 0.603, 0.154, nan, 0.108, 0.069, 1.809, 0.047),
            50: Measures(0.702, 0.254, 0.067, 0.090, 1.152, 0.074, 0.982, 0.057),
            100: Measures(0.905, 0.125, 0.036, 0.049, 3.615, 0.132, 0.523, 0.058),
            200: Measures(0.953, 0.065, 0.016, 0.030, 5.222, 0.398, 0.279, 0.133),
            400: Measures(0.977, 0.030, 0.008, 0.015, 7.740, 0.675, 0.150, 1.362),
        },
        Split(1.6, 0.2, 0.2): {
            20: Measures(0.366, 0.520, 0.137, nan, 0.108, 0.050, 3.673, 0.045),
            50: Measures(0.764, 0.220, 0.059, 0.089, 1.513, 0.046, 1.994, 0.050),
            100: Measures(0.922, 0.109, 0.031, 0.042, 3.875, 0.048, 1.066, 0.043),
            200: Measures(0.956, 0.056, 0.014, 0.026, 5.512, 0.119, 0.569, 0.053),
            400: Measures(0.980, 0.026, 0.007, 0.013, 8.318, 0.306, 0.308, 0.112),
        },
        Split(1.2, 0.5, 0.3): {
            20: Measures(0.271, 0.707, 0.173, 0.438, 0.058, 0.080, 1.420, 0.032),
            50: Measures(0.644, 0.297, 0.078, 0.113, 0.595, 0.099, 0.759, 0.047),
            100: Measures(0.879, 0.147, 0.042, 0.055, 3.007, 0.216, 0.407, 0.047),
            200: Measures(0.944, 0.076, 0.019, 0.034, 4.682, 0.554, 0.221, 0.213),
            400: Measures(0.973, 0.035, 0.010, 0.017, 6.780, 0.765, 0.118, 2.512),
        },
    }
)
"""By split and size: the chosen one, then one that gives more to the responses, then one that gives less."""

WITHOUT_LIST: Mapping[Split, Measures] = MappingProxyType(
    {
        Split(1.4, 0.4, 0.2): Measures(0.756, 0.184, 0.046, 0.047, 2.057, 0.142, 0.644, 0.075),
        Split(1.6, 0.2, 0.2): Measures(0.794, 0.160, 0.041, 0.042, 2.360, 0.058, 1.307, 0.058),
        Split(1.2, 0.5, 0.3): Measures(0.703, 0.214, 0.054, 0.056, 1.565, 0.195, 0.501, 0.062),
    }
)
"""At ACCEPTED_AT entries, in the harder case."""

"""Percentile bootstrap intervals of any statistic of summed counts.

Simulated coverage of the 95% interval of F1 (`simulation.py`, 10,000 trials each): 79% at 4 stories, 87% at
8, 90% at 12, 93% at 30, 94% at 60, and about a percentage point less where stories differ much in size.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wirecopy.evaluation.uncertainty.rates import FloatArray, Statistic
from wirecopy.evaluation.uncertainty.resampling import Resampling, finite_table, resample

DEFAULT = Resampling()
LEVEL = 0.95
MINIMUM_CLUSTERS = 10


@dataclass(frozen=True, slots=True)
class Interval:
    """An observed value and its interval.

    `bounds` is None where there is none, and `note` then says why. `dropped` counts the resamples in
    which the value was null. `estimate` is None where the observed value is null itself.
    """

    estimate: float | None
    bounds: tuple[float, float] | None
    dropped: int
    note: str | None


def bootstrap(
    counts: ArrayLike,
    statistics: Mapping[str, Statistic],
    resampling: Resampling = DEFAULT,
    level: float = LEVEL,
) -> dict[str, Interval]:
    """The interval of every statistic of one table of counts per cluster, (clusters, columns).

    All statistics see the same resamples. Under `MINIMUM_CLUSTERS` clusters no interval is given,
    and the note says so. Raises what `resample` raises.
    """
    table = finite_table(counts)
    observed = table.sum(axis=0)
    sums = resample(table, resampling)
    return {
        name: interval_of(statistic(sums), float(statistic(observed)), len(table), resampling.unit, level)
        for name, statistic in statistics.items()
    }


def interval_of(
    replicates: FloatArray, observed: float, clusters: int, unit: str = "stories", level: float = LEVEL
) -> Interval:
    """The interval from one statistic's value in each resample, (resamples,), or the reason for none."""
    dropped = int(np.isnan(replicates).sum())
    if np.isnan(observed):
        return Interval(None, None, dropped, "no interval: the value is null")
    if clusters < MINIMUM_CLUSTERS:
        return Interval(observed, None, dropped, _too_few(clusters, unit))
    bounds = percentile_bounds(replicates, level)
    return Interval(observed, bounds, dropped, None if bounds else "no interval: the value is null in every resample")


def percentile_bounds(replicates: FloatArray, level: float = LEVEL) -> tuple[float, float] | None:
    """The percentile interval (Efron and Tibshirani 1993, section 13.3) of (resamples,) values.

    The (1 - level)/2 and (1 + level)/2 quantiles of the values that are not NaN, by numpy's "linear"
    definition (type 7 of Hyndman and Fan 1996): of n sorted values, the one at position (n - 1) q from
    0, interpolated. None where no value is left. It asks nothing about the number of clusters.
    """
    if not 0 < level < 1:
        raise ValueError(f"level: expected a number between 0 and 1, found {level!r}")
    kept = replicates[~np.isnan(replicates)]
    if not len(kept):
        return None
    low, high = np.quantile(kept, [(1 - level) / 2, (1 + level) / 2], method="linear")
    return float(low), float(high)


def _too_few(clusters: int, unit: str) -> str:
    return (
        f"no interval: it takes at least {MINIMUM_CLUSTERS} {unit}, found {clusters}; "
        "a bootstrap over fewer gives intervals that are too narrow"
    )

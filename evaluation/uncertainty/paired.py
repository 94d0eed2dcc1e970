"""Two systems on the same stories: is the difference in score more than chance?

Both tests are two-sided, and pair the systems by giving both the same resample or by swapping their
output on a story.

- Paired bootstrap (Koehn, Statistical Significance Tests for Machine Translation Evaluation, EMNLP
  2004), centred on the observed difference as in Berg-Kirkpatrick, Burkett and Klein, An Empirical
  Investigation of Statistical Significance in NLP, EMNLP 2012: c counts |d* - d| >= |d|.
- Approximate randomization (Noreen, Computer-Intensive Methods for Testing Hypotheses, 1989): c
  counts |d'| >= |d| over swaps of whole stories, all of them where they are few.

A p-value from n random draws is (c + 1)/(n + 1), which never is 0 (Phipson and Smyth, Permutation
P-values Should Never Be Zero, 2010); over all assignments, the identity among them, it is c/n.

Draws in which either system's score is null are left out of c and n. Where an observed score is null,
so are the difference and its p-value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wirecopy.evaluation.uncertainty.intervals import DEFAULT, Interval, interval_of
from wirecopy.evaluation.uncertainty.rates import FloatArray, Statistic, f1
from wirecopy.evaluation.uncertainty.resampling import (
    Resampling,
    all_swaps,
    draw_swaps,
    finite_table,
    resample,
    weighted_sums,
)

TestName = Literal["bootstrap", "randomization"]

EQUALITY_TOLERANCE = 1e-12
"""Two differences this close are equal, and so count in c: equal ratios of different sums differ by some
1e-16, and an extreme draw that is missed makes p too small. It suits scores of order one."""


@dataclass(frozen=True, slots=True)
class PairedTest:
    """First minus second, its percentile interval, and the two-sided p-value.

    `draws` is the n that the p-value comes from, and `exact` whether these were all the assignments.
    """

    difference: float | None
    interval: Interval
    p_value: float | None
    draws: int
    exact: bool


def paired_bootstrap(
    first: ArrayLike,
    second: ArrayLike,
    statistic: Statistic = f1,
    resampling: Resampling = DEFAULT,
) -> PairedTest:
    """Test two systems' counts per cluster, each (clusters, columns), by the paired bootstrap."""
    return _one_pair(first, second, statistic, "bootstrap", resampling)


def paired_randomization(
    first: ArrayLike,
    second: ArrayLike,
    statistic: Statistic = f1,
    resampling: Resampling = DEFAULT,
) -> PairedTest:
    """Test two systems' counts per cluster, each (clusters, columns), by randomization.

    Enumerated where 2^clusters is less than the number of resamples. The interval is the bootstrap's.
    """
    return _one_pair(first, second, statistic, "randomization", resampling)


def is_enumerated(clusters: int, resamples: int) -> bool:
    """Whether there are fewer assignments of clusters to two sides than resamples."""
    return clusters < resamples.bit_length() and 2**clusters < resamples


def paired_tests(
    counts: FloatArray,
    pairs: Sequence[tuple[int, int]],
    statistic: Statistic,
    test: TestName,
    resampling: Resampling = DEFAULT,
) -> list[PairedTest]:
    """Test pairs of systems, by position, on counts of shape (clusters, systems, columns).

    All pairs share their draws, so a pair's result does not depend on the systems beside it.
    """
    scores = statistic(counts.sum(axis=0))
    replicates = statistic(resample(counts, resampling))
    exact = test == "randomization" and is_enumerated(len(counts), resampling.resamples)
    if test == "randomization":
        moved = _swapped_sums(counts, resampling)
    results = []
    for first, second in pairs:
        observed = float(scores[first] - scores[second])
        differences = replicates[:, first] - replicates[:, second]
        interval = interval_of(differences, observed, len(counts), resampling.unit)
        if test == "bootstrap":
            deviations = differences - observed
        else:
            deviations = _swapped_differences(counts.sum(axis=0), moved, first, second, statistic)
        results.append(_result(deviations, observed, interval, exact))
    return results


def _one_pair(
    first: ArrayLike, second: ArrayLike, statistic: Statistic, test: TestName, resampling: Resampling
) -> PairedTest:
    counts = stack([finite_table(first), finite_table(second)])
    return paired_tests(counts, [(0, 1)], statistic, test, resampling)[0]


def stack(tables: Sequence[FloatArray]) -> FloatArray:
    """Tables of (clusters, columns), one a system, as (clusters, systems, columns).

    Raises ValueError where their shapes differ.
    """
    shapes = {table.shape for table in tables}
    if len(shapes) > 1:
        raise ValueError(f"counts: expected one shape (clusters, columns) for all systems, found {sorted(shapes)}")
    return np.stack(tables, axis=1)


def _swapped_sums(counts: FloatArray, resampling: Resampling) -> FloatArray:
    """What moves to the other side under each assignment, (assignments, systems, columns)."""
    clusters = len(counts)
    if is_enumerated(clusters, resampling.resamples):
        return weighted_sums([all_swaps(clusters)], counts, 2**clusters)
    return weighted_sums(draw_swaps(clusters, resampling), counts, resampling.resamples)


def _swapped_differences(
    totals: FloatArray, moved: FloatArray, first: int, second: int, statistic: Statistic
) -> FloatArray:
    change = moved[:, second] - moved[:, first]
    return statistic(totals[first] + change) - statistic(totals[second] - change)


def _result(deviations: FloatArray, observed: float, interval: Interval, exact: bool) -> PairedTest:
    kept = np.abs(deviations[~np.isnan(deviations)])
    if np.isnan(observed):
        return PairedTest(None, interval, None, len(kept), exact)
    extreme = int((kept >= abs(observed) - EQUALITY_TOLERANCE).sum())
    p_value = extreme / len(kept) if exact else (extreme + 1) / (len(kept) + 1)
    return PairedTest(observed, interval, p_value, len(kept), exact)

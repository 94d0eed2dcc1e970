"""Rates of summed counts, for one total or for thousands of resamples at once.

The last axis of every array holds the columns of counts, the axes before it are kept: sums of shape
(resamples, systems, columns) give rates of shape (resamples, systems). NaN is the contract's null.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Statistic = Callable[[FloatArray], FloatArray]
"""Sums of shape (..., columns) to one score each, shape (...); NaN where the score is null."""


def f1(sums: FloatArray) -> FloatArray:
    """F1 of the first three columns: gold, predicted, matched.

    2 matched / (gold + predicted), which is the harmonic mean of precision and recall: 0 where only
    one side has units, NaN where neither has any.
    """
    gold, predicted, matched = sums[..., 0], sums[..., 1], sums[..., 2]
    return _ratio(2.0 * matched, gold + predicted, np.nan)


def soft_f1(sums: FloatArray) -> FloatArray:
    """F1 of measures with partial credit: gold, predicted, precision_sum, recall_sum.

    Precision is precision_sum / predicted and recall is recall_sum / gold, each 0 where its
    denominator is; F1 is their harmonic mean (0 where both are 0), NaN where neither side has units.
    """
    gold, predicted = sums[..., 0], sums[..., 1]
    precision = _ratio(sums[..., 2], predicted, 0.0)
    recall = _ratio(sums[..., 3], gold, 0.0)
    harmonic = _ratio(2.0 * precision * recall, precision + recall, 0.0)
    return np.where(gold + predicted == 0, np.nan, harmonic)


def on_columns(rate: Statistic, columns: slice | Sequence[int]) -> Statistic:
    """The same rate, read from these columns of a wider table."""
    chosen = columns if isinstance(columns, slice) else list(columns)
    return lambda sums: rate(sums[..., chosen])


def mean_of(statistics: Sequence[Statistic]) -> Statistic:
    """The unweighted mean of several statistics of one table; null where any of them is.

    `headline.mean` is the mean of the three headline F1s. Raises ValueError for an empty sequence.
    """
    if not statistics:
        raise ValueError("mean_of needs at least one statistic, found none")
    return lambda sums: np.mean(np.stack([statistic(sums) for statistic in statistics]), axis=0)


def _ratio(numerator: FloatArray, denominator: FloatArray, empty: float) -> FloatArray:
    result = np.full(np.shape(denominator), empty)
    np.divide(numerator, denominator, out=result, where=denominator != 0)
    return result

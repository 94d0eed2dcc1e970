"""Which spans of two sides share code points, and how many."""

from __future__ import annotations

import numpy as np

from wirecopy.evaluation.engine.tables import Ints, Spans


def overlapping_pairs(spans: Spans, gold: Ints, predicted: Ints) -> tuple[Ints, Ints, Ints]:
    """Return gold row, predicted row and shared code points of all pairs of one article that share any.

    ``gold`` and ``predicted`` are arrays of span ids (none of them 0); pairs are ordered by gold, then predicted row.
    """
    left, right = _touching(spans, gold, predicted)
    shared = shared_points(spans, gold[left], predicted[right])
    keep = shared > 0
    return left[keep], right[keep], shared[keep]


def shared_points(spans: Spans, left: Ints, right: Ints) -> Ints:
    """Return how many code points two spans share, row by row; 0 where either is absent."""
    combinations = spans.count[left] * spans.count[right]
    row = np.repeat(np.arange(len(left)), combinations)
    within = np.arange(len(row)) - np.repeat(np.cumsum(combinations) - combinations, combinations)
    width = spans.count[right][row]
    a = spans.offset[left][row] + within // np.maximum(width, 1)
    b = spans.offset[right][row] + within % np.maximum(width, 1)
    shared = np.minimum(spans.end[a], spans.end[b]) - np.maximum(spans.start[a], spans.start[b])
    return np.bincount(row, np.maximum(shared, 0), len(left)).astype(np.int64)


def united_points(spans: Spans, left: Ints, right: Ints, shared: Ints) -> Ints:
    """Return how many code points two spans have together, row by row, given how many they share."""
    return spans.size[left] + spans.size[right] - shared


def _touching(spans: Spans, gold: Ints, predicted: Ints) -> tuple[Ints, Ints]:
    """Return the pairs whose hulls overlap, by one sweep over all articles laid end to end."""
    stride = int(spans.end.max(initial=0)) + 1
    gold_start, gold_end = _hulls(spans, gold, stride)
    start, end = _hulls(spans, predicted, stride)
    order = np.argsort(gold_start, kind="stable")
    starts = gold_start[order]
    furthest = np.maximum.accumulate(gold_end[order])
    low = np.searchsorted(furthest, start, side="right")
    high = np.searchsorted(starts, end, side="left")
    width = np.maximum(high - low, 0)
    right = np.repeat(np.arange(len(predicted)), width)
    left = order[np.arange(len(right)) - np.repeat(np.cumsum(width) - width - low, width)]
    keep = (gold_end[left] > start[right]) & (gold_start[left] < end[right])
    left, right = left[keep], right[keep]
    by_row = np.lexsort((right, left))
    return left[by_row], right[by_row]


def _hulls(spans: Spans, ids: Ints, stride: int) -> tuple[Ints, Ints]:
    base = spans.article[ids] * stride
    first = spans.offset[ids]
    return base + spans.start[first], base + spans.end[first + spans.count[ids] - 1]

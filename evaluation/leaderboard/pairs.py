"""The paired tests of a whole board at once: every pair of systems by swapping whole stories.

The same test as ``uncertainty.paired_randomization`` with the same draws, so the same p-values; only the loop over
pairs is turned into arrays, since a board of 200 systems has 19,900 of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.uncertainty import EQUALITY_TOLERANCE, Resampling
from wirecopy.evaluation.uncertainty.paired import is_enumerated
from wirecopy.evaluation.uncertainty.resampling import all_swaps, draw_swaps, weighted_sums

# Assignments that are looked at together: their differences to 200 systems fit into a core's cache.
_BLOCK = 128


def f1_of(matched: Floats, units: Floats) -> Floats:
    """Return F1 from matched and gold + predicted; NaN where there are no units on either side."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return 2.0 * matched / units


def p_values(counts: Floats, resampling: Resampling) -> tuple[Floats, Floats, int, bool]:
    """Test all pairs of systems on the mean F1 of their measures.

    ``counts`` has shape (stories, systems, measures, 2), the last axis being matched and gold + predicted. Returns
    scores (systems,), p-values (systems, systems) with NaN where a score is null and on the diagonal, the number of
    assignments, and whether these were all.
    """
    totals = counts.sum(axis=0)
    scores = f1_of(totals[..., 0], totals[..., 1]).mean(axis=-1)
    observed = np.abs(scores[:, None] - scores[None, :]) - EQUALITY_TOLERANCE
    weights, exact = _assignments(len(counts), resampling)
    extreme, kept = np.zeros(observed.shape), np.zeros(observed.shape)
    for start in range(0, len(weights), _BLOCK):
        block = weights[start : start + _BLOCK]
        moved = weighted_sums([block.astype(np.int64)], counts, len(block))
        _count(moved, totals - moved, observed, extreme, kept)
    p = _mirrored(extreme / np.maximum(kept, 1) if exact else (extreme + 1) / (kept + 1))
    p[np.isnan(observed) | (_mirrored(kept) == 0) & exact] = np.nan
    np.fill_diagonal(p, np.nan)
    return scores, p, len(weights), exact


def _assignments(stories: int, resampling: Resampling) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int8]], bool]:
    if is_enumerated(stories, resampling.resamples):
        return all_swaps(stories).astype(np.int8), True
    blocks = [block.astype(np.int8) for block in draw_swaps(stories, resampling)]
    return np.concatenate(blocks, axis=1), False


def _count(moved: Floats, stayed: Floats, observed: Floats, extreme: Floats, kept: Floats) -> None:
    """Add to the upper triangles how many assignments are as extreme as what was observed, and how many are valid."""
    measures = range(moved.shape[2])
    # One contiguous array a quantity, systems last.
    parts = [[np.ascontiguousarray(side[:, :, m, c]) for c in range(2)] for side in (moved, stayed) for m in measures]
    for first in range(moved.shape[1] - 1):
        rest = slice(first + 1, None)
        difference = np.zeros((len(moved), moved.shape[1] - first - 1))
        for m in measures:
            gone, left = parts[m], parts[m + len(measures)]
            one = f1_of(left[0][:, first, None] + gone[0][:, rest], left[1][:, first, None] + gone[1][:, rest])
            other = f1_of(left[0][:, rest] + gone[0][:, first, None], left[1][:, rest] + gone[1][:, first, None])
            difference += one
            difference -= other
        difference /= len(measures)
        np.abs(difference, out=difference)
        with np.errstate(invalid="ignore"):
            extreme[first, rest] += (difference >= observed[first, rest]).sum(axis=0)
        kept[first, rest] += len(moved) - np.isnan(difference).sum(axis=0)


def _mirrored(upper: Floats) -> Floats:
    rows, columns = np.triu_indices(len(upper), 1)
    full = upper.copy()
    full[columns, rows] = upper[rows, columns]
    return full


def holm_matrix(p: Floats) -> Floats:
    """Return p-values of all pairs corrected by Holm's procedure, as a symmetric matrix like the one given."""
    rows, columns = np.triu_indices(len(p), 1)
    values = p[rows, columns]
    order = np.argsort(values, kind="stable")[: int((~np.isnan(values)).sum())]
    factors = np.arange(len(order), 0, -1)
    adjusted = np.full(len(values), np.nan)
    adjusted[order] = np.maximum.accumulate(np.minimum(1.0, factors * values[order])) if len(order) else []
    full = np.full(p.shape, np.nan)
    full[rows, columns] = full[columns, rows] = adjusted
    return full


def cut(different: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> list[list[int]]:
    """Return the places of a ranking in tie groups: cut where every system above differs from every one below."""
    groups: list[list[int]] = []
    for place in range(len(different)):
        if different[:place, place:].all():
            groups.append([])
        groups[-1].append(place)
    return groups


def names_of(groups: Sequence[Sequence[int]], names: Sequence[str]) -> list[list[str]]:
    """Return groups of places as groups of names."""
    return [[names[place] for place in group] for group in groups]

"""Optimal one-to-one alignment of units that may be paired.

The pairs that may be formed are the edges of a bipartite graph. Edges that compete with no other are taken as
they are; of what is left, each connected component is solved by itself: by enumeration up to three by three,
by ``scipy.optimize.linear_sum_assignment`` beyond.

What is maximised is a sequence of sums, each deciding only where those before it are equal: first the levels
given, last text order (of equally good alignments the one whose ranks within the component differ least).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from wirecopy.evaluation.engine.tables import Ints, Mask

SMALL = 3
EXACT_IN_FLOAT64 = 2**53


class Level(msgspec.Struct, frozen=True):
    """One thing to maximise: a non-negative integer an edge, none above ``highest``."""

    value: Ints
    highest: int


def quantised(values: object, highest: int = 1) -> Level:
    """Return real values in [0, highest] as a level, in steps of 2**-20: differences below that decide nothing."""
    return Level(np.rint(np.asarray(values, np.float64) * 2**20).astype(np.int64), highest * 2**20)


def align(left: Ints, right: Ints, levels: Sequence[Level]) -> Mask:
    """Return which edges (``left[i]``, ``right[i]``) the best one-to-one alignment takes.

    Rows are numbers of units in text order. An edge that may not be taken must not be given.
    """
    taken = np.ones(len(left), np.bool_)
    contested = (_degree(left)[left] > 1) | (_degree(right)[right] > 1)
    rest = np.flatnonzero(contested)
    if len(rest):
        taken[rest] = False
        for component in _components(left[rest].tolist(), right[rest].tolist()):
            edges = rest[component]
            taken[edges[_solve(left[edges], right[edges], levels, edges)]] = True
    return taken


def _degree(rows: Ints) -> Ints:
    return np.bincount(rows) if len(rows) else np.zeros(0, np.int64)


def _components(left: list[int], right: list[int]) -> list[list[int]]:
    """Return the edges (by position) of each connected component, in order."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in zip(left, right, strict=True):
        parent[root(~b)] = root(a)
    components: dict[int, list[int]] = {}
    for position, a in enumerate(left):
        components.setdefault(root(a), []).append(position)
    return list(components.values())


def _solve(left: Ints, right: Ints, levels: Sequence[Level], edges: Ints) -> list[int]:
    """Return the positions of the edges that one component's best alignment takes."""
    rows, i = np.unique(left, return_inverse=True)
    columns, j = np.unique(right, return_inverse=True)
    size = max(len(rows), len(columns))
    order = Level(size**2 - (i - j) ** 2, size**2)
    picked = [Level(level.value[edges], level.highest) for level in levels]
    weights = _weights([*picked, order], min(len(rows), len(columns)))
    if size <= SMALL:
        return _enumerated(i.tolist(), j.tolist(), weights)
    return _assigned(i, j, weights, (len(rows), len(columns)))


def _weights(levels: Sequence[Level], pairs: int) -> list[int]:
    """Return one integer an edge whose sums compare as the sequence of the levels' sums does."""
    weights = [0] * len(levels[0].value)
    for level in levels:
        base = pairs * level.highest + 1
        weights = [weight * base + value for weight, value in zip(weights, level.value.tolist(), strict=True)]
    return weights


def _enumerated(i: list[int], j: list[int], weights: list[int]) -> list[int]:
    best_weight, best = -1, []

    def extend(position: int, rows: int, columns: int, weight: int, chosen: list[int]) -> None:
        nonlocal best_weight, best
        if weight > best_weight:
            best_weight, best = weight, chosen
        for edge in range(position, len(i)):
            row, column = 1 << i[edge], 1 << j[edge]
            if not (rows & row or columns & column):
                extend(edge + 1, rows | row, columns | column, weight + weights[edge], [*chosen, edge])

    extend(0, 0, 0, 0, [])
    return best


def _assigned(i: Ints, j: Ints, weights: list[int], shape: tuple[int, int]) -> list[int]:
    # Imported here: it takes most of a second, and few texts have a component that needs it.
    from scipy.optimize import linear_sum_assignment

    # The solver works in float64: weights whose sums would not be exact lose their least significant levels.
    scale = max(1, -(-max(weights) * min(shape) // EXACT_IN_FLOAT64))
    matrix = np.zeros(shape)
    edge_at = np.full(shape, -1, np.int64)
    matrix[i, j] = [weight // scale for weight in weights]
    edge_at[i, j] = np.arange(len(i))
    edges = edge_at[linear_sum_assignment(matrix, maximize=True)]
    return [int(edge) for edge in edges if edge >= 0]

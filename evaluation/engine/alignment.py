"""Optimal one-to-one alignment of units that may be paired.

The pairs that may be formed are the edges of a bipartite graph. Edges that compete with no other are taken as
they are; of what is left, each connected component is solved by itself: by enumeration up to three by three, by
the Hungarian method in whole numbers beyond, and only where that would be slow by
``scipy.optimize.linear_sum_assignment``, which takes most of a second to import and rounds to float64.

What is maximised is a sequence of sums, each deciding only where those before it are equal: first the levels
given, last text order (of equally good alignments the one whose ranks within the component differ least).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, lcm
from typing import TypeAlias

import msgspec
import numpy as np

from wirecopy.evaluation.engine.tables import Ints, Mask

SMALL = 3
# Rows squared times columns up to which a component is solved exactly: a tenth of a second at most.
EXACT_STEPS = 32**3
EXACT_IN_FLOAT64 = 2**53
FRACTION_STEPS = 2**20


class Level(msgspec.Struct, frozen=True):
    """One thing to maximise: a non-negative integer an edge, none above ``highest``."""

    value: Ints
    highest: int


class Shares(msgspec.Struct, frozen=True):
    """One thing to maximise: an edge's sum of fractions in [0, 1], given as (numerators, denominators)."""

    fractions: Sequence[tuple[Ints, Ints]]


Criterion: TypeAlias = Level | Shares
# One component's values of a criterion, an edge each, and what none of them exceeds.
Values: TypeAlias = tuple[list[int], int]


def align(left: Ints, right: Ints, levels: Sequence[Criterion]) -> Mask:
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


def _solve(left: Ints, right: Ints, levels: Sequence[Criterion], edges: Ints) -> list[int]:
    """Return the positions of the edges that one component's best alignment takes."""
    rows, i = np.unique(left, return_inverse=True)
    columns, j = np.unique(right, return_inverse=True)
    size, pairs = max(len(rows), len(columns)), min(len(rows), len(columns))
    order = ((size**2 - (i - j) ** 2).tolist(), size**2)
    if pairs**2 * size > EXACT_STEPS:
        weights = _weights([*(_values(level, edges, FRACTION_STEPS) for level in levels), order], pairs)
        return _assigned(i, j, weights, (len(rows), len(columns)))
    weights = _weights([*(_values(level, edges, None) for level in levels), order], pairs)
    if size <= SMALL:
        return _enumerated(i.tolist(), j.tolist(), weights)
    return _hungarian(i.tolist(), j.tolist(), weights, (len(rows), len(columns)))


def _values(level: Criterion, edges: Ints, steps: int | None) -> Values:
    """Return a criterion's values as integers: fractions over their common denominator, or rounded to steps."""
    if isinstance(level, Level):
        return level.value[edges].tolist(), level.highest
    fractions = [(above[edges].tolist(), below[edges].tolist()) for above, below in level.fractions]
    whole = steps or lcm(*(denominator for _, below in fractions for denominator in below))
    # With the common denominator nothing is rounded.
    parts = [[(2 * a * whole + b) // (2 * b) for a, b in zip(above, below, strict=True)] for above, below in fractions]
    return [sum(edge) for edge in zip(*parts, strict=True)], whole * len(fractions)


def _weights(levels: Sequence[Values], pairs: int) -> list[int]:
    """Return one integer an edge whose sums compare as the sequence of the levels' sums does."""
    weights = [0] * len(levels[0][0])
    for values, highest in levels:
        base = pairs * highest + 1
        weights = [weight * base + value for weight, value in zip(weights, values, strict=True)]
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


def _hungarian(i: list[int], j: list[int], weights: list[int], shape: tuple[int, int]) -> list[int]:
    """Maximise by shortest augmenting paths (Kuhn 1955, Munkres 1957), in Python's unbounded integers."""
    if shape[0] > shape[1]:
        return _hungarian(j, i, weights, (shape[1], shape[0]))
    edge_at = {place: edge for edge, place in enumerate(zip(i, j, strict=True))}
    cost = [[-weights[edge_at[row, column]] if (row, column) in edge_at else 0 for column in range(shape[1])]
            for row in range(shape[0])]  # fmt: skip
    row_price, column_price = [0] * shape[0], [0] * shape[1]
    row_of = [-1] * shape[1]
    for row in range(shape[0]):
        _augment(row, cost, row_price, column_price, row_of)
    pairs = ((row, column) for column, row in enumerate(row_of))
    return sorted(edge_at[pair] for pair in pairs if pair in edge_at)


def _augment(
    start: int, cost: list[list[int]], row_price: list[int], column_price: list[int], row_of: list[int]
) -> None:
    """Give row ``start`` a column along the cheapest path of reassignments; prices stay a proof of optimality."""
    slack: list[float] = [inf] * len(row_of)  # whole numbers after the first round
    before = [-1] * len(row_of)
    seen: list[int] = []
    open_columns = set(range(len(row_of)))
    row, last = start, -1
    while True:
        for column in open_columns:
            reduced = cost[row][column] - row_price[row] - column_price[column]
            if reduced < slack[column]:
                slack[column], before[column] = reduced, last
        last = min(open_columns, key=lambda column: (slack[column], column))
        step = int(slack[last])
        row_price[start] += step
        for column in seen:
            row_price[row_of[column]] += step
            column_price[column] -= step
        for column in open_columns:
            slack[column] -= step
        open_columns.remove(last)
        seen.append(last)
        if row_of[last] < 0:
            break
        row = row_of[last]
    while last >= 0:
        row_of[last] = row_of[before[last]] if before[last] >= 0 else start
        last = before[last]


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

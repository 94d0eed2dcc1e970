"""Optimal alignment: against all assignments for small graphs, against scipy's solver for large ones."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from wirecopy.evaluation.engine import alignment
from wirecopy.evaluation.engine.alignment import Level, Shares, align

Edges = list[tuple[int, int]]
Worth = tuple[int, Fraction, int]


def columns(edges: Edges) -> tuple[np.ndarray, np.ndarray]:
    left, right = zip(*edges, strict=True) if edges else ((), ())
    return np.array(left, np.int64), np.array(right, np.int64)


def levels(shares: list[Fraction], marks: list[int]) -> list[Level | Shares]:
    above = np.array([share.numerator for share in shares], np.int64)
    below = np.array([share.denominator for share in shares], np.int64)
    pairs = Level(np.ones(len(shares), np.int64), 1)
    return [pairs, Shares([(above, below)]), Level(np.array(marks, np.int64), 4)]


def taken(edges: Edges, shares: list[Fraction], marks: list[int]) -> list[int]:
    found = np.flatnonzero(align(*columns(edges), levels(shares, marks))).tolist()
    assert len({edges[e][0] for e in found}) == len({edges[e][1] for e in found}) == len(found)
    return [int(edge) for edge in found]


def worth(chosen: list[int], shares: list[Fraction], marks: list[int]) -> Worth:
    return len(chosen), sum((shares[e] for e in chosen), Fraction(0)), sum(marks[e] for e in chosen)


def greatest(edges: Edges, shares: list[Fraction], marks: list[int]) -> Worth:
    """Return the best worth over all assignments: the rows in every order, each padded with places to be unpaired."""
    rows, size = sorted({a for a, _ in edges}), len({b for _, b in edges})
    targets = [*sorted({b for _, b in edges}), *[-1] * len(rows)]
    at = {edge: number for number, edge in enumerate(edges)}
    assert size + len(rows) <= 9
    return max(
        worth([at[pair] for pair in zip(rows, order, strict=True) if pair in at], shares, marks)
        for order in set(permutations(targets, len(rows)))
    )


def graph(rng: random.Random, rows: int, width: int, density: float) -> tuple[Edges, list[Fraction], list[int]]:
    edges = [(a, b) for a in range(rows) for b in range(width) if rng.random() < density] or [(0, 0)]
    shares = [Fraction(rng.randint(1, d), d) for d in (rng.choice((2, 3, 6, 7)) for _ in edges)]
    return edges, shares, [rng.randint(0, 4) for _ in edges]


@pytest.mark.parametrize("seed", range(150))
def test_small_graphs_are_solved_as_trying_everything_solves_them(seed: int) -> None:
    rng = random.Random(seed)
    edges, shares, marks = graph(rng, rng.randint(1, 4), rng.randint(1, 5), rng.choice((0.3, 0.6, 1.0)))
    assert worth(taken(edges, shares, marks), shares, marks) == greatest(edges, shares, marks)


@pytest.mark.parametrize("seed", range(40))
def test_both_ways_of_solving_a_component_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    edges, shares, marks = graph(rng, 3, 3, 0.7)
    enumerated = taken(edges, shares, marks)
    monkeypatch.setattr(alignment, "SMALL", 0)
    assert worth(taken(edges, shares, marks), shares, marks) == worth(enumerated, shares, marks)


@pytest.mark.parametrize(("rows", "width"), [(8, 8), (5, 20), (20, 5), (30, 30), (60, 50)])
def test_large_components_are_as_good_as_scipys_assignment(rows: int, width: int) -> None:
    rng = random.Random(rows * width)
    edges, shares, marks = graph(rng, rows, width, 0.4)
    found = worth(taken(edges, shares, marks), shares, marks)
    matrix = np.zeros((rows, width))
    matrix[columns(edges)] = 1
    assert found[0] == int(matrix[linear_sum_assignment(matrix, maximize=True)].sum())
    matrix[columns(edges)] = [100 + float(share) for share in shares]
    assert float(found[1]) == pytest.approx(matrix[linear_sum_assignment(matrix, maximize=True)].sum() - 100 * found[0])


def test_equal_sums_of_fractions_are_equal_whatever_their_parts() -> None:
    """1/6 + 1/6 is 1/3 + 0; rounded to binary steps the first would win, and the marks would never be asked."""
    edges: Edges = [(0, 0), (1, 1), (0, 1), (1, 0)]
    sixth, third, none = Fraction(1, 6), Fraction(1, 3), Fraction(0)
    assert taken(edges, [sixth, sixth, third, none], [0, 0, 0, 1]) == [2, 3]


def test_the_smallest_difference_decides() -> None:
    edges: Edges = [(0, 0), (0, 1)]
    shares = [Fraction(1_000_000_001, 2_000_000_000), Fraction(1_000_000_000, 1_999_999_999)]
    assert taken(edges, shares, [4, 0]) == [int(shares[1] > shares[0])]


def test_more_pairs_come_before_better_ones() -> None:
    edges: Edges = [(0, 0), (0, 1), (1, 0)]
    assert taken(edges, [Fraction(1), Fraction(1, 2), Fraction(1, 2)], [4, 0, 0]) == [1, 2]


def test_ties_go_to_text_order() -> None:
    edges: Edges = [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert taken(edges, [Fraction(1, 2)] * 4, [0] * 4) == [0, 3]


def test_nothing_to_align() -> None:
    assert taken([], [], []) == []


def test_components_do_not_touch_each_other() -> None:
    first = graph(random.Random(1), 3, 3, 1.0)
    second = graph(random.Random(2), 3, 3, 1.0)
    edges = [*first[0], *((a + 3, b + 3) for a, b in second[0])]
    both = taken(edges, [*first[1], *second[1]], [*first[2], *second[2]])
    assert both == [*taken(*first), *(edge + len(first[0]) for edge in taken(*second))]

"""Several systems on the same stories: every pair tested, p-values corrected, a ranking with ties."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from wirecopy.evaluation.uncertainty.corrections import holm, tie_groups
from wirecopy.evaluation.uncertainty.intervals import DEFAULT, MINIMUM_CLUSTERS
from wirecopy.evaluation.uncertainty.paired import PairedTest, TestName, paired_tests, stack
from wirecopy.evaluation.uncertainty.rates import Statistic, f1
from wirecopy.evaluation.uncertainty.resampling import Resampling, finite_table

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems, the higher in the ranking first, with their test and its corrected p-value."""

    first: str
    second: str
    test: PairedTest
    adjusted_p_value: float | None
    significant: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Systems best first, all their pairs, and the groups that cannot be told apart.

    A system whose score is null comes last in `scores`, has no p-values and is in no group.
    """

    scores: dict[str, float | None]
    pairs: list[Pair]
    groups: list[list[str]]
    test: TestName
    clusters: int
    resampling: Resampling
    alpha: float
    notes: list[str]


def compare_systems(
    counts: Mapping[str, ArrayLike],
    statistic: Statistic = f1,
    test: TestName = "bootstrap",
    resampling: Resampling = DEFAULT,
    alpha: float = ALPHA,
) -> Comparison:
    """Compare systems by their counts on the same clusters, each (clusters, columns).

    A pair differs where its p-value, corrected by Holm over all pairs, is under `alpha`. Equal scores
    rank by name. Raises ValueError for fewer than two systems, an unknown test, an alpha outside 0
    to 1, or tables of different shapes.
    """
    _check(counts, test, alpha)
    tables = {name: finite_table(table) for name, table in counts.items()}
    scores = _ranked({name: float(statistic(table.sum(axis=0))) for name, table in tables.items()})
    names = list(scores)
    stacked = stack([tables[name] for name in names])
    positions = list(combinations(range(len(names)), 2))
    tests = paired_tests(stacked, positions, statistic, test, resampling)
    adjusted = holm([result.p_value for result in tests])
    pairs = [
        Pair(names[first], names[second], result, value, value is not None and value < alpha)
        for (first, second), result, value in zip(positions, tests, adjusted, strict=True)
    ]
    different = {frozenset((pair.first, pair.second)) for pair in pairs if pair.significant}
    groups = tie_groups([name for name in names if scores[name] is not None], different)
    tested = sum(value is not None for value in adjusted)
    is_exact = any(result.exact for result in tests)
    notes = _few_clusters(test, len(stacked), resampling)
    notes += _out_of_reach(is_exact, len(stacked), resampling, tested, alpha)
    return Comparison(scores, pairs, groups, test, len(stacked), resampling, alpha, notes)


def _check(counts: Mapping[str, ArrayLike], test: str, alpha: float) -> None:
    if len(counts) < 2:
        raise ValueError(f"a comparison takes at least two systems, found {len(counts)}")
    if test not in get_args(TestName):
        raise ValueError(f"test: expected one of {', '.join(get_args(TestName))}, found {test!r}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha: expected a number between 0 and 1, found {alpha!r}")


def _ranked(scores: Mapping[str, float]) -> dict[str, float | None]:
    order = sorted(scores, key=lambda name: (np.isnan(scores[name]), -scores[name], name))
    return {name: None if np.isnan(scores[name]) else scores[name] for name in order}


def _few_clusters(test: TestName, clusters: int, resampling: Resampling) -> list[str]:
    if test == "randomization" or clusters >= MINIMUM_CLUSTERS:
        return []
    return [f"bootstrap p-values from {clusters} {resampling.unit} are unreliable: use the randomization test"]


def _out_of_reach(exact: bool, clusters: int, resampling: Resampling, pairs: int, alpha: float) -> list[str]:
    """A note where not even the smallest possible p-value would survive the correction."""
    if exact:
        smallest, remedy = min(1.0, 2 / 2**clusters), f"it takes more {resampling.unit}"
    else:
        smallest, remedy = 1 / (resampling.resamples + 1), f"it takes at least {int(pairs / alpha) + 1} resamples"
    if pairs * smallest < alpha:
        return []
    return [
        f"no pair can differ significantly: the smallest possible p-value is {smallest:.2g}, "
        f"times {pairs} pairs by Holm's correction; {remedy}"
    ]

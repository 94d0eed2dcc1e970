"""Ranking: the same p-values as the paired tests, tie groups, and the cost of a large board."""

import time
from typing import Any

import numpy as np
import pytest

from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.leaderboard.pairs import cut, holm_matrix, p_values
from wirecopy.evaluation.leaderboard.ranking import BUDGET, boards, draws_for, rank
from wirecopy.evaluation.leaderboard.record import Predictions, Record
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.uncertainty import (
    Resampling,
    compare_systems,
    f1,
    holm,
    mean_of,
    on_columns,
    tie_groups,
)

DATA = {"name": "d", "version": "1", "split": "test", "sha256": "0" * 64}


def counts(stories: int, systems: int, measures: int, seed: int) -> Floats:
    """Return generated gold, predicted and matched, (stories, systems, measures, 3), the first measure often empty."""
    generator = np.random.Generator(np.random.PCG64(seed))
    gold = np.broadcast_to(generator.integers(0, 20, (stories, 1, measures)), (stories, systems, measures)).copy()
    gold[:, :, 0] *= generator.integers(0, 2, (stories, 1))
    quality = np.linspace(0.3, 0.9, systems)[None, :, None]
    matched = generator.binomial(gold, quality)
    predicted = matched + generator.poisson(2, matched.shape) * (gold > 0)
    return np.stack([gold, predicted, matched], axis=-1).astype(float)


@pytest.mark.parametrize(("stories", "systems", "measures"), [(3, 4, 1), (6, 5, 3), (13, 6, 3), (40, 4, 2)])
@pytest.mark.parametrize("seed", [0, 1])
def test_p_values_are_those_of_the_paired_test(stories: int, systems: int, measures: int, seed: int) -> None:
    table = counts(stories, systems, measures, seed)
    resampling = Resampling(resamples=1000, seed=0)
    scores, p, draws, exact = p_values(np.stack([table[..., 2], table[..., 0] + table[..., 1]], axis=-1), resampling)
    rates = [on_columns(f1, slice(3 * i, 3 * i + 3)) for i in range(measures)]
    statistic = mean_of(rates) if measures > 1 else rates[0]
    named = {str(i): table[:, i].reshape(stories, -1) for i in range(systems)}
    expected = compare_systems(named, statistic, "randomization", resampling)
    assert exact == (stories < 10)
    assert draws == (2**stories if exact else 1000)
    for pair in expected.pairs:
        found = p[int(pair.first), int(pair.second)]
        assert (None if np.isnan(found) else pytest.approx(found)) == pair.test.p_value
    for i, score in enumerate(scores):
        assert (None if np.isnan(score) else pytest.approx(score)) == expected.scores[str(i)]


def test_holm_and_cut_are_those_of_the_lists() -> None:
    generator = np.random.Generator(np.random.PCG64(5))
    for size in (2, 3, 7, 12):
        p = np.full((size, size), np.nan)
        rows, columns = np.triu_indices(size, 1)
        p[rows, columns] = p[columns, rows] = generator.choice([0.0001, 0.001, 0.01, 0.5, np.nan], len(rows))
        adjusted = holm_matrix(p)
        expected = holm([None if np.isnan(value) else value for value in p[rows, columns]])
        got = [None if np.isnan(value) else value for value in adjusted[rows, columns]]
        assert got == pytest.approx(expected)
        with np.errstate(invalid="ignore"):
            different = adjusted < 0.05
        names = [str(i) for i in range(size)]
        pairs = {frozenset((names[i], names[j])) for i, j in zip(rows, columns, strict=True) if different[i, j]}
        assert [[names[i] for i in group] for group in cut(different)] == tie_groups(names, pairs)


def record(name: str, table: dict[str, dict[str, tuple[float, float, float]]]) -> Record:
    stories = {m: {s: (g, p, k, k) for s, (g, p, k) in rows.items()} for m, rows in table.items()}
    results: dict[str, Any] = {"data": DATA, "headline": {}, "measures": {}, "signature": ""}
    scored = Predictions("0" * 64, name * 12)
    return Record("wirecopy-record/1", name, None, None, "2026-01-01", "0", "open", scored, results, stories)


def test_groups_of_clear_differences() -> None:
    stories = [f"s{i}" for i in range(12)]
    good = {HEADLINES["entities"]: dict.fromkeys(stories, (20.0, 20.0, 19.0))}
    same = {HEADLINES["entities"]: {s: (20.0, 20.0, 18.0 if s == "s3" else 19.0) for s in stories}}
    bad = {HEADLINES["entities"]: dict.fromkeys(stories, (20.0, 20.0, 4.0))}
    found = rank([record("c", bad), record("a", good), record("b", same)], [HEADLINES["entities"]])
    assert found.groups == [[record("a", good).key, record("b", same).key], [record("c", bad).key]]
    assert found.notes == []


def test_few_stories_are_said_to_decide_nothing() -> None:
    rows = [
        record(name, {HEADLINES["entities"]: {"s1": (9.0, 9.0, n), "s2": (9.0, 9.0, n)}})
        for name, n in (("a", 9.0), ("b", 1.0))
    ]
    found = rank(rows, [HEADLINES["entities"]])
    assert len(found.groups) == 1
    assert "No pair can differ" in found.notes[0]


def test_a_task_that_nobody_predicts_has_no_ranking() -> None:
    rows = [record(name, {HEADLINES["entities"]: {"s1": (9.0, 9.0, n)}}) for name, n in (("a", 9.0), ("b", 1.0))]
    [board] = boards(rows)
    assert set(board.rankings) == {"entities"}


def test_draws_grow_with_the_pairs_as_far_as_a_build_can_afford() -> None:
    assert draws_for(2) == 1000
    assert draws_for(20) == 25 * 190
    for systems in (40, 60, 100, 200):
        pairs = systems * (systems - 1) // 2
        assert draws_for(systems) == 1000 or draws_for(systems) * pairs <= BUDGET


def test_two_hundred_systems_take_seconds() -> None:
    table = counts(20, 200, 3, 1)
    started = time.process_time()
    p_values(np.stack([table[..., 2], table[..., 0] + table[..., 1]], axis=-1), Resampling(draws_for(200)))
    assert time.process_time() - started < 10  # some two seconds where nothing else runs


def test_the_order_of_the_records_does_not_matter() -> None:
    rows = [record(name, {HEADLINES["events"]: {"s1": (9.0, 9.0, n)}}) for name, n in (("a", 9.0), ("b", 1.0))]
    assert rank(rows, [HEADLINES["events"]]).order == rank(rows[::-1], [HEADLINES["events"]]).order

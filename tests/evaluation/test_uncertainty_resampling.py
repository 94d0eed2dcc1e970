"""Clusters, draws and resampled sums against hand-made figures and plain Python loops."""

from itertools import product

import numpy as np
import pytest

from wirecopy.evaluation.uncertainty import resampling as resampling_module
from wirecopy.evaluation.uncertainty.rates import f1, mean_of, on_columns, soft_f1
from wirecopy.evaluation.uncertainty.resampling import (
    Resampling,
    all_swaps,
    draw_multiplicities,
    draw_swaps,
    resample,
    story_clusters,
    weighted_sums,
)

ARTICLES = ["d", "a", "c", "b", "e"]
STORIES = ["strike", None, "fire", "strike", None]

# PCG64 from seed 0, as numpy 2.4.6 gives it.
PINNED_MULTIPLICITIES = [[0, 2, 1, 1, 1], [4, 0, 0, 0, 1], [0, 0, 1, 2, 2]]
PINNED_SWAPS = [[1, 1, 1, 0, 0], [0, 0, 0, 0, 1], [1, 1, 1, 1, 1]]


def rows(blocks):
    return np.concatenate(list(blocks), axis=1).tolist()


@pytest.mark.parametrize(
    ("sums", "expected"),
    [((4, 5, 3), 6 / 9), ((2, 2, 2), 1.0), ((0, 3, 0), 0.0), ((3, 0, 0), 0.0), ((0, 0, 0), None), ((4, 4, 2.5), 0.625)],
)
def test_f1_by_hand(sums, expected):
    value = float(f1(np.array(sums, dtype=float)))
    assert value == expected or (expected is None and np.isnan(value))


@pytest.mark.parametrize(
    ("sums", "expected"),
    [((2, 4, 2.0, 1.5), 0.6), ((1, 0, 0, 0), 0.0), ((0, 1, 0, 0), 0.0), ((0, 0, 0, 0), None), ((1, 1, 0, 0), 0.0)],
)
def test_soft_f1_by_hand(sums, expected):
    value = float(soft_f1(np.array(sums, dtype=float)))
    assert value == pytest.approx(expected) if expected is not None else np.isnan(value)


def test_rates_keep_the_leading_axes():
    sums = np.arange(2 * 3 * 4, dtype=float).reshape(2, 3, 4)
    assert f1(sums).shape == soft_f1(sums).shape == (2, 3)
    assert f1(sums)[1, 2] == 2 * 22 / (20 + 21)


def test_mean_of_columns_is_null_where_one_is():
    mean = mean_of([on_columns(f1, slice(0, 3)), on_columns(f1, [5, 4, 3])])
    values = mean(np.array([[2.0, 2, 1, 1, 1, 1], [2, 2, 1, 0, 0, 0]]))
    assert values[0] == 0.75
    assert np.isnan(values[1])


def test_mean_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="at least one statistic"):
        mean_of([])


def test_an_article_without_a_story_is_its_own_cluster():
    clusters = story_clusters(ARTICLES, STORIES)
    assert clusters.index.tolist() == [1, 2, 0, 1, 3]
    assert (clusters.count, clusters.unit) == (4, "stories")
    assert clusters.sum([[1, 0], [2, 0], [3, 0], [4, 1], [5, 0]]).tolist() == [[3, 0], [5, 1], [2, 0], [5, 0]]


def test_a_story_named_like_an_article_stays_apart():
    assert story_clusters(["a", "b"], [None, "a"]).count == 2


def test_articles_are_the_clusters_where_there_are_no_stories():
    clusters = story_clusters(ARTICLES)
    assert clusters.index.tolist() == [3, 0, 2, 1, 4]
    assert clusters.unit == "articles"


def test_sums_of_clusters_do_not_depend_on_the_order_of_articles():
    counts = np.arange(10).reshape(5, 2)
    order = [4, 2, 0, 3, 1]
    shuffled = story_clusters([ARTICLES[i] for i in order], [STORIES[i] for i in order])
    assert shuffled.sum(counts[order]).tolist() == story_clusters(ARTICLES, STORIES).sum(counts).tolist()


def test_small_integer_types_do_not_overflow():
    counts = np.full((300, 2), 255, dtype=np.uint8)
    names = [str(i) for i in range(300)]
    assert story_clusters(names, ["one"] * 300).sum(counts).tolist() == [[76500, 76500]]


def test_no_articles():
    clusters = story_clusters([])
    assert (clusters.count, clusters.unit) == (0, "articles")
    assert clusters.sum(np.zeros((0, 3))).shape == (0, 3)
    assert resample(np.zeros((0, 3)), Resampling(7)).tolist() == [[0, 0, 0]] * 7


def test_lengths_that_differ_are_errors():
    with pytest.raises(ValueError, match="one for each of 2 articles, found 1"):
        story_clusters(["a", "b"], ["s"])
    with pytest.raises(ValueError, match="expected 2 articles, found 3"):
        story_clusters(["a", "b"]).sum(np.zeros((3, 1)))


@pytest.mark.parametrize("counts", [[[1.0, np.nan]], [[np.inf, 0]], [1, 2, 3]])
def test_counts_that_cannot_be_summed_are_errors(counts):
    with pytest.raises(ValueError, match="counts: expected"):
        resample(counts, Resampling(3))


@pytest.mark.parametrize("fields", [{"resamples": 0}, {"resamples": 2.5}, {"resamples": True}, {"seed": -1}])
def test_resampling_refuses_what_it_cannot_draw(fields):
    with pytest.raises(ValueError, match=f"{next(iter(fields))}: expected a whole number"):
        Resampling(**fields)


def test_at_least_a_thousand_resamples_by_default():
    assert Resampling().resamples >= 1000


def test_every_resample_draws_as_many_clusters_as_there_are():
    drawn = np.concatenate(list(draw_multiplicities(40, Resampling(3000))), axis=1)
    assert drawn.shape == (3000, 40)
    assert (drawn.sum(axis=1) == 40).all()
    assert drawn.min() == 0
    assert abs(drawn.mean(axis=0) - 1).max() < 5 * np.sqrt((1 - 1 / 40) / 3000)
    assert drawn.var() == pytest.approx(1 - 1 / 40, rel=0.02)


@pytest.mark.parametrize("draw", [draw_multiplicities, draw_swaps])
def test_draws_are_seeded(draw):
    drawn = rows(draw(7, Resampling(500, seed=3)))
    assert rows(draw(7, Resampling(500, seed=3))) == drawn
    assert rows(draw(7, Resampling(500, seed=4))) != drawn


def test_draws_in_blocks_are_draws_with_replacement(monkeypatch):
    """Means 1, variances 1 - 1/n, covariances -1/n, inside a block and across blocks of 3, 3, 3 and 1."""
    monkeypatch.setattr(resampling_module, "_BLOCK_CELLS", 1)
    monkeypatch.setattr(resampling_module, "_BLOCK_CLUSTERS", 3)
    blocks = list(draw_multiplicities(10, Resampling(100_000, seed=1)))
    assert [block.shape for block in blocks] == [(100_000, 3)] * 3 + [(100_000, 1)]
    drawn = np.concatenate(blocks, axis=1)
    assert (drawn.sum(axis=1) == 10).all()
    assert np.abs(drawn.mean(axis=0) - 1).max() < 0.015
    assert np.abs(np.cov(drawn.T) - (np.eye(10) - 0.1)).max() < 0.025


def test_sums_over_blocks_equal_sums_over_all(monkeypatch):
    counts = np.random.default_rng(4).integers(0, 50, (100, 3))
    monkeypatch.setattr(resampling_module, "_BLOCK_CELLS", 1)
    plan = Resampling(200)
    drawn = np.concatenate(list(draw_multiplicities(100, plan)), axis=1)
    assert len(list(draw_multiplicities(100, plan))) == 2
    assert resample(counts, plan).tolist() == (drawn @ counts).tolist()


def test_draws_are_the_indices_that_numpy_gives():
    indices = np.random.Generator(np.random.PCG64(5)).integers(6, size=(4, 6))
    expected = [[row.tolist().count(cluster) for cluster in range(6)] for row in indices]
    assert rows(draw_multiplicities(6, Resampling(4, seed=5))) == expected


def test_draws_are_the_same_on_every_machine():
    assert rows(draw_multiplicities(5, Resampling(3, seed=0))) == PINNED_MULTIPLICITIES
    assert rows(draw_swaps(5, Resampling(3, seed=0))) == PINNED_SWAPS


@pytest.mark.parametrize("clusters", [0, 1, 2, 5])
def test_all_swaps_are_every_assignment_once(clusters):
    found = all_swaps(clusters).tolist()
    assert found[0] == [0] * clusters
    assert sorted(map(tuple, found)) == sorted(product((0, 1), repeat=clusters))


def test_resampled_sums_equal_a_loop_over_the_draws():
    counts = np.random.default_rng(1).integers(0, 50, (11, 4)).tolist()
    plan = Resampling(200, seed=9)
    expected = [
        [sum(times * row[column] for times, row in zip(drawn, counts, strict=True)) for column in range(4)]
        for drawn in rows(draw_multiplicities(11, plan))
    ]
    assert resample(counts, plan).tolist() == expected


def test_further_axes_are_kept():
    counts = np.random.default_rng(1).integers(0, 50, (11, 2, 3))
    plan = Resampling(20)
    sums = resample(counts, plan)
    assert sums.shape == (20, 2, 3)
    assert sums[:, 1].tolist() == resample(counts[:, 1], plan).tolist()


def test_whole_numbers_stay_exact():
    counts = np.random.default_rng(2).integers(0, 2**47, (40, 2))
    plan = Resampling(50)
    exact = [
        [sum(int(times) * int(value) for times, value in zip(drawn, column, strict=True)) for column in counts.T]
        for drawn in rows(draw_multiplicities(40, plan))
    ]
    assert [[int(value) for value in row] for row in resample(counts, plan)] == exact


def test_columns_are_resampled_alike_wherever_they_stand():
    counts = np.random.default_rng(3).integers(0, 9, (30, 6))
    order = [5, 0, 3, 1, 4, 2]
    plan = Resampling(100)
    assert resample(counts[:, order], plan).tolist() == resample(counts, plan)[:, order].tolist()


def test_counts_are_not_changed():
    counts = np.ones((12, 3))
    counts.flags.writeable = False
    assert resample(counts, Resampling(5)).tolist() == [[12.0] * 3] * 5
    assert weighted_sums([np.array([[1] * 12])], counts, 1).tolist() == [[12.0] * 3]

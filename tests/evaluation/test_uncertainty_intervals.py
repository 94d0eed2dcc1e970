"""Percentile intervals: by hand, against a plain loop, and when there is none."""

import numpy as np
import pytest

from wirecopy.evaluation.uncertainty.intervals import MINIMUM_CLUSTERS, Interval, bootstrap, percentile_bounds
from wirecopy.evaluation.uncertainty.rates import f1, mean_of, on_columns
from wirecopy.evaluation.uncertainty.resampling import Resampling, draw_multiplicities
from wirecopy.evaluation.uncertainty.simulation import StoryModel

NAN = float("nan")


def model_counts(stories, seed=0):
    return StoryModel().sample(stories, np.random.default_rng(seed))[:, 0]


@pytest.mark.parametrize(
    ("values", "level", "expected"),
    [
        ([1, 2, 3, 4], 0.95, (1.075, 3.925)),
        ([4, 1, 3, 2], 0.5, (1.75, 3.25)),
        (list(range(101)), 0.95, (2.5, 97.5)),
        ([NAN, 1, 2, NAN, 3, 4], 0.95, (1.075, 3.925)),
        ([0.5], 0.95, (0.5, 0.5)),
        ([NAN, NAN], 0.95, None),
        ([], 0.95, None),
    ],
)
def test_percentiles_by_hand(values, level, expected):
    bounds = percentile_bounds(np.array(values, dtype=float), level)
    assert bounds == (expected if expected is None else pytest.approx(expected, abs=1e-12))


@pytest.mark.parametrize("level", [0, 1, 95, NAN])
def test_a_level_is_between_0_and_1(level):
    with pytest.raises(ValueError, match="level: expected a number between 0 and 1"):
        percentile_bounds(np.ones(3), level)


def quantile(ordered, q):
    position = (len(ordered) - 1) * q
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def test_the_interval_equals_a_plain_loop_over_the_same_draws():
    counts, plan = model_counts(14).tolist(), Resampling(400, seed=5)
    scores = []
    for drawn in np.concatenate(list(draw_multiplicities(14, plan)), axis=1).tolist():
        gold = predicted = matched = 0.0
        for times, row in zip(drawn, counts, strict=True):
            gold, predicted, matched = gold + times * row[0], predicted + times * row[1], matched + times * row[2]
        scores.append(2 * matched / (gold + predicted))
    scores.sort()
    found = bootstrap(counts, {"f1": f1}, plan)["f1"]
    assert found.bounds == pytest.approx((quantile(scores, 0.025), quantile(scores, 0.975)), abs=1e-15)
    assert found.bounds[0] < found.estimate < found.bounds[1]
    assert (found.dropped, found.note) == (0, None)


def test_all_statistics_share_the_draws():
    left, right = model_counts(20, 1), model_counts(20, 2)
    wide = np.concatenate([left, right, left], axis=1)
    first, second, third = (on_columns(f1, slice(start, start + 3)) for start in (0, 3, 6))
    found = bootstrap(wide, {"a": first, "b": second, "c": third, "mean": mean_of([first, second, third])})
    assert found["a"] == found["c"] == bootstrap(left, {"a": f1})["a"]
    assert found["b"] == bootstrap(right, {"b": f1})["b"]
    assert found["mean"].estimate == pytest.approx((2 * found["a"].estimate + found["b"].estimate) / 3)
    assert found["mean"].bounds[0] < found["mean"].estimate < found["mean"].bounds[1]


def test_the_same_seed_gives_the_same_interval():
    counts = model_counts(20)
    assert bootstrap(counts, {"f1": f1}, Resampling(seed=1)) == bootstrap(counts, {"f1": f1}, Resampling(seed=1))
    assert bootstrap(counts, {"f1": f1}, Resampling(seed=1)) != bootstrap(counts, {"f1": f1}, Resampling(seed=2))


@pytest.mark.parametrize(("matched", "expected"), [(5, 1.0), (0, 0.0)])
def test_constant_scores_have_an_interval_too(matched, expected):
    counts = np.tile([5, 5, matched], (12, 1))
    assert bootstrap(counts, {"f1": f1})["f1"] == Interval(expected, (expected, expected), 0, None)


def test_no_interval_under_ten_clusters():
    found = bootstrap(model_counts(9), {"f1": f1}, Resampling(unit="articles"))["f1"]
    assert found.bounds is None
    assert found.estimate == float(f1(model_counts(9).sum(axis=0)))
    assert found.note == (
        "no interval: it takes at least 10 articles, found 9; "
        "a bootstrap over fewer gives intervals that are too narrow"
    )
    assert bootstrap(model_counts(MINIMUM_CLUSTERS), {"f1": f1})["f1"].bounds is not None


@pytest.mark.parametrize("clusters", [0, 12])
def test_a_null_score_has_no_interval(clusters):
    found = bootstrap(np.zeros((clusters, 3)), {"f1": f1}, Resampling(50))["f1"]
    assert found == Interval(None, None, 50, "no interval: the value is null")


def test_resamples_with_a_null_rate_are_dropped():
    counts = np.zeros((12, 3))
    counts[4] = 4, 4, 3
    counts[7] = 4, 4, 1
    drawn = np.concatenate(list(draw_multiplicities(12, Resampling())), axis=1)[:, [4, 7]]
    missing = int((drawn.sum(axis=1) == 0).sum())
    found = bootstrap(counts, {"f1": f1})["f1"]
    assert missing > 0
    assert found == Interval(0.5, (0.25, 0.75), missing, None)


def test_null_in_every_resample():
    def null_unless_complete(sums):
        return np.where((sums == 1).all(axis=-1), 1.0, np.nan)

    found = bootstrap(np.eye(12), {"x": null_unless_complete}, Resampling(50))["x"]
    assert found == Interval(1.0, None, 50, "no interval: the value is null in every resample")


def test_clusters_of_zeros_leave_the_score_alone():
    counts = model_counts(12)
    padded = np.concatenate([counts, np.zeros((3, 3))])
    assert bootstrap(padded, {"f1": f1})["f1"].estimate == bootstrap(counts, {"f1": f1})["f1"].estimate

"""Comparing several systems: ranking, correction, groups and notes."""

import numpy as np
import pytest

from wirecopy.evaluation.uncertainty.comparison import compare_systems
from wirecopy.evaluation.uncertainty.corrections import holm
from wirecopy.evaluation.uncertainty.paired import paired_bootstrap, paired_randomization
from wirecopy.evaluation.uncertainty.rates import f1, on_columns
from wirecopy.evaluation.uncertainty.resampling import Resampling

BOTH = pytest.mark.parametrize("test", ["bootstrap", "randomization"])


def system(share, stories=40, seed=0):
    """A system that finds this share of the units; the seed decides on which stories."""
    generator = np.random.default_rng([seed, int(share * 100)])
    return np.stack([np.full(stories, 20), np.full(stories, 20), generator.binomial(20, share, stories)], axis=1)


SYSTEMS = {"low": system(0.5), "twin": system(0.8, seed=1), "high": system(0.8), "worst": system(0.2)}


@BOTH
def test_ranking_and_groups(test):
    found = compare_systems(SYSTEMS, test=test)
    ranked = sorted(SYSTEMS, key=lambda name: -float(f1(SYSTEMS[name].sum(axis=0))))
    assert list(found.scores) == ranked
    assert found.scores["low"] == float(f1(SYSTEMS["low"].sum(axis=0)))
    assert [sorted(group) for group in found.groups] == [["high", "twin"], ["low"], ["worst"]]
    assert len(found.pairs) == 6
    assert (found.test, found.clusters, found.alpha, found.notes) == (test, 40, 0.05, [])


@BOTH
def test_pairs_are_those_of_the_paired_tests(test):
    alone = {"bootstrap": paired_bootstrap, "randomization": paired_randomization}[test]
    plan = Resampling(1500, seed=6)
    found = compare_systems(SYSTEMS, f1, test, plan)
    for pair in found.pairs:
        assert pair.test == alone(SYSTEMS[pair.first], SYSTEMS[pair.second], resampling=plan)
        assert pair.significant == (pair.adjusted_p_value < 0.05)
        assert pair.test.difference >= 0
    assert [pair.adjusted_p_value for pair in found.pairs] == holm([pair.test.p_value for pair in found.pairs])
    assert found.resampling == plan


@BOTH
def test_the_order_of_systems_does_not_matter(test):
    assert compare_systems(dict(reversed(SYSTEMS.items())), test=test) == compare_systems(SYSTEMS, test=test)


def test_equal_scores_rank_by_name():
    found = compare_systems({"b": SYSTEMS["low"], "c": SYSTEMS["high"], "a": SYSTEMS["low"]})
    assert list(found.scores) == ["c", "a", "b"]
    assert found.groups == [["c"], ["a", "b"]]


def test_a_statistic_of_some_columns():
    wide = {name: np.concatenate([np.zeros((40, 2)), table], axis=1) for name, table in SYSTEMS.items()}
    assert compare_systems(wide, on_columns(f1, slice(2, 5))) == compare_systems(SYSTEMS)


def test_a_null_score_is_ranked_last_and_tied_with_nobody():
    tables = {"null": np.zeros((40, 3)), "high": SYSTEMS["high"], "low": SYSTEMS["low"]}
    found = compare_systems(tables)
    assert found.scores["null"] is None
    assert list(found.scores)[-1] == "null"
    assert found.groups == [["high"], ["low"]]
    nulls = [pair for pair in found.pairs if "null" in (pair.first, pair.second)]
    assert [(pair.test.p_value, pair.adjusted_p_value, pair.significant) for pair in nulls] == [(None, None, False)] * 2
    assert found.pairs[0].adjusted_p_value == found.pairs[0].test.p_value


def test_bootstrap_under_ten_stories_is_noted():
    few = {name: table[:9] for name, table in SYSTEMS.items()}
    note = "bootstrap p-values from 9 stories are unreliable: use the randomization test"
    assert compare_systems(few).notes == [note]
    assert compare_systems(few, test="randomization").notes == []


def test_too_few_stories_to_tell_any_pair_apart_is_noted():
    few = {name: table[:5] for name, table in SYSTEMS.items()}
    assert compare_systems(few, test="randomization").notes == [
        "no pair can differ significantly: the smallest possible p-value is 0.062, "
        "times 6 pairs by Holm's correction; it takes more stories"
    ]


@BOTH
def test_too_few_resamples_to_tell_any_pair_apart_is_noted(test):
    found = compare_systems(SYSTEMS, test=test, resampling=Resampling(119))
    assert found.notes == [
        "no pair can differ significantly: the smallest possible p-value is 0.0083, "
        "times 6 pairs by Holm's correction; it takes at least 121 resamples"
    ]
    assert len(found.groups) == 1
    found = compare_systems(SYSTEMS, test=test, resampling=Resampling(121))
    assert found.notes == []
    assert len(found.groups) > 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"counts": {"a": np.zeros((3, 3))}}, "at least two systems, found 1"),
        ({"counts": SYSTEMS, "test": "t"}, "test: expected one of bootstrap, randomization, found 't'"),
        ({"counts": SYSTEMS, "alpha": 5}, "alpha: expected a number between 0 and 1, found 5"),
        ({"counts": {"a": np.zeros((3, 3)), "b": np.zeros((2, 3))}}, "expected one shape"),
    ],
)
def test_what_cannot_be_compared(arguments, message):
    with pytest.raises(ValueError, match=message):
        compare_systems(**arguments)

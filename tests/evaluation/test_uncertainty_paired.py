"""Paired tests: by hand, against exact enumeration in plain Python, and their invariances."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from wirecopy.evaluation.uncertainty.paired import paired_bootstrap, paired_randomization
from wirecopy.evaluation.uncertainty.rates import f1, mean_of, on_columns
from wirecopy.evaluation.uncertainty.resampling import Resampling, draw_multiplicities, draw_swaps
from wirecopy.evaluation.uncertainty.simulation import StoryModel

BOTH = pytest.mark.parametrize("paired_test", [paired_bootstrap, paired_randomization])


def with_matches(*matched, units=10):
    return [[units, units, count] for count in matched]


def small_case(seed, clusters):
    """Two systems on a few small stories, some of them empty on either side."""
    generator = np.random.default_rng(seed)
    gold = generator.integers(0, 4, clusters)
    tables = []
    for _ in range(2):
        matched = generator.binomial(gold, 0.6)
        tables.append(np.stack([gold, matched + generator.integers(0, 3, clusters), matched], axis=1).tolist())
    return tables


def model_pair(stories, seed=0):
    counts = StoryModel().sample(stories, np.random.default_rng(seed), systems=2)
    return counts[:, 0], counts[:, 1]


# The independent computation: fractions, so that equal differences are equal without a tolerance.


def exact_f1(rows):
    gold, predicted, matched = (sum(row[column] for row in rows) for column in range(3))
    return Fraction(2 * matched, gold + predicted) if gold + predicted else None


def exact_difference(first, second):
    high, low = exact_f1(first), exact_f1(second)
    return None if high is None or low is None else high - low


def swapped(first, second, assignment):
    sides = [(b, a) if swap else (a, b) for a, b, swap in zip(first, second, assignment, strict=True)]
    return [side[0] for side in sides], [side[1] for side in sides]


def randomization_tail(first, second, assignments):
    observed = exact_difference(first, second)
    found = [exact_difference(*swapped(first, second, assignment)) for assignment in assignments]
    kept = [value for value in found if value is not None]
    return sum(abs(value) >= abs(observed) for value in kept), len(kept)


def bootstrap_tail(first, second, draws):
    observed = exact_difference(first, second)
    found = [exact_difference([first[i] for i in drawn], [second[i] for i in drawn]) for drawn in draws]
    kept = [value for value in found if value is not None]
    return sum(abs(value - observed) >= abs(observed) for value in kept), len(kept)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((9, 9, 9), (8, 7, 6), 2 / 8),  # +-1 +-2 +-3: only all plus and all minus reach 6
        ((9, 9, 5), (6, 6, 6), 4 / 8),  # +-3 +-3 +-1 reach 5: 7, 5 and their mirrors
        ((9, 8, 7), (8, 7, 9), 1.0),  # 1 + 1 - 2: no difference at all
        ((9, 9, 9, 9), (8, 8, 8, 8), 2 / 16),
        ((9,), (1,), 1.0),  # one story says nothing
    ],
)
def test_randomization_by_hand(first, second, expected):
    result = paired_randomization(with_matches(*first), with_matches(*second))
    assert result.p_value == expected
    assert result.difference == pytest.approx((sum(first) - sum(second)) / (10 * len(first)))
    assert (result.exact, result.draws) == (True, 2 ** len(first))


@pytest.mark.parametrize("clusters", range(1, 10))
@pytest.mark.parametrize("seed", range(8))
def test_randomization_equals_exact_enumeration(clusters, seed):
    first, second = small_case(seed, clusters)
    tail, draws = randomization_tail(first, second, product((0, 1), repeat=clusters))
    result = paired_randomization(first, second)
    assert (result.p_value, result.draws, result.exact) == (tail / draws, draws, True)


@pytest.mark.parametrize("seed", range(4))
def test_random_swaps_equal_a_plain_loop_and_approach_the_enumeration(seed):
    first, second = small_case(seed, 11)
    plan = Resampling(2000, seed=seed)
    tail, draws = randomization_tail(first, second, np.concatenate(list(draw_swaps(11, plan)), axis=1).tolist())
    result = paired_randomization(first, second, resampling=plan)
    assert (result.p_value, result.exact) == ((tail + 1) / (draws + 1), False)
    exact = paired_randomization(first, second, resampling=Resampling(2049))
    assert exact.exact
    share = exact.p_value
    assert abs(result.p_value - share) < 5 * np.sqrt(share * (1 - share) / 2000) + 1e-3


@pytest.mark.parametrize(("resamples", "exact"), [(512, False), (513, True)])
def test_enumeration_takes_fewer_assignments_than_resamples(resamples, exact):
    result = paired_randomization(*model_pair(9), resampling=Resampling(resamples))
    assert (result.exact, result.draws) == (exact, 512)


@pytest.mark.parametrize("seed", range(4))
def test_bootstrap_equals_a_plain_loop_over_the_same_draws(seed):
    first, second = small_case(seed, 6)
    plan = Resampling(1000, seed=seed)
    multiplicities = np.concatenate(list(draw_multiplicities(6, plan)), axis=1)
    tail, draws = bootstrap_tail(first, second, [np.repeat(np.arange(6), times).tolist() for times in multiplicities])
    result = paired_bootstrap(first, second, resampling=plan)
    assert (result.p_value, result.draws, result.exact) == ((tail + 1) / (draws + 1), draws, False)


@pytest.mark.parametrize("seed", range(6))
def test_bootstrap_approaches_the_enumeration_of_all_resamples(seed):
    first, second = small_case(seed, 4)
    tail, draws = bootstrap_tail(first, second, product(range(4), repeat=4))
    share = tail / draws
    found = paired_bootstrap(first, second, resampling=Resampling(40_000, seed=seed)).p_value
    assert abs(found - share) < 5 * np.sqrt(share * (1 - share) / 40_000) + 1e-4


@pytest.mark.parametrize(("first", "second"), [((9, 5), (5, 5)), ((4, 4), (4, 7))])
def test_bootstrap_by_hand(first, second):
    # The systems differ on one of two stories of equal size, which a resample holds 0, 1 or 2 times, so d* - d is
    # -d, 0 or d, and |d* - d| >= |d| unless both stories came once. In floats the second case's
    # -0.3 + 0.15 falls short of 0.15: without the tolerance its p-value is 0.22.
    multiplicities = np.concatenate(list(draw_multiplicities(2, Resampling())), axis=1)
    extreme = int((multiplicities[:, 0] != 1).sum())
    result = paired_bootstrap(with_matches(*first), with_matches(*second))
    assert result.p_value == (extreme + 1) / 1001
    assert result.p_value == pytest.approx(0.5, abs=0.05)


@BOTH
@pytest.mark.parametrize("clusters", [3, 40])
def test_identical_systems(paired_test, clusters):
    first, _ = model_pair(clusters)
    result = paired_test(first, first)
    assert (result.difference, result.p_value) == (0.0, 1.0)
    assert result.interval.bounds == (None if clusters < 10 else (0.0, 0.0))


@BOTH
@pytest.mark.parametrize("clusters", [4, 40])
def test_exchanging_the_systems_mirrors_the_result(paired_test, clusters):
    first, second = model_pair(clusters, seed=3)
    here, there = paired_test(first, second), paired_test(second, first)
    assert here.p_value == there.p_value
    assert here.difference == -there.difference
    if clusters >= 10:
        low, high = here.interval.bounds
        assert there.interval.bounds == pytest.approx((-high, -low), abs=1e-15)


@BOTH
def test_a_clear_difference_has_the_smallest_p_value(paired_test):
    result = paired_test(with_matches(*[9] * 40), with_matches(*[5] * 40))
    assert result.p_value == 1 / 1001
    assert result.interval.bounds == pytest.approx((0.4, 0.4))


@BOTH
def test_seeds(paired_test):
    pair = model_pair(25, seed=8)
    assert paired_test(*pair, resampling=Resampling(seed=1)) == paired_test(*pair, resampling=Resampling(seed=1))
    assert paired_test(*pair, resampling=Resampling(seed=1)) != paired_test(*pair, resampling=Resampling(seed=2))


def test_enumeration_does_not_depend_on_the_order_of_stories():
    first, second = model_pair(8, seed=4)
    order = np.random.default_rng(0).permutation(8)
    here, there = paired_randomization(first, second), paired_randomization(first[order], second[order])
    assert (here.difference, here.p_value) == (there.difference, there.p_value)


def test_enumeration_ignores_stories_without_units():
    first, second = model_pair(6, seed=4)
    padding = np.zeros((2, 3))
    here = paired_randomization(first, second)
    there = paired_randomization(np.concatenate([first, padding]), np.concatenate([second, padding]))
    assert (here.difference, here.p_value) == (there.difference, there.p_value)
    assert there.draws == 4 * here.draws


@BOTH
def test_a_null_score_has_no_difference(paired_test):
    empty, other = [[0, 0, 0]] * 12, [[0, 1, 0]] * 12
    for pair in ((empty, other), (other, empty), (empty, empty)):
        result = paired_test(*pair)
        assert (result.difference, result.p_value) == (None, None)
        assert result.interval.bounds is None
        assert "null" in result.interval.note


def test_draws_with_a_null_score_are_left_out():
    # The gold is empty; each system has one spurious unit, on another story. F1 is 0, or null without units.
    first, second = [[0, 1, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    result = paired_randomization(first, second)
    assert (result.p_value, result.draws) == (1.0, 4)  # swapping just one of the two leaves one side empty
    multiplicities = np.concatenate(list(draw_multiplicities(3, Resampling())), axis=1)
    kept = int((multiplicities[:, :2] > 0).all(axis=1).sum())
    result = paired_bootstrap(first, second)
    assert (result.p_value, result.draws, result.interval.dropped) == (1.0, kept, 1000 - kept)


@BOTH
def test_any_statistic_of_the_sums(paired_test):
    first, second = (np.concatenate([table, table], axis=1) for table in model_pair(15, seed=2))
    halves = [on_columns(f1, slice(0, 3)), on_columns(f1, slice(3, 6))]
    doubled = paired_test(first, second, mean_of(halves))
    single = paired_test(first, second)
    assert doubled.p_value == single.p_value
    assert doubled.difference == pytest.approx(single.difference, abs=1e-15)


@BOTH
def test_tables_of_different_shapes_are_errors(paired_test):
    with pytest.raises(ValueError, match="expected one shape"):
        paired_test(np.zeros((3, 3)), np.zeros((4, 3)))

"""Simulated coverage of the interval and size of the tests, on counts with a known true score."""

import numpy as np
import pytest

from wirecopy.evaluation.uncertainty.simulation import StoryModel, coverage, rejection_rate


def test_the_model_has_dependent_stories_and_possible_counts():
    counts = StoryModel().sample(5000, np.random.default_rng(0), systems=2)
    gold, predicted, matched = np.moveaxis(counts, -1, 0)
    assert counts.shape == (5000, 2, 3)
    assert (gold[:, 0] == gold[:, 1]).all()
    assert (matched <= np.minimum(gold, predicted)).all()
    assert np.corrcoef((matched / np.maximum(gold, 1)).T)[0, 1] > 0.5


def test_the_truth_does_not_depend_on_the_seed():
    assert StoryModel().truth(seed=1) == pytest.approx(StoryModel().truth(seed=2), abs=1e-3)


@pytest.mark.parametrize("stories", [30, 60])
def test_coverage_in_brief(stories):
    assert 0.91 <= coverage(stories, 600) <= 0.975


@pytest.mark.slow
@pytest.mark.parametrize("stories", [30, 45, 60, 120])
def test_coverage_at_thirty_stories_and_more(stories):
    assert 0.92 <= coverage(stories, 10_000) <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize(("stories", "least"), [(4, 0.74), (8, 0.82), (12, 0.87)])
def test_coverage_is_reported_for_few_stories(stories, least, record_property):
    share = coverage(stories, 10_000)
    record_property("coverage", share)
    print(f"coverage of the 95% interval at {stories} stories: {share:.3f}")
    assert least <= share < 0.95


@pytest.mark.parametrize("test", ["bootstrap", "randomization"])
def test_size_in_brief(test):
    assert 0.02 <= rejection_rate(test, 30, 300) <= 0.10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("test", "stories", "least", "most"),
    [
        ("randomization", 8, 0.035, 0.065),
        ("randomization", 30, 0.04, 0.06),
        ("randomization", 60, 0.04, 0.06),
        ("bootstrap", 30, 0.04, 0.09),
        ("bootstrap", 60, 0.04, 0.075),
        ("bootstrap", 200, 0.04, 0.065),
    ],
)
def test_equal_systems_differ_about_as_often_as_alpha(test, stories, least, most):
    assert least <= rejection_rate(test, stories, 4000) <= most

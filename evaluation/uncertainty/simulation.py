"""Generated counts with a known true score: do the intervals cover it, and do the tests err as often as they say?

Stories have one to three articles. A story has its own size and its own difficulty, which all its
articles and all systems share; a system finds it a little easier or harder than the others do. That makes
the articles of a story dependent, and the score of a split a ratio of random sums, as in real collections.
"""

from dataclasses import dataclass

import numpy as np

from wirecopy.evaluation.uncertainty.intervals import percentile_bounds
from wirecopy.evaluation.uncertainty.paired import TestName, paired_tests
from wirecopy.evaluation.uncertainty.rates import FloatArray, f1
from wirecopy.evaluation.uncertainty.resampling import Resampling, resample


@dataclass(frozen=True, slots=True)
class StoryModel:
    """Mean gold units of an article, log-odds of finding one, spurious units for each missed one, and deviations.

    `difficulty` is the standard deviation among stories of the log-odds, and `taste` that of what one
    system adds to it. `size` is the standard deviation among stories of the logarithm of `gold`.
    """

    gold: float = 20.0
    found: float = 0.8
    spurious: float = 0.7
    size: float = 0.3
    difficulty: float = 0.5
    taste: float = 0.2

    def sample(self, stories: int, generator: np.random.Generator, systems: int = 1) -> FloatArray:
        """Counts (gold, predicted, matched) per story: (stories, systems, 3). The systems are equally good."""
        articles = generator.integers(1, 4, stories)
        mean = articles * self.gold * np.exp(generator.normal(0.0, self.size, stories))
        gold = np.repeat(generator.poisson(mean)[:, None], systems, axis=1)
        difficulty = generator.normal(0.0, self.difficulty, (stories, 1))
        log_odds = self.found - difficulty + generator.normal(0.0, self.taste, gold.shape)
        matched = generator.binomial(gold, 1 / (1 + np.exp(-log_odds)))
        spurious = generator.poisson(self.spurious * (gold - matched))
        return np.stack([gold, matched + spurious, matched], axis=-1).astype(np.float64)

    def truth(self, stories: int = 1_000_000, seed: int = 0) -> float:
        """F1 as the ratio of expectations, from the sums over very many stories."""
        sums = self.sample(stories, _generator(seed)).sum(axis=(0, 1))
        return float(f1(sums))


DEFAULT_MODEL = StoryModel()


def coverage(stories: int, trials: int, model: StoryModel = DEFAULT_MODEL, seed: int = 0) -> float:
    """The share of trials in which the 95% interval holds the true F1, also under 10 stories."""
    truth, generator = model.truth(), _generator(seed)
    held = 0
    for trial in range(trials):
        sums = resample(model.sample(stories, generator)[:, 0], Resampling(seed=trial))
        bounds = percentile_bounds(f1(sums))
        held += bounds is not None and bounds[0] <= truth <= bounds[1]
    return held / trials


def rejection_rate(
    test: TestName,
    stories: int,
    trials: int,
    model: StoryModel = DEFAULT_MODEL,
    seed: int = 0,
) -> float:
    """The share of trials in which two equally good systems differ with a p-value of at most 0.05."""
    generator = _generator(seed)
    rejected = 0
    for trial in range(trials):
        counts = model.sample(stories, generator, systems=2)
        result = paired_tests(counts, [(0, 1)], f1, test, Resampling(seed=trial))[0]
        rejected += result.p_value is not None and result.p_value <= 0.05
    return rejected / trials


def _generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))

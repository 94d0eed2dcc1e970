"""Multinomial logistic regression that corrects the rules: it starts from their answer, and weights move away from it.

The score of a label is ``trust`` where it is the rules' answer, plus the weights of the instance's features. Trust is
learnt with the weights, one number where the rules answer that nothing is there and one where they name something,
the same for all labels: so a label that no training article has can still be found. With all weights at 0 the
classifier says what the rules say; the L2 penalty pulls it there. Where the rules say nothing this is plain
logistic regression.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Features: TypeAlias = Sequence[str]  # the binary features of one instance, each named

NOTHING = "O"  # the answer that nothing is there
ALWAYS = ""  # a feature of every instance, so that the bias is penalised like the other weights


class Instance(Struct, frozen=True):
    """What is classified: its features, and the rules' answer or None."""

    features: Features
    hint: str | None = None


class Scorer(Struct, frozen=True):
    """A trained classifier: ``weights`` has a row a feature and a column a label; unknown features weigh nothing."""

    labels: tuple[str, ...]
    features: dict[str, int]
    weights: Floats
    trust: Floats

    def log_probabilities(self, instances: Sequence[Instance]) -> Floats:
        """Return the natural logarithm of every label's probability, a row an instance."""
        scores = np.zeros((len(instances), len(self.labels)), dtype=np.float32)
        for index, instance in enumerate(instances):
            known = [
                column for feature in (ALWAYS, *instance.features) if (column := self.features.get(feature)) is not None
            ]
            scores[index] = self.weights[known].sum(axis=0)
        rows, columns, kinds = agreement(instances, self.labels)
        scores[rows, columns] += self.trust[kinds]
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return scores

    def best(self, instance: Instance) -> str:
        """Return the likeliest label of one instance."""
        return self.labels[int(self.log_probabilities([instance])[0].argmax())]


def agreement(instances: Sequence[Instance], labels: Sequence[str]) -> tuple[list[int], list[int], list[int]]:
    """Return row, column and kind of trust (0: nothing there, 1: something) of every answer of the rules."""
    places = {label: column for column, label in enumerate(labels)}
    found = [(row, places[i.hint], int(i.hint != NOTHING)) for row, i in enumerate(instances) if i.hint in places]
    return [row for row, _, _ in found], [column for _, column, _ in found], [kind for _, _, kind in found]


def fit_scorer(
    instances: Sequence[Instance], truth: Sequence[str], strength: float, labels: Iterable[str] = (), rarest: int = 2
) -> Scorer:
    """Return a classifier of the instances; the same input always gives the same weights.

    ``strength`` is the inverse of the L2 penalty, scikit-learn's C. ``labels`` are answers possible beside those that
    occur. Features of fewer than ``rarest`` instances are left out.
    """
    kinds = tuple(sorted({*truth, *labels})) or (NOTHING,)
    counts = Counter(feature for instance in instances for feature in set(instance.features))
    kept = [ALWAYS, *sorted(feature for feature, count in counts.items() if count >= rarest)]
    features = {feature: column for column, feature in enumerate(kept)}
    weights, trust = _minimise(instances, truth, kinds, features, strength)
    return Scorer(kinds, features, weights.astype(np.float32), trust.astype(np.float32))


def _minimise(
    instances: Sequence[Instance],
    truth: Sequence[str],
    labels: Sequence[str],
    features: dict[str, int],
    strength: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weights and trust with the least penalised loss: scipy's L-BFGS, since scikit-learn's takes no offsets."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    shape = (len(features), len(labels))
    columns = [sorted({0, *(features[f] for f in i.features if f in features)}) for i in instances]
    flat = np.array([column for row in columns for column in row], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(flat)), flat, np.cumsum([0, *map(len, columns)])), (len(instances), len(features)))
    gold = np.array([labels.index(label) for label in truth], dtype=np.int64)
    each = np.arange(len(gold))
    rows, answers, kinds = agreement(instances, labels)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, trust = point[:-2].reshape(shape), point[-2:]
        scores = np.asarray(matrix @ weights)
        scores[rows, answers] += trust[kinds]
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        chances = np.exp(scores)
        totals = chances.sum(axis=1)
        value = strength * float((np.log(totals) - scores[each, gold]).sum()) + 0.5 * float((weights**2).sum())
        chances /= totals[:, None]
        chances[each, gold] -= 1.0
        slope = strength * np.asarray(matrix.T @ chances) + weights
        steepness = strength * np.bincount(kinds, chances[rows, answers], minlength=2) + _TETHER * trust
        return value + 0.5 * _TETHER * float((trust**2).sum()), np.concatenate([slope.ravel(), steepness])

    found = minimize(
        loss, np.zeros(shape[0] * shape[1] + 2), jac=True, method="L-BFGS-B", options={"maxiter": 300, "ftol": 1e-5}
    )
    return found.x[:-2].reshape(shape), found.x[-2:]


_TETHER = 1e-3  # the penalty on trust, only there to keep it finite where the rules are never wrong

"""A tagger: a classifier of words whose answers are decoded into the best BIO sequence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from wirecopy.evaluation.systems.linear.scorer import Instance, Scorer, fit_scorer
from wirecopy.evaluation.systems.linear.viterbi import OUTSIDE, decode


class Tagger(Struct, frozen=True):
    """``lean`` is added to the score of ``O``: below 0 more is found, above 0 less."""

    scorer: Scorer
    lean: float = 0.0

    def tag(self, sequences: Sequence[Sequence[Instance]]) -> list[list[str]]:
        """Return a tag for every word of every sequence."""
        if not sequences:
            return []
        scores = self.scorer.log_probabilities([word for words in sequences for word in words])
        if OUTSIDE in self.scorer.labels:
            scores[:, self.scorer.labels.index(OUTSIDE)] += self.lean
        cuts = np.cumsum([len(words) for words in sequences])[:-1]
        return decode(np.split(scores, cuts), self.scorer.labels)


def fit_tagger(
    sequences: Sequence[Sequence[Instance]],
    tags: Sequence[Sequence[str]],
    strength: float,
    lean: float,
    kinds: Iterable[str],
) -> Tagger:
    """Return a tagger of the sequences for spans of the given kinds."""
    words = [word for sequence in sequences for word in sequence]
    labels = [OUTSIDE, *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI")]
    return Tagger(fit_scorer(words, [tag for sequence in tags for tag in sequence], strength, labels), lean)


def instances(rows: Sequence[Sequence[str]], hints: Sequence[str] | None) -> list[Instance]:
    """Return words as instances, with the rules' tags where there are any."""
    if hints is None:
        return [Instance(row) for row in rows]
    return [Instance(row, hint) for row, hint in zip(rows, hints, strict=True)]

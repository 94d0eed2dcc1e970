"""Evidence: how often a clue was seen with each label in the train split, and what a set of clues speaks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log
from typing import TypeAlias

import msgspec

Sample: TypeAlias = tuple[str, Iterable[str]]

DOUBT = 0.5  # imagined occurrences of every clue, spread over the labels as they are spread over the samples


class Evidence(msgspec.Struct, frozen=True):
    """Counts of labels, and of labels beside each clue."""

    labels: dict[str, int]
    clues: dict[str, dict[str, int]]


def gathered(samples: Iterable[Sample]) -> Evidence:
    """Return the counts of samples, each a label with its clues; a clue counts once a sample."""
    labels: Counter[str] = Counter()
    clues: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, found in samples:
        labels[label] += 1
        for clue in set(found):
            clues[clue][label] += 1
    return Evidence(dict(sorted(labels.items())), {clue: dict(sorted(clues[clue].items())) for clue in sorted(clues)})


class Judge:
    """Weighs clues: the sum of the logarithms of how many times likelier each makes a label."""

    def __init__(self, evidence: Evidence, trust: float = 1.0, doubt: float = DOUBT) -> None:
        total = sum(evidence.labels.values())
        self.shares = {label: count / total for label, count in evidence.labels.items()}
        self.weights = {clue: self._weights(counts, trust, doubt) for clue, counts in evidence.clues.items()}

    def _weights(self, counts: Mapping[str, int], trust: float, doubt: float) -> dict[str, float]:
        seen = sum(counts.values()) + doubt
        return {
            label: trust * log((counts.get(label, 0) + doubt * share) / (seen * share))
            for label, share in self.shares.items()
        }

    def weigh(self, clues: Iterable[str]) -> dict[str, float]:
        """Return label -> weight, the label's share of all samples included; empty where nothing was learnt."""
        weights = {label: log(share) for label, share in self.shares.items()}
        for clue in dict.fromkeys(clues):
            for label, weight in self.weights.get(clue, {}).items():
                weights[label] += weight
        return weights


def heaviest(weights: Mapping[str, float]) -> tuple[str, float] | None:
    """Return the label of the greatest weight and by how much it exceeds the next, or None without labels."""
    order = sorted(weights, key=lambda label: (-weights[label], label))
    if not order:
        return None
    return order[0], weights[order[0]] - weights[order[1]] if len(order) > 1 else abs(weights[order[0]])


def added(left: Mapping[str, float], right: Mapping[str, float]) -> dict[str, float]:
    """Return the sums of two mappings of weights; a label that one lacks weighs nothing there."""
    return {label: left.get(label, 0.0) + right.get(label, 0.0) for label in {**left, **right}}

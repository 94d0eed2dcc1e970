"""The best tag sequences under the rule of BIO, for many sequences at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wirecopy.evaluation.systems.linear.scorer import Floats

OUTSIDE = "O"


def allowed(labels: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the scores of a first label and of label -> label: 0 where BIO allows it, minus infinity elsewhere.

    ``I-X`` may follow ``B-X`` and ``I-X`` only, and begins no sequence.
    """
    first = np.array([-np.inf if label.startswith("I-") else 0.0 for label in labels], dtype=np.float32)
    step = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for column, label in enumerate(labels):
        if label.startswith("I-"):
            step[:, column] = [0.0 if before[1:] == label[1:] and before != OUTSIDE else -np.inf for before in labels]
    return first, step


def decode(scores: Sequence[Floats], labels: Sequence[str]) -> list[list[str]]:
    """Return the best allowed sequence of every table of scores (a row a word, a column a label).

    Sequences are decoded side by side, longest first, so that each step looks at those that still go on.
    """
    order = sorted(range(len(scores)), key=lambda index: -len(scores[index]))
    lengths = np.array([len(scores[index]) for index in order], dtype=np.int64)
    longest = int(lengths[0]) if order else 0
    if not longest:
        return [[] for _ in scores]
    table = np.zeros((len(order), longest, len(labels)), dtype=np.float32)
    for place, index in enumerate(order):
        table[place, : len(scores[index])] = scores[index]
    paths = _paths(table, lengths, *allowed(labels))
    found: list[list[str]] = [[] for _ in scores]
    for place, index in enumerate(order):
        found[index] = [labels[label] for label in paths[place, : lengths[place]]]
    return found


def _paths(table: Floats, lengths: np.ndarray, first: Floats, step: Floats) -> np.ndarray:
    """Return label numbers, a row a sequence; what stands beyond a sequence's length means nothing."""
    count, longest, width = table.shape
    best = table[:, 0] + first
    final = best.copy()
    came = np.zeros((longest, count, width), dtype=np.int16)
    for at in range(1, longest):
        going = int(np.searchsorted(-lengths, -at, side="left"))  # sequences longer than ``at``
        through = best[:going, :, None] + step
        came[at, :going] = through.argmax(axis=1)
        best[:going] = through.max(axis=1) + table[:going, at]
        final[:going] = best[:going]
    paths = np.zeros((count, longest), dtype=np.int64)
    label = final.argmax(axis=1)
    for at in range(longest - 1, -1, -1):
        open_ = lengths > at
        paths[open_, at] = label[open_]
        label = np.where(open_, came[at, np.arange(count), label], label) if at else label
    return paths

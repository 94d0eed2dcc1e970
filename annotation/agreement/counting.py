"""Counts of every measure between two passes of the same articles, article by article.

The engine scores a prediction against gold; here neither is right. One pass stands as gold, the other as
predicted, and what the engine treats differently on the two sides is taken from either side's view: an attribute
that an annotator left out is no unit of that annotator. So F1 does not depend on which pass is which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from wirecopy.annotation.agreement.passes import Passes, has_layer
from wirecopy.corpus.model import LAYERS, Annotation
from wirecopy.evaluation.engine.counts import COLUMNS, GOLD, PREDICTED
from wirecopy.evaluation.engine.run import Counter
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.measures import Measure, measures_of

BATCH = 1000


class LayerCounts(msgspec.Struct, frozen=True):
    """Counts of a layer's measures between two passes: gold is the first annotator, predicted the second.

    ``articles`` are those of which both did the layer; ``table`` has shape (articles, measures, 4), with the engine's
    columns; ``types`` is measure -> type -> the four sums.
    """

    articles: tuple[str, ...]
    measures: tuple[Measure, ...]
    table: Floats
    types: Mapping[str, Mapping[str, Floats]]


class PairCounts(msgspec.Struct, frozen=True):
    """Counts between two annotators, by layer; a layer that they have not both done is not there."""

    a: str
    b: str
    layers: Mapping[str, LayerCounts]

    def articles(self) -> int:
        """Return how many articles both have done, in any layer."""
        return len({article for counts in self.layers.values() for article in counts.articles})


def count_pair(passes: Passes, a: str, b: str) -> PairCounts:
    """Return the counts of every measure between two annotators."""
    layers = {}
    for layer in LAYERS:
        sides = passes.lines[a], passes.lines[b]
        both = [x for x in passes.articles if all(x in side and has_layer(side[x], layer) for side in sides)]
        if both:
            layers[layer] = _count(both, [sides[0][x] for x in both], [sides[1][x] for x in both], layer)
    return PairCounts(a, b, layers)


def _count(articles: Sequence[str], left: Sequence[Annotation], right: Sequence[Annotation], layer: str) -> LayerCounts:
    measures = measures_of([layer])
    forward = _counter(measures, left, right)
    backward = _counter([measure for measure in measures if _one_sided(measure)], right, left)
    table = np.zeros((len(articles), len(measures), COLUMNS))
    types: dict[str, dict[str, Floats]] = {}
    for place, measure in enumerate(measures):
        table[:, place] = forward.counts[measure.name].per_article()
        rows = {name: row.copy() for name, row in forward.counts[measure.name].per_type().items()}
        if measure.name in backward.counts:
            table[:, place, PREDICTED] = backward.counts[measure.name].per_article()[:, GOLD]
            seen = backward.counts[measure.name].per_type()
            for name, row in rows.items():
                row[PREDICTED] = seen[name][GOLD] if name in seen else 0
        types[measure.name] = rows
    return LayerCounts(tuple(articles), measures, table, types)


def _one_sided(measure: Measure) -> bool:
    """Return whether the engine counts a predicted unit without a value, which would be none in gold."""
    return measure.kind == "attribute" or measure.required is not None


def _counter(measures: Sequence[Measure], gold: Sequence[Annotation], predicted: Sequence[Annotation]) -> Counter:
    counter = Counter(measures)
    for start in range(0, len(gold) if measures else 0, BATCH):
        counter.add(gold[start : start + BATCH], predicted[start : start + BATCH])
    return counter

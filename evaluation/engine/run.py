"""From two sides of a batch of articles to the counts of every measure."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import Annotation
from wirecopy.evaluation.engine import matching
from wirecopy.evaluation.engine.counts import Cells, MeasureCounts
from wirecopy.evaluation.engine.matching import Work
from wirecopy.evaluation.engine.tables import Batch, Flat, Inventories, make_batch
from wirecopy.evaluation.measures import Measure


class Counter:
    """Counts measures over articles that come batch by batch, gold and predicted paired by position."""

    def __init__(self, measures: Sequence[Measure], inventories: Inventories | None = None) -> None:
        self.measures = tuple(measures)
        self.layers = tuple(dict.fromkeys(measure.layer for measure in measures))
        self.inventories = inventories if inventories is not None else Inventories()
        self.counts: dict[str, MeasureCounts] = {measure.name: MeasureCounts() for measure in measures}

    def add(self, gold: Sequence[Annotation], predicted: Sequence[Annotation]) -> Batch:
        """Count a batch of well-ordered annotations; return its tables."""
        return self.add_flat(self.flatten(gold), self.flatten(predicted))

    def flatten(self, annotations: Sequence[Annotation]) -> Flat:
        """Return the layers that the measures need as flat columns."""
        return Flat(annotations, self.inventories, self.layers)

    def add_flat(self, gold: Flat, predicted: Flat) -> Batch:
        """Count a batch of which both sides are flat and well ordered; return its tables."""
        batch = make_batch(gold, predicted)
        work = Work(batch, self.inventories)
        for measure in self.measures:
            self.counts[measure.name].add(count(measure, work))
        return batch


def count(measure: Measure, work: Work) -> Cells:
    """Return the counts of one measure over a batch."""
    batch = work.batch
    inventory = work.inventories[measure.types] if measure.types else None
    if measure.kind == "equal":
        return matching.equal(
            batch, measure.table, measure.key, measure.by, measure.required, measure.present, inventory
        )
    if measure.kind == "overlap":
        return matching.overlap(work, measure.table, measure.key[0], measure.by, inventory)
    if measure.kind == "semeval":
        return matching.semeval(work, measure.variant, measure.by, inventory)
    if measure.kind == "proportional":
        return matching.proportional(batch, measure.key[0])
    if measure.kind == "attribution":
        return work.attributions.overlap()
    if measure.kind == "attribute":
        return work.attributions.attribute(measure.variant)
    return work.attributions.parent()

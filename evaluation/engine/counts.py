"""What a measure yields: counts per article and type, and their sums over articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np

from wirecopy.evaluation.engine.tables import Floats, Inventory

# Columns of every count array. For most measures the last two are equal: a unit is matched or it is not.
# Where a measure gives partial credit, ``matched_gold`` is its sum over gold units (the numerator of recall),
# ``matched_predicted`` over predicted ones (the numerator of precision).
GOLD, PREDICTED, MATCHED_PREDICTED, MATCHED_GOLD = range(4)
COLUMNS = 4


class Cells(msgspec.Struct, frozen=True):
    """Counts of one measure over a batch: ``articles`` has shape (articles, 4), ``types`` shape (types, 4).

    Type 0 holds units without a type; ``inventory`` names the others. Both are None for measures without types.
    ``extra`` holds further counts summed over the batch, such as COR and INC.
    """

    articles: Floats
    types: Floats | None = None
    inventory: Inventory | None = None
    extra: Mapping[str, int] = {}


class MeasureCounts(msgspec.Struct):
    """Counts of one measure over a run, growing batch by batch: memory is four numbers an article."""

    articles: list[Floats] = []
    types: Floats = msgspec.field(default_factory=lambda: np.zeros((1, COLUMNS)))
    names: Callable[[], list[str]] = list
    typed: bool = False
    extra: dict[str, int] = {}

    def add(self, cells: Cells) -> None:
        """Add a batch."""
        self.articles.append(cells.articles)
        if cells.types is not None and cells.inventory is not None:
            grown = np.zeros((max(len(self.types), len(cells.types)), COLUMNS))
            grown[: len(self.types)] = self.types
            grown[: len(cells.types)] += cells.types
            self.types, self.typed, self.names = grown, True, cells.inventory.names
        for name, count in cells.extra.items():
            self.extra[name] = self.extra.get(name, 0) + count

    def reorder(self, order: Sequence[int]) -> None:
        """Put the articles into another order, given by their positions in the present one."""
        self.articles = [self.per_article()[order]]

    def per_article(self) -> Floats:
        """Return counts of shape (articles, 4), articles in the order they were added."""
        return np.concatenate(self.articles) if self.articles else np.zeros((0, COLUMNS))

    def per_type(self) -> dict[str, Floats]:
        """Return the four sums of every type that has a unit on either side, in the inventory's order."""
        if not self.typed:
            return {}
        rows = zip(self.names(), self.types[1:], strict=False)
        return {name: row for name, row in rows if row[GOLD] or row[PREDICTED]}

"""Counts of pieces, made where the predictions are and added up where the run is: scores without a file in between.

Counts are per article and add up, so the sum of the pieces is what one process counts, to the last bit: articles are
put in the order of their ids before anything is summed that is not a whole number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from wirecopy.corpus.model import LAYERS, Annotation, Article
from wirecopy.corpus.ontology import Ontology
from wirecopy.evaluation.engine.counts import COLUMNS, MeasureCounts
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.errors import Analysis, Error
from wirecopy.evaluation.gold import Data, ObjectGold
from wirecopy.evaluation.measures import layers_of, measures_of
from wirecopy.evaluation.predictions import lines_of_objects
from wirecopy.evaluation.results import Tally
from wirecopy.evaluation.scoring import tally


class Cells(msgspec.Struct, frozen=True):
    """Counts of one measure over a piece: (articles, 4) and (types, 4) as bytes of float64, and the types' names."""

    articles: bytes
    types: bytes
    names: list[str]
    typed: bool
    extra: dict[str, int]


class Errors(msgspec.Struct, frozen=True):
    """The error analysis of a piece."""

    articles: dict[str, list[Error]]
    confusion: list[tuple[str, str | None, str | None, int]]


class Counted(msgspec.Struct, frozen=True):
    """What a piece counts to: its articles in the order of their ids, their stories, and every measure."""

    ids: list[str]
    stories: list[str | None]
    layers: list[str]
    measures: dict[str, Cells]
    duplicates: int
    errors: Errors | None = None


class Scoring(msgspec.Struct, frozen=True):
    """How predictions are counted: the options of ``score``, and whether the label set is closed."""

    tasks: list[str] | None
    mapping: str | None
    errors: bool

    def count(
        self, articles: Sequence[Article], predictions: Sequence[Annotation], ontology: Ontology | None
    ) -> Counted:
        """Return the counts of a piece."""
        gold = ObjectGold([article.line() for article in articles])
        gold.ontology = ontology
        lines = lines_of_objects(predictions)
        found = tally(gold, lines, tasks=self.tasks, mapping=self.mapping, errors=self.errors)
        layers = [layer for layer in LAYERS if any(measure.layer == layer for measure in found.measures)]
        measures = {name: _cells(counts) for name, counts in found.counts.items()}
        stories = list(found.stories)
        return Counted(list(found.ids), stories, layers, measures, found.duplicates, _errors(found.analysis))


def _cells(counts: MeasureCounts) -> Cells:
    rows, names = counts.per_article(), counts.names()
    return Cells(rows.tobytes(), counts.types.tobytes(), names, counts.typed, counts.extra)


def _errors(analysis: Analysis | None) -> Errors | None:
    if analysis is None:
        return None
    confusion = [(*key, count) for key, count in analysis.confusion.items()]
    return Errors(analysis.articles, confusion)


class _Types:
    """Sums of one measure by type; types keep the order in which one process would have met them."""

    def __init__(self) -> None:
        self._untyped = np.zeros(COLUMNS)
        self._sums: dict[str, Floats] = {}
        self._first: dict[str, tuple[int, int]] = {}
        self.typed = False

    def add(self, piece: int, cells: Cells) -> None:
        rows = np.frombuffer(cells.types).reshape(-1, COLUMNS)
        self.typed |= cells.typed
        self._untyped += rows[0]
        for place, name in enumerate(cells.names):
            self._first[name] = min(self._first.get(name, (piece, place)), (piece, place))
        for name, row in zip(cells.names, rows[1:], strict=False):
            self._sums[name] = self._sums[name] + row if name in self._sums else row

    def table(self) -> tuple[Floats, list[str]]:
        names = sorted(self._first, key=self._first.__getitem__)
        zeros = np.zeros(COLUMNS)
        return np.stack([self._untyped, *(self._sums.get(name, zeros) for name in names)]), names


class Sum:
    """The counts of all pieces, which may come in any order; memory is four numbers an article and measure."""

    def __init__(self, ids: Sequence[str], scoring: Scoring) -> None:
        self._ids = sorted(ids)
        self._place = {article: place for place, article in enumerate(self._ids)}
        self._scoring = scoring
        self._stories: list[str | None] = [None] * len(ids)
        self.layers: set[str] = set()
        self._measures = measures_of(layers_of(scoring.tasks))
        self._rows = {measure.name: np.zeros((len(ids), COLUMNS)) for measure in self._measures}
        self._types = {measure.name: _Types() for measure in self._measures}
        self._extra: dict[str, Counter[str]] = {measure.name: Counter() for measure in self._measures}
        self._duplicates = 0
        self._analysis = Analysis() if scoring.errors else None

    def add(self, number: int, counted: Counted) -> None:
        """Add a piece, by its number."""
        places = np.array([self._place[article] for article in counted.ids], np.int64)
        for place, story in zip(places.tolist(), counted.stories, strict=True):
            self._stories[place] = story
        for name, cells in counted.measures.items():
            self._rows[name][places] = np.frombuffer(cells.articles).reshape(-1, COLUMNS)
            self._types[name].add(number, cells)
            self._extra[name].update(cells.extra)
        self.layers.update(counted.layers)
        self._duplicates += counted.duplicates
        if self._analysis is not None and counted.errors is not None:
            self._analysis.articles.update(counted.errors.articles)
            for layer, gold, predicted, count in counted.errors.confusion:
                self._analysis.confusion[layer, gold, predicted] += count

    def tally(self, data: Data) -> Tally:
        """Return what scoring all articles at once would have counted."""
        measures = tuple(measure for measure in self._measures if measure.layer in self.layers)
        counts = {name: self._counts(name) for name in self._rows}
        mapping = self._scoring.mapping
        return Tally(self._ids, self._stories, measures, counts, self._duplicates, [], data, mapping, self._analysis)

    def _counts(self, name: str) -> MeasureCounts:
        types, names = self._types[name].table()
        extra: Mapping[str, Any] = self._extra[name]
        return MeasureCounts([self._rows[name]], types, lambda: names, self._types[name].typed, dict(extra))

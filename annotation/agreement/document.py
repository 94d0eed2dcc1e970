"""The document of ``annotate agreement --json`` (docs/agreement.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from wirecopy.annotation.agreement.counting import PairCounts, count_pair
from wirecopy.annotation.agreement.passes import Passes, has_layer
from wirecopy.annotation.alpha import (
    LAYER_OF,
    Floats,
    coincidences,
    labelled_spans,
    labels_of,
    nominal_alpha,
    token_codes,
    token_starts,
)
from wirecopy.corpus.errors import InputError
from wirecopy.corpus.model import LAYERS
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.engine.counts import COLUMNS, GOLD, MATCHED_GOLD, MATCHED_PREDICTED, PREDICTED
from wirecopy.evaluation.measures import Measure, measures_of
from wirecopy.evaluation.uncertainty import (
    Clusters,
    Interval,
    Resampling,
    interval_of,
    resample,
    soft_f1,
    story_clusters,
)

SCHEMA = "wirecopy-agreement/1"


def agreement(passes: Passes, *, resamples: int = 1000, seed: int = 0) -> dict[str, Any]:
    """Return how far annotators agree: by pair, pooled over pairs with intervals, and alpha, in plain JSON values.

    Raises ``InputError`` if no two annotators have done the same article, or for numbers that cannot be resampled by.
    """
    if not passes.articles:
        raise InputError(f"{', '.join(passes.annotators)}: found no article that two of them have done, expected one")
    try:
        resampling = Resampling(resamples, seed)
    except ValueError as error:
        raise InputError(str(error)) from None
    counted = [count_pair(passes, a, b) for a, b in combinations(passes.annotators, 2)]
    pairs = [pair for pair in counted if pair.layers]
    return {
        "schema": SCHEMA,
        "articles": len(passes.articles),
        "annotators": list(passes.annotators),
        "pairs": [_pair(pair) for pair in pairs],
        "measures": {name: row for layer in LAYERS for name, row in _pooled(passes, pairs, layer, resampling).items()},
        "alpha": {key: _alpha(passes, key, resampling) for key in LAYER_OF},
    }


def rate(row: Floats) -> float | None:
    """Return F1 of one row of counts, None where neither side has units."""
    f1 = float(soft_f1(row))
    return None if np.isnan(f1) else f1


def whole(value: float) -> float | int:
    """Return a count as an int where it is one (partial credit may end in .5)."""
    return int(value) if float(value).is_integer() else float(value)


def _pair(pair: PairCounts) -> dict[str, Any]:
    figures: dict[str, float | None] = {}
    for counts in pair.layers.values():
        sums = counts.table.sum(axis=0)
        figures |= {measure.name: rate(sums[place]) for place, measure in enumerate(counts.measures)}
    return {"a": pair.a, "b": pair.b, "articles": pair.articles(), "measures": figures}


def _clusters(passes: Passes, articles: Sequence[str], resampling: Resampling) -> tuple[Clusters, Resampling]:
    clusters = story_clusters(articles, [passes.stories[article] for article in articles])
    return clusters, Resampling(resampling.resamples, resampling.seed, clusters.unit)


def _pooled(passes: Passes, pairs: Iterable[PairCounts], layer: str, resampling: Resampling) -> dict[str, Any]:
    """Return the figures of a layer's measures over all pairs: counts add up, then F1 is taken."""
    parts = [pair.layers[layer] for pair in pairs if layer in pair.layers]
    if not parts:
        return {}
    articles = sorted({article for part in parts for article in part.articles})
    row_of = {article: row for row, article in enumerate(articles)}
    measures = measures_of([layer])
    table = np.zeros((len(articles), len(measures), COLUMNS))
    for part in parts:
        table[[row_of[article] for article in part.articles]] += part.table
    clusters, resampling = _clusters(passes, articles, resampling)
    counts = clusters.sum(table)
    replicates, sums = soft_f1(resample(counts, resampling)), counts.sum(axis=0)
    figures = {}
    for place, measure in enumerate(measures):
        observed = float(soft_f1(sums[place]))
        interval = interval_of(replicates[:, place], observed, clusters.count, resampling.unit)
        types = _types([part.types[measure.name] for part in parts])
        figures[measure.name] = {**_figures(measure, sums[place], interval), "types": types}
    return figures


def _figures(measure: Measure, row: Floats, interval: Interval) -> dict[str, Any]:
    counts: dict[str, Any] = {"matched": whole(row[MATCHED_GOLD]), "a": whole(row[GOLD]), "b": whole(row[PREDICTED])}
    if measure.kind == "proportional":
        sums = {"precision_sum": float(row[MATCHED_PREDICTED]), "recall_sum": float(row[MATCHED_GOLD])}
        counts = {**counts, "matched": None, **sums}
    return {"f1": interval.estimate, **_bounds("f1_interval", interval), **counts}


def _bounds(name: str, interval: Interval) -> dict[str, Any]:
    bounds = None if interval.bounds is None else list(interval.bounds)
    return {name: bounds, **({} if interval.note is None else {"interval_note": interval.note})}


def _types(parts: Iterable[Mapping[str, Floats]]) -> dict[str, Any]:
    sums: dict[str, Floats] = {}
    for part in parts:
        for name, row in part.items():
            sums[name] = sums.get(name, np.zeros(COLUMNS)) + row
    return {
        name: {"f1": rate(row), "matched": whole(row[MATCHED_GOLD]), "a": whole(row[GOLD]), "b": whole(row[PREDICTED])}
        for name, row in sums.items()
        if row[GOLD] or row[PREDICTED]
    }


def _alpha(passes: Passes, key: str, resampling: Resampling) -> dict[str, Any]:
    layer = LAYER_OF[key]
    done = {x: [each for each in passes.of(x).values() if has_layer(each, layer)] for x in passes.articles}
    articles = [article for article, lines in done.items() if len(lines) > 1]
    if not articles:
        return {"value": None, **_bounds("interval", Interval(None, None, 0, "no two annotators did this layer"))}
    labels = labels_of(key, (line for article in articles for line in done[article]), load_ontology())
    rows = []
    for article in articles:
        starts = token_starts(passes.texts[article])
        codes = [token_codes(starts, labelled_spans(key, line), labels) for line in done[article]]
        rows.append(coincidences(np.array(codes), len(labels) + 1))
    clusters, resampling = _clusters(passes, articles, resampling)
    counts = clusters.sum(np.array(rows))
    observed = float(nominal_alpha(counts.sum(axis=0)))
    replicates = nominal_alpha(resample(counts, resampling))
    interval = interval_of(replicates, observed, clusters.count, resampling.unit)
    return {"value": interval.estimate, **_bounds("interval", interval)}

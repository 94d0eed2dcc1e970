"""The result record: the document of ``score --json``, and the signature that says what two numbers share.

The schema is described in docs/results.md; its name changes when a field changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec
import numpy as np

from wirecopy.evaluation.engine.counts import COLUMNS, MeasureCounts
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.errors import Analysis
from wirecopy.evaluation.gold import Data
from wirecopy.evaluation.measures import HEADLINES, Measure
from wirecopy.evaluation.rates import measure_figures, measure_rows
from wirecopy.evaluation.uncertainty import (
    Clusters,
    Interval,
    Resampling,
    interval_of,
    resample,
    soft_f1,
    story_clusters,
)

SCHEMA = "wirecopy-results/1"


class Tally(msgspec.Struct, frozen=True):
    """What scoring yields before it is a document: counts per article of every scored measure.

    ``stories`` is None for articles that belong to no story. ``mapping`` names the label set that entity measures
    are reported under, if any.
    """

    ids: Sequence[str]
    stories: Sequence[str | None]
    measures: tuple[Measure, ...]
    counts: Mapping[str, MeasureCounts]
    duplicates: int
    missing: Sequence[str]
    data: Data
    mapping: str | None = None
    analysis: Analysis | None = None

    def names(self) -> dict[str, Measure]:
        """Return the measures by the name they are reported under."""
        return {reported(measure.name, self.mapping): measure for measure in self.measures}

    def clusters(self) -> Clusters:
        """Return which story each article belongs to."""
        return story_clusters(self.ids, self.stories)

    def table(self) -> Floats:
        """Return counts of shape (articles, measures, 4), measures in the order of ``names``."""
        tables = [self.counts[measure.name].per_article() for measure in self.measures]
        return np.stack(tables, axis=1) if tables else np.zeros((len(self.ids), 0, COLUMNS))

    def summed(self, clusters: Clusters) -> Floats:
        """Return counts of shape (clusters, measures, 4), without a table of all articles on the way."""
        tables = [clusters.sum(self.counts[measure.name].per_article()) for measure in self.measures]
        return np.stack(tables, axis=1) if tables else np.zeros((clusters.count, 0, COLUMNS))


def reported(name: str, mapping: str | None) -> str:
    """Return the name that a measure is reported under: a mapped entity measure carries its mapping's name."""
    return name.replace("entities.", f"entities.{mapping}.", 1) if mapping else name


def package_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("wirecopy")
    except PackageNotFoundError:
        return "unknown"


def signature(data: Data, articles: int, resampling: Resampling, mapping: str | None, missing: int) -> str:
    """Return one line that two numbers must share to be compared, in the manner of sacrebleu's signatures."""
    parts = [
        f"data:{data.name}",
        f"version:{data.version or '-'}",
        f"split:{data.split or '-'}",
        f"sha256:{data.sha256[:12]}",
        f"articles:{articles}",
        f"resamples:{resampling.resamples}",
        f"seed:{resampling.seed}",
        *([f"mapping:{mapping}"] if mapping else []),
        *([f"missing:{missing}"] if missing else []),
        f"wirecopy:{package_version()}",
    ]
    return "|".join(parts)


def document(tally: Tally, resampling: Resampling, *, per_article: bool = False) -> dict[str, Any]:
    """Return the document of ``score --json``, in plain JSON values."""
    clusters = tally.clusters()
    resampling = Resampling(resampling.resamples, resampling.seed, clusters.unit)
    intervals, mean = _intervals(tally, clusters, resampling)
    measures = {}
    for name, measure in tally.names().items():
        figures = measure_figures(measure, tally.counts[measure.name])
        measures[name] = _with_interval(figures, intervals[name])
    headline = {task: measures[name]["f1"] if name in measures else None for task, name in HEADLINES.items()}
    values = [value for value in headline.values() if value is not None]
    headline["mean"] = sum(values) / len(values) if len(values) == len(HEADLINES) else None
    result = {
        "schema": SCHEMA,
        "signature": signature(tally.data, len(tally.ids), resampling, tally.mapping, len(tally.missing)),
        "documents": len(tally.ids),
        "duplicates": tally.duplicates,
        "missing": len(tally.missing),
        "stories": clusters.count if clusters.unit == "stories" else None,
        "data": msgspec.to_builtins(tally.data),
        "measures": measures,
        "headline": headline,
        "headline_mean": mean,
    }
    if tally.analysis is not None:
        result["errors"] = tally.analysis.document({measure.layer for measure in tally.measures})
    if per_article:
        result["articles"] = _per_article(tally)
    return result


def _with_interval(figures: dict[str, Any], interval: Interval) -> dict[str, Any]:
    bounds = None if interval.bounds is None else list(interval.bounds)
    note = {} if interval.note is None else {"interval_note": interval.note}
    head = {key: figures[key] for key in ("precision", "recall", "f1")}
    return {**head, "f1_interval": bounds, **note, **{k: v for k, v in figures.items() if k not in head}}


def _intervals(
    tally: Tally, clusters: Clusters, resampling: Resampling
) -> tuple[dict[str, Interval], dict[str, Any] | None]:
    names = list(tally.names())
    counts = tally.summed(clusters)
    replicates = soft_f1(resample(counts, resampling)) if names else np.zeros((resampling.resamples, 0))
    observed = soft_f1(counts.sum(axis=0))
    found = {
        name: interval_of(replicates[:, i], float(observed[i]), clusters.count, resampling.unit)
        for i, name in enumerate(names)
    }
    headlines = [names.index(name) for name in HEADLINES.values() if name in names]
    if len(headlines) < len(HEADLINES):
        return found, None
    value = float(observed[headlines].mean())
    interval = interval_of(replicates[:, headlines].mean(axis=1), value, clusters.count, resampling.unit)
    mean = {"value": interval.estimate, "interval": None if interval.bounds is None else list(interval.bounds)}
    return found, {**mean, **({"interval_note": interval.note} if interval.note else {})}


def _per_article(tally: Tally) -> dict[str, Any]:
    names = tally.names()
    columns = [measure_rows(measure, tally.counts[measure.name].per_article()) for measure in names.values()]
    rows = zip(*columns, strict=True) if columns else ([] for _ in tally.ids)
    return {article: dict(zip(names, row, strict=True)) for article, row in zip(tally.ids, rows, strict=True)}

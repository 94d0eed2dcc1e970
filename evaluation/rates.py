"""From summed counts to the figures of one measure."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isnan
from typing import Any

import numpy as np

from wirecopy.evaluation.engine.counts import COLUMNS, GOLD, MATCHED_GOLD, MATCHED_PREDICTED, PREDICTED, MeasureCounts
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.measures import Measure
from wirecopy.evaluation.uncertainty import soft_f1

Number = float | int


def rate(numerator: float, denominator: float, other: float) -> float | None:
    """Return a rate; with an empty denominator 0.0 if the other side has units, None if neither side has any."""
    if denominator:
        return float(numerator / denominator)
    return 0.0 if other else None


def figures(row: Floats) -> dict[str, Any]:
    """Return precision, recall and F1 with the counts of one row (gold, predicted, matched twice)."""
    return _figures(row.tolist(), float(soft_f1(row)))


def rows_of_figures(rows: Floats) -> list[dict[str, Any]]:
    """Return the figures of many rows, of shape (rows, 4)."""
    return [_figures(row, f1) for row, f1 in zip(rows.tolist(), soft_f1(rows).tolist(), strict=True)]


def _figures(row: Sequence[float], f1: float) -> dict[str, Any]:
    gold, predicted = row[GOLD], row[PREDICTED]
    return {
        "precision": rate(row[MATCHED_PREDICTED], predicted, gold),
        "recall": rate(row[MATCHED_GOLD], gold, predicted),
        "f1": None if isnan(f1) else f1,
        "gold": whole(gold),
        "predicted": whole(predicted),
        "matched": whole(row[MATCHED_GOLD]),
    }


def whole(value: float) -> Number:
    """Return a count as an int where it is one (partial credit may end in .5)."""
    return int(value) if float(value).is_integer() else float(value)


def measure_figures(measure: Measure, counts: MeasureCounts) -> dict[str, Any]:
    """Return everything that is reported of one measure but its interval."""
    total = counts.per_article().sum(axis=0)
    document = measure_row(measure, total)
    per_type = counts.per_type()
    rows = np.array(list(per_type.values())).reshape(len(per_type), COLUMNS)
    types = dict(zip(per_type, rows_of_figures(rows), strict=True))
    in_gold = [row for row in types.values() if row["gold"]]
    support = sum(row["gold"] for row in in_gold)
    document["macro_f1"] = fsum(row["f1"] for row in in_gold) / len(in_gold) if in_gold else None
    document["weighted_f1"] = fsum(row["f1"] * row["gold"] for row in in_gold) / support if support else None
    document["types"] = types
    if counts.extra:
        document["counts"] = dict(counts.extra)
    return document


def measure_row(measure: Measure, row: Floats) -> dict[str, Any]:
    """Return the figures of one row; a measure with partial credit by length has sums instead of ``matched``."""
    return _of_kind(measure, figures(row), row)


def measure_rows(measure: Measure, rows: Floats) -> list[dict[str, Any]]:
    """Return ``measure_row`` of many rows, of shape (rows, 4)."""
    return [_of_kind(measure, *pair) for pair in zip(rows_of_figures(rows), rows, strict=True)]


def _of_kind(measure: Measure, document: dict[str, Any], row: Floats) -> dict[str, Any]:
    if measure.kind == "proportional":
        document["matched"] = None
        document["precision_sum"] = float(row[MATCHED_PREDICTED])
        document["recall_sum"] = float(row[MATCHED_GOLD])
    return document

"""What the report shows, as plain rows: figures as they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirecopy.evaluation.console import interval, number, percent
from wirecopy.evaluation.measures import HEADLINES

NO_PARTNER = "(none)"


def measure_rows(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one row a measure, the headline measures marked."""
    headlines = set(HEADLINES.values())
    return [_figures(name, row) | {"headline": name in headlines} for name, row in results["measures"].items()]


def _figures(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    counts = {key: number(row[key]) for key in ("gold", "predicted", "matched")}
    rates = {key: percent(row[key]) for key in ("precision", "recall", "f1")}
    bounds = row.get("f1_interval")
    return {"name": name, **rates, **counts, "interval": interval(bounds), "bounds": bounds, "value": row["f1"]}


def type_tables(results: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the types of every typed measure, most frequent in the gold first."""
    tables = {}
    for name, row in results["measures"].items():
        if row["types"]:
            types = sorted(row["types"].items(), key=lambda item: (-item[1]["gold"], item[0]))
            tables[name] = [_figures(kind, figures) for kind, figures in types]
    return tables


def confusion_tables(results: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a confusion table a layer: gold types down, predicted types across, "(none)" for no partner."""
    tables = {}
    for layer, cells in results.get("errors", {}).get("confusion", {}).items():
        gold = sorted({cell["gold"] for cell in cells if cell["gold"] is not None})
        predicted = sorted({cell["predicted"] for cell in cells if cell["predicted"] is not None})
        counts = {(cell["gold"], cell["predicted"]): cell["count"] for cell in cells}
        columns = [*predicted, None]
        rows = [(name or NO_PARTNER, [_cell(counts, name, other) for other in columns]) for name in [*gold, None]]
        tables[layer] = {"columns": [name or NO_PARTNER for name in columns], "rows": rows}
    return tables


def _cell(
    counts: Mapping[tuple[str | None, str | None], int], gold: str | None, predicted: str | None
) -> dict[str, Any]:
    return {"count": counts.get((gold, predicted), 0), "equal": gold == predicted}


def cards(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the headline figures with their intervals, the mean last."""
    found = []
    for task, value in results["headline"].items():
        row = results["measures"].get(HEADLINES.get(task, ""), {})
        bounds = row.get("f1_interval") if task != "mean" else (results.get("headline_mean") or {}).get("interval")
        note = row.get("interval_note") if task != "mean" else (results.get("headline_mean") or {}).get("interval_note")
        name = HEADLINES.get(task, "mean of the three")
        found.append(
            {"task": task, "name": name, "value": value, "shown": percent(value), "bounds": bounds, "note": note}
            | {"interval": interval(bounds)}
        )
    return found


def beside(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one row a measure that both runs have: F1 of each and the difference, second minus first."""
    rows = []
    for name, row in first["measures"].items():
        other = second["measures"].get(name)
        if other is not None:
            difference = None if row["f1"] is None or other["f1"] is None else other["f1"] - row["f1"]
            shown = "-" if difference is None else f"{difference:+.3f}".replace("-", "−").replace("0.", ".", 1)
            figures = [
                {"f1": percent(each["f1"]), "interval": interval(each.get("f1_interval"))} for each in (row, other)
            ]
            rows.append({"name": name, "sides": figures, "difference": shown, "headline": name in HEADLINES.values()})
    return rows

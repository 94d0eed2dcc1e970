"""What the report shows, as plain rows: figures as they are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
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


def confusion_tables(*runs: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return a confusion table a layer: gold types down, predicted types across, "(none)" for no partner.

    A cell holds one count a run.
    """
    found = [run.get("errors", {}).get("confusion", {}) for run in runs]
    return {layer: _confusion([each.get(layer, []) for each in found]) for layer in dict.fromkeys(chain(*found))}


def _confusion(runs: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    cells = [cell for run in runs for cell in run]
    gold = sorted({cell["gold"] for cell in cells if cell["gold"] is not None})
    columns = [*sorted({cell["predicted"] for cell in cells if cell["predicted"] is not None}), None]
    counts = [{(cell["gold"], cell["predicted"]): cell["count"] for cell in run} for run in runs]
    rows = [
        (name or NO_PARTNER, [_cell([run.get((name, other), 0) for run in counts], name == other) for other in columns])
        for name in [*gold, None]
    ]
    return {"columns": [name or NO_PARTNER for name in columns], "rows": rows}


def _cell(counts: Sequence[int], equal: bool) -> dict[str, Any]:
    shown = "" if not any(counts) else " / ".join(number(count) for count in counts)
    kind = "" if not shown else "equal" if equal else "other"
    return {"shown": shown, "kind": kind, "changed": len(set(counts)) > 1}


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


def failures(results: Mapping[str, Any]) -> dict[str, str]:
    """Return why articles have no answer, by id; runs that stop at an error have none."""
    run = results.get("run") or {}
    return {str(row["id"]): str(row["error"]) for row in run.get("failed", [])}

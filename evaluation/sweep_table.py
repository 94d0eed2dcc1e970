"""A sweep's comparison as a table on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirecopy.corpus.console import console, table
from wirecopy.evaluation.console import interval, percent


def print_sweep(document: Mapping[str, Any]) -> None:
    """Print one row a run: each headline score with its interval and its tie group, best mean first."""
    out = console()
    tasks = list(dict.fromkeys(task for run in document["runs"] for task in run.get("scores", {})))
    groups = {row["measure"]: _group_of(row) for row in document["comparisons"]}
    columns = ["run"]
    for task in tasks:
        columns += [f"{task} F1", "95% interval", "group"]
    rows = [_row(run, tasks, groups) for run in document["runs"]]
    out.print(table([*columns, "articles/s"], rows))
    out.print()
    for comparison in document["comparisons"]:
        for text in comparison["notes"]:
            out.print(f"{comparison['measure']}: {text}", markup=False)
    tests = sorted({comparison["test"] for comparison in document["comparisons"]})
    if tests:
        out.print(f"group: runs of one group cannot be told apart (paired {', '.join(tests)}, Holm)", markup=False)
    for text in document["notes"]:
        out.print(text, markup=False)


def _group_of(comparison: Mapping[str, Any]) -> dict[str, int]:
    return {name: number for number, names in enumerate(comparison["groups"], 1) for name in names}


def _row(run: Mapping[str, Any], tasks: list[str], groups: Mapping[str, Mapping[str, int]]) -> list[str]:
    if run["error"] is not None:
        return [f"{run['name']} (failed)", *["-"] * (3 * len(tasks) + 1)]
    cells = [run["name"]]
    for task in tasks:
        score = run["scores"][task]
        found = next((numbers for measure, numbers in groups.items() if _task_of(measure) == task), {})
        cells += ["-", "-", "-"] if score is None else [
            percent(score["f1"]), interval(score["interval"]), str(found.get(run["name"], "-"))
        ]  # fmt: skip
    speed = run["articles_per_second"]
    return [*cells, "-" if speed is None else f"{speed:,}"]


def _task_of(measure: str) -> str:
    return "mean" if measure == "headline.mean" else measure.partition(".")[0]

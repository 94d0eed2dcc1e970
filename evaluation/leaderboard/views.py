"""What the page shows of a board, as plain rows: figures as they are printed, drawings as coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from wirecopy.evaluation.console import interval, percent
from wirecopy.evaluation.leaderboard.history import history
from wirecopy.evaluation.leaderboard.parts import COMPOSED, REAL
from wirecopy.evaluation.leaderboard.ranking import ALPHA, OVERALL, Board
from wirecopy.evaluation.leaderboard.record import Record
from wirecopy.evaluation.leaderboard.tables import group_numbers, rows, triangle
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.report.findings import WORDS

TITLES = {OVERALL: "Overall", "entities": "Entities", "claims": "Claims", "events": "Events"}
MEANS = {
    OVERALL: "mean F1 of the three tasks",
    "entities": "span and type equal",
    "claims": "who says what: content, source and cue overlap, one-to-one",
    "events": "trigger, event type, argument and role equal",
}


# The measure whose types the table by type shows: the headline measure, or for claims the one that has types.
TYPED = {**HEADLINES, "claims": "claims.source_type"}


def curves() -> list[tuple[int, str, str]]:
    """Return lines of equal F1 of the chart: F1 in percent, where its label stands, and the path.

    Precision is F1 (1 + 1/k) / 2 and recall F1 (1 + k) / 2, where k is their ratio; both are at most 1.
    """
    found = []
    for percents in (20, 40, 60, 80):
        f1 = percents / 100
        least = f1 / (2 - f1)
        ratios = [least ** (1 - step / 20) for step in range(41)]
        points = [f"{50 + 175 * f1 * (1 + k):.1f} {360 - 175 * f1 * (1 + 1 / k):.1f}" for k in ratios]
        found.append((percents, f"{364 - 350 * least:.1f}", "M" + "L".join(points)))
    return found


def board_view(board: Board, every: Sequence[Board]) -> dict[str, Any]:
    """Return what the page shows of one version of the data; ``every`` are all boards."""
    found = rows(board, every)
    parts = {row["key"]: row["parts"] for row in found}
    tasks = [task for task in TITLES if task == OVERALL or any(row["scores"][task] for row in found)]
    return {
        "data": board.data,
        "current": board.current,
        "tasks": [_task(board, found, task) for task in tasks],
        "systems": [
            _system(record, parts[record.key])
            for record in sorted(board.records, key=lambda record: (record.name.casefold(), record.key))
        ],
    }


def _task(board: Board, found: Sequence[dict[str, Any]], task: str) -> dict[str, Any]:
    groups = group_numbers(board, task)
    entered = [row for row in found if _f1(row, task) is not None]
    entered.sort(key=lambda row: (-(_f1(row, task) or 0.0), row["key"]))
    ranking = board.rankings.get(task)
    return {
        "name": task,
        "title": TITLES[task],
        "measure": HEADLINES.get(task),
        "means": MEANS[task],
        "rows": _labelled([_entry(row, task, place, groups) for place, row in enumerate(entered, 1)]),
        "parts": [name for name in (COMPOSED, REAL) if any(name in row["parts"] for row in entered)],
        "splits": sorted({part["split"] for row in entered for part in row["parts"].values() if "split" in part}),
        "types": _types(board, task, entered),
        "pairs": _pairs(board, task) if ranking is not None else None,
        "stories": ranking.stories if ranking is not None else None,
        "notes": ranking.notes if ranking is not None else [],
    }


def _f1(row: dict[str, Any], task: str) -> float | None:
    figures = row["scores"][task]
    return None if figures is None else figures["f1"]


def _entry(row: dict[str, Any], task: str, place: int, groups: dict[str, int]) -> dict[str, Any]:
    figures = row["scores"][task]
    shown = {name: _f1(row, name) for name in HEADLINES} if task == OVERALL else {}
    shown |= {key: figures[key] for key in ("precision", "recall")} if task != OVERALL else {}
    return {
        **{key: row[key] for key in ("key", "name", "organisation", "date", "gold")},
        "place": place,
        "group": groups.get(row["key"]),
        "value": figures["f1"],
        "f1": percent(figures["f1"]),
        "interval": interval(figures["interval"]),
        "bounds": figures["interval"],
        "cells": [percent(value) for value in shown.values()],
        "parts": {name: (percent(part.get(task)), part.get("split")) for name, part in row["parts"].items()},
        "point": (figures.get("recall"), figures.get("precision")),
    }


def _labelled(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the entries whose name fits beside their point in the chart, the best first; the others have tooltips."""
    taken: list[tuple[float, float]] = []
    for entry in entries:
        recall, precision = entry["point"]
        entry["label"] = False
        if recall is not None and precision is not None:
            place = (350 * recall, 350 * precision)
            entry["label"] = all(abs(place[0] - x) > 150 or abs(place[1] - y) > 14 for x, y in taken)
            taken += [place] * entry["label"]
    return entries


def _types(board: Board, task: str, entered: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the F1 of each type of a task's measure, most frequent type first, for every system."""
    name = TYPED.get(task)
    records = {record.key: record.results["measures"] for record in board.records}
    found = {row["key"]: records[row["key"]].get(name, {}).get("types", {}) for row in entered} if name else {}
    gold = {kind: figures["gold"] or 0 for types in found.values() for kind, figures in types.items()}
    kinds = sorted((kind for kind in gold if gold[kind]), key=lambda kind: (-gold[kind], kind))
    if not kinds:
        return None
    lines = [
        (row["key"], row["name"], [found[row["key"]].get(kind, {}).get("f1") for kind in kinds]) for row in entered
    ]
    return {
        "measure": name,
        "kinds": [(kind, round(gold[kind])) for kind in kinds],
        "rows": [(key, name, [(percent(f1), f1) for f1 in figures]) for key, name, figures in lines],
    }


def _pairs(board: Board, task: str) -> str:
    """Return what the page draws the differences from, as JSON that can stand in a script element."""
    ranking = board.rankings[task]
    names = {record.key: record.name for record in board.records}
    data = {
        "names": [names[key] for key in ranking.order],
        "keys": ranking.order,
        "scores": ranking.scores,
        "p": triangle(ranking.p),
        "holm": triangle(ranking.p_holm),
        "alpha": ALPHA,
    }
    text = msgspec.json.encode(data).decode().replace("<", "\\u003c").replace("&", "\\u0026")
    return Markup(text)  # noqa: S704 - no character of it can end the element


def _system(record: Record, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    measures = record.results["measures"]
    stars = set(HEADLINES.values())
    kinds = record.results.get("errors", {}).get("kinds", {})
    named = list(dict.fromkeys(kind for counts in kinds.values() for kind in counts))
    return {
        **{name: getattr(record, name) for name in ("key", "name", "organisation", "url", "date", "gold", "wirecopy")},
        "sha256": record.predictions.sha256,
        "signature": record.results["signature"],
        "measures": [(name, name in stars, *_figures(row)) for name, row in measures.items()],
        "types": {
            name: [(kind, *_figures(row)[:3], row["gold"]) for kind, row in measures[name]["types"].items()]
            for name in TYPED.values()
            if name in measures and measures[name].get("types")
        },
        "parts": [
            (name, part["articles"], part.get("split"), [percent(part.get(task)) for task in TITLES])
            for name, part in parts.items()
        ],
        "errors": {
            "kinds": [WORDS.get(kind, kind) for kind in named],
            "rows": [
                (layer, [counts.get(kind, 0) for kind in named], max(sum(counts.values()), 1))
                for layer, counts in kinds.items()
            ],
        },
    }


def _figures(row: dict[str, Any]) -> tuple[str, str, str, str]:
    precision, recall, f1 = (percent(row[key]) for key in ("precision", "recall", "f1"))
    return precision, recall, f1, interval(row.get("f1_interval"))


def history_view(boards: Sequence[Board]) -> dict[str, Any] | None:
    """Return the history as a table: a row a system that was submitted more than once, a column a version of the data.

    The oldest data come first; a cell has the mean of each submission, the first before the others.
    """
    lines = history(boards)
    if not lines:
        return None
    used = {_identity(point["data"]) for line in lines for point in line["submissions"]}
    # The page names a system by the number of its board and its key.
    columns = [(number, board) for number, board in enumerate(boards, 1) if _identity(board.data) in used]
    columns.sort(key=lambda column: (min(record.date for record in column[1].records), -column[0]))
    return {
        "columns": [(board.data["name"], board.data["version"], board.data["split"]) for _, board in columns],
        "rows": [
            {**line, "cells": [_points(line["submissions"], number, board) for number, board in columns]}
            for line in lines
        ],
    }


def _points(submissions: Sequence[dict[str, Any]], number: int, board: Board) -> list[tuple[str, str, str]]:
    """Return of each submission on a board's data where the page has it, its mean, and its day."""
    return [
        (f"{number}-{point['key']}", percent(point["headline"]["mean"]), point["date"])
        for point in submissions
        if _identity(point["data"]) == _identity(board.data)
    ]


def _identity(data: Mapping[str, Any]) -> tuple[object, ...]:
    return data["name"], data["version"], data["split"], data["sha256"]

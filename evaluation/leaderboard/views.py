"""What the page shows of a board, as plain rows: figures as they are printed, drawings as coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from wirecopy.evaluation.console import interval, percent
from wirecopy.evaluation.leaderboard.parts import COMPOSED, REAL
from wirecopy.evaluation.leaderboard.ranking import ALPHA, OVERALL, Board
from wirecopy.evaluation.leaderboard.record import Record
from wirecopy.evaluation.leaderboard.tables import group_numbers, rows, triangle
from wirecopy.evaluation.measures import HEADLINES

TITLES = {OVERALL: "Overall", "entities": "Entities", "claims": "Claims", "events": "Events"}
MEANS = {
    OVERALL: "mean F1 of the three tasks",
    "entities": "span and type equal",
    "claims": "who says what: content, source and cue overlap, one-to-one",
    "events": "trigger, event type, argument and role equal",
}


def board_view(board: Board) -> dict[str, Any]:
    """Return what the page shows of one version of the data."""
    found = rows(board)
    tasks = [task for task in TITLES if task == OVERALL or any(row["scores"][task] for row in found)]
    return {
        "data": board.data,
        "tasks": [_task(board, found, task) for task in tasks],
        "systems": [_system(record) for record in sorted(board.records, key=lambda record: (record.name, record.key))],
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
        "parts": {name: percent(part.get(task)) for name, part in row["parts"].items()},
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
    """Return the F1 of each type of a task's headline measure, most frequent type first, for every system."""
    name = HEADLINES.get(task)
    records = {record.key: record for record in board.records}
    found = {row["key"]: records[row["key"]].results["measures"][name]["types"] for row in entered} if name else {}
    gold = {kind: figures["gold"] or 0 for types in found.values() for kind, figures in types.items()}
    kinds = sorted((kind for kind in gold if gold[kind]), key=lambda kind: (-gold[kind], kind))
    if not kinds:
        return None
    lines = [
        (row["key"], row["name"], [found[row["key"]].get(kind, {}).get("f1") for kind in kinds]) for row in entered
    ]
    return {
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


def _system(record: Record) -> dict[str, Any]:
    measures = record.results["measures"]
    stars = set(HEADLINES.values())
    kinds = record.results.get("errors", {}).get("kinds", {})
    return {
        **{name: getattr(record, name) for name in ("key", "name", "organisation", "url", "date", "gold", "wirecopy")},
        "sha256": record.predictions.sha256,
        "signature": record.results["signature"],
        "measures": [(name, name in stars, *_figures(row)) for name, row in measures.items()],
        "types": {
            name: [(kind, *_figures(row)[:3], row["gold"]) for kind, row in measures[name]["types"].items()]
            for name in HEADLINES.values()
            if name in measures and measures[name].get("types")
        },
        "parts": [
            (name, part.articles, [percent(part.f1.get(task)) for task in TITLES])
            for name, part in record.parts.items()
        ],
        "errors": {
            "kinds": list(dict.fromkeys(kind for counts in kinds.values() for kind in counts)),
            "rows": [(layer, list(counts.items()), max(sum(counts.values()), 1)) for layer, counts in kinds.items()],
        },
    }


def _figures(row: dict[str, Any]) -> tuple[str, str, str, str]:
    precision, recall, f1 = (percent(row[key]) for key in ("precision", "recall", "f1"))
    return precision, recall, f1, interval(row.get("f1_interval"))


def history_view(lines: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the history as a table: a row a system, its submissions in order, each with its mean and its data."""
    if not lines:
        return None
    return {"rows": [{**line, "points": _points(line["submissions"])} for line in lines]}


def _points(submissions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "date": point["date"],
            "data": " ".join(str(part) for part in (point["data"]["version"], point["data"]["split"]) if part)
            or point["data"]["sha256"][:8],
            "value": point["headline"]["mean"],
            "shown": percent(point["headline"]["mean"]),
        }
        for point in submissions
    ]

"""The board as one self-contained page, with JSON, CSV and Markdown beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from wirecopy.corpus.atomic import write_bytes, write_text
from wirecopy.corpus.errors import InputError
from wirecopy.evaluation.console import interval, percent
from wirecopy.evaluation.leaderboard.board import records
from wirecopy.evaluation.leaderboard.ranking import OVERALL, Board, boards
from wirecopy.evaluation.leaderboard.record import Record
from wirecopy.evaluation.leaderboard.tables import csv_text, document, group_numbers, markdown_text, rows
from wirecopy.evaluation.measures import HEADLINES

TITLES = {OVERALL: "Overall", "entities": "Entities", "claims": "Claims", "events": "Events"}


def build(board: Path, out: Path) -> list[Path]:
    """Write ``index.html``, ``leaderboard.json``, ``leaderboard.csv`` and ``leaderboard.md``; return their paths.

    CSV and Markdown hold the newest version of the data. Raises ``InputError`` for an empty board or bad records.
    """
    found = boards(records(board))
    if not found:
        raise InputError(f"{board}: found no record, expected at least one (wirecopy leaderboard submit)")
    paths = [out / name for name in ("leaderboard.json", "leaderboard.csv", "leaderboard.md", "index.html")]
    write_bytes(paths[0], msgspec.json.format(msgspec.json.encode(document(found)), indent=1) + b"\n")
    write_text(paths[1], csv_text(found[0]))
    write_text(paths[2], markdown_text(found[0]))
    write_text(paths[3], page(found))
    return paths


def page(found: Sequence[Board]) -> str:
    """Return the page of all boards, the newest version of the data first."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    from wirecopy.evaluation.report import plain

    environment = Environment(
        loader=PackageLoader("wirecopy.evaluation", "leaderboard/page"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=plain,
    )  # fmt: skip
    folder = files("wirecopy.evaluation").joinpath("leaderboard/page")
    style, script = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("board.css", "board.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("board.html.j2").render(
        boards=[_view(board) for board in found],
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_digest=digest,
    )


def _view(board: Board) -> dict[str, Any]:
    tasks = [task for task in TITLES if task == OVERALL or any(row["scores"][task] for row in rows(board))]
    return {
        "data": board.data,
        "tasks": [_task(board, task) for task in tasks],
        "systems": [_system(record) for record in sorted(board.records, key=lambda record: record.name)],
    }


def _task(board: Board, task: str) -> dict[str, Any]:
    groups = group_numbers(board, task)
    entered = [row for row in rows(board) if _f1(row, task) is not None]
    entered.sort(key=lambda row: (-(_f1(row, task) or 0.0), row["name"], row["key"]))
    ranking = board.rankings.get(task)
    return {
        "name": task,
        "title": TITLES[task],
        "measure": HEADLINES.get(task, "mean of the three headline measures"),
        "rows": [_entry(row, task, place, groups) for place, row in enumerate(entered, 1)],
        "matrix": _matrix(board, task) if ranking is not None else None,
        "notes": ranking.notes if ranking is not None else [],
        "test": ranking.test if ranking is not None else None,
    }


def _f1(row: dict[str, Any], task: str) -> float | None:
    figures = row["scores"][task]
    return None if figures is None else figures["f1"]


def _entry(row: dict[str, Any], task: str, place: int, groups: dict[str, int]) -> dict[str, Any]:
    figures = row["scores"][task]
    others = {name: percent(_f1(row, name)) for name in HEADLINES} if task == OVERALL else {}
    rates = {key: percent(figures[key]) for key in ("precision", "recall")} if task != OVERALL else {}
    return {
        **{key: row[key] for key in ("key", "name", "organisation", "date", "gold")},
        "place": place,
        "group": groups.get(row["key"]),
        "value": figures["f1"],
        "f1": percent(figures["f1"]),
        "interval": interval(figures["interval"]),
        "bounds": figures["interval"],
        "cells": list((others or rates).values()),
        "point": (figures.get("recall"), figures.get("precision")),
    }


def _matrix(board: Board, task: str) -> dict[str, Any]:
    ranking = board.rankings[task]
    names = {record.key: record.name for record in board.records}
    order = [key for key, score in ranking.scores.items() if score is not None]
    pairs = {frozenset((pair.first, pair.second)): pair for pair in ranking.pairs}
    cells = [(names[a], [None if a == b else _pair(pairs[frozenset((a, b))], a) for b in order]) for a in order]
    return {"names": [names[key] for key in order], "rows": cells}


def _pair(pair: Any, first: str) -> dict[str, Any]:
    difference = pair.test.difference
    signed = difference if difference is None or pair.first == first else -difference
    return {"difference": signed, "p": percent(pair.adjusted_p_value), "significant": pair.significant}


def _system(record: Record) -> dict[str, Any]:
    measures = record.results["measures"]
    return {
        "key": record.key,
        "name": record.name,
        "organisation": record.organisation,
        "url": record.url,
        "date": record.date,
        "gold": record.gold,
        "wirecopy": record.wirecopy,
        "sha256": record.predictions.sha256,
        "signature": record.results["signature"],
        "measures": [
            (name, percent(row["precision"]), percent(row["recall"]), percent(row["f1"]), interval(row["f1_interval"]))
            for name, row in measures.items()
        ],
        "types": {
            name: [
                (kind, percent(row["precision"]), percent(row["recall"]), percent(row["f1"]), row["gold"])
                for kind, row in measures[name]["types"].items()
            ]
            for name in HEADLINES.values()
            if name in measures and measures[name]["types"]
        },
        "errors": record.results.get("errors", {}).get("kinds", {}),
    }

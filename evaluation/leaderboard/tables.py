"""The board as plain rows: what the page, JSON, CSV and Markdown are written from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from wirecopy.corpus.errors import printable
from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.leaderboard.elsewhere import Shown, parts_by_record
from wirecopy.evaluation.leaderboard.history import history
from wirecopy.evaluation.leaderboard.parts import COMPOSED, REAL
from wirecopy.evaluation.leaderboard.ranking import ALPHA, OVERALL, Board
from wirecopy.evaluation.leaderboard.record import Record
from wirecopy.evaluation.measures import HEADLINES

SCHEMA = "wirecopy-leaderboard/1"
COLUMNS = (
    "rank",
    "group",
    "name",
    "organisation",
    "date",
    "mean",
    *HEADLINES,
    COMPOSED,
    REAL,
    "gold",
    "url",
    "wirecopy",
    "predictions",
)


# How a cell begins that a spreadsheet runs; also in full width, which some read as the plain sign.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def rows(board: Board, every: Sequence[Board]) -> list[dict[str, Any]]:
    """Return one row a record: best mean first, records without one after them, by name.

    ``every`` are all boards: a system's figures on other splits of the same data are taken from them.
    """
    groups, parts = group_numbers(board, OVERALL), parts_by_record(board, every)
    ordered = sorted(board.records, key=lambda record: (-_or_last(_mean(record)), record.name, record.key))
    return [
        {
            "rank": None if _mean(record) is None else place,
            "group": groups.get(record.key),
            **_row(record, parts[record.key]),
        }
        for place, record in enumerate(ordered, 1)
    ]


def _or_last(mean: float | None) -> float:
    return -1.0 if mean is None else mean


def group_numbers(board: Board, task: str) -> dict[str, int]:
    """Return the number of the tie group that each record is in."""
    ranking = board.rankings.get(task)
    if ranking is None:
        return {}
    return {key: number for number, keys in enumerate(ranking.groups, 1) for key in keys}


def _mean(record: Record) -> float | None:
    value = record.results["headline"]["mean"]
    return None if value is None else float(value)


def _row(record: Record, parts: Mapping[str, Shown]) -> dict[str, Any]:
    measures = record.results["measures"]
    mean = record.results.get("headline_mean") or {}
    figures: dict[str, Any] = {"mean": {"f1": _mean(record), "interval": mean.get("interval")}}
    for task, name in HEADLINES.items():
        found = measures.get(name)
        keys = ("precision", "recall", "f1")
        figures[task] = None if found is None else {**{k: found[k] for k in keys}, "interval": found["f1_interval"]}
    return {
        "key": record.key,
        "name": record.name,
        "organisation": record.organisation,
        "url": record.url,
        "date": record.date,
        "wirecopy": record.wirecopy,
        "gold": record.gold,
        "predictions": record.predictions.sha256,
        "signature": record.results["signature"],
        "scores": figures,
        "parts": {
            name: {"articles": part.articles, **part.f1, **({"split": split} if split else {})}
            for name, (part, split) in parts.items()
        },
    }


def document(boards: Sequence[Board]) -> dict[str, Any]:
    """Return the document of ``leaderboard.json``."""
    return {
        "schema": SCHEMA,
        "boards": [
            {
                "data": board.data,
                "current": board.current,
                "systems": rows(board, boards),
                "rankings": {task: ranking_document(board, task) for task in board.rankings},
            }
            for board in boards
        ],
        "history": history(boards),
    }


def ranking_document(board: Board, task: str) -> dict[str, Any]:
    """Return a ranking; ``p`` and ``p_holm`` hold of each system in ``order`` the pairs with those after it."""
    found = board.rankings[task]
    return {
        "test": "randomization",
        "alpha": ALPHA,
        "stories": found.stories,
        "assignments": found.draws,
        "exact": found.exact,
        "order": found.order,
        "scores": found.scores,
        "groups": found.groups,
        "p": triangle(found.p),
        "p_holm": triangle(found.p_holm),
        "notes": found.notes,
    }


def triangle(matrix: Floats) -> list[list[float | None]]:
    """Return the upper triangle of a symmetric matrix row by row, to four digits; NaN is null."""
    return [[None if np.isnan(p) else float(f"{p:.4g}") for p in row[i + 1 :]] for i, row in enumerate(matrix[:-1])]


def _cells(row: dict[str, Any]) -> list[str]:
    def score(task: str) -> str:
        figures = row["scores"][task]
        return "" if figures is None or figures["f1"] is None else f"{figures['f1']:.4f}"

    def part(name: str) -> str:
        value = row["parts"].get(name, {}).get("mean")
        return "" if value is None else f"{value:.4f}"

    values = {**row, **{task: score(task) for task in ("mean", *HEADLINES)}}
    values |= {name: part(name) for name in (COMPOSED, REAL)}
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]


def csv_text(board: Board, every: Sequence[Board]) -> str:
    """Return the board as CSV; a cell that a spreadsheet would run as a formula gets a leading apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows(board, every):
        writer.writerow([inert(cell) for cell in _cells(row)])
    return out.getvalue()


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, without control characters."""
    cell = printable(cell)
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell


def markdown_text(board: Board, every: Sequence[Board]) -> str:
    """Return the board as a Markdown table in which nothing of a submission is markup."""
    columns = COLUMNS[: COLUMNS.index("url")]
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    lines += ["| " + " | ".join(map(escaped, _cells(row)[: len(columns)])) + " |" for row in rows(board, every)]
    return "\n".join(lines) + "\n"


def escaped(cell: str) -> str:
    """Return text whose characters Markdown and HTML would read are escaped, addresses not made into links."""
    text = printable(cell).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()#+!|~^$])", r"\\\1", text)
    return text.replace("://", ":&#47;&#47;").replace("@", "&#64;").replace("www.", "www&#46;")

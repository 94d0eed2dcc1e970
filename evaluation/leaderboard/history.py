"""What systems scored over time: a line a system, a point a submission, across the versions of the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wirecopy.evaluation.leaderboard.ranking import Board
from wirecopy.evaluation.leaderboard.record import Record


def history(boards: Sequence[Board]) -> list[dict[str, Any]]:
    """Return the systems that were submitted more than once, by name, each with its submissions, the oldest first."""
    lines: dict[tuple[str, str], list[Record]] = {}
    for board in boards:
        for record in board.records:
            lines.setdefault(record.system, []).append(record)
    return [_line(records) for _, records in sorted(lines.items()) if len(records) > 1]


def _line(records: Sequence[Record]) -> dict[str, Any]:
    ordered = sorted(records, key=lambda record: (record.date, record.data_key, record.key))
    latest = ordered[-1]
    return {"name": latest.name, "organisation": latest.organisation, "submissions": [_point(r) for r in ordered]}


def _point(record: Record) -> dict[str, Any]:
    data = record.results["data"]
    return {
        "key": record.key,
        "date": record.date,
        "data": {name: data[name] for name in ("name", "version", "split", "sha256")},
        "headline": record.results["headline"],
    }

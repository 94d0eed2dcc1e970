"""Ranking the records of one version of the data: scores, intervals, paired tests, tie groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.leaderboard.record import Record
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.uncertainty import Comparison, Resampling, compare_systems, mean_of, on_columns, soft_f1

OVERALL = "mean"


class Board(msgspec.Struct, frozen=True):
    """The ranking of one version of the data: by task, and by the mean of the tasks."""

    data: dict[str, Any]
    records: list[Record]
    rankings: dict[str, Comparison]


def boards(found: Sequence[Record]) -> list[Board]:
    """Return a board for each version of the data, that of the latest submission first; records are never mixed."""
    groups: dict[str, list[Record]] = {}
    for record in found:
        groups.setdefault(record.data_key, []).append(record)
    ordered = sorted(groups.values(), key=lambda rows: (max(row.date for row in rows), rows[0].data_key), reverse=True)
    return [_board(rows) for rows in ordered]


def _board(rows: list[Record]) -> Board:
    rankings = {}
    for task in (OVERALL, *HEADLINES):
        measures = list(HEADLINES.values()) if task == OVERALL else [HEADLINES[task]]
        entered = [row for row in rows if all(measure in row.stories for measure in measures)]
        if len(entered) > 1:
            rankings[task] = _ranked(entered, measures)
    return Board(rows[0].results["data"], rows, rankings)


def _ranked(rows: Sequence[Record], measures: Sequence[str]) -> Comparison:
    stories = sorted({story for row in rows for measure in measures for story in row.stories[measure]})
    counts = {row.key: _table(row, measures, stories) for row in rows}
    rates = [on_columns(soft_f1, slice(4 * i, 4 * i + 4)) for i in range(len(measures))]
    statistic = rates[0] if len(rates) == 1 else mean_of(rates)
    # Whole stories are swapped: at the number of stories a test split has, the bootstrap rejects too often.
    return compare_systems(counts, statistic, "randomization", Resampling(resamples=_draws(len(rows))))


def _draws(systems: int) -> int:
    """Return as many draws as the smallest p-value needs to survive Holm's correction over all pairs."""
    pairs = systems * (systems - 1) // 2
    return int(min(max(1000, 25 * pairs), 20_000))


def _table(row: Record, measures: Sequence[str], stories: Sequence[str]) -> Floats:
    empty = (0.0, 0.0, 0.0, 0.0)
    return np.array([[n for measure in measures for n in row.stories[measure].get(story, empty)] for story in stories])

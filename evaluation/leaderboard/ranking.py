"""Ranking the records of one version of the data: scores, paired tests, tie groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wirecopy.evaluation.engine.tables import Floats
from wirecopy.evaluation.leaderboard.pairs import cut, f1_of, holm_matrix, names_of, p_values
from wirecopy.evaluation.leaderboard.record import Record
from wirecopy.evaluation.measures import HEADLINES
from wirecopy.evaluation.uncertainty import Resampling

OVERALL = "mean"
ALPHA = 0.05
# Assignments times pairs that a build may spend on one task: about two seconds of one core.
BUDGET = 80_000_000
LEAST_DRAWS = 1000
MAIN_SPLIT = "test"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The systems of one task, best first, and their pairs.

    ``p`` and ``p_holm`` are symmetric matrices over ``order``, NaN where nothing was tested. ``exact``: all
    assignments of stories to the two sides were looked at, ``draws`` of them.
    """

    order: list[str]
    scores: list[float]
    p: Floats
    p_holm: Floats
    groups: list[list[str]]
    stories: int
    draws: int
    exact: bool
    notes: list[str]

    def differs(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Return which pairs differ significantly after correction."""
        with np.errstate(invalid="ignore"):
            return self.p_holm < ALPHA


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """The ranking of one version of the data: by task, and by the mean of the tasks.

    ``current``: no newer version of these data is on the board.
    """

    data: dict[str, Any]
    records: list[Record]
    rankings: dict[str, Ranking]
    current: bool = True

    @property
    def latest(self) -> str:
        """The day of the latest submission."""
        return max(record.date for record in self.records)


def boards(found: Sequence[Record]) -> list[Board]:
    """Return a board for each version and split of the data; records of different data are never ranked together.

    Current data come first, among them the test split, then what has the most submissions; then earlier data, newest
    first.
    """
    groups: dict[str, list[Record]] = {}
    for record in found:
        groups.setdefault(record.data_key, []).append(record)
    every = sorted((_board(rows) for rows in groups.values()), key=_age)
    # The newer comes later, and takes the place of the older.
    version = {board.data["name"]: board.data["version"] for board in every}
    newest = {(board.data["name"], board.data["split"]): board for board in every}
    current = [board for board in newest.values() if board.data["version"] == version[board.data["name"]]]
    earlier = [board for board in reversed(every) if board not in current]
    return [
        *sorted(current, key=lambda b: (b.data["split"] == MAIN_SPLIT, len(b.records), *_age(b)), reverse=True),
        *(replace(board, current=False) for board in earlier),
    ]


def _age(board: Board) -> tuple[list[int], str, str]:
    """Return what is larger for newer data: the numbers of the version, then the day of the latest submission."""
    numbers = [int(number) for number in re.findall(r"\d{1,9}", board.data["version"] or "")]
    return numbers, board.latest, board.data["sha256"]


def _board(rows: list[Record]) -> Board:
    rankings = {}
    for task in (OVERALL, *HEADLINES):
        measures = list(HEADLINES.values()) if task == OVERALL else [HEADLINES[task]]
        entered = [row for row in rows if all(measure in row.stories for measure in measures)]
        if len(entered) > 1:
            rankings[task] = rank(entered, measures)
    return Board(rows[0].results["data"], rows, rankings)


def rank(rows: Sequence[Record], measures: Sequence[str]) -> Ranking:
    """Rank records by the mean F1 of measures. Equal scores rank by key; a null score is left out.

    Whole stories are swapped: at the number of stories that a test split has, the bootstrap rejects too often.
    """
    stories = sorted({story for row in rows for measure in measures for story in row.stories[measure]})
    tables = {row.key: _table(row, measures, stories) for row in rows}
    scores = {key: float(_score(table)) for key, table in tables.items()}
    order = sorted((key for key in scores if not np.isnan(scores[key])), key=lambda key: (-scores[key], key))
    if not order:
        return Ranking([], [], np.zeros((0, 0)), np.zeros((0, 0)), [], len(stories), 0, True, [])
    resampling = Resampling(resamples=draws_for(len(order)))
    counts = np.stack([tables[key] for key in order], axis=1)
    _, p, draws, exact = p_values(counts, resampling)
    p_holm = holm_matrix(p)
    with np.errstate(invalid="ignore"):
        groups = names_of(cut(p_holm < ALPHA), order)
    notes = _out_of_reach(exact, draws, len(order), len(stories))
    return Ranking(order, [scores[key] for key in order], p, p_holm, groups, len(stories), draws, exact, notes)


def draws_for(systems: int) -> int:
    """Return as many draws as the smallest p-value needs to survive the correction, where a build can afford them."""
    pairs = systems * (systems - 1) // 2
    needed = max(LEAST_DRAWS, 25 * pairs)
    return needed if needed * pairs <= BUDGET else LEAST_DRAWS


def _table(row: Record, measures: Sequence[str], stories: Sequence[str]) -> Floats:
    """Return matched and gold + predicted of each story and measure, (stories, measures, 2)."""
    empty = (0.0, 0.0, 0.0, 0.0)
    cells = np.array([[row.stories[measure].get(story, empty) for measure in measures] for story in stories])
    cells = cells.reshape(len(stories), len(measures), 4)
    return np.stack([cells[..., 2], cells[..., 0] + cells[..., 1]], axis=-1)


def _score(table: Floats) -> np.floating[Any]:
    totals = table.sum(axis=0)
    return np.mean(f1_of(totals[..., 0], totals[..., 1]))


def _out_of_reach(exact: bool, draws: int, systems: int, stories: int) -> list[str]:
    """Return a note where not even the smallest possible p-value would survive the correction."""
    pairs = systems * (systems - 1) // 2
    smallest = min(1.0, 2 / draws) if exact else 1 / (draws + 1)
    if pairs * smallest < ALPHA:
        return []
    return [
        f"No pair can differ significantly here: the smallest possible p-value is {smallest:.2g} "
        f"({stories} stories, {draws} assignments), times {pairs} pairs by Holm's correction. "
        "The uncorrected p-values stand beside the corrected ones."
    ]

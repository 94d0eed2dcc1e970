"""Per-split columns: what a system scored on the composed or the real articles, if in another submission."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wirecopy.evaluation.leaderboard.parts import COMPOSED, REAL, Part
from wirecopy.evaluation.leaderboard.ranking import Board
from wirecopy.evaluation.leaderboard.record import Record


class Shown(NamedTuple):
    """A part, and the split of the submission that it is of where that is another one."""

    part: Part
    split: str | None


def parts_by_record(board: Board, every: Sequence[Board]) -> dict[str, dict[str, Shown]]:
    """Return the composed and the real part of each record of a board, by key.

    A record of one split alone has one of them; the other is that of the latest submission of the same system (name and
    organisation) on another split of the same version of the data, if there is one.
    """
    known = (board.data["name"], board.data["version"])
    others = [
        record
        for other in every
        if other is not board and (other.data["name"], other.data["version"]) == known
        for record in other.records
    ]
    others.sort(key=lambda record: (record.date, record.key))
    return {record.key: _parts(record, others) for record in board.records}


def _parts(record: Record, others: Sequence[Record]) -> dict[str, Shown]:
    found = {name: Shown(part, None) for name, part in record.parts.items()}
    for other in others:
        # A submission on both would count articles of this one again.
        if other.system == record.system and len(other.parts) == 1 and other.gold == record.gold:
            for name, part in other.parts.items():
                if name not in record.parts:
                    found[name] = Shown(part, other.results["data"]["split"])
    return {name: found[name] for name in (COMPOSED, REAL) if name in found}

"""Whether a board is sound: every record readable, and its figures those that its predictions give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wirecopy.corpus.errors import InputError, printable
from wirecopy.corpus.lines import read_lines
from wirecopy.evaluation.console import percent
from wirecopy.evaluation.gold import SplitGold
from wirecopy.evaluation.leaderboard.board import records
from wirecopy.evaluation.leaderboard.record import Record, content_hash, make_record
from wirecopy.evaluation.leaderboard.tables import escaped


def verify(board: Path, predictions: Sequence[Path]) -> tuple[list[str], int]:
    """Return what was found as lines of Markdown, and how many faults there are.

    Each predictions file is scored again on its record's split of the embedded corpus; figures must be equal.
    """
    try:
        found = records(board)
    except InputError as error:
        return [f"    {line}" for line in str(error).splitlines()], 1
    lines = [f"{len(found)} records, all readable."]
    faults = 0
    known = {record.predictions.content_sha256: record for record in found}
    for path in predictions:
        said, fault = _again(path, known)
        lines += ["", *said]
        faults += fault
    return lines, faults


def _again(path: Path, known: dict[str, Record]) -> tuple[list[str], bool]:
    try:
        record = known.get(content_hash(read_lines(path)))
        if record is None:
            raise InputError(f"{path.name}: found no record of these predictions, expected one (leaderboard submit)")
        if record.gold != "open":
            return [f"{escaped(record.name)}: scored on held-back gold, not scored again here."], False
        gold = SplitGold(record.results["data"]["split"] or "test")
        if gold.data.sha256 != record.results["data"]["sha256"]:
            raise InputError(f"{path.name}: its record is of other data than this version's, expected a new submission")
        again = make_record(path, gold, record.name, organisation=record.organisation, url=record.url)
    except InputError as error:
        return [f"    {line}" for line in str(error).splitlines()], True
    if again.results["measures"] != record.results["measures"] or again.stories != record.stories:
        return [f"    {printable(path.name)}: the figures of its record are not those of the predictions"], True
    return _table(record), False


def _table(record: Record) -> list[str]:
    headline = record.results["headline"]
    return [
        f"| {' | '.join(['system', *headline])} |",
        f"| {' | '.join(['---'] * (len(headline) + 1))} |",
        f"| {' | '.join([escaped(record.name), *(percent(value) for value in headline.values())])} |",
    ]

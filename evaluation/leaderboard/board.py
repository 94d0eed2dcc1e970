"""A board: a folder of records, one file a submission, a sub-folder for each version of the data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.decode import UNREADABLE
from wirecopy.corpus.errors import InputError, refuse
from wirecopy.evaluation.leaderboard.record import SCHEMA, Record, problems_of_names
from wirecopy.evaluation.leaderboard.shape import problems_of_results

LARGEST = 8 * 2**20


def add(board: Path, record: Record) -> tuple[Path, bool]:
    """Write a record to the board; return its path, and whether it is new.

    Predictions that are on the board already, under whatever name, stay the one entry they are.
    """
    folder = board / record.data_key
    for known in sorted(folder.glob("*.json")):
        if read(known).predictions.content_sha256 == record.predictions.content_sha256:
            return known, False
    path = folder / f"{record.key}.json"
    write_bytes(path, encoded(record))
    return path, True


def encoded(record: Record) -> bytes:
    """Return the bytes of a record's file: indented, so that git shows what changed."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def read(path: Path) -> Record:
    """Return a record; raise ``InputError`` naming the file and everything that is wrong with it."""
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path}: found {path.stat().st_size} bytes, expected a record of at most {LARGEST}")
    try:
        record = msgspec.json.decode(path.read_bytes(), type=Record)
    except UNREADABLE as error:
        raise InputError(f"{path}: not a submission record: {error}") from None
    if record.schema != SCHEMA:
        raise InputError(f"{path}: schema: found {record.schema!r}, expected {SCHEMA!r}")
    refuse([f"{path}: {problem}" for problem in _problems(record, path)])
    return record


def _problems(record: Record, path: Path) -> list[str]:
    problems = problems_of_names(record.name, record.organisation, record.url)
    if not _is_day(record.date):
        problems.append(f"date: found {record.date[:40]!r}, expected a date as 2026-01-31")
    problems += problems_of_results(record.results, record.stories)
    if not problems and (path.parent.name, path.stem) != (record.data_key, record.key):
        problems.append(f"the file's name does not fit, expected {record.data_key}/{record.key}.json")
    return problems


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def records(board: Path) -> list[Record]:
    """Return the records of a board, ordered by file, each set of predictions on the same data once: the oldest entry.

    Raises ``InputError`` naming every file that is no record.
    """
    if not board.is_dir():
        raise InputError(f"{board}: no such folder, expected a board (wirecopy leaderboard submit makes one)")
    found: list[Record] = []
    problems: list[str] = []
    for path in sorted(board.glob("*/*.json")):
        try:
            found.append(read(path))
        except InputError as error:
            problems.append(str(error))
    refuse(problems)
    return _once(found)


def _once(found: list[Record]) -> list[Record]:
    """Drop what two maintainers entered twice: merging their boards by git keeps both files."""
    first: dict[tuple[str, str], Record] = {}
    for record in sorted(found, key=lambda record: (record.date, record.key)):
        first.setdefault((record.data_key, record.predictions.content_sha256), record)
    kept = set(map(id, first.values()))
    return [record for record in found if id(record) in kept]

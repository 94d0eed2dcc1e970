"""A board: a folder of records, one file a submission, a sub-folder for each version of the data."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.decode import UNREADABLE
from wirecopy.corpus.errors import InputError, refuse
from wirecopy.evaluation.leaderboard.record import SCHEMA, Record

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
    write_bytes(path, msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    return path, True


def read(path: Path) -> Record:
    """Return a record; raise ``InputError`` naming the file and what is wrong with it."""
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path}: found {path.stat().st_size} bytes, expected a record of at most {LARGEST}")
    try:
        record = msgspec.json.decode(path.read_bytes(), type=Record)
    except UNREADABLE as error:
        raise InputError(f"{path}: not a submission record: {error}") from None
    if record.schema != SCHEMA:
        raise InputError(f"{path}: schema: found {record.schema!r}, expected {SCHEMA!r}")
    if not isinstance(record.results.get("data"), dict) or "measures" not in record.results:
        raise InputError(f"{path}: results: found no data and measures, expected a result record")
    return record


def records(board: Path) -> list[Record]:
    """Return all records of a board, ordered by file. Raises ``InputError`` naming every file that is none."""
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
    return found

"""CoNLL columns: one token a line, blank line between sentences, tags in the last columns."""

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from wirecopy.corpus.errors import InputError, shown

DOCUMENT_START = "-DOCSTART-"


class ColumnFile(NamedTuple):
    """The sentences of a file as rows of columns, and the line number (from 1) on which each sentence begins."""

    path: str
    sentences: list[list[list[str]]]
    first_lines: list[int]

    def line(self, sentence: int, token: int) -> int:
        """The line number of a token; both count from 0."""
        return self.first_lines[sentence] + token


def read_tag_columns(path: str | PathLike[str], least: int = 1) -> ColumnFile:
    """Read a file of columns separated by spaces or tabs, UTF-8, a blank line after every sentence.

    A ``-DOCSTART-`` line is a sentence of its own, with ``O`` in every further column and in at least ``least`` of
    them. Raises InputError with file and line for a missing file, a directory, bytes that are not UTF-8, lines of
    different width, and fewer than ``least`` columns.
    """
    name = str(path)
    table = ColumnFile(name, [], [])
    width = (0, 0)  # columns, and the line on which they were first seen
    inside = False
    for number, columns in enumerate(_rows(_text(path)), 1):
        starts_document = columns[:1] == [DOCUMENT_START]
        if columns and not starts_document:
            width = _checked_width(name, number, columns, width, least)
        if columns and (starts_document or not inside):
            table.sentences.append([])
            table.first_lines.append(number)
        if columns:
            outside = [DOCUMENT_START, *["O"] * max(least, len(columns) - 1)]
            table.sentences[-1].append(outside if starts_document else columns)
        inside = bool(columns) and not starts_document
    return table


def tag_sides(table: ColumnFile, other: ColumnFile | None = None) -> tuple[list[list[str]], list[list[str]]]:
    """Gold and predicted tags: the last two columns of one file, or the last column of each of two.

    Raises InputError where two files differ in sentences, in their lengths, or in a token (compared where both files
    have more columns than the tag).
    """
    if other is None:
        return _column(table, -2), _column(table, -1)
    _check_aligned(table, other)
    return _column(table, -1), _column(other, -1)


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.split("\n"):
        yield [cell for cell in line.rstrip("\r").replace("\t", " ").split(" ") if cell]


def _text(path: str | PathLike[str]) -> str:
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a directory, expected a file of tag columns") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{shown(str(path))}: cannot be read: {error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: found byte 0x{error.object[error.start]:02x}, expected UTF-8 text") from None


def _checked_width(name: str, number: int, columns: list[str], width: tuple[int, int], least: int) -> tuple[int, int]:
    found = len(columns)
    if found < least:
        raise InputError(
            f"{name}:{number}: found {found} column, expected {least} or more, gold and predicted tag last"
        )
    if width[0] and found != width[0]:
        raise InputError(f"{name}:{number}: found {found} columns, expected {width[0]} as in line {width[1]}")
    return width if width[0] else (found, number)


def _column(table: ColumnFile, place: int) -> list[list[str]]:
    return [[row[place] for row in sentence] for sentence in table.sentences]


def _check_aligned(table: ColumnFile, other: ColumnFile) -> None:
    for number, (rows, others) in enumerate(zip(table.sentences, other.sentences, strict=False)):
        _check_sentence(table, other, number, rows, others)
    if len(table.sentences) != len(other.sentences):
        found, expected = len(other.sentences), len(table.sentences)
        raise InputError(f"{other.path}: found {found} sentences, expected {expected} as in {table.path}")


def _check_sentence(
    table: ColumnFile, other: ColumnFile, number: int, rows: list[list[str]], others: list[list[str]]
) -> None:
    for token, (row, counterpart) in enumerate(zip(rows, others, strict=False)):
        if len(row) > 1 and len(counterpart) > 1 and row[0] != counterpart[0]:
            raise InputError(
                f"{other.path}:{other.line(number, token)}: found token {shown(counterpart[0])}, "
                f"expected {shown(row[0])} as in {table.path}:{table.line(number, token)}"
            )
    if len(rows) != len(others):
        raise InputError(
            f"{other.path}:{other.line(number, 0)}: sentence {number + 1}: found {len(others)} tokens, "
            f"expected {len(rows)} as in {table.path}:{table.line(number, 0)}"
        )

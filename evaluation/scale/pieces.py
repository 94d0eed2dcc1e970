"""A set of articles cut into pieces: what a worker does at a time, and what one file of predictions holds.

Where the pieces begin depends on the data and the sizes alone, never on the cluster: the same batches, with the same
seeds, as one process hands out, and the same files of predictions whoever writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import msgspec

from wirecopy.corpus.model import Article
from wirecopy.evaluation.gold import Data


class Segment(msgspec.Struct, frozen=True):
    """A stretch ``[begin, end)`` of a file: bytes of annotation lines, rows of parquet, or articles held in memory."""

    file: str
    begin: int
    end: int


class Piece(msgspec.Struct, frozen=True):
    """Articles that are done together: their ids, and where they are read; ``start`` is the place of the first in all.

    ``held`` carries the articles themselves where they come from no file that a worker could read.
    """

    number: int
    start: int
    ids: tuple[str, ...]
    segments: tuple[Segment, ...]
    held: tuple[bytes, ...] = ()


class Surveyed(msgspec.Struct, frozen=True):
    """A file of articles: their ids, and ``bounds`` such that article i lies in ``[bounds[i], bounds[i + 1])``."""

    file: str
    ids: list[str]
    bounds: list[int]


class Reader(Protocol):
    """Reads the articles of a piece, wherever it runs."""

    def read(self, piece: Piece) -> list[Article]:
        """Return the articles, with text and gold. Raises ``InputError`` if they are not there any more."""


class Survey(msgspec.Struct, frozen=True):
    """All articles of a run: what is scored against, whether its label set is closed, and where everything lies."""

    data: Data
    closed: bool
    files: tuple[Surveyed, ...]
    reader: Any  # a Reader

    @property
    def ids(self) -> list[str]:
        """The ids of all articles, in the order of the data."""
        return [article for file in self.files for article in file.ids]


def cut(files: Sequence[Surveyed], size: int) -> Iterator[Piece]:
    """Yield the pieces of ``size`` articles (the last may be smaller), across the files as if they were one."""
    waiting: list[tuple[Segment, list[str]]] = []
    count = start = number = 0
    for file in files:
        at = 0
        while at < len(file.ids):
            taken = min(size - count, len(file.ids) - at)
            segment = Segment(file.file, file.bounds[at], file.bounds[at + taken])
            waiting.append((segment, file.ids[at : at + taken]))
            count, at = count + taken, at + taken
            if count == size:
                yield _piece(number, start, waiting)
                number, start, waiting, count = number + 1, start + count, [], 0
    if waiting:
        yield _piece(number, start, waiting)


def _piece(number: int, start: int, parts: Sequence[tuple[Segment, list[str]]]) -> Piece:
    ids = tuple(article for _, names in parts for article in names)
    return Piece(number, start, ids, tuple(segment for segment, _ in parts))


def whole_batches(part: int, batch: int) -> int:
    """Return the articles of a piece: as asked, rounded up to whole batches."""
    return -(-part // batch) * batch

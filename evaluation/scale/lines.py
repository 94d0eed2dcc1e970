"""Annotation lines in one file or many, read by the workers where they lie."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from wirecopy.corpus.decode import UNREADABLE, problems_in_line
from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.lines import decode_line
from wirecopy.corpus.model import Article
from wirecopy.corpus.store import from_line
from wirecopy.evaluation.gold import EMPTY, Data, placed_lines
from wirecopy.evaluation.predictions import Problems
from wirecopy.evaluation.scale.pieces import Piece, Survey, Surveyed
from wirecopy.evaluation.scale.storage import base_name, files_at, opened

# A function over many arguments, on the cluster, its answers in order.
Spread = Callable[[Callable[..., Any], Sequence[tuple[Any, ...]]], list[Any]]


class LinesReader(msgspec.Struct, frozen=True):
    """Reads stretches of bytes of a file system's files."""

    system: Any

    def read(self, piece: Piece) -> list[Article]:
        """Return the articles of a piece. Raises ``InputError`` if the files are not what they were."""
        data = b"".join(self._bytes(one.file, one.begin, one.end) for one in piece.segments)
        try:
            articles = [from_line(decode_line(line)) for line in data.split(b"\n") if line.strip()]
        except UNREADABLE:
            articles = []
        if tuple(article.id for article in articles) != piece.ids:
            raise InputError(f"{piece.segments[0].file}: was changed while it was being read")
        return articles

    def _bytes(self, file: str, begin: int, end: int) -> bytes:
        with opened(self.system, file) as handle:
            handle.seek(begin)
            return handle.read(end - begin) + b"\n"


class Scanned(msgspec.Struct, frozen=True):
    """What one reading of a file finds."""

    file: Surveyed
    sha256: str
    problems: tuple[str, ...]
    count: int


def scan(system: Any, path: str) -> Scanned:
    """Read a file from its beginning to its end: the ids, where the lines begin, the hash, and all that is wrong."""
    ids: list[str] = []
    bounds: list[int] = []
    problems = Problems()
    digest = hashlib.sha256()
    size = 0
    with opened(system, path) as handle:
        for number, start, line in placed_lines(handle, digest.update):
            size = start + len(line)
            try:
                annotation = decode_line(line)
            except UNREADABLE as error:
                found = problems_in_line(line) or [str(error)]
                problems.add(f"{path}:{number}: {problem}" for problem in found)
                continue
            if annotation.text is None:
                where = f"{path}:{number}: article {shown(annotation.id)}"
                problems.add([f"{where}: text: found none, expected articles that carry their texts"])
            ids.append(annotation.id)
            bounds.append(start)
    if not ids and not problems.count:
        problems.add([f"{path}: {EMPTY}"])
    return Scanned(Surveyed(path, ids, [*bounds, size]), digest.hexdigest(), tuple(problems.messages), problems.count)


def survey(address: str, spread: Spread) -> Survey:
    """Return what lies at an address: a file of annotation lines, a pattern, or a folder of ``.jsonl`` files.

    The hash of one file is that of its bytes, as everywhere; of several it is over a line of name and hash each.
    Raises ``InputError`` with everything that is wrong in any of them.
    """
    system, paths = files_at(address, "data.path", ".jsonl")
    found: list[Scanned] = spread(scan, [(system, path) for path in paths])
    problems = Problems()
    for one in found:
        problems.add(one.problems)
        problems.count += one.count - len(one.problems)
    problems.add(repeated([one.file for one in found]))
    problems.refuse()
    digest = found[0].sha256
    if len(found) > 1:
        rows = "".join(f"{base_name(one.file.file)} {one.sha256}\n" for one in found)
        digest = hashlib.sha256(rows.encode()).hexdigest()
    data = Data(base_name(address), None, None, digest)
    return Survey(data, False, tuple(one.file for one in found), LinesReader(system))


def repeated(files: Sequence[Surveyed]) -> list[str]:
    """Return a message for every article whose id stands twice."""
    seen: dict[str, str] = {}
    problems = []
    for file in files:
        for article in file.ids:
            if article in seen:
                problems.append(f"{file.file}: article {shown(article)}: id stands in {seen[article]} already")
            seen[article] = file.file
    return problems

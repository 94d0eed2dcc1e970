"""Where gold comes from: the embedded corpus, a file of annotation lines, or Python objects.

A gold source gives articles by id, a batch at a time, so that scoring never needs a whole file in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from wirecopy.corpus.decode import UNREADABLE, problems_in_line
from wirecopy.corpus.digest import articles_hash
from wirecopy.corpus.errors import InputError, nearest, refuse, shown
from wirecopy.corpus.lines import decode_line, encode_line, open_input
from wirecopy.corpus.model import MAX_OFFSET, Annotation, Article
from wirecopy.corpus.ontology import Ontology, load_ontology
from wirecopy.corpus.store import catalogue, load


class Data(msgspec.Struct, frozen=True):
    """What was scored against, for the signature: ``sha256`` is over the gold."""

    name: str
    version: str | None
    split: str | None
    sha256: str


class Gold(Protocol):
    """Gold articles by id. ``ontology`` is the closed label inventory, or None where it is open."""

    data: Data
    ontology: Ontology | None
    ids: list[str]

    def get(self, ids: Sequence[str]) -> list[Annotation]:
        """Return the annotations of the named articles, in that order."""

    def limit(self, annotation: Annotation) -> int:
        """Return the largest end that a prediction for this gold article may have, in code points.

        It is the end of the text, as far as it is known; open inventories take offsets as they take types: what the
        gold does not have is wrong, not an error.
        """


class SplitGold:
    """The gold of one or several splits of the embedded corpus."""

    def __init__(self, splits: str) -> None:
        names = list(dict.fromkeys(part.strip() for part in splits.split(",")))
        for name in names:
            if name not in catalogue().splits:
                known = catalogue().splits
                raise InputError(
                    f"split: found {shown(name)}, expected one of {', '.join(known)}{nearest(name, known)}"
                )
        articles = load(",".join(names), texts=False)
        if not articles:
            raise InputError(f"split {splits!r}: holds no articles")
        lines = {article.id: article.line() for article in articles}
        self.data = Data(catalogue().name, catalogue().version, ",".join(names), articles_hash(articles))
        self.ontology: Ontology | None = load_ontology()
        self.ids = list(lines)
        self._lines = lines

    def get(self, ids: Sequence[str]) -> list[Annotation]:
        return [self._lines[name] for name in ids]

    def limit(self, annotation: Annotation) -> int:
        return text_length(annotation)


class ObjectGold:
    """Gold given from Python, with an open inventory."""

    def __init__(self, lines: Sequence[Annotation]) -> None:
        self._lines: dict[str, Annotation] = {}
        digest = hashlib.sha256()
        for line in lines:
            if line.id in self._lines:
                raise InputError(f"gold: article {line.id!r}: id stands twice")
            self._lines[line.id] = line
            digest.update(encode_line(line) + b"\n")
        self.data = Data("gold", None, None, digest.hexdigest())
        self.ontology: Ontology | None = None
        self.ids = list(self._lines)

    def get(self, ids: Sequence[str]) -> list[Annotation]:
        return [self._lines[name] for name in ids]

    def limit(self, annotation: Annotation) -> int:  # noqa: ARG002
        return MAX_OFFSET


class _Head(msgspec.Struct):
    id: str


_head = msgspec.json.Decoder(_Head)


def _id(line: bytes) -> str:
    """Return the id of a line, which is read no further unless its id stands there more than once."""
    try:
        return _head.decode(line).id
    except UNREADABLE:
        return decode_line(line).id


class FileGold:
    """Gold in a file of annotation lines, with an open inventory; only the places of its lines are held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # A pipe can be read only once.
        self._held = None if path.is_file() else open_input(path)
        self._places: dict[str, tuple[int, int, int]] = {}
        problems: list[str] = []
        digest = hashlib.sha256()
        with self._open() as handle:
            for number, start, line in placed_lines(handle, digest.update):
                try:
                    name = _id(line)
                except UNREADABLE as error:
                    found = problems_in_line(line) or [str(error)]
                    problems += [f"{path}:{number}: {problem}" for problem in found]
                    continue
                if name in self._places:
                    first = self._places[name][2]
                    problems.append(f"{path}:{number}: article {shown(name)}: id stands in line {first} already")
                self._places[name] = (start, len(line), number)
        refuse(problems)
        if not self._places:
            raise InputError(f"{path}: {EMPTY}")
        self.data = Data(path.name, None, None, digest.hexdigest())
        self.ontology: Ontology | None = None
        self.ids = list(self._places)

    def _open(self) -> BinaryIO:
        return opened(self._path) if self._held is None else BytesIO(self._held)

    def get(self, ids: Sequence[str]) -> list[Annotation]:
        with self._open() as handle:
            return [self._read(handle, *self._places[name]) for name in ids]

    def _read(self, handle: BinaryIO, start: int, length: int, number: int) -> Annotation:
        handle.seek(start)
        line = handle.read(length)
        try:
            return decode_line(line)
        except UNREADABLE as error:
            problems = problems_in_line(line) or [str(error)]
            refuse([f"{self._path}:{number}: {problem}" for problem in problems])
            raise

    def limit(self, annotation: Annotation) -> int:  # noqa: ARG002
        return MAX_OFFSET


EMPTY = "is empty, expected annotation lines (one JSON object an article)"


def opened(path: Path) -> BinaryIO:
    """Return a file or pipe open for reading; raise ``InputError`` as ``open_input`` does."""
    try:
        return path.open("rb")
    except OSError:
        open_input(path)
        raise


def placed_lines(handle: BinaryIO, see: Callable[[bytes], object] = len) -> Iterator[tuple[int, int, bytes]]:
    """Yield number (from 1), offset and bytes of every line that is not blank; ``see`` gets all bytes as they stand."""
    offset = 0
    for number, line in enumerate(handle, 1):
        see(line)
        if not line.isspace():
            yield number, offset, line
        offset += len(line)


def own_text_length(annotation: Annotation) -> int:
    """Return the length of a line's own text, which its offsets are checked against; no limit where it has none."""
    return MAX_OFFSET if annotation.text is None else len(annotation.text)


def text_length(annotation: Annotation) -> int:
    """Return the length of a line's text; where it is withheld the end of its last zone, else no limit."""
    if annotation.text is not None:
        return len(annotation.text)
    # Zones cover every word of the page, so nothing that can be annotated lies beyond the last of them.
    return max((zone.end for zone in annotation.zones or ()), default=MAX_OFFSET)


def as_annotations(side: Sequence[Annotation | Article | dict[str, object]], name: str) -> list[Annotation]:
    """Return annotations from records or plain dicts of the line format. Raises ``InputError`` naming what is wrong."""
    problems: list[str] = []
    lines: list[Annotation] = []
    for position, item in enumerate(side):
        record = item.line() if isinstance(item, Article) else item
        try:
            # Records too go through their line: Python lets them hold what a line may not.
            lines.append(decode_line(msgspec.json.encode(record)))
        except (*UNREADABLE, TypeError, OverflowError, ValueError) as error:
            problems += [f"{name}[{position}]: {problem}" for problem in _problems(record, error)]
    refuse(problems)
    return lines


def _problems(item: object, error: Exception) -> list[str]:
    try:
        return problems_in_line(msgspec.json.encode(item)) or [str(error)]
    except (*UNREADABLE, TypeError, OverflowError, ValueError):
        return [f"not an annotation line: {shown(str(error), 200)}"]

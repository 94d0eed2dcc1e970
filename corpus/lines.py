"""Annotation lines: reading and writing JSON Lines, one article a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from wirecopy.corpus.atomic import writing
from wirecopy.corpus.decode import UNREADABLE, problems_in_line
from wirecopy.corpus.errors import InputError, nearest, refuse
from wirecopy.corpus.model import Annotation

_decoder = msgspec.json.Decoder(Annotation)
_encoder = msgspec.json.Encoder()


def open_input(path: Path) -> bytes:
    """Return the bytes of an input file; raise ``InputError`` naming it if it cannot be read or is empty."""
    if path.is_dir():
        raise InputError(f"{path}: is a directory, expected a file of annotation lines")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(f"{path}: no such file{nearest(path.name, siblings)}") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    if not data.strip():
        raise InputError(f"{path}: is empty, expected annotation lines (one JSON object an article)")
    return data


def decode_line(data: bytes) -> Annotation:
    """Return one decoded line; raises msgspec's errors. Of a repeated key the last counts, whatever the others hold."""
    try:
        return _decoder.decode(data)
    except UNREADABLE:
        again = _with_last_of_repeated(data)
        if again is None:
            raise
        return again


def encode_line(annotation: Annotation) -> bytes:
    """Return the line of an annotation, without the line end."""
    return _encoder.encode(annotation)


def iterate_lines(data: bytes, name: str) -> Iterator[tuple[int, Annotation]]:
    """Yield line number (from 1) and annotation; blank lines are passed over.

    Raises ``InputError`` at the first line that does not decode, naming everything wrong in it and in all later ones.
    """
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            annotation = decode_line(line)
        except UNREADABLE:
            refuse(list(_problems(lines, number, name)))
            raise
        yield number, annotation


def _with_last_of_repeated(line: bytes) -> Annotation | None:
    """Return a line of which only an earlier one of several equal keys is wrong: the last counts. Else None."""
    try:
        return msgspec.convert(msgspec.json.decode(line), Annotation)
    except UNREADABLE:
        return None


def _problems(lines: list[bytes], first: int, name: str) -> Iterator[str]:
    for number, line in enumerate(lines[first - 1 :], first):
        if line.strip():
            for problem in problems_in_line(line):
                yield f"{name}:{number}: {problem}"


def read_lines(path: Path) -> list[Annotation]:
    """Return the annotations of a file in order. Raises ``InputError`` for unreadable files, lines and repeated ids."""
    seen: dict[str, int] = {}
    annotations: list[Annotation] = []
    repeated: list[str] = []
    for number, annotation in iterate_lines(open_input(path), str(path)):
        if annotation.id in seen:
            repeated.append(
                f"{path}:{number}: article {annotation.id!r}: id stands in line {seen[annotation.id]} already"
            )
        seen.setdefault(annotation.id, number)
        annotations.append(annotation)
    refuse(repeated)
    return annotations


def write_lines(path: Path, annotations: Iterable[Annotation]) -> None:
    """Write annotation lines; the file appears only when it is complete."""
    with writing(path) as beside:
        for annotation in annotations:
            beside.write(_encoder.encode(annotation) + b"\n")

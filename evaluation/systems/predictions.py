"""A file of predictions as a system."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from msgspec import UNSET
from msgspec.structs import replace

from wirecopy.corpus.errors import InputError, nearest
from wirecopy.corpus.lines import read_lines
from wirecopy.corpus.model import LAYERS, Annotation, Article


class Predictions:
    """Hands out the lines of a file, by article id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = {line.id: line for line in read_lines(path)}
        self.fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
        self.name = path.stem
        self.layers = tuple(
            layer for layer in LAYERS if any(isinstance(getattr(line, layer), tuple) for line in self._lines.values())
        )

    def predict(self, articles: Sequence[Article]) -> list[Annotation]:
        """Return the lines of the articles; a layer that other lines have is empty where a line lacks it.

        Raises ``InputError`` for an article that the file lacks.
        """
        for article in articles:
            if article.id not in self._lines:
                hint = nearest(article.id, self._lines)
                raise InputError(f"{self._path}: article {article.id!r}: missing from the predictions{hint}")
        return [self._whole(self._lines[article.id]) for article in articles]

    def _whole(self, line: Annotation) -> Annotation:
        lacking = {layer: () for layer in self.layers if getattr(line, layer) is UNSET}
        return replace(line, **lacking) if lacking else line


def build(path: str) -> Predictions:
    """Return the system of a predictions file."""
    return Predictions(Path(path))

"""Annotation lines, our own format: nothing is lost but the name of the collection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wirecopy.corpus.formats.files import read_text
from wirecopy.corpus.formats.records import Imported, Note, Options, Tally
from wirecopy.corpus.lines import read_lines, write_lines
from wirecopy.corpus.model import Article
from wirecopy.corpus.store import article_files, from_line, load


def read(path: Path, options: Options) -> Imported:  # noqa: ARG001 - every format is read by the same call
    """Return the articles of a file of annotation lines, or of a folder of article files."""
    if path.is_dir() and article_files(path):
        return Imported(tuple(load(path)))
    read_text(path, "annotation lines (one JSON object an article)")
    return Imported(tuple(from_line(line) for line in read_lines(path)))


def write(articles: Sequence[Article], path: Path, options: Options) -> tuple[Note, ...]:  # noqa: ARG001
    """Write one self-contained line an article."""
    tally = Tally()
    tally.add(
        "dropped",
        "collections",
        "a line does not name its collection",
        count=sum(a.collection is not None for a in articles),
    )
    write_lines(path, [article.line() for article in articles])
    return tally.notes()

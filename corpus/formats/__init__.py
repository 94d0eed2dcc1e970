"""Foreign shapes to articles and back: one module a format, named in the table below.

Every module has ``read(path, options) -> Imported``; those in ``WRITABLE`` have
``write(articles, path, options) -> tuple[Note, ...]`` as well. A module is imported when its format is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.formats.records import Imported, Note, Options
from wirecopy.corpus.model import Article

FORMATS: dict[str, str] = {
    "wirecopy": "wirecopy.corpus.formats.wirecopy",
    "conll": "wirecopy.corpus.formats.conll",
    "brat": "wirecopy.corpus.formats.brat",
    "label-studio": "wirecopy.corpus.formats.label_studio",
    "wikievents": "wirecopy.corpus.formats.wikievents",
    "re3d": "wirecopy.corpus.formats.re3d",
    "gum": "wirecopy.corpus.formats.gum",
}
WRITABLE = ("wirecopy", "conll", "brat", "label-studio", "wikievents", "re3d")


class Format(Protocol):
    """What the module of a format offers."""

    def read(self, path: Path, options: Options) -> Imported:
        """Return the articles of ``path``; raise ``InputError`` naming file, line, found and expected."""

    def write(self, articles: Sequence[Article], path: Path, options: Options) -> tuple[Note, ...]:
        """Write the articles to ``path`` in one step; return what the format cannot hold."""


def format_named(name: str, *, to_write: bool = False) -> Format:
    """Return the module of a format; raise ``InputError`` for an unknown name, or for one that is only read."""
    if name not in FORMATS:
        raise InputError(f"format: found {shown(name)}, expected one of {', '.join(FORMATS)}{nearest(name, FORMATS)}")
    if to_write and name not in WRITABLE:
        raise InputError(f"format: {name!r} can only be read; those that can be written are {', '.join(WRITABLE)}")
    return cast("Format", import_module(FORMATS[name]))


__all__ = ["FORMATS", "WRITABLE", "Format", "Imported", "Note", "Options", "format_named"]

"""From one format to another: read, check, write; whatever is lost on the way is counted and named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from wirecopy.corpus.checks import CHECKS, Candidate
from wirecopy.corpus.errors import InputError, refuse
from wirecopy.corpus.formats import Imported, Note, Options, format_named
from wirecopy.corpus.formats.records import Tally
from wirecopy.corpus.model import Article

# Without these an annotation does not mean anything; other findings are about how others annotate, and are noted.
_NEEDED: Final = frozenset(
    {"offsets", "arguments-inside", "untrimmed", "text-form", "text-hash", "reference", "duplicate-id", "zone-overlap"}
)


_DEFAULT: Final = Options()


def read(source: Path, source_format: str, options: Options = _DEFAULT) -> Imported:
    """Return the articles of a file or folder after the checks that ours go through, with an open label inventory.

    Raises ``InputError`` for bad input and for articles that fail a check on offsets, texts, ids or references;
    other findings become notes.
    """
    imported = format_named(source_format).read(source, options)
    return Imported(imported.articles, (*imported.notes, *_checked(imported.articles, source)))


def convert(
    source: Path, target: Path, source_format: str, target_format: str, options: Options = _DEFAULT
) -> tuple[Note, ...]:
    """Convert ``source`` to ``target`` and return what was mended, kept although odd, left out or dropped on the way.

    Nothing is written when reading or checking fails. Raises ``InputError``.
    """
    writer = format_named(target_format, to_write=True)
    if source.exists() and target.exists() and source.resolve() == target.resolve():
        raise InputError(f"{target}: is what is read from; name another place to write to")
    imported = read(source, source_format, options)
    if not imported.articles:
        raise InputError("\n".join([f"{source}: found no article to convert", *map(str, imported.notes)]))
    return (*imported.notes, *writer.write(imported.articles, target, options))


def _checked(articles: Iterable[Article], source: Path) -> tuple[Note, ...]:
    tally, problems = Tally(), []
    for article in articles:
        candidate = Candidate(str(source), article)
        for check in CHECKS:
            for where, message in check.find(candidate, None):
                if check.id in _NEEDED:
                    problems.append(f"{source}: {article.id}: {where}: {message} [{check.id}]")
                else:
                    tally.add("kept", f"{check.id} findings", check.explanation, f"{article.id} {where}")
    refuse(problems)
    return tally.notes()

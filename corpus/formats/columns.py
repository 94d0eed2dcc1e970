"""Reading column files: rows, sentences and documents with their lines, before anything is made of the tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.formats.files import read_text
from wirecopy.corpus.formats.records import Options
from wirecopy.corpus.formats.schemes import is_tag
from wirecopy.corpus.model import Fragment

EXPECTED = "columns of tokens and tags, a blank line after each sentence"

_COMMENT = re.compile(r"#\s*(?:(?P<key>[\w.:]+(?: id)?)(?:\s*= ?(?P<value>.*))?)?", re.DOTALL)
_MARKS = frozenset({"newdoc", "newdoc id", "newpar", "newpar id"})
_ID = re.compile(r"\d+(?:[-.]\d+)?")
_UNIVERSAL_NER_COLUMNS = 5


class Row(NamedTuple):
    """One token: its line, CoNLL-U id if there is one, form and tag."""

    line: int
    id: str | None
    form: str
    tag: str


class Sentence(Struct, frozen=True):
    """The rows of a sentence and the comments before it, by key; ``document`` is True where a new one begins."""

    rows: tuple[Row, ...]
    comments: dict[str, str]
    document: bool


class Layout(Struct, frozen=True):
    """Which columns there are: counted from 0; ``ids`` says that the first holds CoNLL-U ids."""

    count: int
    token: int
    tag: int
    ids: bool
    tabs: bool

    def cells(self, line: str) -> list[str]:
        """Return the cells of a line."""
        return cells_of(line, tabs=self.tabs)


def cells_of(line: str, *, tabs: bool) -> list[str]:
    """Return the cells of a line that are separated by single tabs, or by runs of spaces."""
    return line.split("\t") if tabs else re.split(" +", line.strip(" "))


def read_sentences(path: Path, options: Options) -> list[Sentence]:
    """Return the sentences of a column file; raise ``InputError`` for mixed column counts and words that are no tags.

    A comment is a line before a sentence's first token that begins with ``#`` and is no row of the file's shape.
    Without ``tag_column`` the tag stands in the last column; files with CoNLL-U ids and five columns are those of
    Universal NER, with the tag in the third.
    """
    lines = read_text(path, EXPECTED).split("\n")
    if lines[-1] == "":
        lines.pop()
    lines = [line.removesuffix("\r") for line in lines]
    layout = _layout(path, lines, options)
    return list(_sentences(path, lines, layout))


def _layout(path: Path, lines: Sequence[str], options: Options) -> Layout:
    first = next((n for n, line in enumerate(lines) if _is_row(line)), None)
    if first is None:
        return Layout(2, 0, 1, ids=False, tabs=True)
    tabs = "\t" in lines[first]
    cells = cells_of(lines[first], tabs=tabs)
    if len(cells) < 2:
        raise InputError(f"{path}:{first + 1}: found one column ({shown(lines[first], 40)}), expected {EXPECTED}")
    ids = cells[0] in ("1", "1-2") and len(cells) > 2 and _ids_restart(lines, tabs)
    token = _column(path, "token_column", options.token_column, 1 if ids else 0, len(cells))
    usual = 2 if ids and len(cells) == _UNIVERSAL_NER_COLUMNS else len(cells) - 1
    tag = _column(path, "tag_column", options.tag_column, usual, len(cells))
    if tag == token:
        raise InputError(f"{path}: column {tag + 1} is both the token's and the tag's")
    return Layout(len(cells), token, tag, ids, tabs)


def _ids_restart(lines: Sequence[str], tabs: bool) -> bool:
    rows = (line for line in lines if _is_row(line))
    return all(_ID.fullmatch(cells_of(row, tabs=tabs)[0]) for row in rows)


def _column(path: Path, name: str, chosen: int | None, usual: int, count: int) -> int:
    if chosen is None:
        return usual
    if chosen == 0 or not -count <= chosen <= count:
        raise InputError(f"{path}: {name}: found {chosen}, expected 1 to {count}, or -1 to -{count} from the end")
    return chosen - 1 if chosen > 0 else count + chosen


def _is_row(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("#", "-DOCSTART-"))


def _sentences(path: Path, lines: Sequence[str], layout: Layout) -> Iterator[Sentence]:
    rows: list[Row] = []
    comments: dict[str, str] = {}
    document = False
    for number, line in enumerate([*lines, ""], 1):
        if not line.strip():
            # Comments with nothing after them still say that a document begins there.
            if rows or "newdoc id" in comments or "newdoc" in comments:
                yield Sentence(tuple(rows), comments, document)
                rows, comments, document = [], {}, False
        elif line.startswith("-DOCSTART-"):
            if rows:
                raise InputError(
                    f"{path}:{number}: found '-DOCSTART-' inside a sentence, expected a blank line before it"
                )
            document = True
        elif not rows and _is_comment(line, layout):
            match = _COMMENT.match(line)
            key = (match and match["key"]) or ""
            comments[key] = (match and match["value"]) or ""
            document = document or key in ("newdoc", "newdoc id")
        else:
            rows.append(_row(path, number, line, layout))


def _is_comment(line: str, layout: Layout) -> bool:
    if not line.startswith("#"):
        return False
    match = _COMMENT.fullmatch(line)
    if match and (match["key"] in _MARKS or match["value"] is not None) and not line.startswith("#\t"):
        return True
    cells = layout.cells(line)
    return not (len(cells) == layout.count and is_tag(cells[layout.tag]))


def _row(path: Path, number: int, line: str, layout: Layout) -> Row:
    cells = layout.cells(line)
    if len(cells) != layout.count:
        raise InputError(
            f"{path}:{number}: found {len(cells)} columns ({shown(line, 40)}), expected {layout.count} as before"
        )
    form, tag = cells[layout.token], cells[layout.tag]
    if not form.strip():
        raise InputError(f"{path}:{number}: found an empty token, expected a word")
    if not is_tag(tag):
        raise InputError(f"{path}:{number}: found {shown(tag)} as tag, expected O or a prefix and a type such as B-PER")
    return Row(number, cells[0] if layout.ids else None, form, tag)


def align(path: Path, rows: Sequence[Row], text: str) -> Iterator[Fragment]:
    """Yield where each token stands in its sentence's text; ranges (``2-3``) and empty nodes (``8.1``) yield nothing.

    The parts of a multiword token lie in it, or each has all of it. Raises ``InputError`` for a token that is not next.
    """
    at = 0
    whole: Fragment | None = None
    last = ""
    for row in rows:
        if row.id is not None and "." in row.id:
            continue
        start = text.find(row.form, at, None if whole is None else whole[1])
        if start < 0 and whole is not None:
            yield whole
        elif start < 0 or text[at:start].strip():
            raise InputError(
                f"{path}:{row.line}: found token {shown(row.form)}, expected {shown(text[at : at + 30])} as in '# text'"
            )
        elif row.id is not None and "-" in row.id:
            whole, last = (start, start + len(row.form)), row.id.partition("-")[2]
            continue
        else:
            at = start + len(row.form)
            yield start, at
        if whole is not None and row.id == last:
            at, whole = whole[1], None

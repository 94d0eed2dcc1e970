"""The news articles of the GUM corpus in CoNLL-U: text, zones, metadata, and its entities with GUM's own types.

The text is made by the rule ``TEXT_RULE``: the ``# text`` of the sentences, one space between them (none after a last
token with ``SpaceAfter=No``), and a blank line wherever ``# newpar`` begins a paragraph. Restoring withheld articles
rests on it, so it never changes under its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from wirecopy.corpus.errors import InputError, refuse, shown
from wirecopy.corpus.formats.clean import clean
from wirecopy.corpus.formats.columns import Row, align
from wirecopy.corpus.formats.files import read_text
from wirecopy.corpus.formats.records import Imported, Options, Tally
from wirecopy.corpus.model import Annotation, Article, Entity, Fragment, Metadata, Zone
from wirecopy.corpus.rights import text_hash

TEXT_RULE: Final = "gum-text/1"
EXPECTED = "a GUM document in CoNLL-U"

_COLUMNS = 10
_BLOCK = re.compile(r'(\w+)(?: \w+:::"[^"]*")* \((\d+) s\)')
_BRACKET = re.compile(r"\((?P<open>[^()]+)(?P<single>\))?|(?P<close>[^()]+)\)")
_DATE = re.compile(r'<date [^>]*?when:::"(?P<when>[^"]*)"')
# What stands under these headings of a Wikinews page is not the article.
_BACK_MATTER = frozenset(
    {"sources", "references", "external links", "related news", "sister links", "sister project links"}
)


class Word(Struct, frozen=True):
    """A token: its row for the alignment, and its MISC fields."""

    row: Row
    misc: dict[str, str]


class Sentence(Struct, frozen=True):
    """A sentence with its text, its tokens and the comments before it."""

    line: int
    text: str
    words: tuple[Word, ...]
    comments: dict[str, str]


class Document(Struct, frozen=True):
    """A document: its sentences, where each begins in the text, and what its head says of it."""

    name: str
    text: str
    starts: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    about: dict[str, str]


def text_of(path: Path) -> str:
    """Return the text of a ``.conllu`` file by ``TEXT_RULE``; raise ``InputError`` for what is no GUM document."""
    return document_of(path).text


def read(path: Path, options: Options) -> Imported:  # noqa: ARG001 - every format is read by the same call
    """Return an article for every ``.conllu`` file of a folder (or of its ``conllu/``), or for one file."""
    tally = Tally()
    articles = [article_of(file, tally) for file in files_of(path)]
    return Imported(tuple(articles), tally.notes())


def files_of(path: Path) -> list[Path]:
    """Return the ``.conllu`` files of a folder or of ``conllu/`` in it, sorted; or the one file that ``path`` is."""
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.conllu")) or sorted((path / "conllu").glob("*.conllu"))
    if not found:
        raise InputError(f"{path}: found no .conllu file in the folder, expected GUM documents in CoNLL-U")
    return found


def article_of(path: Path, tally: Tally) -> Article:
    """Return the article of a ``.conllu`` file with entities, zones and metadata; what has no place here is counted."""
    document = document_of(path)
    entities = tuple(_entities(path, document, tally))
    tally.add(
        "dropped",
        "sentences' syntax, senses and discourse",
        "no layer of ours holds them",
        count=len(document.sentences),
    )
    zones = _zones(document)
    return Article(
        document.name, Annotation(document.name, entities=entities), text=document.text,
        sha256=text_hash(document.text), metadata=_metadata(document, zones), zones=zones,
    )  # fmt: skip


def document_of(path: Path) -> Document:
    """Return a ``.conllu`` file's document; raise ``InputError`` for mixed columns and sentences without text."""
    sentences = list(_sentences(path, read_text(path, EXPECTED).split("\n")))
    names = [s.comments["newdoc id"] for s in sentences if "newdoc id" in s.comments]
    if len(names) != 1:
        raise InputError(f"{path}: found {len(names)} '# newdoc id', expected one document in a file")
    parts, starts, length = [], [], 0
    for i, sentence in enumerate(sentences):
        gap = "" if i == 0 else "\n\n" if "newpar" in sentence.comments else _space_after(sentences[i - 1])
        starts.append(length + len(gap))
        parts += [gap, sentence.text]
        length = starts[-1] + len(sentence.text)
    text = "".join(parts)
    if clean(text).changed:
        raise InputError(f"{path}: found text that is not in NFC or has control characters, expected GUM's own text")
    return Document(names[0], text, tuple(starts), tuple(sentences), sentences[0].comments)


def _space_after(sentence: Sentence) -> str:
    return "" if sentence.words and sentence.words[-1].misc.get("SpaceAfter") == "No" else " "


def _sentences(path: Path, lines: Sequence[str]) -> Iterator[Sentence]:
    comments: dict[str, str] = {}
    words: list[Word] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.startswith("#"):
            key, _, value = line[1:].strip().partition(" = ")
            comments[key] = value
        elif line.strip():
            words.append(_word(path, number, line))
        elif words:
            if "text" not in comments:
                raise InputError(f"{path}:{number}: found a sentence without '# text', expected {EXPECTED}")
            yield Sentence(number, comments["text"], tuple(words), comments)
            comments, words = {}, []
    if comments:
        raise InputError(f"{path}:{len(lines)}: the file breaks off after comments, expected tokens")


def _word(path: Path, number: int, line: str) -> Word:
    cells = line.split("\t")
    if len(cells) != _COLUMNS:
        raise InputError(
            f"{path}:{number}: found {len(cells)} columns ({shown(line, 40)}), expected {_COLUMNS}: {EXPECTED}"
        )
    misc = dict(part.partition("=")[::2] for part in cells[9].split("|") if "=" in part)
    return Word(Row(number, cells[0], cells[1], "O"), misc)


def _entities(path: Path, document: Document, tally: Tally) -> list[Entity]:
    found: list[tuple[Fragment, str, str, str | None]] = []
    for sentence, start in zip(document.sentences, document.starts, strict=True):
        words = [word for word in sentence.words if word.row.id is not None and word.row.id.isdecimal()]
        places = list(align(path, [word.row for word in sentence.words], sentence.text))
        for first, last, head in _mentions(path, words):
            group, kind, identity = head
            if "[" in group:
                tally.add(
                    "left out",
                    "mentions",
                    "in pieces, which the entity layer does not hold",
                    f"{path}:{words[first].row.line}",
                )
                continue
            span = (start + places[first][0], start + places[last][1])
            found.append((span, kind, group, identity))
    found.sort(key=lambda row: (row[0][0], -row[0][1], row[1], row[2]))
    return [
        Entity(*span, kind, id=f"e{i}", cluster=group, link=link)
        for i, (span, kind, group, link) in enumerate(found, 1)
    ]


def _mentions(path: Path, words: Sequence[Word]) -> Iterator[tuple[int, int, tuple[str, str, str | None]]]:
    """Yield first word, last word, and group, type and identity of every mention of a sentence."""
    waiting: dict[str, list[tuple[int, tuple[str, str, str | None]]]] = {}
    for i, word in enumerate(words):
        for match in _BRACKET.finditer(word.misc.get("Entity", "")):
            if match["open"]:
                # GRP-etype-infstat-salience-centering-minspan-link-identity; the last is there for named ones only.
                fields = match["open"].split("-", 7)
                head = (
                    fields[0],
                    fields[1] if len(fields) > 1 else "",
                    unquote(fields[7]) if len(fields) > 7 else None,
                )
                if match["single"]:
                    yield i, i, head
                else:
                    waiting.setdefault(fields[0], []).append((i, head))
            elif not waiting.get(match["close"]):
                raise InputError(
                    f"{path}:{word.row.line}: found the end of mention {shown(match['close'])}, which began nowhere"
                )
            else:
                first, head = waiting[match["close"]].pop()
                yield first, i, head
    refuse(
        [
            f"{path}:{words[rows[0][0]].row.line}: mention {shown(g)} never ends in its sentence"
            for g, rows in waiting.items()
            if rows
        ]
    )


def _zones(document: Document) -> tuple[Zone, ...]:
    kinds = list(_kinds(document))
    zones: list[Zone] = []
    for kind, start, sentence in zip(kinds, document.starts, document.sentences, strict=True):
        end = start + len(sentence.text)
        if zones and zones[-1].kind == kind:
            zones[-1] = Zone(kind, zones[-1].start, end)
        else:
            zones.append(Zone(kind, start, end))
    return tuple(zones)


def _kinds(document: Document) -> Iterator[str]:
    """Yield the zone of every sentence: from GUM's blocks, the date under the headline being the byline."""
    until: dict[str, int] = {}
    begun = back_matter = False
    for i, sentence in enumerate(document.sentences):
        for block, count in _BLOCK.findall(sentence.comments.get("newpar_block", "")):
            until[block] = i + int(count)
        inside = {block for block, end in until.items() if i < end}
        if "head" in inside and i == 0:
            yield "headline"
            continue
        if "head" in inside:
            back_matter = sentence.text.strip(": ").lower() in _BACK_MATTER
        if back_matter:
            yield "furniture"
        elif inside & {"caption", "figure"}:
            yield "caption"
        elif not begun and _is_date(sentence):
            yield "byline"
        else:
            begun = True
            yield "body"


def _is_date(sentence: Sentence) -> bool:
    first, last = sentence.words[0].misc.get("XML", ""), sentence.words[-1].misc.get("XML", "")
    return bool(_DATE.search(first)) and "</date>" in last


def _metadata(document: Document, zones: Sequence[Zone]) -> Metadata:
    """Return what the document says of its page; licence and rights holder are known for Wikinews only."""
    url = document.about.get("meta::sourceURL")
    wikinews = bool(url) and "wikinews.org/" in str(url)
    dates = [_DATE.search(s.words[0].misc.get("XML", "")) for s in document.sentences if _is_date(s)]
    first = zones[0] if zones else None
    return Metadata(
        headline=document.text[first.start : first.end] if first and first.kind == "headline" else None,
        outlet="Wikinews" if wikinews else None,
        published=dates[0]["when"] if dates and dates[0] and any(z.kind == "byline" for z in zones) else None,
        url=url,
        license="CC-BY-2.5" if wikinews else None,
        rights_holder="Wikinews contributors" if wikinews else None,
        language="en",
    )

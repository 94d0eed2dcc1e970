"""Links between articles: the record, and the file ``links.jsonl`` that holds one a line.

An end is written ``article#unit``. The kinds, what they are between and which of them have a direction stand in the
ontology; one with a direction leads from the later article to the earlier one, the others are written either way round.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from wirecopy.corpus.atomic import write_bytes
from wirecopy.corpus.decode import UNREADABLE, explain
from wirecopy.corpus.errors import InputError, nearest, printable, refuse, shown
from wirecopy.corpus.model import Name, Pass, Record
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.store import PACKAGE

LINKS_FILE = "links.jsonl"
_END = re.compile(r"[^#\s]+#[^#\s]+")
_JUDGES = get_args(get_type_hints(Pass)["kind"])


class Link(Record, frozen=True, rename={"origin": "from", "target": "to"}):
    """What joins units of two articles, and the pass that judged it; the ends are ``from`` and ``to`` in the file."""

    kind: Name
    origin: Name
    target: Name
    judged: Pass

    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return both ends, each with its field in the file."""
        return ("from", self.origin), ("to", self.target)

    def articles(self) -> tuple[str, str]:
        """Return the ids of the articles that the link leads from and to."""
        return split_end(self.origin)[0], split_end(self.target)[0]

    def __str__(self) -> str:
        return f"{self.origin} {self.kind} {self.target}"


class PlacedLink(NamedTuple):
    """A link and where it stands, ``file:line``."""

    place: str
    link: Link


def split_end(end: str) -> tuple[str, str]:
    """Return the ids of article and unit of an end."""
    article, _, unit = end.partition("#")
    return article, unit


def scan_links(path: Path) -> tuple[list[PlacedLink], list[str]]:
    """Return the links of a file, and what is wrong with the lines that are none; blank lines are passed over.

    A message names file, line, field, what was found and what was expected. Kinds are taken as they stand.
    Raises ``InputError`` for a file that cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    links: list[PlacedLink] = []
    problems: list[str] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            found = _decoded(line)
            if isinstance(found, Link):
                links.append(PlacedLink(f"{path}:{number}", found))
            else:
                problems += [f"{path}:{number}: {problem}" for problem in found]
    return links, problems


def _decoded(line: bytes) -> Link | list[str]:
    try:
        raw = msgspec.json.decode(line)
    except UNREADABLE as error:
        return [f"not valid JSON: {printable(str(error))}"]
    if not isinstance(raw, dict):
        return [f"found a {type(raw).__name__}, expected an object with {', '.join(Link.__struct_encode_fields__)}"]
    problems = list(_malformed(raw))
    if problems:
        return problems
    try:
        return msgspec.convert(raw, Link)
    except (msgspec.ValidationError, RecursionError) as error:
        return [explain(error, Link, raw)]


def _malformed(raw: dict[str, Any]) -> Iterator[str]:
    """Yield what the types of the record cannot say of a line, or not with the names that were meant."""
    for field in ("from", "to"):
        end = raw.get(field)
        if isinstance(end, str) and not _END.fullmatch(end):
            yield f"{field}: found {shown(end)}, expected article#unit, such as harbour-strike-2#c3"
    judged = raw.get("judged")
    judge = judged.get("kind") if isinstance(judged, dict) else None
    if isinstance(judge, str) and judge not in _JUDGES:
        yield f"judged.kind: found {shown(judge)}, expected one of {', '.join(_JUDGES)}{nearest(judge, _JUDGES)}"


def kind_problem(kind: str) -> str | None:
    """Return what is wrong with a kind that the ontology does not have, or None."""
    known = load_ontology().links
    return None if kind in known else f"found {shown(kind)}, expected one of {', '.join(known)}{nearest(kind, known)}"


def read_links(path: Path) -> tuple[Link, ...]:
    """Return the links of a file in its order.

    Raises ``InputError`` naming every line that is no link or of no kind of the ontology.
    """
    links, problems = scan_links(path)
    unknown = ((row.place, kind_problem(row.link.kind)) for row in links)
    refuse(problems + [f"{place}: kind: {problem}" for place, problem in unknown if problem])
    return tuple(row.link for row in links)


def in_order(links: Iterable[Link]) -> list[Link]:
    """Return links ordered by their ends, whatever order they come in."""
    return sorted(links, key=lambda link: (link.origin, link.target, link.kind, str(link.judged)))


def encode_links(links: Iterable[Link]) -> bytes:
    """Return the lines of links in order: the same links give the same bytes."""
    return b"".join(msgspec.json.format(msgspec.json.encode(link), indent=0) + b"\n" for link in in_order(links))


def links_hash(links: Iterable[Link]) -> str:
    """Return the SHA-256 of links, whatever order they come in."""
    return hashlib.sha256(encode_links(links)).hexdigest()


def write_links(path: Path, links: Iterable[Link]) -> None:
    """Write a file of links, which appears only when it is complete."""
    write_bytes(path, encode_links(links))


def embedded_links() -> tuple[Link, ...]:
    """Return the links of the embedded corpus, none where it has no file of them."""
    path = PACKAGE / LINKS_FILE
    return read_links(path) if path.is_file() else ()


def links_of(article_id: str) -> list[Link]:
    """Return the links of the embedded corpus that one article stands at an end of."""
    return [link for link in embedded_links() if article_id in link.articles()]

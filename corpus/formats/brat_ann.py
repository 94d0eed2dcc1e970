"""The lines of brat's standoff files: text-bound marks, events, relations, attributes, notes and equivalences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field

from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.model import MAX_OFFSET, Fragment

_SHAPES = {
    "T": "T1<TAB>TYPE START END[;START END ...]<TAB>WORDS",
    "E": "E1<TAB>TYPE:T1 [ROLE:T2 ...]",
    "R": "R1<TAB>TYPE ARG1:T1 ARG2:T2",
    "A": "A1<TAB>NAME T1 [VALUE]",
    "M": "M1<TAB>NAME T1 [VALUE]",
    "N": "N1<TAB>Reference T1 SOURCE:ID<TAB>WORDS",
    "#": "#1<TAB>TYPE T1<TAB>WORDS",
    "*": "*<TAB>TYPE T1 T2 ...",
}
_FRAGMENTS = re.compile(r"(\S+) (\d{1,10} \d{1,10}(?:;\d{1,10} \d{1,10})*)")
_PAIR = re.compile(r"([^\s:]+):(\S+)")


class Mark(Struct, frozen=True):
    """A T line."""

    line: int
    type: str
    fragments: tuple[Fragment, ...]
    words: str


class Tie(Struct, frozen=True):
    """An E line with its trigger first among the ends, or an R line."""

    line: int
    type: str
    ends: tuple[tuple[str, str], ...]


class Remark(Struct, frozen=True):
    """An attribute, a note or a normalisation of one annotation; an attribute without value has None."""

    line: int
    kind: str
    name: str
    about: str
    value: str | None


class Equivalence(Struct, frozen=True):
    """A line of annotations that mean the same."""

    line: int
    members: tuple[str, ...]


Line: TypeAlias = Mark | Tie | Remark | Equivalence


class Standoff(Struct, frozen=True):
    """What one ``.ann`` file says."""

    marks: dict[str, Mark] = field(default_factory=dict)
    events: dict[str, Tie] = field(default_factory=dict)
    relations: dict[str, Tie] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    equivalences: list[Equivalence] = field(default_factory=list)


def parse(text: str, path: Path) -> Standoff:
    """Return the annotations of an ``.ann`` file.

    Raises ``InputError`` with the line for a line of no known shape, an id twice, and an id that nothing has.
    """
    found = Standoff()
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            _take(found, f"{path}:{number}", number, line.removesuffix("\r"))
    for line_number, ref in _references(found):
        if ref not in found.marks and ref not in found.events and ref not in found.relations:
            raise InputError(f"{path}:{line_number}: found {shown(ref)}, expected the id of an annotation in the file")
    for key, event in found.events.items():
        if event.ends[0][1] not in found.marks:
            raise InputError(
                f"{path}:{event.line}: {key}: found {event.ends[0][1]} as trigger, expected a text-bound annotation"
            )
    return found


def _take(found: Standoff, where: str, number: int, line: str) -> None:
    key, _, rest = line.partition("\t")
    kind = key[:1]
    if kind not in _SHAPES:
        raise InputError(f"{where}: found {shown(line, 40)}, expected a line that begins with {', '.join(_SHAPES)}")
    taken = _PARSERS[kind](number, rest)
    if taken is None:
        raise InputError(f"{where}: found {shown(line, 60)}, expected {_SHAPES[kind]}")
    if key in found.marks or key in found.events or key in found.relations:
        raise InputError(f"{where}: found {key} a second time, expected each id once")
    if isinstance(taken, Mark):
        found.marks[key] = taken
    elif isinstance(taken, Tie):
        (found.events if kind == "E" else found.relations)[key] = taken
    elif isinstance(taken, Remark):
        found.remarks.append(taken)
    else:
        found.equivalences.append(taken)


def _mark(number: int, rest: str) -> Mark | None:
    body, _, words = rest.partition("\t")
    match = _FRAGMENTS.fullmatch(body)
    if not match or not words:
        return None
    pairs = [tuple(map(int, part.split(" "))) for part in match[2].split(";")]
    fragments = tuple((start, end) for start, end in pairs)
    in_order = all(start < end <= MAX_OFFSET for start, end in fragments)
    return Mark(number, match[1], fragments, words) if in_order else None


def _ends(body: str) -> tuple[tuple[str, str], ...] | None:
    matches = [_PAIR.fullmatch(pair) for pair in body.split(" ") if pair]
    ends = tuple((match[1], match[2]) for match in matches if match)
    return ends if ends and len(ends) == len(matches) else None


def _event(number: int, rest: str) -> Tie | None:
    ends = _ends(rest.partition("\t")[0])
    return Tie(number, ends[0][0], ends) if ends else None


def _relation(number: int, rest: str) -> Tie | None:
    name, _, body = rest.partition("\t")[0].partition(" ")
    ends = _ends(body)
    return Tie(number, name, ends) if name and ends and len(ends) == 2 else None


def _attribute(number: int, rest: str) -> Remark | None:
    name, _, body = rest.partition("\t")[0].partition(" ")
    about, _, value = body.partition(" ")
    return Remark(number, "attribute", name, about, value or None) if about else None


def _note(number: int, rest: str) -> Remark | None:
    body, _, words = rest.partition("\t")
    name, _, about = body.partition(" ")
    return Remark(number, "note", name, about, words) if about else None


def _normalisation(number: int, rest: str) -> Remark | None:
    parts = rest.partition("\t")[0].split(" ")
    return Remark(number, "normalisation", parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None


def _equivalence(number: int, rest: str) -> Equivalence | None:
    _name, *members = rest.split(" ")
    return Equivalence(number, tuple(members)) if len(members) > 1 and all(members) else None


_PARSERS: dict[str, Callable[[int, str], Line | None]] = {
    "T": _mark, "E": _event, "R": _relation, "A": _attribute, "M": _attribute, "N": _normalisation, "#": _note,
    "*": _equivalence,
}  # fmt: skip


def _references(found: Standoff) -> Iterator[tuple[int, str]]:
    for tie in (*found.events.values(), *found.relations.values()):
        yield from ((tie.line, ref) for _, ref in tie.ends)
    # A note may be about another attribute or note, which are not kept by id.
    yield from ((remark.line, remark.about) for remark in found.remarks if remark.about[0] not in "AMN#")
    yield from ((row.line, ref) for row in found.equivalences for ref in row.members)

"""Annotations to integer tables: the one place where Python objects become arrays.

A batch of articles becomes four tables (entities, claims, events, arguments). A row is a unit, a column an
int64 array. Names become codes of an ``Inventory`` (0 is "no name"); spans become rows of a ``Spans`` table,
and equal spans of one article, on either side, have the same span id, so that units are equal exactly where
their integers are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import UNSET

from wirecopy.corpus.model import Annotation, Claim, Event, Span

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

NO_NAME = 0
NO_SPAN = 0


class Inventory(dict[Any, int]):
    """Names met so far and their codes; None is 0, new names get the next code."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__({None: NO_NAME})
        for name in names:
            self[name]

    def __missing__(self, name: str) -> int:
        code = len(self)
        self[name] = code
        return code

    def names(self) -> list[str]:
        """Return the names in the order of their codes, from code 1."""
        return [name for name in self if name is not None]


class Inventories(dict[str, Inventory]):
    """One inventory for each named column, kept over all batches of a run."""

    def __missing__(self, column: str) -> Inventory:
        self[column] = Inventory()
        return self[column]


class Spans(msgspec.Struct, frozen=True):
    """All spans of a batch, once each; row 0 is "no span".

    ``article`` and ``size`` (code points) have a value a span; ``offset`` gives where a span's fragments begin
    in ``start`` and ``end``, ``count`` how many there are. Rows are ordered by article, then by text position.
    """

    article: Ints
    offset: Ints
    count: Ints
    size: Ints
    start: Ints
    end: Ints


class Table(msgspec.Struct, frozen=True):
    """Units of one kind of one side: ``article`` is the row of the batch; every other column by name."""

    article: Ints
    columns: dict[str, Ints]

    def __len__(self) -> int:
        return len(self.article)


class Side(msgspec.Struct, frozen=True):
    """The four tables of one side of a batch, by name."""

    tables: dict[str, Table]


class Batch(msgspec.Struct, frozen=True):
    """Gold and predicted tables of the same articles over one table of spans."""

    articles: int
    spans: Spans
    gold: Side
    predicted: Side


def make_batch(gold: Flat, predicted: Flat) -> Batch:
    """Return the tables of articles paired by position.

    Both sides must be well ordered (``Flat.ill_ordered`` finds nothing).
    """
    sides = (gold, predicted)
    ids, spans = _identify([part for side in sides for part in side.spans])
    position = 0
    for side in sides:
        for part in side.spans:
            side.columns[part.table][part.column] = ids[position : position + len(part.article)]
            position += len(part.article)
        if "arguments" in side.columns:
            side.columns["arguments"]["trigger"] = side.columns["events"]["trigger"][side.columns["arguments"]["event"]]
    left, right = (side.side() for side in sides)
    return Batch(gold.articles, spans, left, right)


class _Part(msgspec.Struct, frozen=True):
    """One column of spans before they have ids: fragment counts, and starts and ends flat."""

    table: str
    column: str
    article: Ints
    count: Ints
    start: Ints
    end: Ints


class Flat:
    """The given layers of one side's articles as flat columns, their names coded by the inventories."""

    def __init__(self, annotations: Sequence[Annotation], inventories: Inventories, layers: Sequence[str]) -> None:
        self.articles, self.inventories = len(annotations), inventories
        self._annotations = annotations
        self.columns: dict[str, dict[str, Ints]] = {}
        self.spans: list[_Part] = []
        for layer, read in (("entities", self._entities), ("claims", self._claims), ("events", self._events)):
            if layer in layers:
                read()
        self._annotations = ()

    def ill_ordered(self, limits: Ints | None = None) -> list[int]:
        """Return the articles (by position) with a reversed or empty fragment, fragments out of order, or an end
        above the article's limit.
        """
        bad: list[Ints] = []
        for part in self.spans:
            owner = np.repeat(part.article, part.count)
            wrong = part.start >= part.end
            inner = np.ones(len(owner), np.bool_)
            inner[(np.cumsum(part.count) - part.count)[part.count > 0]] = False
            wrong[1:] |= inner[1:] & (part.start[1:] < part.end[:-1])
            if limits is not None:
                wrong |= part.end > limits[owner]
            bad.append(owner[wrong])
        return [int(row) for row in np.unique(_joined(bad))]

    def side(self) -> Side:
        """Return the tables; the spans' ids must have been filled in."""
        return Side({name: Table(columns.pop("article"), columns) for name, columns in self.columns.items()})

    def _units(self, layer: str) -> tuple[list[Any], Ints]:
        rows = [() if units is UNSET else units for units in map(attrgetter(layer), self._annotations)]
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        return list(chain.from_iterable(rows)), np.repeat(np.arange(len(rows)), sizes)

    def _codes(self, column: str, names: Sequence[str | None]) -> Ints:
        return np.fromiter(map(self.inventories[column].__getitem__, names), np.int64, len(names))

    def _entities(self) -> None:
        units, article = self._units("entities")
        n = len(units)
        self.columns["entities"] = {"article": article, "type": self._codes("entity_type", [u.type for u in units])}
        # Reading attributes in a comprehension takes two thirds of the time of attrgetter.
        start = np.fromiter([unit.start for unit in units], np.int64, n)
        end = np.fromiter([unit.end for unit in units], np.int64, n)
        self.spans.append(_Part("entities", "span", article, np.ones(n, np.int64), start, end))

    def _add_spans(self, table: str, column: str, article: Ints, spans: Sequence[Span]) -> None:
        count = np.fromiter(map(len, spans), np.int64, len(spans))
        flat = np.fromiter(chain.from_iterable(chain.from_iterable(spans)), np.int64, 2 * int(count.sum()))
        self.spans.append(_Part(table, column, article, count, flat[0::2], flat[1::2]))

    def _claims(self) -> None:
        units, article = self._units("claims")
        columns = {"article": article, "parent": _parents(units, article)}
        for name in ("source_type", "certainty", "polarity", "quote"):
            columns[name] = self._codes(name, list(map(attrgetter(name), units)))
        self.columns["claims"] = columns
        for name in ("source", "cue", "content"):
            self._add_spans("claims", name, article, [span or () for span in map(attrgetter(name), units)])

    def _events(self) -> None:
        units, article = self._units("events")
        columns = {"article": article}
        for column, name in (("event_type", "type"), ("modality", "modality"), ("time", "time")):
            columns[name] = self._codes(column, list(map(attrgetter(name), units)))
        self.columns["events"] = columns
        self._add_spans("events", "trigger", article, [unit.trigger for unit in units])
        self._arguments(units, article, columns["type"])

    def _arguments(self, events: Sequence[Event], article: Ints, types: Ints) -> None:
        rows = [event.arguments for event in events]
        arguments = list(chain.from_iterable(rows))
        event = np.repeat(np.arange(len(rows)), np.fromiter(map(len, rows), np.int64, len(rows)))
        roles = self._codes("role", [argument.role for argument in arguments])
        self.columns["arguments"] = {"article": article[event], "type": types[event], "role": roles, "event": event}
        self._add_spans("arguments", "span", article[event], [argument.span for argument in arguments])


def join(pieces: Sequence[Flat]) -> Flat:
    """Return pieces of one side, in order, as one; they must have the same layers and inventories."""
    whole = Flat((), pieces[0].inventories, ())
    whole.articles = sum(piece.articles for piece in pieces)
    before = _before([piece.articles for piece in pieces])
    rows = {table: _before([len(p.columns[table]["article"]) for p in pieces]) for table in pieces[0].columns}
    for table, columns in pieces[0].columns.items():
        # Columns that number rows of another table move on with it.
        moved = {"article": before, "event": rows.get("events", []), "parent": rows[table]}
        whole.columns[table] = {
            name: _joined([_moved(p.columns[table][name], by) for p, by in zip(pieces, moved[name], strict=True)])
            if name in moved
            else _joined([piece.columns[table][name] for piece in pieces])
            for name in columns
        }
    for parts in zip(*(piece.spans for piece in pieces), strict=True):
        article = _joined([part.article + by for part, by in zip(parts, before, strict=True)])
        count, start, end = (_joined([getattr(part, name) for part in parts]) for name in ("count", "start", "end"))
        whole.spans.append(_Part(parts[0].table, parts[0].column, article, count, start, end))
    return whole


def _before(sizes: Sequence[int]) -> list[int]:
    return [0, *accumulate(sizes)][:-1]


def _moved(rows: Ints, by: int) -> Ints:
    """Return row numbers moved on; -1 (none) stays."""
    moved: Ints = rows + by * (rows >= 0)
    return moved


def _parents(claims: Sequence[Claim], article: Ints) -> Ints:
    """Return for each claim the row of its parent in the batch, or -1."""
    parents = np.full(len(claims), -1, np.int64)
    rows = [i for i, claim in enumerate(claims) if claim.parent is not None]
    if rows:
        places = article.tolist()
        wanted = {places[i] for i in rows}
        by_id = {(places[i], claim.id): i for i, claim in enumerate(claims) if places[i] in wanted}
        for i in rows:
            parents[i] = by_id.get((places[i], claims[i].parent), -1)
    return parents


def _identify(parts: Sequence[_Part]) -> tuple[Ints, Spans]:
    """Return a span id for every span of the parts in order, and the table of distinct spans."""
    article = _joined([part.article for part in parts])
    count = _joined([part.count for part in parts])
    start, end = _joined([part.start for part in parts]), _joined([part.end for part in parts])
    offset = np.cumsum(count) - count
    present = np.flatnonzero(count)
    key = _keys(article, offset, count, start, end, present)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    ids = np.zeros(len(count), np.int64)
    ids[present] = inverse + 1
    return ids, _span_table(present[first], article, offset, count, start, end)


def _keys(article: Ints, offset: Ints, count: Ints, start: Ints, end: Ints, present: Ints) -> Ints:
    """Return an integer a span, equal where spans are, ordered by article and text position.

    A span of one fragment is its two offsets, packed; offsets too large to pack are replaced by their ranks.
    A discontinuous span stands after those that share its outer bounds and is numbered by its fragments.
    """
    first, last = start[offset[present]], end[(offset + count)[present] - 1]
    inner = np.zeros(len(present), np.int64)
    several = np.flatnonzero(count[present] > 1)
    if len(several):
        inner[several] = _numbered([_fragments(offset, count, start, end, i) for i in present[several].tolist()])
    return pack([article[present], first, last, inner])


def _fragments(offset: Ints, count: Ints, start: Ints, end: Ints, i: int) -> tuple[int, ...]:
    piece = slice(offset[i], offset[i] + count[i])
    return (*start[piece].tolist(), *end[piece].tolist())


def _numbered(keys: Sequence[tuple[int, ...]]) -> list[int]:
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)), 1)}
    return [ranks[key] for key in keys]


def pack(columns: Sequence[Ints]) -> Ints:
    """Return one int64 a row that is equal where all columns are, and ordered as the columns are.

    Columns are non-negative. Where their ranges do not fit together into 63 bits, values are replaced by ranks.
    """
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    if _product(sizes) >= 2**62:
        columns = [np.unique(column, return_inverse=True)[1].reshape(-1) for column in columns]
        sizes = [int(column.max(initial=0)) + 1 for column in columns]
    if _product(sizes) >= 2**62:
        head = pack(columns[:-1])
        return pack([np.unique(head, return_inverse=True)[1].reshape(-1), columns[-1]])
    key = columns[0]
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        key = key * size + column
    return key


def distinct(values: Ints) -> Ints:
    """Return the distinct values in order; sorting beats numpy's hashing where most values differ."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def within(values: Ints, ordered: Ints) -> Mask:
    """Return which values are among those of a sorted array."""
    if not len(ordered):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: Mask = ordered[place] == values
    return found


def _product(sizes: Sequence[int]) -> int:
    total = 1
    for size in sizes:
        total *= size
    return total


def _span_table(rows: Ints, article: Ints, offset: Ints, count: Ints, start: Ints, end: Ints) -> Spans:
    counts = count[rows]
    pieces = np.repeat(offset[rows] - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    starts, ends = start[pieces], end[pieces]
    begin = np.cumsum(counts) - counts
    total = np.concatenate([[0], np.cumsum(ends - starts)])
    size = total[begin + counts] - total[begin]

    def head(values: Ints) -> Ints:
        return np.concatenate([np.zeros(1, np.int64), values])

    return Spans(head(article[rows]), head(begin), head(counts), head(size), starts, ends)


def _joined(arrays: Sequence[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *arrays])


def mapped(annotation: Annotation, rename: Callable[[str], str | None]) -> Annotation:
    """Return the annotation with its entity types renamed; entities whose type has no image are left out."""
    if annotation.entities is UNSET:
        return annotation
    renamed = ((entity, rename(entity.type)) for entity in annotation.entities)
    entities = tuple(msgspec.structs.replace(entity, type=name) for entity, name in renamed if name is not None)
    return msgspec.structs.replace(annotation, entities=entities)

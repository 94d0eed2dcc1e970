"""How units of the two sides match: each function takes a batch and a declaration's columns and returns cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np

from wirecopy.evaluation.engine.alignment import Criterion, Level, Shares, align
from wirecopy.evaluation.engine.counts import COLUMNS, GOLD, MATCHED_GOLD, MATCHED_PREDICTED, PREDICTED, Cells
from wirecopy.evaluation.engine.overlaps import overlapping_pairs, shared_points, united_points
from wirecopy.evaluation.engine.tables import (
    Batch,
    Floats,
    Ints,
    Inventories,
    Inventory,
    Mask,
    Side,
    Table,
    distinct,
    pack,
    within,
)

ATTRIBUTES = ("source_type", "certainty", "polarity", "quote")


class Units:
    """The distinct units of both sides of a batch: rows are unique, in text order, with their columns."""

    def __init__(self, batch: Batch, table: str, key: Sequence[str], present: Sequence[str] = ()) -> None:
        self.batch, self.span = batch, key[0]
        self.gold, self.predicted = _distinct(batch, table, key, present)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """Gold row, predicted row and shared code points of the units whose first span column overlaps."""
        return overlapping_pairs(self.batch.spans, self.gold[self.span], self.predicted[self.span])


class Work:
    """What the measures of one batch share: units, their overlaps, and the alignment of attributions, made once."""

    def __init__(self, batch: Batch, inventories: Inventories) -> None:
        self.batch, self.inventories = batch, inventories
        self._units: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Units] = {}

    def units(self, table: str, key: tuple[str, ...], present: tuple[str, ...] = ()) -> Units:
        """Return the distinct units of a table by the columns of ``key``, those without ``present`` left out."""
        name = (table, key, present)
        if name not in self._units:
            self._units[name] = Units(self.batch, table, key, present)
        return self._units[name]

    @cached_property
    def attributions(self) -> Attributions:
        """The alignment of attributions."""
        return Attributions(self.batch, self.inventories, self.units("claims", ("content", "source", "cue")))


def _rows(side: Side, table: str, present: Sequence[str]) -> dict[str, Ints] | None:
    """Return the named table's columns, rows without one of ``present`` left out; None where there is no table."""
    found: Table | None = side.tables.get(table)
    if found is None:
        return None
    columns = {"article": found.article, **found.columns}
    if present:
        keep = np.logical_and.reduce([columns[name] != 0 for name in present])
        columns = {name: values[keep] for name, values in columns.items()}
    return columns


def _distinct(
    batch: Batch, table: str, key: Sequence[str], present: Sequence[str]
) -> tuple[dict[str, Ints], dict[str, Ints]]:
    names = ["article", *key]
    sides = []
    for side in (batch.gold, batch.predicted):
        rows = _rows(side, table, present) or {name: np.zeros(0, np.int64) for name in names}
        _, first = np.unique(pack([rows[name] for name in names]), return_index=True)
        sides.append({name: rows[name][first] for name in names})
    return sides[0], sides[1]


# A column of counts, the articles of its units, their type codes (None: no types) and weights (None: one each).
Part: TypeAlias = tuple[int, Ints, Ints | None, Floats | None]


def tally(articles: int, inventory: Inventory | None, *parts: Part, extra: Mapping[str, int] | None = None) -> Cells:
    """Return cells that sum the parts by article and, where there is an inventory, by type."""
    by_article = np.zeros((articles, COLUMNS))
    by_type = None if inventory is None else np.zeros((len(inventory), COLUMNS))
    for column, article, code, weight in parts:
        by_article[:, column] = np.bincount(article, weight, articles)
        if by_type is not None and code is not None:
            by_type[:, column] = np.bincount(code, weight, len(by_type))
    return Cells(by_article, by_type, inventory, extra or {})


def equal(batch: Batch, table: str, key: Sequence[str], by: str | None, required: str | None, present: Sequence[str],
          inventory: Inventory | None) -> Cells:  # fmt: skip
    """Match units whose key columns are equal.

    Rows without one of ``present`` are no units on either side; a gold row without ``required`` is none, a
    predicted one is a unit that matches nothing.
    """
    names = ["article", *key]
    empty = {name: np.zeros(0, np.int64) for name in names}
    gold = _rows(batch.gold, table, [*present, *([required] if required else [])]) or empty
    predicted = _rows(batch.predicted, table, present) or empty
    size = len(gold["article"])
    both = pack([np.concatenate([gold[name], predicted[name]]) for name in names])
    unique_gold, first_gold = np.unique(both[:size], return_index=True)
    unique, first = np.unique(both[size:], return_index=True)
    found = np.flatnonzero(within(unique_gold, unique))

    def part(column: int, side: dict[str, Ints], rows: Ints) -> tuple[int, Ints, Ints | None, Floats | None]:
        return column, side["article"][rows], side[by][rows] if by else None, None

    matched = first_gold[found]
    return tally(
        batch.articles,
        inventory,
        part(GOLD, gold, first_gold),
        part(PREDICTED, predicted, first),
        part(MATCHED_PREDICTED, gold, matched),
        part(MATCHED_GOLD, gold, matched),
    )


def overlap(work: Work, table: str, span: str, by: str | None, inventory: Inventory | None) -> Cells:
    """Pair units of one type with IoU of at least 0.5: most pairs, then the largest total IoU."""
    batch = work.batch
    units = work.units(table, (span, by) if by else (span,), (span,))
    gold, predicted = units.gold, units.predicted
    left, right, shared = units.pairs
    union = united_points(batch.spans, gold[span][left], predicted[span][right], shared)
    keep = 2 * shared >= union
    if by:
        keep &= gold[by][left] == predicted[by][right]
    left, right, shared, union = left[keep], right[keep], shared[keep], union[keep]
    matched = left[align(left, right, [_pairs(left), Shares([(shared, union)])])]
    return _one_to_one(batch, gold, predicted, matched, by, inventory)


def _pairs(edges: Ints) -> Level:
    return Level(np.ones(len(edges), np.int64), 1)


def _one_to_one(
    batch: Batch,
    gold: dict[str, Ints],
    predicted: dict[str, Ints],
    matched: Ints,
    by: str | None,
    inventory: Inventory | None,
    credit: Floats | None = None,
    extra: dict[str, int] | None = None,
) -> Cells:
    def code(side: dict[str, Ints], rows: Ints | slice) -> Ints | None:
        return side[by][rows] if by else None

    everything = slice(None)
    return tally(
        batch.articles,
        inventory,
        (GOLD, gold["article"], code(gold, everything), None),
        (PREDICTED, predicted["article"], code(predicted, everything), None),
        (MATCHED_PREDICTED, gold["article"][matched], code(gold, matched), credit),
        (MATCHED_GOLD, gold["article"][matched], code(gold, matched), credit),
        extra=extra,
    )


def semeval(work: Work, variant: str, by: str | None, inventory: Inventory | None) -> Cells:
    """Align overlapping entities as SemEval-2013 task 9.1 counts them; credit is COR + PAR/2."""
    units = work.units("entities", ("span", "type"), ("span",))
    gold, predicted = units.gold, units.predicted
    left, right, _ = units.pairs
    same_span = gold["span"][left] == predicted["span"][right]
    same_type = gold["type"][left] == predicted["type"][right]
    correct: Mask = {
        "strict": same_span & same_type,
        "exact": same_span,
        "partial": same_span,
        "type": same_type,
    }[variant]
    partial = ~correct if variant == "partial" else np.zeros(len(left), np.bool_)
    credit = 2 * correct + partial
    taken = align(left, right, [Level(credit, 2), _pairs(left), Level(correct.astype(np.int64), 1)])
    pairs, cor, par = int(taken.sum()), int(correct[taken].sum()), int(partial[taken].sum())
    extra = {
        "COR": cor,
        "INC": pairs - cor - par,
        "PAR": par,
        "MIS": len(gold["article"]) - pairs,
        "SPU": len(predicted["article"]) - pairs,
    }
    earned = taken & (credit > 0)
    return _one_to_one(work.batch, gold, predicted, left[earned], by, inventory, credit[earned] / 2, extra)


def proportional(batch: Batch, span: str) -> Cells:
    """Pool the fragments of a column, merge those that share a code point, credit the share that is covered.

    As in SemEval-2020 task 11 (SI): precision is the mean share of a predicted piece that lies in gold, recall
    the mean share of a gold piece that lies in predictions.
    """
    gold, predicted = (_pooled(batch, side, span) for side in (batch.gold, batch.predicted))
    left, right, shared = _line_overlaps(gold, predicted)
    return tally(
        batch.articles,
        None,
        (GOLD, gold[0], None, None),
        (PREDICTED, predicted[0], None, None),
        (MATCHED_PREDICTED, predicted[0], None, _covered(predicted, right, shared)),
        (MATCHED_GOLD, gold[0], None, _covered(gold, left, shared)),
    )


def _covered(pieces: tuple[Ints, Ints, Ints], row: Ints, shared: Ints) -> Floats:
    """Return the share of each piece that is covered; code points are summed before dividing, so none exceeds 1."""
    length: Ints = pieces[2] - pieces[1]
    return np.bincount(row, shared, len(length)) / length


def _pooled(batch: Batch, side: Side, span: str) -> tuple[Ints, Ints, Ints]:
    """Return article, start and end of merged pieces; starts and ends are on one line over all articles."""
    rows = _rows(side, "claims", [span])
    ids = distinct(rows[span]) if rows else np.zeros(0, np.int64)
    spans = batch.spans
    stride = int(spans.end.max(initial=0)) + 2
    count = spans.count[ids]
    piece = np.repeat(spans.offset[ids] - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
    article = np.repeat(spans.article[ids], count)
    start, end = spans.start[piece] + article * stride, spans.end[piece] + article * stride
    order = np.argsort(start, kind="stable")
    article, start, furthest = article[order], start[order], np.maximum.accumulate(end[order])
    opens = np.ones(len(start), np.bool_)
    opens[1:] = start[1:] >= furthest[:-1]
    closes = np.append(np.flatnonzero(opens)[1:], len(start)) - 1
    return article[opens], start[opens], furthest[closes] if len(start) else start


def _line_overlaps(gold: tuple[Ints, Ints, Ints], predicted: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    low = np.searchsorted(gold[2], predicted[1], side="right")
    high = np.searchsorted(gold[1], predicted[2], side="left")
    count = np.maximum(high - low, 0)
    right = np.repeat(np.arange(len(count)), count)
    left = np.arange(len(right)) - np.repeat(np.cumsum(count) - count - low, count)
    shared = np.minimum(gold[2][left], predicted[2][right]) - np.maximum(gold[1][left], predicted[1][right])
    return left, right, shared


class Attributions:
    """The alignment of attributions, made once and shared by the measures that are read off it."""

    def __init__(self, batch: Batch, inventories: Inventories, units: Units) -> None:
        self.batch, self.inventories, self.units = batch, inventories, units
        self.gold, self.predicted = units.gold, units.predicted
        self.gold_rows = _unit_of_record(batch.gold, self.gold)
        self.predicted_rows = _unit_of_record(batch.predicted, self.predicted)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """Gold and predicted units of the alignment."""
        left, right, levels = self._edges()
        taken = align(left, right, levels)
        return left[taken], right[taken]

    def _edges(self) -> tuple[Ints, Ints, list[Criterion]]:
        content, source, cue = "content", "source", "cue"
        left, right, shared = self.units.pairs
        union = self._union(content, left, right, shared)
        keep = 2 * shared >= union
        left, right = left[keep], right[keep]
        shares = {content: (shared[keep], union[keep])}
        shares |= {part: self._share_or_absent(part, left, right) for part in (source, cue)}
        keep = (2 * shares[source][0] >= shares[source][1]) & (shares[cue][0] > 0)
        left, right = left[keep], right[keep]
        overlaps = Shares([(above[keep], below[keep]) for above, below in shares.values()])
        return left, right, [_pairs(left), overlaps, Level(self._equal_attributes(left, right), len(ATTRIBUTES))]

    def _union(self, part: str, left: Ints, right: Ints, shared: Ints) -> Ints:
        return united_points(self.batch.spans, self.gold[part][left], self.predicted[part][right], shared)

    def _share_or_absent(self, part: str, left: Ints, right: Ints) -> tuple[Ints, Ints]:
        """Return IoU as a fraction; it is 1 where both sides lack the part, 0 where one does."""
        a, b = self.gold[part][left], self.predicted[part][right]
        shared = shared_points(self.batch.spans, a, b)
        union = self._union(part, left, right, shared)
        absent = (a == 0) & (b == 0)
        return shared + absent, union + absent

    def _equal_attributes(self, left: Ints, right: Ints) -> Ints:
        """Return how many attributes have a value in common (records may repeat an attribution with other values)."""
        total = np.zeros(len(left), np.int64)
        for name in ATTRIBUTES:
            gold, predicted = (self._values(side, name) for side in ("gold", "predicted"))
            codes = len(self.inventories[name])
            edge, value = _expand(left, gold)
            there = within(right[edge] * codes + value, predicted[0] * codes + predicted[1]) & (value != 0)
            total += np.bincount(edge[there], minlength=len(left)) > 0
        return total

    def _values(self, side: str, name: str) -> tuple[Ints, Ints]:
        """Return the distinct (unit, value) pairs of one side, ordered by unit."""
        rows = self.gold_rows if side == "gold" else self.predicted_rows
        table = (self.batch.gold if side == "gold" else self.batch.predicted).tables.get("claims")
        if table is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        codes = len(self.inventories[name])
        unique = distinct(rows * codes + table.columns[name])
        return unique // codes, unique % codes

    def overlap(self) -> Cells:
        """Count paired attributions."""
        return _one_to_one(self.batch, self.gold, self.predicted, self.pairs[0], None, None)

    def attribute(self, name: str) -> Cells:
        """Count attributions whose value is that of the one they are paired with."""
        left, right = self.pairs
        inventory = self.inventories[name]
        gold_unit, gold_value = self._values("gold", name)
        unit, value = self._values("predicted", name)
        stated = gold_value != 0
        edge, shared = _expand(left, (gold_unit, gold_value))
        there = within(right[edge] * len(inventory) + shared, unit * len(inventory) + value) & (shared != 0)
        article, code = self.gold["article"][left[edge[there]]], shared[there]
        return tally(
            self.batch.articles,
            inventory,
            (GOLD, self.gold["article"][gold_unit[stated]], gold_value[stated], None),
            (PREDICTED, self.predicted["article"][unit], value, None),
            (MATCHED_PREDICTED, article, code, None),
            (MATCHED_GOLD, article, code, None),
        )

    def parent(self) -> Cells:
        """Count paired attributions whose parents are paired with each other, or both absent."""
        left, right = self.pairs
        partner = np.full(len(self.gold["article"]) + 1, -2, np.int64)
        partner[left] = right
        partner[-1] = -1  # an absent parent is "paired" with an absent one
        gold = self._parents(self.batch.gold, self.gold_rows)
        predicted = self._parents(self.batch.predicted, self.predicted_rows)
        codes = len(self.predicted["article"]) + 1
        edge, wanted = _expand(left, gold)
        key = right[edge] * codes + partner[wanted] + 1
        there = within(key, predicted[0] * codes + predicted[1] + 1) & (partner[wanted] >= -1)
        article = self.gold["article"][left[edge[there]]]
        return tally(
            self.batch.articles,
            None,
            (GOLD, self.gold["article"][gold[0]], None, None),
            (PREDICTED, self.predicted["article"][predicted[0]], None, None),
            (MATCHED_PREDICTED, article, None, None),
            (MATCHED_GOLD, article, None, None),
        )

    def _parents(self, side: Side, rows: Ints) -> tuple[Ints, Ints]:
        """Return the distinct (unit, parent's unit or -1) pairs, ordered by unit."""
        table = side.tables.get("claims")
        if table is None or not len(rows):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        parent = table.columns["parent"]
        unit = np.where(parent < 0, -1, rows[parent])
        codes = int(rows.max()) + 2
        unique = distinct(rows * codes + unit + 1)
        return unique // codes, unique % codes - 1


def _expand(units: Ints, table: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Join: return the position in ``units`` and the value of every row of a (unit, value) table sorted by unit."""
    low = np.searchsorted(table[0], units, side="left")
    count = np.searchsorted(table[0], units, side="right") - low
    position = np.repeat(np.arange(len(units)), count)
    return position, table[1][np.arange(len(position)) - np.repeat(np.cumsum(count) - count - low, count)]


def _unit_of_record(side: Side, units: dict[str, Ints]) -> Ints:
    """Return for each claim record of a side the row of its distinct unit."""
    table = side.tables.get("claims")
    if table is None:
        return np.zeros(0, np.int64)
    names = ("content", "source", "cue")
    size = len(table)
    both = pack([np.concatenate([table.columns[name], units[name]]) for name in names])
    order = np.argsort(both[size:])
    return order[np.searchsorted(both[size:][order], both[:size])]

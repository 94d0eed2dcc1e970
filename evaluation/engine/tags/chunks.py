"""Entities of both sides, matched and counted by type: blocks of whole sentences, neighbours compared as arrays.

Where neither side has anything but ``O`` at a token and the one before it, nothing can start or end; all lookups are
done at the remaining ("active") positions only. A position is the gap before a token; the last one, after the last
token of a block, closes what is open. Memory is bounded by the block, or by the longest sentence if that is longer.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wirecopy.evaluation.engine.tags.interning import Ids
from wirecopy.evaluation.engine.tags.inventory import Inventory, Stream
from wirecopy.evaluation.engine.tags.schemes import BREAK, END, PIECE, START, WELL_SHIFT, transition_index

BLOCK = 1 << 17
"""Tokens a block, so that its arrays stay in the processor's cache."""

PADDING = 2
"""Outside ids that a block has before its first and after its last token."""

Places = NDArray[np.int64]
Flags = NDArray[np.uint8]


class Counts(NamedTuple):
    """Entities by type (index into the inventory's types).

    ``malformed``: ill-formed pieces of both sides together; ``equal``: tokens at which both sides have the same tag.
    """

    gold: NDArray[np.int64]
    predicted: NDArray[np.int64]
    matched: NDArray[np.int64]
    malformed: int
    equal: int


class _Entities(NamedTuple):
    """Begin and end as indices of active positions, and type; ends ascend and are distinct."""

    begins: Places
    ends: Places
    types: NDArray[np.int32]
    malformed: int


def count_regular(stream: Stream, inventory: Inventory) -> Counts:
    """Counts under the inventory's table, where one start and one end make one entity."""
    known = len(inventory.types)
    gold, predicted, matched = (np.zeros(known, np.int64) for _ in range(3))
    malformed = equal = 0
    cuts = _cuts(stream.offsets)
    for first, last in pairwise(cuts.tolist()):
        block = _count_block(stream, inventory, first, last)
        gold += block.gold
        predicted += block.predicted
        matched += block.matched
        malformed += block.malformed
        equal += block.equal
    return Counts(gold, predicted, matched, malformed, equal)


def count_matches(
    gold: tuple[Places, Places, NDArray[np.int32]],
    predicted: tuple[Places, Places, NDArray[np.int32]],
    places: int,
    known: int,
) -> NDArray[np.int64]:
    """Number of entities with the same begin, end and type, by type; ends are distinct and below ``places``."""
    at_end = np.full(places, -1, np.int64)
    at_end[gold[1]] = gold[0] * known + gold[2]
    same = at_end[predicted[1]] == predicted[0] * known + predicted[2]
    return np.bincount(predicted[2][same], minlength=known)


def _cuts(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers of the sentences at which blocks begin, and the number of sentences."""
    wanted = np.arange(0, int(offsets[-1]), BLOCK)
    return np.unique(np.append(np.searchsorted(offsets, wanted), offsets.size - 1))


def _count_block(stream: Stream, inventory: Inventory, first: int, last: int) -> Counts:
    edges = stream.offsets[first : last + 1]
    begin, end = int(edges[0]), int(edges[-1])
    gold = _padded(stream.gold[begin:end], inventory.outside)
    predicted = _padded(stream.predicted[begin:end], inventory.outside)
    named = (gold != inventory.outside) | (predicted != inventory.outside)
    at = np.flatnonzero(named[1:] | named[:-1])
    is_edge = np.zeros(end - begin + 1, np.bool_)
    is_edge[edges - begin] = True
    edge = is_edge[at]
    found = [_entities(side, at, edge, inventory) for side in (gold, predicted)]
    known = len(inventory.types)
    return Counts(
        np.bincount(found[0].types, minlength=known),
        np.bincount(found[1].types, minlength=known),
        count_matches(found[0][:3], found[1][:3], at.size, known),
        found[0].malformed + found[1].malformed,
        int(np.count_nonzero(inventory.as_read(gold) == inventory.as_read(predicted))) - PADDING,
    )


def _padded(ids: Ids, outside: int) -> Ids:
    """The ids between two outside ids, in a type that holds both."""
    padded = np.empty(ids.size + PADDING, np.result_type(ids.dtype, np.min_scalar_type(outside)))
    padded[0] = padded[-1] = outside
    padded[1:-1] = ids
    return padded


def _entities(side: Ids, at: Places, edge: NDArray[np.bool_], inventory: Inventory) -> _Entities:
    previous = inventory.packed.take(side.take(at))
    current = inventory.packed.take(side.take(at + 1))
    flags = inventory.table.take(transition_index(previous, current, edge))
    begins, ends = _spans(_without_late_starts(flags) if inventory.late_starts else flags)
    entities = begins.size if inventory.one_reading else _spans(flags >> np.uint8(WELL_SHIFT))[0].size
    malformed = int(np.count_nonzero(flags & PIECE)) - entities
    return _Entities(begins, ends, current.take(begins) >> 4, malformed)


def _spans(flags: Flags) -> tuple[Places, Places]:
    """Begins and ends: a start, and the next transition that is a break, if that is an end."""
    marks = np.flatnonzero((flags & (START | BREAK)) != 0)
    bits = flags.take(marks)
    kept = np.flatnonzero((bits[:-1] & START) & ((bits[1:] & END) >> 2))
    return marks.take(kept), marks.take(kept + 1)


def _without_late_starts(flags: Flags) -> Flags:
    """Drop the starts that continue a piece whose first tag is a start as well (seqeval consumes them)."""
    late = np.flatnonzero((flags & (START | BREAK)) == START)
    consumed = late[(flags[late - 1] & START) != 0]
    cleaned = flags.copy()
    cleaned[consumed] &= ~START & 0xFF
    return cleaned

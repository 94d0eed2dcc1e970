"""Tag ids or tag strings to counts by type: the door to this package."""

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wirecopy.corpus.errors import InputError, shown
from wirecopy.evaluation.engine.tags.chunks import Counts, count_regular
from wirecopy.evaluation.engine.tags.interning import Ids, intern
from wirecopy.evaluation.engine.tags.inventory import OUTSIDE_TAG, Inventory, Stream, read_inventory
from wirecopy.evaluation.engine.tags.irregular import count_conlleval, count_seqeval
from wirecopy.evaluation.engine.tags.readings import PRESETS, checked_scheme, preset_named


class TagCounts(NamedTuple):
    """Entities of both sides by type, with the names of the types in alphabetical order.

    ``tokens`` is the number of tokens, ``equal`` at how many of them both sides have the same tag, ``malformed`` the
    number of ill-formed pieces on both sides, ``scheme`` the scheme that was read or that these were counted against.
    """

    types: list[str]
    gold: NDArray[np.int64]
    predicted: NDArray[np.int64]
    matched: NDArray[np.int64]
    tokens: int
    equal: int
    malformed: int
    scheme: str


def count_tags(
    gold: Iterable[Sequence[str]], predicted: Iterable[Sequence[str]], preset: str = "strict", scheme: str | None = None
) -> TagCounts:
    """Count the entities of two lists of sentences, each a list of tags. Raises InputError, a ValueError."""
    preset_named(preset)
    sides = intern(gold, predicted)
    return _count(
        Stream(sides.gold, sides.predicted, _offsets(sides.lengths), sides.tags), preset, checked_scheme(scheme)
    )


def count_tag_ids(
    gold: ArrayLike,
    predicted: ArrayLike,
    lengths: ArrayLike,
    tags: Sequence[str],
    *,
    preset: str = "strict",
    scheme: str | None = None,
) -> TagCounts:
    """Count the entities of two flat integer arrays of tag ids; the arrays are read, never copied as a whole.

    ``tags[i]`` is the tag with id ``i``, ``lengths`` the number of tokens of every sentence. ``uint8`` ids are the
    fastest; every integer type is read. Extra memory does not grow with the number of tokens. Raises InputError for
    ids outside ``tags``, lengths that do not add up, and whatever the preset refuses.
    """
    preset_named(preset)
    every: list[Hashable] = [*tags]
    if len(set(every)) < len(every):
        twice = next(tag for number, tag in enumerate(every) if tag in every[:number])
        raise InputError(f"tags: found {shown(twice)} twice, expected every tag once")
    sides = [_integers(ids, side, len(every)) for ids, side in ((gold, "gold"), (predicted, "predicted"))]
    offsets = _offsets(_integers(lengths, "lengths", sides[0].size + 1).astype(np.int64))
    for ids, side in zip(sides, ("gold", "predicted"), strict=True):
        if ids.size != offsets[-1]:
            raise InputError(f"{side}: found {ids.size} ids, expected {offsets[-1]}, the sum of the lengths")
    return _count(Stream(sides[0], sides[1], offsets, every), preset, checked_scheme(scheme))


def _integers(values: ArrayLike, name: str, below: int) -> Ids:
    """A flat array of integers from 0 to below ``below``. Raises InputError for anything else."""
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        found = f"{array.dtype} of {array.ndim} dimensions"
        raise InputError(f"{name}: found {found}, expected a flat array of integers")
    if array.size and not 0 <= int(array.min()) <= int(array.max()) < below:
        wrong = int(np.flatnonzero((array < 0) | (array >= below))[0])
        raise InputError(f"{name}: found {array[wrong]} at position {wrong}, expected 0 to {below - 1}")
    return array.astype(np.int64) if array.size == 0 or array.dtype == np.uint64 else array


def _offsets(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def _count(stream: Stream, preset: str, scheme: str | None) -> TagCounts:
    if PRESETS[preset].like_seqeval and stream.offsets.size == 1:
        raise InputError("gold: found no sentence; seqeval refuses an empty list")
    if OUTSIDE_TAG not in stream.tags:
        stream = stream._replace(tags=[*stream.tags, OUTSIDE_TAG])
    inventory = read_inventory(stream, preset, scheme)
    counts = _by_type(stream, inventory, preset)
    seen = (counts.gold + counts.predicted + counts.matched) > 0
    order = sorted(np.flatnonzero(seen).tolist(), key=inventory.types.__getitem__)
    return TagCounts(
        [inventory.types[number] for number in order],
        counts.gold[order],
        counts.predicted[order],
        counts.matched[order],
        int(stream.offsets[-1]),
        counts.equal,
        counts.malformed,
        inventory.scheme,
    )


def _by_type(stream: Stream, inventory: Inventory, preset: str) -> Counts:
    counts = count_regular(stream, inventory)
    if inventory.regular:
        return counts
    walk = count_conlleval if preset == "conlleval" else count_seqeval
    return Counts(*walk(stream, inventory), counts.malformed, counts.equal)

"""Lenient presets on tags whose starts and ends do not pair up: unprefixed labels, BILOU, brackets.

seqeval's default mode keeps the last start for every end, even over sentence borders; conlleval.pl walks both sides
together. Both insert ``O`` between sentences, and so does this module; it works on the whole stream at once.
"""

import numpy as np
from numpy.typing import NDArray

from wirecopy.evaluation.engine.tags.chunks import Places, count_matches
from wirecopy.evaluation.engine.tags.interning import Ids
from wirecopy.evaluation.engine.tags.inventory import Inventory, Stream
from wirecopy.evaluation.engine.tags.schemes import END, START, transition_index

ByType = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Gold, predicted and matched entities by type."""


class _Side:
    """One side with ``O`` after every sentence: types and, at every token, whether an entity starts or one ends."""

    def __init__(self, ids: Ids, stream: Stream, inventory: Inventory) -> None:
        flat = np.insert(ids.astype(np.int64), stream.offsets[1:], inventory.outside)
        current = inventory.packed.take(flat)
        previous = np.concatenate((inventory.packed[[inventory.outside]], current[:-1]))
        flags = inventory.table.take(transition_index(previous, current))
        self.types, self.previous_types = current >> 4, previous >> 4
        self.starts, self.ends = (flags & START) != 0, (flags & END) != 0


def count_seqeval(stream: Stream, inventory: Inventory) -> ByType:
    """As ``seqeval.metrics.sequence_labeling.get_entities`` on the flattened lists, as sets.

    seqeval's first previous type is '', not that of ``O``: that can only add a start at the first token, which is
    where an entity without a start begins anyway.
    """
    known = len(inventory.types)
    gold, predicted = (_lenient_entities(_Side(ids, stream, inventory)) for ids in (stream.gold, stream.predicted))
    places = int(stream.offsets[-1]) + stream.offsets.size - 1
    return (
        np.bincount(gold[2], minlength=known),
        np.bincount(predicted[2], minlength=known),
        count_matches(gold, predicted, places, known),
    )


def count_conlleval(stream: Stream, inventory: Inventory) -> ByType:
    """As the main loop of conlleval.pl: found by starts, correct by walking both sides.

    A correct chunk counts for the type of the tag before its end, so that with tags such as ``.-X`` a type may have
    more correct chunks than were found.
    """
    known = len(inventory.types)
    gold, predicted = (_Side(ids, stream, inventory) for ids in (stream.gold, stream.predicted))
    same = gold.types == predicted.types
    together = gold.starts & predicted.starts & same
    closed = gold.ends & predicted.ends & (gold.previous_types == predicted.previous_types)
    parted = (gold.ends != predicted.ends) | ~same
    events = np.flatnonzero(together | closed | parted)
    is_open = together[events]
    correct = events[1:][is_open[:-1] & closed[events[1:]]]
    types = gold.previous_types[correct]
    if is_open.size and is_open[-1]:
        types = np.append(types, gold.types[-1])
    return (
        np.bincount(gold.types[gold.starts], minlength=known),
        np.bincount(predicted.types[predicted.starts], minlength=known),
        np.bincount(types, minlength=known),
    )


def _lenient_entities(side: _Side) -> tuple[Places, Places, NDArray[np.int32]]:
    ends = np.flatnonzero(side.ends)
    started = np.where(side.starts, np.arange(side.starts.size), 0)
    begins = np.maximum.accumulate(started)[ends - 1]
    return begins, ends, side.previous_types[ends]

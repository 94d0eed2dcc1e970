"""What every distinct tag means under a preset: parsed once, then looked up by id."""

from collections.abc import Hashable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wirecopy.corpus.errors import shown
from wirecopy.evaluation.engine.tags.interning import Ids, TagError, place_of
from wirecopy.evaluation.engine.tags.readings import (
    PRESETS,
    Parts,
    Preset,
    RefusedError,
    detected_scheme,
    guessed_scheme,
)
from wirecopy.evaluation.engine.tags.schemes import (
    OTHER,
    PREFIXES,
    WELL_FORMED,
    Rules,
    overlapping,
    transition_table,
)

OUTSIDE_TAG = "O"
SLICE = 1 << 17
"""Ids looked at in one go."""

_UNREAD: Parts = ("?", "")


class Stream(NamedTuple):
    """Both sides as ids into ``tags`` (which has ``O``), and where sentences begin: 0, ..., number of tokens."""

    gold: Ids
    predicted: Ids
    offsets: NDArray[np.int64]
    tags: list[Hashable]


class Inventory(NamedTuple):
    """The tags of a stream under one preset and scheme.

    ``packed`` holds type << 4 | prefix class for every id, ``types`` the names of the types, ``first_alike`` the first
    id that reads the same where any two do (conlleval's ``O-`` and ``O``), ``outside`` the id of ``O``, ``table`` the
    transitions (see ``schemes``), ``regular`` whether every start has its one end, ``late_starts`` whether an entity
    may start inside a piece, ``one_reading`` whether the scored reading is the well-formed one.
    """

    scheme: str
    packed: NDArray[np.int32]
    types: list[str]
    first_alike: NDArray[np.int64] | None
    outside: int
    table: NDArray[np.uint8]
    regular: bool
    late_starts: bool
    one_reading: bool

    def as_read(self, ids: Ids) -> Ids:
        """The ids, those of tags that the preset cannot tell apart made the same."""
        if self.first_alike is None:
            return ids
        alike: Ids = self.first_alike.take(ids)
        return alike


def read_inventory(stream: Stream, preset: str, scheme: str | None) -> Inventory:
    """Parse every distinct tag. Raises TagError at the first token whose tag the preset refuses.

    A tag that occurs on neither side is never refused. Without a scheme ``strict`` reads IOB2, ``seqeval-strict``
    detects it on the gold side as seqeval does, and a lenient preset counts ``malformed`` against a guess.
    """
    rules = PRESETS[preset]
    scheme = scheme or _default_scheme(stream, preset)
    parts = _parse(stream, rules, scheme)
    types: dict[str, int] = {}
    packed = [types.setdefault(name, len(types)) << 4 | _prefix_class(prefix) for prefix, name in parts]
    scored = _scored_rules(rules, scheme)
    return Inventory(
        scheme,
        np.array(packed, np.int32),
        list(types),
        _first_alike(parts) if preset == "conlleval" else None,
        stream.tags.index(OUTSIDE_TAG),
        _table(preset, scheme),
        _is_regular(stream, rules, parts),
        overlapping(scored),
        scored is WELL_FORMED[scheme],
    )


def _default_scheme(stream: Stream, preset: str) -> str:
    if preset == "strict":
        return "IOB2"
    if preset == "seqeval-strict":
        used = map(stream.tags.__getitem__, np.flatnonzero(_occurring(stream.gold, len(stream.tags))).tolist())
        return detected_scheme(tag for tag in used if isinstance(tag, str))
    return guessed_scheme(tag[:1] for tag in stream.tags if isinstance(tag, str) and tag[1:2] in ("", "-"))


def _parse(stream: Stream, preset: Preset, scheme: str) -> list[Parts]:
    parts, refused = [], {}
    for number, tag in enumerate(stream.tags):
        try:
            parts.append(_split(tag, preset, scheme))
        except RefusedError as complaint:
            parts.append(_UNREAD)
            refused[number] = f"found {shown(tag)}, expected {complaint}"
    if refused:
        _raise_first(stream, refused)
    return parts


def _split(tag: Hashable, preset: Preset, scheme: str) -> Parts:
    if not isinstance(tag, str):
        raise RefusedError("a tag as a string")
    return preset.split(tag, scheme)


def _raise_first(stream: Stream, refused: dict[int, str]) -> None:
    """Raise for the first token of either side that has a refused tag; do nothing where none occurs."""
    places: list[tuple[int, str, Ids]] = []
    for side, ids in (("gold", stream.gold), ("predicted", stream.predicted)):
        hits = np.flatnonzero(np.isin(ids, list(refused)))
        places += [(int(hits[0]), side, ids)] if hits.size else []
    if places:
        index, side, ids = min(places, key=lambda place: place[0])
        raise TagError(side, *place_of(index, stream.offsets), refused[int(ids[index])])


def _is_regular(stream: Stream, preset: Preset, parts: list[Parts]) -> bool:
    if preset.regular is None:
        return True
    odd = [number for number, (prefix, _) in enumerate(parts) if prefix not in list(preset.regular)]
    return not odd or not any(_occurring(side, len(parts))[odd].any() for side in (stream.gold, stream.predicted))


def _occurring(ids: Ids, known: int) -> NDArray[np.bool_]:
    """Which ids occur; in slices, as numpy widens whole index arrays to eight bytes an element."""
    seen = np.zeros(known, np.bool_)
    for begin in range(0, ids.size, SLICE):
        seen[ids[begin : begin + SLICE]] = True
    return seen


def _first_alike(parts: list[Parts]) -> NDArray[np.int64] | None:
    firsts: dict[Parts, int] = {}
    alike = [firsts.setdefault(part, number) for number, part in enumerate(parts)]
    return np.array(alike, np.int64) if len(firsts) < len(alike) else None


def _prefix_class(prefix: str) -> int:
    return PREFIXES.index(prefix) if len(prefix) == 1 and prefix in PREFIXES else OTHER


def _scored_rules(preset: Preset, scheme: str) -> Rules:
    return preset.rules if isinstance(preset.rules, Rules) else preset.rules[scheme]


@cache
def _table(preset: str, scheme: str) -> NDArray[np.uint8]:
    table = transition_table(_scored_rules(PRESETS[preset], scheme), WELL_FORMED[scheme])
    table.flags.writeable = False
    return table

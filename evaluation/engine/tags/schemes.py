"""Tagging schemes as transitions between neighbouring tags, and the lookup tables made of them.

A pattern is (previous prefixes, current prefixes, condition on the two types): a string of prefix letters, ``*``
for any; ``same``, ``diff`` or ``any``. ``SEQEVAL`` repeats the patterns of seqeval 1.2.2's ``scheme.py`` letter by
letter, gaps included; ``WELL_FORMED`` is what the schemes themselves say and differs from it in IOB1 only, where
seqeval starts an entity inside an ill-formed piece and loses ``B-X`` before ``B-Y``. ``LENIENT`` is seqeval's default
mode (``start_of_chunk`` and ``end_of_chunk``), ``CONLLEVAL`` what conlleval.pl of 2004-01-26 has under these names.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

PREFIXES = "OBIESUL.[]?"
"""Prefix classes in the order of their codes; ``?`` stands for every other prefix."""

OUTSIDE = 0
OTHER = PREFIXES.index("?")

START, BREAK, END = 1, 2, 4
"""Bits of a transition: an entity begins at the current tag; the current tag does not continue the piece before it;
what stands before may end there as an entity."""

PIECE = 64
"""Bit of a transition: a piece, well-formed or not, begins at the current tag (in the well-formed reading)."""

WELL_SHIFT = 3
"""The bits of the well-formed reading stand this many places above those of the scored reading."""

SAME_BIT, CURRENT_SHIFT, PREVIOUS_SHIFT, EDGE_SHIFT = 1, 1, 5, 9
TABLE_SIZE = 1 << (EDGE_SHIFT + 1)

Pattern = tuple[str, str, str]


class Rules(NamedTuple):
    """Which transitions start, continue and end an entity, and which prefixes may occur."""

    prefixes: str
    starts: tuple[Pattern, ...]
    inside: tuple[Pattern, ...]
    ends: tuple[Pattern, ...]


_IOB1_INSIDE: tuple[Pattern, ...] = (("BI", "I", "same"),)

SEQEVAL: dict[str, Rules] = {
    "IOB1": Rules(
        "IOB",
        (("O", "I", "any"), ("I", "I", "diff"), ("B", "I", "any"), ("I", "B", "same"), ("B", "B", "same")),
        _IOB1_INSIDE,
        (("I", "I", "diff"), ("I", "OB", "any"), ("B", "O", "any"), ("B", "I", "diff"), ("B", "B", "same")),
    ),
    "IOB2": Rules(
        "IOB",
        (("*", "B", "any"),),
        (("BI", "I", "same"),),
        (("BI", "OB", "any"), ("BI", "I", "diff")),
    ),
    "IOE2": Rules(
        "IOE",
        (("O", "IE", "any"), ("E", "IE", "any"), ("I", "IE", "diff")),
        (("I", "IE", "same"),),
        (("E", "*", "any"),),
    ),
    "IOBES": Rules(
        "IOBES",
        (("*", "BS", "any"),),
        (("BI", "IE", "same"),),
        (("SE", "*", "any"),),
    ),
    "BILOU": Rules(
        "BILOU",
        (("*", "BU", "any"),),
        (("BI", "IL", "same"),),
        (("UL", "*", "any"),),
    ),
}

WELL_FORMED: dict[str, Rules] = SEQEVAL | {
    "IOB1": Rules(
        "IOB",
        (("O", "I", "any"), ("IB", "I", "diff"), ("IB", "B", "same")),
        _IOB1_INSIDE,
        (("IB", "OB", "any"), ("IB", "I", "diff")),
    ),
}

_NAMED_LENIENT = "BIESUL[]?"

LENIENT = Rules(
    "BIES",
    (("*", "BS", "any"), ("ESO", "IE", "any"), ("*", _NAMED_LENIENT, "diff")),
    (("BI", "IE", "same"),),
    (("ES", "*", "any"), ("BI", "BSO", "any"), (_NAMED_LENIENT, "*", "diff")),
)

CONLLEVAL = Rules(
    "BI",
    (("BIO", "B", "any"), ("EO", "IE", "any"), ("*", "[]", "any"), ("*", _NAMED_LENIENT, "diff")),
    (("BI", "I", "same"),),
    (("BI", "BO", "any"), ("E", "EIO", "any"), ("[]", "*", "any"), (_NAMED_LENIENT, "*", "diff")),
)


def transition_table(scored: Rules, well_formed: Rules) -> NDArray[np.uint8]:
    """The bits of every transition of both readings, indexed by ``transition_index``.

    The index holds, from the lowest bit: whether the types are the same (1 bit), the class of the current prefix (4),
    that of the previous (4), and whether a sentence begins between the two (1): there, what ends is judged as if ``O``
    followed, what starts as if ``O`` stood before.
    """
    table = np.zeros(TABLE_SIZE, np.uint8)
    for previous in range(len(PREFIXES)):
        for current in range(len(PREFIXES)):
            place = previous << PREVIOUS_SHIFT | current << CURRENT_SHIFT
            for same in (0, 1):
                bits = (
                    _bits(scored, previous, current, same) | _bits(well_formed, previous, current, same) << WELL_SHIFT
                )
                table[place | same] = _with_piece(bits, current)
                table[1 << EDGE_SHIFT | place | same] = _edge_bits(scored, well_formed, previous, current)
    return table


@cache
def overlapping(rules: Rules) -> bool:
    """Whether a transition may both start an entity and continue one (seqeval's IOB1: ``B-X I-X``)."""
    pairs = [(p, c, s) for p in range(len(PREFIXES)) for c in range(len(PREFIXES)) for s in (0, 1)]
    return any(_bits(rules, *pair) & (START | BREAK) == START for pair in pairs)


def transition_index(
    previous: NDArray[np.int32], current: NDArray[np.int32], edge: NDArray[np.bool_] | None = None
) -> NDArray[np.int32]:
    """Indices into the table for pairs of packed tags (type << 4 | prefix class)."""
    index = (previous & 15) << PREVIOUS_SHIFT
    index |= (current & 15) << CURRENT_SHIFT
    index |= (previous ^ current) < 16
    if edge is not None:
        index |= edge.astype(np.int32) << EDGE_SHIFT
    return index


def _bits(rules: Rules, previous: int, current: int, same: int) -> int:
    start = _any_match(rules.starts, previous, current, same)
    inside = _any_match(rules.inside, previous, current, same)
    end = _any_match(rules.ends, previous, current, same)
    stops = not inside and (previous, current) != (OUTSIDE, OUTSIDE)
    return start * START | stops * BREAK | end * END


def _edge_bits(scored: Rules, well_formed: Rules, previous: int, current: int) -> int:
    bits = 0
    for rules, shift in ((scored, 0), (well_formed, WELL_SHIFT)):
        start = _bits(rules, OUTSIDE, current, 0)
        end = _bits(rules, previous, OUTSIDE, 0)
        bits |= (start & START | (start | end) & BREAK | end & END) << shift
    return _with_piece(bits, current)


def _with_piece(bits: int, current: int) -> int:
    return bits | PIECE if current != OUTSIDE and bits >> WELL_SHIFT & BREAK else bits


def _any_match(patterns: tuple[Pattern, ...], previous: int, current: int, same: int) -> bool:
    return any(
        _holds(before, previous) and _holds(now, current) and types in ("any", ("diff", "same")[same])
        for before, now, types in patterns
    )


def _holds(prefixes: str, code: int) -> bool:
    return prefixes == "*" or PREFIXES[code] in prefixes

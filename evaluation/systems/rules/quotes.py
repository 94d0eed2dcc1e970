"""Quotations, and the stretches of text that the claim rules look at: sentences, joined while a quotation is open."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from wirecopy.evaluation.systems.rules.reading import Reading

_QUOTED = re.compile(
    r"“([^“”\n]+)”|(?<![^\s(—–-])\"([^\"\n]+)\"|(?<![^\s(—–-])‘([^‘’\n]+(?:’\w[^‘’\n]*)*)’(?!\w)|«([^«»\n]+)»"
)


class Unit(NamedTuple):
    """The words ``[first, last)`` that are searched for claims together."""

    first: int
    last: int


class Quotations:
    """The quotations of an article as ``(start, end)`` without their marks."""

    def __init__(self, reading: Reading) -> None:
        matches = (m for zone in reading.zones for m in _QUOTED.finditer(reading.text, zone.start, zone.end))
        self.inner = [next(match.span(i) for i in range(1, 5) if match.group(i) is not None) for match in matches]
        self._starts = [start for start, _ in self.inner]

    def around(self, offset: int) -> tuple[int, int] | None:
        """Return the quotation that ``offset`` lies in (its closing mark included), or None."""
        place = bisect_right(self._starts, offset) - 1
        return self.inner[place] if place >= 0 and offset <= self.inner[place][1] else None

    def whole(self, start: int, end: int) -> bool:
        """Return whether one quotation is all of ``[start, end)``, but for marks and punctuation."""
        found = self.around(start) or self.around(start + 1)
        return found is not None and start >= found[0] - 1 and end <= found[1] + 2

    def touch(self, start: int, end: int) -> bool:
        """Return whether a quotation has words in ``[start, end)``."""
        return any(left < end and start < right for left, right in self.inner)


def units(reading: Reading, quotations: Quotations) -> list[Unit]:
    """Return the units of an article in text order."""
    found: list[Unit] = []
    open_until, zone = -1, ""
    for sentence in reading.sentences:
        start = reading.words[sentence.first].start
        if found and start < open_until and sentence.zone == zone:
            found[-1] = found[-1]._replace(last=sentence.last)
        else:
            found.append(Unit(sentence.first, sentence.last))
        zone = sentence.zone
        around = quotations.around(reading.words[sentence.last - 1].start)
        open_until = around[1] if around else -1
    return found

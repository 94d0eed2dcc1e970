"""Foreign text to the form that offsets point into (NFC, LF, no control characters), with the offsets following."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from msgspec import Struct

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SEGMENT = re.compile("\r\n|.", re.DOTALL)


class Cleaned(Struct, frozen=True):
    """A text in our form, and for every stretch of the original where it went.

    ``pieces`` are ``(old start, old end, new start, new end)`` in order; they cover the original. It is empty where
    the original was clean already.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def changed(self) -> bool:
        """Return whether the original differs."""
        return bool(self.pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``[start, end)`` of the original lies now; a composed character is taken whole."""
        if not self.pieces:
            return start, end
        starts = [piece[0] for piece in self.pieces]
        first = self.pieces[bisect_right(starts, start) - 1]
        last = self.pieces[bisect_right(starts, max(end - 1, start)) - 1]
        return first[2], max(first[2], last[3])


def clean(text: str) -> Cleaned:
    """Return the text in our form with the map from its own offsets; a clean text comes back as it is."""
    if unicodedata.is_normalized("NFC", text) and not _CONTROL.search(text):
        return Cleaned(text)
    pieces: list[tuple[int, int, int, int]] = []
    parts: list[str] = []
    length = 0
    for start, end in _segments(text):
        new = _form(text[start:end])
        pieces.append((start, end, length, length + len(new)))
        parts.append(new)
        length += len(new)
    return Cleaned("".join(parts), tuple(pieces))


def _form(segment: str) -> str:
    return unicodedata.normalize("NFC", _CONTROL.sub("", segment.replace("\r\n", "\n").replace("\r", "\n")))


def _segments(text: str) -> list[tuple[int, int]]:
    """Cut before every character that does not change what is composed before it, so pieces normalise alone."""
    cuts: list[tuple[int, int]] = []
    for match in _SEGMENT.finditer(text):
        start, end = match.span()
        if cuts:
            before = text[cuts[-1][0] : start]
            if _form(before + match[0]) != _form(before) + _form(match[0]) or unicodedata.combining(match[0][0]):
                cuts[-1] = (cuts[-1][0], end)
                continue
        cuts.append((start, end))
    return cuts

"""Quotes to offsets: where the words that a model copied stand in the article.

A quote is found where its words stand, letter by letter, whatever white space, quotation marks, apostrophes and dashes
it is written with, at word boundaries, within one annotated zone. Nothing else is ever taken for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from wirecopy.corpus.model import Article, Fragment
from wirecopy.evaluation.systems.llm.prompt import annotated_zones

_SAME = {
    **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("‐‑‒–—―−", "-"), "…": "...",
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
}  # fmt: skip


class Folded:
    """A zone's text in the form that quotes are compared in, with the offset of every character."""

    def __init__(self, text: str, start: int, end: int) -> None:
        characters: list[str] = []
        self.offsets: list[int] = []
        for at in range(start, end):
            for char in _SAME.get(text[at], " " if text[at].isspace() else text[at]):
                if char == " " and characters and characters[-1] == " ":
                    continue
                characters.append(char)
                self.offsets.append(at)
        self.text = "".join(characters)

    def find(self, quote: str) -> list[Fragment]:
        """Return where a folded quote stands at word boundaries."""
        left = r"(?<!\w)" if _wordy(quote[0]) else ""
        right = r"(?!\w)" if _wordy(quote[-1]) else ""
        pattern = re.compile(f"{left}(?={re.escape(quote)}{right})")
        return [
            (self.offsets[m.start()], self.offsets[m.start() + len(quote) - 1] + 1) for m in pattern.finditer(self.text)
        ]


def _wordy(char: str) -> bool:
    return char.isalnum() or char == "_"


def fold(quote: str) -> str:
    """Return a quote in the form that it is compared in."""
    composed = unicodedata.normalize("NFC", quote)
    spaced = "".join(_SAME.get(char, " " if char.isspace() else char) for char in composed)
    return re.sub(" +", " ", spaced).strip()


class Places:
    """The places of quotes in one article; quotes are looked up once."""

    def __init__(self, article: Article) -> None:
        text = article.text or ""
        self._longest = len(text)
        self._zones = [Folded(text, zone.start, zone.end) for zone in annotated_zones(article)]
        self._known: dict[str, list[Fragment]] = {}

    def all(self, quote: str) -> list[Fragment]:
        """Return every place of a quote in text order; a quote without words has none."""
        if len(quote) > 4 * self._longest + 100:
            return []
        folded = fold(quote)
        if not any(map(_wordy, folded)):
            return []
        if folded not in self._known:
            self._known[folded] = [place for zone in self._zones for place in zone.find(folded)]
        return self._known[folded]

    def in_turn(self, quote: str, context: str | None, after: int, taken: Iterable[Fragment]) -> Fragment | None:
        """Return the place of the next item of a list: in its context, free, and from ``after`` on if there is one.

        A place inside another item ("Tull" of "Mira Tull") is taken only where the words stand nowhere else.
        """
        used = list(taken)
        free = [place for place in self.all(quote) if place not in used]
        free = [place for place in free if not any(overlap(place, other) for other in used)] or free
        around = self.all(context) if context else []
        near = [place for place in free if within(place, around)] or ([] if around else free)
        near = near or free
        return next((place for place in near if place[0] >= after), near[0] if near else None)

    def nearest(self, quote: str, anchor: Fragment, avoid: Sequence[Fragment] = ()) -> Fragment | None:
        """Return the place of a quote nearest to an anchor, apart from ``avoid`` where that can be had."""
        places = self.all(quote)
        apart = [place for place in places if not any(overlap(place, other) for other in avoid)] or places
        return min(apart, key=lambda place: (distance(place, anchor), place), default=None)


def within(place: Fragment, around: Iterable[Fragment]) -> bool:
    """Return whether a place lies in one of the given ones."""
    return any(start <= place[0] and place[1] <= end for start, end in around)


def overlap(left: Fragment, right: Fragment) -> bool:
    """Return whether two places share a character."""
    return left[0] < right[1] and right[0] < left[1]


def distance(left: Fragment, right: Fragment) -> int:
    """Return the number of characters between two places, 0 where they touch or overlap."""
    return max(0, left[0] - right[1], right[0] - left[1])

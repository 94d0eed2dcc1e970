"""An article as the rules read it: words and sentences of its annotated zones, with offsets into the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from wirecopy.corpus.model import Article, Zone
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.tokens import sentences, tokenize

WHOLE = "body"  # what an article without zones consists of


class Word(NamedTuple):
    """A token ``[start, end)`` of the article's text."""

    start: int
    end: int
    text: str
    lower: str


class Sentence(NamedTuple):
    """The words ``[first, last)`` of a sentence and the kind of zone it stands in."""

    first: int
    last: int
    zone: str


class Reading:
    """Words and sentences outside furniture; ``anchor`` is the day the article was published, if it says."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.text or ""
        self.anchor = published(article)
        self.words: list[Word] = []
        self.sentences: list[Sentence] = []
        self.zones = tuple(_annotated(article, len(self.text)))
        for zone in self.zones:
            self._read(zone)
        self._zone_starts = [zone.start for zone in self.zones]
        self._starts = [word.start for word in self.words]

    def _read(self, zone: Zone) -> None:
        text = self.text[zone.start : zone.end]
        tokens = tokenize(text)
        base, index = len(self.words), 0
        self.words += [
            Word(start + zone.start, end + zone.start, text[start:end], text[start:end].lower())
            for start, end in tokens
        ]
        for _, end in sentences(text):
            first = index
            while index < len(tokens) and tokens[index][1] <= end:
                index += 1
            self.sentences.append(Sentence(base + first, base + index, zone.kind))

    def annotated(self, start: int, end: int) -> bool:
        """Return whether ``[start, end)`` lies in one annotated zone."""
        place = bisect_right(self._zone_starts, start) - 1
        return place >= 0 and end <= self.zones[place].end

    def at(self, offset: int) -> int:
        """Return the index of the first word that starts at ``offset`` or after it."""
        return bisect_left(self._starts, offset)

    def lower(self, index: int) -> str:
        """Return a word in lower case, empty outside the article."""
        return self.words[index].lower if 0 <= index < len(self.words) else ""

    def surface(self, first: int, last: int) -> str:
        """Return the text of the words ``[first, last)``."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def touching(self, index: int) -> bool:
        """Return whether no space stands before a word."""
        return index > 0 and self.words[index - 1].end == self.words[index].start


def _annotated(article: Article, length: int) -> Iterator[Zone]:
    furniture = load_ontology().furniture()
    if not article.zones:
        yield Zone(WHOLE, 0, length)
    yield from sorted((z for z in article.zones if z.kind not in furniture), key=lambda zone: zone.start)


def published(article: Article) -> date | None:
    """Return the day of publication, or None where the article does not say or says something else than a date."""
    try:
        return date.fromisoformat((article.metadata.published or "")[:10])
    except ValueError:
        return None

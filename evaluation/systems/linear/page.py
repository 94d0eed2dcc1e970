"""An article on its grid of words, with what the rules say of it: what every feature is computed from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from wirecopy.corpus.model import Annotation, Article, Claim, Entity, Event, Span
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.systems.linear.viterbi import OUTSIDE
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.quotes import Quotations, Unit, units
from wirecopy.evaluation.systems.rules.reading import Reading, Sentence


class Range(NamedTuple):
    """The words ``[first, last)``."""

    first: int
    last: int


class Page:
    """Words, sentences, quotations and units of one article; ``hints`` is the rules' annotation of it, if any."""

    def __init__(self, article: Article, hints: Annotation | None) -> None:
        self.article, self.advised = article, hints is not None
        self.hints = Annotation(article.id, (), (), ()) if hints is None else hints
        self.reading = Reading(article)
        self.text = self.reading.text
        self.words = self.reading.words
        self.lowers = [word.lower for word in self.words]
        self.families = [family(word.lower) for word in self.words]
        self.quotations = Quotations(self.reading)
        self.quoted = [self.quotations.around(word.start) is not None for word in self.words]
        self.units: list[Unit] = units(self.reading, self.quotations)
        self.sentences: list[Sentence] = [s for s in self.reading.sentences if s.last > s.first]
        self._starts = [word.start for word in self.words]
        self._ends = [word.end for word in self.words]
        self._unit_starts = [unit.first for unit in self.units]
        self._sentence_starts = [sentence.first for sentence in self.sentences]
        self._claims = [(claim, self.ranges(claim.cue)) for claim in claims_of(self.hints)]
        self._events = [(event, self.ranges(event.trigger)) for event in events_of(self.hints)]
        self.entity_hints = self.tags((r, e.type) for e in entities_of(self.hints) if (r := self.range(e.start, e.end)))
        self.cue_hints = self.tags((r, "cue") for c in claims_of(self.hints) for r in self.ranges(c.cue)[:1])
        self.trigger_hints = self.tags((r, e.type) for e in events_of(self.hints) for r in self.ranges(e.trigger)[:1])

    def range(self, start: int, end: int) -> Range | None:
        """Return the words that share a character with ``[start, end)``, or None where there are none."""
        found = Range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        return found if found.first < found.last else None

    def ranges(self, span: Span | None) -> list[Range]:
        """Return the words of a span's fragments."""
        return [found for start, end in span or () if (found := self.range(start, end))]

    def span(self, found: Range) -> tuple[int, int]:
        """Return the characters of words."""
        return self.words[found.first].start, self.words[found.last - 1].end

    def tags(self, labelled: Iterable[tuple[Range, str]]) -> list[str]:
        """Return a BIO tag a word; of ranges that overlap the first in text order stays."""
        tags = [OUTSIDE] * len(self.words)
        for found, label in sorted(labelled):
            if all(tag == OUTSIDE for tag in tags[found.first : found.last]):
                tags[found.first : found.last] = [f"B-{label}", *[f"I-{label}"] * (found.last - found.first - 1)]
        return tags

    def hinted(self, tags: list[str]) -> list[str] | None:
        """Return the rules' tags, or None where there are no rules: their silence then says nothing."""
        return tags if self.advised else None

    def lower(self, index: int) -> str:
        """Return a word in lower case, a mark outside the article."""
        return self.lowers[index] if 0 <= index < len(self.words) else "<>"

    def family(self, index: int) -> str:
        """Return the family of a word, a mark outside the article."""
        return self.families[index] if 0 <= index < len(self.words) else "<>"

    def unit_at(self, index: int) -> int:
        """Return the place of the unit that a word stands in."""
        return bisect_right(self._unit_starts, index) - 1

    def sentence_at(self, index: int) -> Sentence:
        """Return the sentence that a word stands in."""
        return self.sentences[bisect_right(self._sentence_starts, index) - 1]

    def entity_hint(self, found: Range) -> Entity | None:
        """Return the rules' entity of exactly these words, or None."""
        return next((e for e in entities_of(self.hints) if self.range(e.start, e.end) == found), None)

    def claim_hint(self, cue: Range) -> Claim | None:
        """Return the rules' claim whose cue shares a word with ``cue``, or None."""
        return next((claim for claim, ranges in self._claims if any(overlap(r, cue) for r in ranges)), None)

    def free_hint(self, content: Span) -> Claim | None:
        """Return the rules' claim without a cue whose content shares a character with ``content``, or None."""
        free = (c for c in claims_of(self.hints) if c.cue is None)
        return next((c for c in free if c.content[0][0] < content[-1][1] and content[0][0] < c.content[-1][1]), None)

    def event_hint(self, trigger: Range) -> Event | None:
        """Return the rules' event whose trigger shares a word with ``trigger``, or None."""
        return next((event for event, ranges in self._events if any(overlap(r, trigger) for r in ranges)), None)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a table that is written as a line."""
    return frozenset(text.split())


def overlap(left: Range, right: Range) -> bool:
    """Return whether two ranges share a word."""
    return left.first < right.last and right.first < left.last


def ranges_of(tags: Iterable[str], offset: int = 0) -> list[tuple[Range, str]]:
    """Return the labelled ranges of BIO tags whose first word is number ``offset``."""
    found: list[tuple[Range, str]] = []
    for index, tag in enumerate(tags, offset):
        if tag.startswith("B-"):
            found.append((Range(index, index + 1), tag[2:]))
        elif tag.startswith("I-"):
            before, label = found[-1]
            found[-1] = (Range(before.first, index + 1), label)
    return found

"""Where a content begins and ends beside its source and cue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wirecopy.corpus.model import Fragment, Span
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.phrases import PREPOSITIONS
from wirecopy.evaluation.systems.rules.quotes import Quotations, Unit
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar

SHORTEST = 3  # words before "A said" that may be what A said
ENDS = frozenset('.,;!?”"')
OPEN = frozenset('“"«‘')
_LEAD = re.compile(r"^[\s,;:—–]*(?:(?:Yet|But|And)\s)?")
_AUXILIARIES = grammar("finite")
_PRONOUNS = grammar("pronouns")
_RELATIVES = grammar("relatives")
_ADDRESSED = 5  # words that an addressee may have


class Clauses:
    """Finds the edges of contents in one article."""

    def __init__(self, reading: Reading, quotations: Quotations, cues: Cues) -> None:
        self.reading, self.quotations, self.cues = reading, quotations, cues
        self.lower = reading.lower

    def _quoted(self, index: int) -> bool:
        return self.quotations.around(self.reading.words[index].start) is not None

    def is_cue(self, at: int) -> bool:
        """Return whether a word may be a reporting verb with a subject."""
        return self.reading.words[at].text.islower() and self.cues.is_verb(self.lower(at), self.lower(at - 1))

    def begin(self, unit: Unit, at: int) -> int:
        """Return where the content before a cue begins: after an earlier cue's own content, or with the unit."""
        marks = [i for i in range(unit.first, at - SHORTEST) if self.lower(i) in ";:" and not self._quoted(i)]
        return marks[-1] + 1 if marks else unit.first

    def stop(self, unit: Unit, begin: int) -> int:
        """Return where a content that begins at a word ends: before the next cue's clause, or with the unit."""
        for at in range(begin + 1, unit.last):
            if self._quoted(at):
                continue
            word, before = self.lower(at), self.lower(at - 1)
            if before in ("and", "but") and self.is_cue(at):
                return at - 1
            if before == "," and word.endswith("ing") and family(word) in self.cues.any:
                return at - 1
            if before == "," and self.cues.phrase(self.reading, at):
                return at - 1
            if word in ";:":
                return at
            if before == "," and word == "but" and self._verbal(at + 1):
                return at - 1
        return unit.last

    def _verbal(self, at: int) -> bool:
        """Return whether a clause without a subject begins: "but gave no date"."""
        word = self.reading.words[at].text if at < len(self.reading.words) else ""
        return word.islower() and (word.endswith("ed") or word in _AUXILIARIES)

    def going_on(self, unit: Unit, at: int) -> Iterator[tuple[int, int]]:
        """Yield the rest of a content that its source and cue interrupt."""
        start = self.reading.words[unit.first].end
        if self.quotations.around(start) and at + 1 < unit.last and self.lower(at + 1) not in OPEN:
            return
        if at < unit.last and self.lower(at) in (",", "—", "–"):
            word = self.lower(at + 1)
            if word in _RELATIVES or word in self.cues.learnt.relaying or word.endswith("ing"):
                return
            if "that" in (word, self.lower(at + 2)):
                return
            yield at + 1, self.stop(unit, at + 1)

    def resumed(self, unit: Unit, begin: int) -> int:
        """Return the comma after an adverbial, where the content goes on: "said on Monday, “B”"."""
        return next((i for i in range(begin, min(begin + 8, unit.last - 1)) if self.lower(i) == ","), unit.last)

    def that(self, unit: Unit, begin: int) -> int | None:
        """Return the place of a "that" that begins a content soon after a word."""
        for at in range(begin, min(begin + 9, unit.last)):
            if self.lower(at) == "that":
                return at
            if self.lower(at) in ENDS or self.lower(at) in OPEN:
                return None
        return None

    def after_that(self, unit: Unit, begin: int) -> int:
        """Return where the content after a cue begins: after its "that" or colon, where there is one."""
        if self.lower(begin) in PREPOSITIONS | {"that", ","} or self.reading.words[
            min(begin, unit.last - 1)
        ].lower.endswith("day"):
            that = self.that(unit, begin)
            if that is not None:
                return that + 1
        return begin + 1 if self.lower(begin) == ":" else begin

    def like_clause(self, unit: Unit, begin: int) -> bool:
        """Return whether a clause begins here: a subject before a verb soon."""
        return any(self.lower(at) in _AUXILIARIES for at in range(begin + 1, min(begin + 10, unit.last)))

    def quoting(self, unit: Unit, begin: int) -> bool:
        """Return whether a quotation opens soon, as in "called it “theatre”"."""
        return any(self.lower(at) in OPEN for at in range(begin, min(begin + 8, unit.last)))

    def with_addressee(self, unit: Unit, at: int) -> tuple[int, int]:
        """Return the cue with its particle or the addressee before a clause: "pointed out", "told reporters"."""
        key = family(self.lower(at))
        if key not in self.cues.learnt.addressed:
            return at, at + 1 + (self.lower(at + 1) in self.cues.learnt.particles.get(key, ()))
        end = at + 1
        while end < min(at + 1 + _ADDRESSED, unit.last) and self.lower(end) not in PREPOSITIONS | ENDS | OPEN | {
            "that",
            ":",
            "—",
        }:
            if end > at + 1 and self._addressed(end):
                break
            end += 1
        return at, end

    def _addressed(self, end: int) -> bool:
        """Return whether an addressee ends before a word: it is known, or another noun phrase begins."""
        return self.lower(end) in _PRONOUNS | {"the"} or self.lower(end - 1) in self.cues.learnt.addressees

    def named(self, words: tuple[int, int]) -> tuple[int, int]:
        """Return a source without the clause that follows it: "two officials it did not name"."""
        for at in range(words[0] + 1, words[1]):
            if self.lower(at) in _PRONOUNS:
                return words[0], at
        return words

    def span(self, ranges: Sequence[tuple[int, int]]) -> Span:
        """Return the characters of word ranges, trimmed of outer marks and final punctuation."""
        words = self.reading.words
        rough = [(words[first].start, words[last - 1].end) for first, last in ranges if first < last]
        quoted = all(self.quotations.around(start) or self.quotations.around(start + 1) for start, _ in rough)
        pieces = [self._trimmed(start, end, quoted=quoted) for start, end in rough]
        return tuple(piece for piece in pieces if piece[0] < piece[1])

    def _trimmed(self, start: int, end: int, *, quoted: bool) -> Fragment:
        text = self.reading.text
        start += len(text[start:end]) - len(_LEAD.sub("", text[start:end]))
        while start < end and text[end - 1] in " \n,.;:—–":
            end -= 1
        for inner, outer in self.quotations.inner if quoted else ():
            if inner - 1 == start and outer + 1 >= end - 1 and end > inner:
                start, end = inner, min(outer, end)
                while start < end and text[end - 1] in ",.;":
                    end -= 1
        return start, end

"""The orders in which agency copy puts a source, its cue and the content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wirecopy.corpus.model import Span
from wirecopy.evaluation.systems.rules.clauses import ENDS, OPEN, SHORTEST, Clauses
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.phrases import PREPOSITIONS, Phrases
from wirecopy.evaluation.systems.rules.quotes import Quotations, Unit
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar


class Draft(NamedTuple):
    """A claim before it has attributes: word ranges of source and cue, character ranges of the content."""

    source: tuple[int, int] | None
    cue: tuple[int, int] | None
    content: Span
    relayed: bool = False  # the claim that relays it is the next one in the list


class Orders:
    """Reads a cue at a word of a unit, each method in one order; None where it does not stand in that order."""

    def __init__(self, reading: Reading, cues: Cues) -> None:
        self.reading, self.cues = reading, cues
        self.quotations = Quotations(reading)
        self.phrases = Phrases(reading, self.quotations, cues)
        self.clauses = Clauses(reading, self.quotations, cues)
        self.lower = reading.lower

    def phrased(self, unit: Unit, at: int) -> Draft | None:
        """ "According to A, content" and "content, according to A"."""
        end = self.cues.phrase(self.reading, at)
        source = self.phrases.after(unit, end) if end else None
        if source is None:
            return None
        if at == unit.first:
            if source[1] >= unit.last - 1:  # what follows the comma is the content and no apposition
                source = self.phrases.after(unit, end, apposition=False) or source
            return self.draft(source, (at, end), [(source[1], unit.last)])
        return self.draft(source, (at, end), [(self.clauses.begin(unit, at), at)])

    def passive(self, unit: Unit, at: int) -> Draft | None:
        """ "A is believed to B": the content is A and "to B"."""
        if (
            self.lower(at + 1) != "to"
            or family(self.lower(at)) not in self.cues.learnt.passive
            or not self.lower(at).endswith(("d", "t"))
        ):
            return None
        if self.lower(at - 1) not in grammar("be"):
            return None
        subject = self.phrases.before(unit, at - 1)
        return self.draft(None, (at, at + 1), [subject, (at + 1, self.clauses.stop(unit, at + 1))]) if subject else None

    def impersonal(self, unit: Unit, at: int) -> Draft | None:
        """ "It is rumoured that content"."""
        it, be, after = self.lower(at - 2), self.lower(at - 1), self.lower(at + 1)
        if it != "it" or be not in grammar("be") or after != "that" or not self.lower(at).endswith("ed"):
            return None
        return self.draft(None, (at, at + 1), [(at + 2, self.clauses.stop(unit, at + 2))])

    def inverted(self, unit: Unit, at: int) -> Draft | None:
        """ "content, said A"."""
        if not self.clauses.is_cue(at) or family(self.lower(at)) in self.cues.seldom_inverted:
            return None
        if self.lower(at - 1) not in ',”"' or at - unit.first < SHORTEST:
            return None
        if self.lower(at + 1) in PREPOSITIONS | {"that", ",", "it", "he", "she", "they"} or self.lower(at + 1) in OPEN:
            return None
        source = self.phrases.after(unit, at + 1)
        if source is None or (source[1] < unit.last and self.lower(source[1]) not in ENDS | {"who", "which"} | OPEN):
            return None
        return self.draft(
            source, (at, at + 1), [(self.clauses.begin(unit, at), at), *self.clauses.going_on(unit, source[1])]
        )

    def postposed(self, unit: Unit, at: int) -> Draft | None:
        """ "content, A said", also in the middle of the content."""
        if not self.clauses.is_cue(at):
            return None
        source = self.phrases.before(unit, at)
        if source is None or source[0] - unit.first < SHORTEST or self.lower(source[0] - 1) not in ENDS | {"—", "–"}:
            return None
        cue = self.clauses.with_addressee(unit, at)
        after = self.lower(cue[1])
        closed = cue[1] >= unit.last or after in ENDS | {"—", "–"} or after in OPEN
        loose = (
            after in PREPOSITIONS and not self.clauses.that(unit, cue[1]) and self.lower(unit.first) not in PREPOSITIONS
        )
        if not (closed or loose) or (self.lower(unit.first) in self.cues.learnt.relaying and not closed):
            return None
        end = cue[1] if closed else self.clauses.resumed(unit, cue[1])
        return self.draft(
            source, cue, [(self.clauses.begin(unit, source[0]), source[0]), *self.clauses.going_on(unit, end)]
        )

    def preposed(self, unit: Unit, at: int) -> Draft | None:
        """ "A said (that) content"."""
        if not self.clauses.is_cue(at):
            return None
        source = self.phrases.before(unit, at)
        if source is None:
            return None
        cue = self.clauses.with_addressee(unit, at)
        begin = self.clauses.after_that(unit, cue[1])
        clause = (
            self.lower(begin - 1) in ("that", ":") or self.lower(begin) in OPEN or self.clauses.like_clause(unit, begin)
        )
        key = family(self.lower(at))
        if key in self.cues.learnt.infinitive and self.lower(cue[1]) == "to":
            clause = True
        if not clause and not self.cues.bare(key) and not self.clauses.quoting(unit, begin):
            return None
        if begin >= unit.last or self.lower(begin) in ENDS - OPEN:
            return None
        return self.draft(source, cue, [(begin, self.clauses.stop(unit, begin))])

    def draft(
        self, source: tuple[int, int] | None, cue: tuple[int, int] | None, content: Sequence[tuple[int, int]]
    ) -> Draft | None:
        span = self.clauses.span(content)
        return Draft(source, cue, span) if span else None

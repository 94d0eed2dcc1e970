"""The claim layer: sources, cues and contents in the usual orders of agency copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from wirecopy.corpus.model import Claim, Entity, Span
from wirecopy.evaluation.systems.rules.attributes import Attributes
from wirecopy.evaluation.systems.rules.clauses import ENDS, OPEN, RELAYING, SHORTEST, Clauses
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.phrases import PREPOSITIONS, Phrases
from wirecopy.evaluation.systems.rules.quotes import Quotations, Unit, units
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar


class Draft(NamedTuple):
    """A claim before it has attributes: word ranges of source and cue, character ranges of the content."""

    source: tuple[int, int] | None
    cue: tuple[int, int] | None
    content: Span
    relayed: bool = False  # the claim that relays it is the next one in the list


class Claims:
    """Finds the claims of one article."""

    def __init__(self, reading: Reading, cues: Cues) -> None:
        self.reading, self.cues = reading, cues
        self.quotations = Quotations(reading)
        self.phrases = Phrases(reading, self.quotations, cues)
        self.clauses = Clauses(reading, quotations=self.quotations, cues=cues)
        self.lower = reading.lower
        self.drafts: list[Draft] = []

    def find(self, entities: Sequence[Entity]) -> tuple[Claim, ...]:
        """Return the claims in text order, each with an id."""
        before: Unit | None = None
        silent = {s.first for s in self.reading.sentences if s.zone in ("byline", "dateline")}
        for unit in units(self.reading, self.quotations):
            if unit.first in silent:
                continue
            found = len(self.drafts)
            self._unit(unit)
            if len(self.drafts) == found:
                self._free(unit, before)
            before = unit
        return Attributes(self.reading, self.quotations, self.cues, entities).claims(self.drafts)

    def _unit(self, unit: Unit) -> None:
        rules: tuple[Callable[[Unit, int], Draft | None], ...] = (
            self._according,
            self._passive,
            self._inverted,
            self._relaying,
            self._postposed,
            self._preposed,
            self._participle,
        )
        index = unit.first
        last: Draft | None = None
        while index < unit.last:
            if self.cues.possible(self.lower(index)) and not self.phrases.quoted(index):
                draft = next(filter(None, (rule(unit, index) for rule in rules)), None)
                draft = draft or self._shared(unit, index, last)
                if draft:
                    self.drafts.append(draft)
                    last = draft
            index += 1
        self._citing(unit)

    # -- the orders ---------------------------------------------------------------------------------------------

    def _according(self, unit: Unit, at: int) -> Draft | None:
        if self.lower(at) != "according" or self.lower(at + 1) != "to":
            return None
        source = self.phrases.after(unit, at + 2)
        if source is None:
            return None
        if at == unit.first:
            if source[1] >= unit.last - 1:  # what follows the comma is the content and no apposition
                source = self.phrases.after(unit, at + 2, apposition=False) or source
            return self._draft(source, (at, at + 2), [(source[1], unit.last)])
        return self._draft(source, (at, at + 2), [(self.clauses.begin(unit, at), at)])

    def _passive(self, unit: Unit, at: int) -> Draft | None:
        """ "A is believed to B": the content is A and "to B"."""
        if (
            self.lower(at + 1) != "to"
            or family(self.lower(at)) not in self.cues.passive
            or not self.lower(at).endswith(("d", "t"))
        ):
            return None
        if self.lower(at - 1) not in grammar("be"):
            return None
        subject = self.phrases.before(unit, at - 1)
        return (
            self._draft(None, (at, at + 1), [subject, (at + 1, self.clauses.stop(unit, at + 1))]) if subject else None
        )

    def _inverted(self, unit: Unit, at: int) -> Draft | None:
        """ "content, said A"."""
        if (
            not self.clauses.is_cue(at)
            or family(self.lower(at)) in self.cues.transitive | self.cues.infinitive | self.cues.deny
        ):
            return None
        if self.lower(at - 1) not in ',”"' or at - unit.first < SHORTEST:
            return None
        if self.lower(at + 1) in PREPOSITIONS | {"that", ",", "it", "he", "she", "they"} or self.lower(at + 1) in OPEN:
            return None
        source = self.phrases.after(unit, at + 1)
        if source is None or (source[1] < unit.last and self.lower(source[1]) not in ENDS | {"who", "which"} | OPEN):
            return None
        return self._draft(
            source, (at, at + 1), [(self.clauses.begin(unit, at), at), *self.clauses.going_on(unit, source[1])]
        )

    def _relaying(self, unit: Unit, at: int) -> Draft | None:
        """ "A quoted B as saying that C": B's claim is the next one."""
        if family(self.lower(at)) not in self.cues.relay or not self.lower(at).endswith("d"):
            return None
        saying = next((i for i in range(at + 2, min(at + 12, unit.last - 1)) if self.lower(i) == "as"), None)
        source = self.phrases.before(unit, at)
        if saying is None or source is None or not self.lower(saying + 1).endswith("ing"):
            return None
        content = [(self.clauses.after_that(unit, saying + 2), unit.last)]
        self._append(self._draft((at + 1, saying), (saying + 1, saying + 2), content), relayed=True)
        return self._draft(source, (at, at + 1), content)

    def _postposed(self, unit: Unit, at: int) -> Draft | None:
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
        if not (closed or loose) or (
            self.lower(unit.first).endswith("ing") and not closed and self.lower(unit.first) in RELAYING
        ):
            return None
        end = cue[1] if closed else self.clauses.resumed(unit, cue[1])
        return self._draft(
            source, cue, [(self.clauses.begin(unit, source[0]), source[0]), *self.clauses.going_on(unit, end)]
        )

    def _preposed(self, unit: Unit, at: int) -> Draft | None:
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
        if key in self.cues.infinitive and self.lower(cue[1]) == "to":
            clause = True
        if not clause and key not in self.cues.transitive and key in self.cues.clause_only | self.cues.infinitive:
            return None
        if self.lower(cue[1]) in ("off", "for", "on", "up", "out", "off"):
            return None
        if begin >= unit.last or self.lower(begin) in ENDS - OPEN:
            return None
        return self._draft(source, cue, [(begin, self.clauses.stop(unit, begin))])

    def _shared(self, unit: Unit, at: int, last: Draft | None) -> Draft | None:
        """ "A said B and denied that C": a second cue of the same source."""
        if (
            last is None
            or last.source is None
            or self.lower(at - 1) not in ("and", "but")
            or not self.clauses.is_cue(at)
        ):
            return None
        begin = self.clauses.after_that(unit, at + 1)
        if last.source[1] > at or begin >= unit.last:
            return None
        return self._draft(last.source, (at, at + 1), [(begin, self.clauses.stop(unit, begin))])

    def _participle(self, unit: Unit, at: int) -> Draft | None:
        """ "A said B, adding that C" and "threatening to D"."""
        word = self.lower(at)
        if (
            not word.endswith("ing")
            or self.lower(at - 1) != ","
            or family(word) not in self.cues.all
            or not self.drafts
        ):
            return None
        last = self.drafts[-1]
        inside = last.cue is not None and unit.first <= last.cue[0] < at
        if (
            not inside
            or last.source is None
            or (self.lower(at + 1) not in ("that", "to") and not self.clauses.like_clause(unit, at + 1))
        ):
            return None
        begin = self.clauses.after_that(unit, at + 1)
        return self._draft(last.source, (at, at + 1), [(begin, self.clauses.stop(unit, begin))])

    def _citing(self, unit: Unit) -> None:
        """ "Citing A, B reported C" and "B reported C, citing A": A's claim has B's content, B relays it."""
        for at in range(unit.first, unit.last):
            if self.lower(at) not in RELAYING or not self.drafts or self.phrases.quoted(at):
                continue
            parent = self.drafts[-1]
            source = self.phrases.after(unit, at + 1)
            if source and parent.cue and unit.first <= parent.cue[0] < unit.last:
                self.drafts.insert(
                    len(self.drafts) - 1, Draft(self.clauses.named(source), (at, at + 1), parent.content, True)
                )

    def _free(self, unit: Unit, before: Unit | None) -> None:
        """Give a quotation without a cue to the speaker of the sentence before it."""
        start, end = self.reading.words[unit.first].start, self.reading.words[unit.last - 1].end
        if not self.drafts or before is None or not self.quotations.whole(start, end):
            return
        last = self.drafts[-1]
        if last.source is None or last.cue is None or not before.first <= last.cue[0] < before.last:
            return
        if self.quotations.whole(*last.content[-1]):
            self.drafts[-1] = last._replace(content=(*last.content, *self.clauses.span([(unit.first, unit.last)])))
        else:
            self._append(self._draft(last.source, None, [(unit.first, unit.last)]))

    def _append(self, draft: Draft | None, *, relayed: bool = False) -> None:
        if draft:
            self.drafts.append(draft._replace(relayed=relayed))

    def _draft(
        self, source: tuple[int, int] | None, cue: tuple[int, int] | None, content: Sequence[tuple[int, int]]
    ) -> Draft | None:
        span = self.clauses.span(content)
        return Draft(source, cue, span) if span else None

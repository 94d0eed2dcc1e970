"""The claim layer: every cue in its order, and the claims that rest on others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wirecopy.corpus.model import Claim, Entity
from wirecopy.evaluation.systems.rules.attributes import Attributes
from wirecopy.evaluation.systems.rules.clauses import ENDS, SHORTEST
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.evidence import Judge
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.orders import Draft, Orders
from wirecopy.evaluation.systems.rules.quotes import Unit, units
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar


class Claims:
    """Finds the claims of one article."""

    def __init__(self, reading: Reading, cues: Cues, sources: Judge) -> None:
        self.reading, self.cues, self.sources = reading, cues, sources
        self.orders = Orders(reading, cues)
        self.quotations, self.phrases, self.clauses = self.orders.quotations, self.orders.phrases, self.orders.clauses
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
        return Attributes(self.reading, self.quotations, self.cues, self.sources, entities).claims(self.drafts)

    def _unit(self, unit: Unit) -> None:
        rules: tuple[Callable[[Unit, int], Draft | None], ...] = (
            self.orders.phrased,
            self._ignorant,
            self.orders.impersonal,
            self.orders.passive,
            self.orders.inverted,
            self._relaying,
            self.orders.postposed,
            self.orders.preposed,
            self._participle,
        )
        index = unit.first
        last: Draft | None = None
        while index < unit.last:
            if self._possible(index) and not self.phrases.quoted(index):
                draft = next(filter(None, (rule(unit, index) for rule in rules)), None)
                draft = draft or self._shared(unit, index, last)
                if draft:
                    self.drafts.append(draft)
                    last = draft
            index += 1
        self._citing(unit)

    # -- the orders ---------------------------------------------------------------------------------------------

    def _possible(self, at: int) -> bool:
        """Return whether any rule may begin at a word: the quick answer for most words is no."""
        word = self.lower(at)
        return family(word) in self.cues.any or word in self.cues.phrases or self.lower(at - 2) == "it"

    def _ignorant(self, unit: Unit, at: int) -> Draft | None:
        """ "A did not know if content" and "Content, A did not know"."""
        if family(self.lower(at)) not in self.cues.learnt.ignorant or self.lower(at - 1) not in grammar("negations"):
            return None
        cue = (at - 2, at + 1)
        source = self.phrases.before(unit, cue[0]) if cue[0] > unit.first else None
        if source is None:
            return None
        if self.drafts and self.drafts[-1].cue == (source[0] - 1, source[0]) and self.drafts[-1].source:
            outer = self.drafts.pop()  # "A said she did not know": one cue
            source, cue = outer.source or source, (source[0] - 1, at + 1)
        closed = at + 1 >= unit.last or self.lower(at + 1) in ENDS
        begin = min(source[0], cue[0])
        if closed and begin - unit.first >= SHORTEST:
            return self.orders.draft(source, cue, [(self.clauses.begin(unit, begin), begin)])
        return None if closed else self.orders.draft(source, cue, [(at + 1, self.clauses.stop(unit, at + 1))])

    def _relaying(self, unit: Unit, at: int) -> Draft | None:
        """ "A quoted B as saying that C": B's claim is the next one."""
        if family(self.lower(at)) not in self.cues.learnt.relayed or not self.lower(at).endswith("d"):
            return None
        saying = next((i for i in range(at + 2, min(at + 14, unit.last - 1)) if self.lower(i) == "as"), None)
        source = self.phrases.before(unit, at)
        if saying is None or source is None or not self.lower(saying + 1).endswith("ing"):
            return None
        begin = self.clauses.after_that(unit, saying + 2)
        closed = begin >= unit.last or self.lower(begin) in ENDS
        content = [(unit.first, source[0])] if closed else [(begin, unit.last)]
        self._append(self.orders.draft((at + 1, saying), (saying + 1, saying + 2), content), relayed=True)
        return self.orders.draft(source, (at, at + 1), content)

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
        return self.orders.draft(last.source, (at, at + 1), [(begin, self.clauses.stop(unit, begin))])

    def _participle(self, unit: Unit, at: int) -> Draft | None:
        """ "A said B, adding that C" and "threatening to D"."""
        word = self.lower(at)
        if (
            not word.endswith("ing")
            or self.lower(at - 1) != ","
            or family(word) not in self.cues.all
            or word in self.cues.learnt.relaying
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
        return self.orders.draft(last.source, (at, at + 1), [(begin, self.clauses.stop(unit, begin))])

    def _citing(self, unit: Unit) -> None:
        """ "Citing A, B reported C" and "B reported C, citing A": A's claim has B's content, B relays it."""
        for at in range(unit.first, unit.last):
            if self.lower(at) not in self.cues.learnt.relaying or not self.drafts or self.phrases.quoted(at):
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
            self._append(self.orders.draft(last.source, None, [(unit.first, unit.last)]))

    def _append(self, draft: Draft | None, *, relayed: bool = False) -> None:
        if draft:
            self.drafts.append(draft._replace(relayed=relayed))

"""The claim layer: sources, cues and contents in the usual orders of agency copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple


from wirecopy.corpus.model import Claim, Entity, Fragment, Span
from wirecopy.evaluation.systems.rules.attributes import Attributes
from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.phrases import PREPOSITIONS, Phrases
from wirecopy.evaluation.systems.rules.quotes import Quotations, Unit, units
from wirecopy.evaluation.systems.rules.reading import Reading

SHORTEST = 3  # words before "A said" that may be what A said
_ENDS = frozenset(".,;!?”\"")
_OPEN = frozenset("“\"«‘")
_LEAD = re.compile(r"^[\s,;:—–]*(?:(?:Yet|But|And)\s)?")
_RELAYED = frozenset("citing quoting".split())
_PASTS = frozenset("gave did had was made said declined would could will".split())
_ADDRESSED = 5  # words that an addressee may have


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
            self._according, self._passive, self._inverted, self._relaying, self._postposed, self._preposed, self._participle,
        )  # fmt: skip
        index = unit.first
        last: Draft | None = None
        while index < unit.last:
            if not self.phrases.quoted(index):
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
            return self._draft(source, (at, at + 2), [(source[1], unit.last)])
        return self._draft(source, (at, at + 2), [(self._begin(unit, at), at)])

    def _passive(self, unit: Unit, at: int) -> Draft | None:
        """ "A is believed to B": the content is A and "to B"."""
        if self.lower(at + 1) != "to" or family(self.lower(at)) not in self.cues.passive or not self.lower(at).endswith(("d", "t")):
            return None
        if self.lower(at - 1) not in ("is", "are", "was", "were", "be", "been"):
            return None
        subject = self.phrases.before(unit, at - 1)
        return self._draft(None, (at, at + 1), [subject, (at + 1, self._stop(unit, at + 1))]) if subject else None

    def _inverted(self, unit: Unit, at: int) -> Draft | None:
        """ "content, said A"."""
        if not self._cue(at) or family(self.lower(at)) in self.cues.transitive | self.cues.infinitive | self.cues.deny:
            return None
        if self.lower(at - 1) not in ",”\"" or at - unit.first < SHORTEST:
            return None
        if self.lower(at + 1) in PREPOSITIONS | {"that", ",", "it", "he", "she", "they"} or self.lower(at + 1) in _OPEN:
            return None
        source = self.phrases.after(unit, at + 1)
        if source is None or source[1] < unit.last and self.lower(source[1]) not in _ENDS | {"who", "which"} | _OPEN:
            return None
        return self._draft(source, (at, at + 1), [(self._begin(unit, at), at), *self._going_on(unit, source[1])])

    def _relaying(self, unit: Unit, at: int) -> Draft | None:
        """ "A quoted B as saying that C": B's claim is the next one."""
        if family(self.lower(at)) not in self.cues.relay or not self.lower(at).endswith("d"):
            return None
        saying = next((i for i in range(at + 2, min(at + 12, unit.last - 1)) if self.lower(i) == "as"), None)
        source = self.phrases.before(unit, at)
        if saying is None or source is None or not self.lower(saying + 1).endswith("ing"):
            return None
        content = [(self._after_that(unit, saying + 2), unit.last)]
        self._append(self._draft((at + 1, saying), (saying + 1, saying + 2), content), relayed=True)
        return self._draft(source, (at, at + 1), content)

    def _postposed(self, unit: Unit, at: int) -> Draft | None:
        """ "content, A said", also in the middle of the content."""
        if not self._cue(at):
            return None
        source = self.phrases.before(unit, at)
        if source is None or source[0] - unit.first < SHORTEST or self.lower(source[0] - 1) not in _ENDS | {"—", "–"}:
            return None
        cue = self._with_addressee(unit, at)
        after = self.lower(cue[1])
        closed = cue[1] >= unit.last or after in _ENDS | {"—", "–"} or after in _OPEN
        loose = after in PREPOSITIONS and not self._that(unit, cue[1]) and self.lower(unit.first) not in PREPOSITIONS
        if not (closed or loose) or self.lower(unit.first).endswith("ing") and not closed and self.lower(unit.first) in _RELAYED:
            return None
        end = cue[1] if closed else self._resumed(unit, cue[1])
        return self._draft(source, cue, [(self._begin(unit, source[0]), source[0]), *self._going_on(unit, end)])

    def _preposed(self, unit: Unit, at: int) -> Draft | None:
        """ "A said (that) content"."""
        if not self._cue(at):
            return None
        source = self.phrases.before(unit, at)
        if source is None:
            return None
        cue = self._with_addressee(unit, at)
        begin = self._after_that(unit, cue[1])
        clause = self.lower(begin - 1) in ("that", ":") or self.lower(begin) in _OPEN or self._like_clause(unit, begin)
        key = family(self.lower(at))
        if key in self.cues.infinitive and self.lower(cue[1]) == "to":
            clause = True
        if not clause and key not in self.cues.transitive and key in self.cues.clause_only | self.cues.infinitive:
            return None
        if self.lower(cue[1]) in ("off", "for", "on", "up", "out", "off"):
            return None
        if begin >= unit.last or self.lower(begin) in _ENDS - _OPEN:
            return None
        return self._draft(source, cue, [(begin, self._stop(unit, begin))])

    def _shared(self, unit: Unit, at: int, last: Draft | None) -> Draft | None:
        """ "A said B and denied that C": a second cue of the same source."""
        if last is None or last.source is None or self.lower(at - 1) not in ("and", "but") or not self._cue(at):
            return None
        begin = self._after_that(unit, at + 1)
        if last.source[1] > at or begin >= unit.last:
            return None
        return self._draft(last.source, (at, at + 1), [(begin, self._stop(unit, begin))])

    def _participle(self, unit: Unit, at: int) -> Draft | None:
        """ "A said B, adding that C" and "threatening to D"."""
        word = self.lower(at)
        if not word.endswith("ing") or self.lower(at - 1) != "," or family(word) not in self.cues.all or not self.drafts:
            return None
        last = self.drafts[-1]
        inside = last.cue is not None and unit.first <= last.cue[0] < at
        if not inside or last.source is None or self.lower(at + 1) not in ("that", "to") and not self._like_clause(unit, at + 1):
            return None
        begin = self._after_that(unit, at + 1)
        return self._draft(last.source, (at, at + 1), [(begin, self._stop(unit, begin))])

    def _citing(self, unit: Unit) -> None:
        """ "Citing A, B reported C" and "B reported C, citing A": A's claim has B's content, B relays it."""
        for at in range(unit.first, unit.last):
            if self.lower(at) not in _RELAYED or not self.drafts or self.phrases.quoted(at):
                continue
            parent = self.drafts[-1]
            source = self.phrases.after(unit, at + 1)
            if source and parent.cue and unit.first <= parent.cue[0] < unit.last:
                self.drafts.insert(len(self.drafts) - 1, Draft(self._named(source), (at, at + 1), parent.content, True))

    def _free(self, unit: Unit, before: Unit | None) -> None:
        """Give a quotation without a cue to the speaker of the sentence before it."""
        start, end = self.reading.words[unit.first].start, self.reading.words[unit.last - 1].end
        if not self.drafts or before is None or not self.quotations.whole(start, end):
            return
        last = self.drafts[-1]
        if last.source is None or last.cue is None or not before.first <= last.cue[0] < before.last:
            return
        if self.quotations.whole(*last.content[-1]):
            self.drafts[-1] = last._replace(content=(*last.content, *self._span([(unit.first, unit.last)])))
        else:
            self._append(self._draft(last.source, None, [(unit.first, unit.last)]))

    # -- pieces -------------------------------------------------------------------------------------------------

    def _cue(self, at: int) -> bool:
        return self.cues.is_verb(self.lower(at), self.lower(at - 1))

    def _append(self, draft: Draft | None, *, relayed: bool = False) -> None:
        if draft:
            self.drafts.append(draft._replace(relayed=relayed))

    def _begin(self, unit: Unit, at: int) -> int:
        """Return where the content before a cue begins: after an earlier cue's own content, or with the unit."""
        marks = [i for i in range(unit.first, at - SHORTEST) if self.lower(i) in ";:" and not self.phrases.quoted(i)]
        return marks[-1] + 1 if marks else unit.first

    def _stop(self, unit: Unit, begin: int) -> int:
        """Return where a content that begins at a word ends: before the next cue's clause, or with the unit."""
        for at in range(begin + 1, unit.last):
            if self.phrases.quoted(at):
                continue
            word, before = self.lower(at), self.lower(at - 1)
            if before in ("and", "but") and self._cue(at):
                return at - 1
            if before == "," and (word in _RELAYED or (word.endswith("ing") and family(word) in self.cues.all)):
                return at - 1
            if before == "," and word == "according":
                return at - 1
            if word in ";:":
                return at
            if before == "," and word == "but" and self._verbal(at + 1):
                return at - 1
        return unit.last

    def _verbal(self, at: int) -> bool:
        """Return whether a clause without a subject begins: "but gave no date"."""
        word = self.reading.words[at].text if at < len(self.reading.words) else ""
        return word.islower() and (word.endswith("ed") or word in _PASTS)

    def _going_on(self, unit: Unit, at: int) -> Iterator[tuple[int, int]]:
        """Yield the rest of a content that its source and cue interrupt."""
        start = self.reading.words[unit.first].start
        if self.quotations.around(start) and at + 1 < unit.last and self.lower(at + 1) not in _OPEN:
            return
        if at < unit.last and self.lower(at) in (",", "—", "–"):
            word = self.lower(at + 1)
            if word in ("who", "which", "whose") or word in _RELAYED or word.endswith("ing") or self._that(unit, at + 1):
                return
            yield at + 1, self._stop(unit, at + 1)

    def _resumed(self, unit: Unit, begin: int) -> int:
        """Return the comma after an adverbial where a quotation goes on: "told parliament on Monday, “B”"."""
        commas = (i for i in range(begin, min(begin + 8, unit.last - 1)) if self.lower(i) == "," and self.lower(i + 1) in _OPEN)
        return next(commas, unit.last)

    def _that(self, unit: Unit, begin: int) -> int | None:
        for at in range(begin, min(begin + 9, unit.last)):
            if self.lower(at) == "that":
                return at
            if self.lower(at) in _ENDS or self.lower(at) in _OPEN:
                return None
        return None

    def _after_that(self, unit: Unit, begin: int) -> int:
        if self.lower(begin) in PREPOSITIONS | {"that", ","} or self.reading.words[min(begin, unit.last - 1)].lower.endswith("day"):
            that = self._that(unit, begin)
            if that is not None:
                return that + 1
        return begin + 1 if self.lower(begin) == ":" else begin

    def _like_clause(self, unit: Unit, begin: int) -> bool:
        """Return whether a clause begins here: a subject before a verb soon."""
        verbs = ("is", "are", "was", "were", "has", "have", "had", "will", "would", "may", "might", "could", "can", "should", "did", "does")
        return any(self.lower(at) in verbs for at in range(begin + 1, min(begin + 10, unit.last)))

    def _with_addressee(self, unit: Unit, at: int) -> tuple[int, int]:
        """Return the cue with the addressee that stands before a clause: "told reporters"."""
        if family(self.lower(at)) not in self.cues.tell:
            return at, at + 1
        end = at + 1
        while end < min(at + 1 + _ADDRESSED, unit.last) and self.lower(end) not in PREPOSITIONS | _ENDS | _OPEN | {"that", ":", "—"}:
            if end > at + 1 and (self.lower(end) in ("he", "she", "it", "they", "the") or self.lower(end - 1) in ("reporters", "journalists")):
                break
            end += 1
        return at, end

    def _named(self, words: tuple[int, int]) -> tuple[int, int]:
        """Return a source without the clause that follows it: "two officials it did not name"."""
        for at in range(words[0] + 1, words[1]):
            if self.lower(at) in ("it", "he", "she", "they", "familiar_with"):
                return words[0], at
        return words

    def _draft(self, source: tuple[int, int] | None, cue: tuple[int, int] | None, content: Sequence[tuple[int, int]]) -> Draft | None:
        span = self._span(content)
        return Draft(source, cue, span) if span else None

    def _span(self, ranges: Sequence[tuple[int, int]]) -> Span:
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

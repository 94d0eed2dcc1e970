"""Noun phrases beside a cue, by function words and punctuation: where a source begins and ends."""

from __future__ import annotations

from wirecopy.evaluation.systems.rules.cues import Cues
from wirecopy.evaluation.systems.rules.quotes import Quotations, Unit
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar

LONGEST = 14  # words of a source
_CLAUSE = grammar("subordinators")
_MARKS = frozenset(',;:—–-“”"()«»…')
_STOPS = frozenset('.;:—–“”"()!?«»')
_PRONOUNS = grammar("pronouns")
_RELATIVE = grammar("relatives") | {"since"}
_PERSONAL = frozenset(("who", "which"))
_APPOSITION = grammar("articles", "possessives") | {"one"}
_LEADING = grammar("conjunctions", "adverbs")
PREPOSITIONS = grammar("adverbial")


class Phrases:
    """Finds the sources of a unit's cues."""

    def __init__(self, reading: Reading, quotations: Quotations, cues: Cues) -> None:
        self.reading, self.quotations, self.cues = reading, quotations, cues

    def lower(self, index: int) -> str:
        """Return a word in lower case."""
        return self.reading.lower(index)

    def quoted(self, index: int) -> bool:
        """Return whether a word stands inside a quotation."""
        return self.quotations.around(self.reading.words[index].start) is not None

    def before(self, unit: Unit, cue: int) -> tuple[int, int] | None:
        """Return the subject ``[first, last)`` directly before a cue, or None."""
        last = cue
        while last > unit.first and self.cues.auxiliary(self.lower(last - 1)):
            last -= 1
        if last == unit.first:
            return None
        if self.lower(last - 1) == ",":
            return self._interrupted(unit, last - 1)
        if self.lower(last - 1) in _PRONOUNS:
            return last - 1, last
        first = last
        while first > unit.first and not self._bounds(unit, first - 1):
            first -= 1
        if self.lower(first - 1) in _PERSONAL and first - 1 > unit.first:
            last = first - 1  # "an adviser who asked not to be named said": the relative clause is left out
            first = last
            while first > unit.first and not self._bounds(unit, first - 1):
                first -= 1
        while first < last and self.lower(first) in _LEADING:
            first += 1
        return self._with_name_before(unit, first, last) if 0 < last - first <= LONGEST else None

    def _bounds(self, unit: Unit, index: int) -> bool:
        word = self.lower(index)
        if word == "-":
            return False
        if word == "and":
            spoken = (self.cues.is_verb(self.lower(i), self.lower(i - 1)) for i in range(unit.first + 1, index))
            return index - unit.first > 6 or any(spoken)
        return word in _CLAUSE or word in _MARKS or self.quoted(index)

    def _with_name_before(self, unit: Unit, first: int, last: int) -> tuple[int, int]:
        """Leave out an adverbial of time or place at the beginning: "On Monday the ministry"."""
        if self.lower(first) in PREPOSITIONS and first == unit.first:
            for index in range(first + 1, last - 1):
                if self.lower(index) in grammar("articles", "possessives"):
                    return (index, last) if index > first + 1 else (first, last)
        return first, last

    def _interrupted(self, unit: Unit, comma: int) -> tuple[int, int] | None:
        """Return the source of "A, who runs B, said" or "A, head of B, said", whose last comma is given."""
        inner = next((i for i in range(comma - 1, unit.first, -1) if self.lower(i) == ","), None)
        if inner is None or self.quoted(inner):
            return None
        first = inner
        while first > unit.first and not self._bounds(unit, first - 1):
            first -= 1
        while first < inner and self.lower(first) in _LEADING:
            first += 1
        relative = self.lower(inner + 1) in _RELATIVE or self.lower(inner + 1).endswith(("ing", "ed"))
        last = inner if relative else comma
        return self._with_name_before(unit, first, last) if 0 < inner - first <= LONGEST else None

    def after(self, unit: Unit, first: int, *, apposition: bool = True) -> tuple[int, int] | None:
        """Return the noun phrase ``[first, last)`` that begins at a word, with an apposition, or None."""
        last = first
        while last < unit.last and self.lower(last) not in _STOPS and self.lower(last) != ",":
            if self.lower(last) in _CLAUSE and last > first:
                break
            last += 1
        if last == first or last - first > LONGEST:
            return None
        if apposition and self.lower(last) == "," and self._apposed(last + 1):
            end = self.after(unit, last + 1, apposition=False)
            if end and (end[1] == unit.last or self.lower(end[1]) in ".,;" or self.lower(end[1]) in _RELATIVE):
                last = end[1]
        return first, last

    def _apposed(self, index: int) -> bool:
        named = index < len(self.reading.words) and self.reading.words[index].text[0].isupper()
        return (named or self.lower(index) in _APPOSITION) and not self.cues.is_verb(self.lower(index + 1), "")

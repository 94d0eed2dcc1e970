"""What may be an argument: the mentions and noun phrases of a sentence, and how they stand to a trigger."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from wirecopy.corpus.model import Entity
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.occurrence import Trigger
from wirecopy.evaluation.systems.rules.reading import Reading, Sentence
from wirecopy.evaluation.systems.rules.resources import grammar, read

PHRASE, PRONOUN, INFINITIVE = "phrase", "pronoun", "infinitive"
_LONGEST = 12  # words of a noun phrase
_FAR, _REACH = 16, 60  # words between a phrase and a trigger, and between a name and a trigger
_PREPOSITIONS = grammar("prepositions") | {"to"}
_VERBAL = grammar("finite", "be") | {"to", "also", "not", "n't", "never"}
_STOPS = grammar("subordinators") | frozenset(',;:.!?—–”“"()')
_BREAKS = _STOPS | grammar("conjunctions")
_PRONOUNS = grammar("pronouns", "objects")
_OPENERS = grammar("articles", "possessives", "quantifiers", "demonstratives")
_ABOUT = frozenset(tuple(row.split("_")) for row in read("calendar.yaml")["approximators"].split())


class Candidate(NamedTuple):
    """The words ``[first, last)`` that may fill a role, and what they are: a type of entity, or a kind of phrase."""

    first: int
    last: int
    kind: str

    @property
    def named(self) -> bool:
        """Whether it is an entity."""
        return self.kind not in (PHRASE, PRONOUN, INFINITIVE)


class Stage:
    """The candidates of one article, each sentence read once; ``verbs`` are words that end a noun phrase."""

    def __init__(self, reading: Reading, entities: Sequence[Entity], verbs: Collection[int]) -> None:
        self.reading, self.verbs = reading, verbs
        self.mentions = [Candidate(reading.at(e.start), reading.at(e.end), e.type) for e in entities]
        self._found: dict[int, list[Candidate]] = {}

    def candidates(self, trigger: Trigger) -> list[Candidate]:
        """Return the candidates of a trigger's sentence in text order, without those that hold the trigger."""
        low, high = trigger.sentence.first, trigger.sentence.last
        if low not in self._found:
            inside = [m for m in self.mentions if low <= m.first and m.last <= high]
            taken = {(m.first, m.last) for m in inside}
            phrases = {p for p in self._phrases(trigger.sentence) if (p.first, p.last) not in taken}
            self._found[low] = sorted({*inside, *phrases})
        found = self._found[low]
        start = bisect_left(found, (trigger.first - _REACH - _LONGEST,))
        near = found[start : bisect_left(found, (trigger.last + _REACH,))]
        return [
            c
            for c in near
            if (c.last <= trigger.first or trigger.last <= c.first) and (c.named or distance(c, trigger) <= _FAR)
        ]

    def _phrases(self, sentence: Sentence) -> Iterator[Candidate]:
        lower = self.reading.lower
        for first in range(sentence.first, sentence.last):
            if first > sentence.first and not self._ends(first - 1):
                continue
            if lower(first) == "to" and first > sentence.first:
                last = next((i for i in range(first, sentence.last) if lower(i) in _STOPS), sentence.last)
                yield Candidate(first, last, INFINITIVE)
            elif not self._ends(first) or self._counted(first):
                for last in self._closings(first, sentence.last):
                    alone = last - first == 1 and lower(first) in _PRONOUNS
                    yield Candidate(first, last, PRONOUN if alone else PHRASE)

    def _ends(self, index: int) -> bool:
        word = self.reading.lower(index)
        closed = word in _BREAKS or word in _VERBAL or word in _PREPOSITIONS or word.endswith("ly")
        return closed or index in self.verbs or self._participle(index)

    def _participle(self, index: int) -> bool:
        """Return whether a word looks like a verb behind its subject: it ends like one, after no determiner."""
        word, before = self.reading.lower(index), self.reading.lower(index - 1)
        plain = before.isalpha() and before not in _OPENERS and before not in _PREPOSITIONS
        return plain and len(word) > 4 and word.endswith(("ed", "ing"))

    def _counted(self, index: int) -> int:
        """Return how many words of an approximator stand before a number: "at least", "more than"."""
        for length in (3, 2, 1):
            words = tuple(self.reading.lower(index + place) for place in range(length))
            if words in _ABOUT and _number(self.reading.lower(index + length)):
                return length
        return int(self.reading.lower(index) == "not" and _number(self.reading.lower(index + 1)))

    def _closings(self, first: int, limit: int) -> Iterator[int]:
        """Yield where a phrase may end: at its first preposition, behind "of" and what follows, behind "and"."""
        lower = self.reading.lower
        last, yielded = first + self._counted(first), 0
        while last < min(limit, first + _LONGEST):
            if self._ends(last) and last > first:
                if lower(last) not in ("of", "and"):
                    break
                if lower(last - 1) not in ("of", "and") and yielded < 2:
                    yield last
                    yielded += 1
            last += 1
        if last > first and lower(last - 1) not in ("of", "and"):
            yield last


def _number(word: str) -> bool:
    return word[:1].isdigit() or word in grammar("numbers")


def role_clues(reading: Reading, trigger: Trigger, candidate: Candidate, all_of: Sequence[Candidate]) -> Iterator[str]:
    """Yield how a candidate stands to a trigger: side, preposition, kind, what lies between, what it contains."""
    first, last, kind = candidate
    right = first >= trigger.last
    low, high = (trigger.last, first) if right else (last, trigger.first)
    between = [reading.lower(index) for index in range(low, high)]
    clauses = min(sum(word in _BREAKS for word in between), 2)
    yield f"place={trigger.use},{right},{_link(reading, candidate, trigger)}"
    yield f"kind={kind}"
    yield f"kind={kind},{trigger.use},{right}"
    yield f"kind={kind},{right},{_link(reading, candidate, trigger)}"
    yield f"between={right},{clauses},{min(len(between) // 2, 4)}"
    nearer = sum(other.kind == kind and distance(other, trigger) < distance(candidate, trigger) for other in all_of)
    yield f"nearer={min(nearer, 2)},{candidate.named}"
    if kind == PHRASE:
        of = next((i for i in range(first + 1, last) if reading.lower(i) in _PREPOSITIONS), last)
        yield f"head={family(reading.lower(of - 1))}"
        longer = any(c.first == first and c.last > last for c in all_of)
        yield f"whole={longer},{any(c.last == last and c.first < first for c in all_of)}"


def _link(reading: Reading, candidate: Candidate, trigger: Trigger) -> str:
    """Return the preposition that a candidate's phrase hangs on, or nothing."""
    low = trigger.last if candidate.first >= trigger.last else max(trigger.sentence.first, candidate.first - _LONGEST)
    for index in range(candidate.first - 1, low - 1, -1):
        word = reading.lower(index)
        if word in _PREPOSITIONS:
            return word
        if word in _BREAKS | _VERBAL:
            return "-"
    return ""


def distance(candidate: Candidate, trigger: Trigger) -> int:
    """Return how many words stand between a candidate and a trigger."""
    return max(candidate.first - trigger.last, trigger.first - candidate.last)

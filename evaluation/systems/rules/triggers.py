"""Triggers: words that name an event, their modality and their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wirecopy.corpus.model import Entity
from wirecopy.corpus.ontology import load_ontology
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.lexicon import Lexicons
from wirecopy.evaluation.systems.rules.reading import Reading, Sentence
from wirecopy.evaluation.systems.rules.resources import grammar, known, read, rows

_AUXILIARY = grammar("helpers")
_BE = grammar("be")
_DETERMINER = grammar("determiners")
_PLANNED = grammar("planned")
_POSSIBLE = grammar("possible")
_DENIED = grammar("denied")
_WINDOW = 6


class Trigger(NamedTuple):
    """The words ``[first, last)`` of a sentence that name an event of a type; ``verb`` says how its arguments stand."""

    first: int
    last: int
    type: str
    verb: bool
    passive: bool
    sentence: Sentence


class Triggers:
    """The trigger lexicon: the train split's triggers first, then general words of each type."""

    def __init__(self, lexicons: Lexicons) -> None:
        table = rows(read("triggers.yaml"))
        known(table, load_ontology().events.types, "triggers.yaml")
        self.general: dict[str, str] = {}
        for kind, words in table.items():
            for word in sorted(words):
                self.general.setdefault(family(word), kind)
        self.learnt, self.phrases = lexicons.triggers, lexicons.phrases
        self.needs = {kind: frozenset(row.get("needs", "").split()) for kind, row in read("roles.yaml").items()}

    def find(self, reading: Reading, entities: Sequence[Entity]) -> Iterator[Trigger]:
        """Yield the triggers of an article in text order; no word of a name is one."""
        taken = {
            i
            for e in entities
            if e.type not in ("EVENT", "DATE")
            for i in range(reading.at(e.start), reading.at(e.end))
        }
        for sentence in reading.sentences:
            if sentence.zone in ("byline", "dateline"):
                continue
            start, end = reading.words[sentence.first].start, reading.words[sentence.last - 1].end
            types = frozenset(e.type for e in entities if start <= e.start < end)
            index = sentence.first
            while index < sentence.last:
                found = None if index in taken else self._at(reading, sentence, index, types)
                if found:
                    yield found
                index = found.last if found else index + 1

    def _at(self, reading: Reading, sentence: Sentence, index: int, types: frozenset[str]) -> Trigger | None:
        for words, of in self.phrases.items():
            if words[0] == reading.lower(index) and all(
                reading.lower(index + i) == word for i, word in enumerate(words)
            ):
                return Trigger(index, index + len(words), of, True, False, sentence)
        word = reading.lower(index)
        if len(word) < 3 or word in _AUXILIARY:
            return None
        key = family(word)
        if index > sentence.first and _capital(reading, index) and _capital(reading, index + 1):
            return None  # an office before a name, or a piece of a name that was not found
        learnt = self.learnt.get(key)
        kind = learnt or self.general.get(key)
        if kind is None or (not learnt and self.needs[kind] and not types & self.needs[kind]):
            return None
        verb = is_verb(reading, index)
        return Trigger(index, index + 1, kind, verb, verb and passive(reading, index), sentence)


def _capital(reading: Reading, index: int) -> bool:
    return index < len(reading.words) and reading.words[index].text[0].isupper()


def is_verb(reading: Reading, index: int) -> bool:
    """Return whether a trigger is used as a verb, told by its ending and the word before it."""
    word, before = reading.lower(index), reading.lower(index - 1)
    if before in _AUXILIARY or (family(word) != word and word.endswith(("ed", "ing"))):
        return True
    if before in _DETERMINER or before.endswith(("ese", "ian", "al", "ive", "ful")):
        return False
    return not any(reading.lower(i) in _DETERMINER for i in range(max(0, index - 2), index))


def passive(reading: Reading, index: int) -> bool:
    """Return whether a verb is a participle after a form of "be", or is followed by "by"."""
    near = [reading.lower(i) for i in range(max(0, index - 3), index)]
    return not reading.lower(index).endswith("ing") and (
        any(word in _BE for word in near) or reading.lower(index + 1) == "by"
    )


def modality(reading: Reading, trigger: Trigger) -> str:
    """Return asserted, planned, possible or denied, by the words before a trigger in its clause."""
    words = []
    for index in range(trigger.first - 1, max(trigger.sentence.first, trigger.first - _WINDOW) - 1, -1):
        if reading.lower(index) in ',;:—“”"':
            break
        words.append(reading.lower(index))
    near = words[:4]
    if not trigger.verb and trigger.last < trigger.sentence.last:
        words.insert(0, reading.lower(trigger.last))  # "the visit may fail"
    if any(word in _DENIED for word in near):
        return "denied"
    for word in words:
        if word in _POSSIBLE:
            return "possible"
        if word in _PLANNED:
            return "planned"
    return "planned" if near[:1] == ["to"] and any(word in _BE for word in near[1:2]) else "asserted"


def time_of(reading: Reading, trigger: Trigger, entities: Sequence[Entity]) -> str | None:
    """Return the value of the nearest date in the trigger's sentence; durations date nothing."""
    words = reading.words
    start, end = words[trigger.sentence.first].start, words[trigger.sentence.last - 1].end
    at = words[trigger.first].start
    dates = [
        e
        for e in entities
        if e.type == "DATE" and e.value and not e.value.startswith(("P", "F", "T")) and start <= e.start < end
    ]
    return min(dates, key=lambda e: (abs(e.start - at), e.start)).value if dates else None

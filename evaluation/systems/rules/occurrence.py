"""A trigger in its sentence: how the word is used, and the clues to its event's modality and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wirecopy.corpus.model import Entity
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.reading import Reading, Sentence
from wirecopy.evaluation.systems.rules.resources import grammar

WINDOW = 7  # words before a trigger that may tell its modality
_HELPERS = grammar("finite", "be") | {"to", "not", "n't", "also"}
_DETERMINERS = (
    grammar("articles", "possessives", "demonstratives", "quantifiers")
    | {"'s", "’s", "of", "in", "on", "for"}
)  # fmt: skip
_BREAKS = frozenset(',;:—“”"')
_DAY = 10  # characters of the value of a day


class Trigger(NamedTuple):
    """The words ``[first, last)`` of a sentence that name an event of a type; ``verb`` says how its arguments stand."""

    first: int
    last: int
    type: str
    verb: bool
    passive: bool
    sentence: Sentence

    @property
    def use(self) -> str:
        """How the trigger is used, in one word."""
        return "passive" if self.passive else "verb" if self.verb else "noun"


def trigger_at(reading: Reading, sentence: Sentence, first: int, last: int, kind: str) -> Trigger:
    """Return the trigger of these words."""
    verb = is_verb(reading, first)
    return Trigger(first, last, kind, verb, verb and is_passive(reading, first), sentence)


def is_verb(reading: Reading, index: int) -> bool:
    """Return whether a word is used as a verb, told by its ending and the words before it."""
    word, before = reading.lower(index), reading.lower(index - 1)
    if before in _HELPERS or (family(word) != word and word.endswith(("ed", "ing"))):
        return True
    return not any(reading.lower(i) in _DETERMINERS for i in range(max(0, index - 2), index))


def is_passive(reading: Reading, index: int) -> bool:
    """Return whether a verb is a participle after a form of "be", or is followed by "by"."""
    near = [reading.lower(i) for i in range(max(0, index - 3), index)]
    be = any(word in grammar("be") for word in near)
    return not reading.lower(index).endswith("ing") and (be or reading.lower(index + 1) == "by")


def modality_clues(reading: Reading, trigger: Trigger) -> Iterator[str]:
    """Yield what tells whether an event is asserted, planned, possible or denied: the words of its clause before it."""
    word = reading.lower(trigger.first)
    yield f"form={trigger.use},{word[-2:] if word.endswith(('ed', 'ing')) else ''}"
    low = max(trigger.sentence.first, trigger.first - WINDOW)
    for place, index in enumerate(range(trigger.first - 1, low - 1, -1)):
        near = reading.lower(index)
        if near in _BREAKS:
            break
        yield f"before={family(near)}"
        if not place:
            yield f"beside={near}"
    if not trigger.verb:
        yield f"after={reading.lower(trigger.last)}"


def dates_near(reading: Reading, trigger: Trigger, entities: Sequence[Entity]) -> list[Entity]:
    """Return the dates of a trigger's sentence that say when something is; durations do not."""
    words = reading.words
    start, end = words[trigger.sentence.first].start, words[trigger.sentence.last - 1].end
    near = [e for e in entities if e.type == "DATE" and e.value and start <= e.start < end]
    return [e for e in near if e.value and not e.value.startswith("P")]


def time_clues(reading: Reading, trigger: Trigger, date: Entity, rivals: int) -> Iterator[str]:
    """Yield what tells whether a date of the sentence is that of an event; ``rivals`` are dates nearer to it."""
    first, last = reading.at(date.start), reading.at(date.end)
    right = first >= trigger.last
    low, high = (trigger.last, first) if right else (last, trigger.first)
    between = [reading.lower(index) for index in range(low, high)]
    marks = sum(word in _BREAKS for word in between)
    yield f"rivals={min(rivals, 2)}"
    yield f"way={right},{min(marks, 2)},{trigger.use}"
    yield f"distance={right},{min(len(between) // 3, 4)}"
    yield f"prep={reading.lower(first - 1)}"
    yield f"day={len(date.value or '') >= _DAY},{trigger.type}"

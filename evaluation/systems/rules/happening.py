"""Words that name events as the train split has them, and what tells an event's modality and time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from wirecopy.corpus.model import Event
from wirecopy.corpus.units import entities_of, events_of, is_name
from wirecopy.evaluation.systems.rules.evidence import Evidence, Sample, gathered
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.occurrence import (
    Trigger,
    dates_near,
    is_verb,
    modality_clues,
    time_clues,
    trigger_at,
)
from wirecopy.evaluation.systems.rules.reading import Reading

RELIABLE = 0.5  # share of its occurrences in which a word names an event of one type, from which on it is taken for one
YES, NO = "yes", "no"


class Happening(msgspec.Struct, frozen=True):
    """What the train split says of events.

    ``words`` gives the type of a family in one use ("strik verb") and in any ("strik"); it is empty for a use that
    names no event although the family does. ``phrases`` give the type of several words; ``named`` are the types of
    names that are triggers themselves.
    """

    words: dict[str, str]
    phrases: dict[str, str]
    named: frozenset[str]
    modality: Evidence
    time: Evidence


def learn_events(readings: Sequence[Reading]) -> Happening:
    """Return what annotated articles say of events."""
    found = [(reading, event, trigger) for reading in readings for event, trigger in triggers_of(reading)]
    words, phrases = _lexicon(readings, [(reading, trigger) for reading, _, trigger in found])
    modality = gathered((e.modality, modality_clues(reading, t)) for reading, e, t in found if e.modality)
    time = gathered(sample for reading, event, trigger in found for sample in _times(reading, event, trigger))
    return Happening(words, phrases, _named(readings), modality, time)


def triggers_of(reading: Reading) -> Iterator[tuple[Event, Trigger]]:
    """Yield the events of an annotated article whose trigger lies in one sentence."""
    for event in events_of(reading.article.annotation):
        first, last = reading.at(event.trigger[0][0]), reading.at(event.trigger[-1][1])
        sentence = next((s for s in reading.sentences if s.first <= first and last <= s.last), None)
        if sentence and first < last:
            yield event, trigger_at(reading, sentence, first, last, event.type)


def word_keys(reading: Reading, index: int) -> tuple[str, str]:
    """Return the keys of a word, the more particular one first: its family with its use, and its family."""
    key = family(reading.lower(index))
    return f"{key} {'verb' if is_verb(reading, index) else 'noun'}", key


def _lexicon(
    readings: Sequence[Reading], found: Sequence[tuple[Reading, Trigger]]
) -> tuple[dict[str, str], dict[str, str]]:
    seen: Counter[str] = Counter()
    for reading in readings:
        for index in range(len(reading.words)):
            seen.update(word_keys(reading, index))
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    phrases: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for reading, trigger in found:
        if trigger.last - trigger.first == 1:
            for key in word_keys(reading, trigger.first):
                words[key][trigger.type] += 1
        else:
            phrases[" ".join(reading.lower(i) for i in range(trigger.first, trigger.last))][trigger.type] += 1
    types = {key: kind for key, kind in _majorities(words).items() if words[key][kind] >= RELIABLE * seen[key]}
    used = {key: key.split()[0] for key in sorted(seen) if " " in key and key not in types and seen[key] > 1}
    none = {key: "" for key, word in used.items() if word in types}
    return {**types, **none}, _majorities(phrases)


def _majorities(table: dict[str, Counter[str]]) -> dict[str, str]:
    return {key: min(table[key], key=lambda kind: (-table[key][kind], kind)) for key in sorted(table)}


def _named(readings: Sequence[Reading]) -> frozenset[str]:
    """Return the types of names of which at least half are triggers."""
    names: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for reading in readings:
        triggers = [event.trigger[0][0] for event in events_of(reading.article.annotation)]
        for entity in filter(is_name, entities_of(reading.article.annotation)):
            names[entity.type] += 1
            named[entity.type] += any(entity.start <= start < entity.end for start in triggers)
    return frozenset(kind for kind in names if 2 * named[kind] >= names[kind])


def _times(reading: Reading, event: Event, trigger: Trigger) -> Iterator[Sample]:
    dates = dates_near(reading, trigger, entities_of(reading.article.annotation))
    at = reading.words[trigger.first].start
    dates.sort(key=lambda date: abs(date.start - at))
    for rivals, date in enumerate(dates):
        yield YES if event.time == date.value else NO, time_clues(reading, trigger, date, rivals)

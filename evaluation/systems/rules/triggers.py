"""Triggers: words that name an event, its modality and its time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from wirecopy.corpus.model import Entity
from wirecopy.evaluation.systems.rules.evidence import Judge, heaviest
from wirecopy.evaluation.systems.rules.happening import NO, YES, Happening, word_keys
from wirecopy.evaluation.systems.rules.occurrence import Trigger, dates_near, modality_clues, time_clues, trigger_at
from wirecopy.evaluation.systems.rules.reading import Reading, Sentence

SILENT = ("byline", "dateline")  # zones in which nothing happens
_TRUST = 0.8
_SHORT = 0.5  # how much less likely than not a date may be its event's
_NEVER = 100.0


class Triggers:
    """The trigger lexicon of the train split."""

    def __init__(self, happening: Happening) -> None:
        self.learnt = happening
        self.modality, self.time = Judge(happening.modality, _TRUST), Judge(happening.time, _TRUST)
        self.phrases: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in sorted(happening.phrases, key=lambda phrase: (-len(phrase.split()), phrase)):
            self.phrases[phrase.split()[0]].append(tuple(phrase.split()))

    def find(self, reading: Reading, entities: Sequence[Entity]) -> Iterator[Trigger]:
        """Yield the triggers of an article in text order; no word of a name is one."""
        names = [entity for entity in entities if entity.type not in self.learnt.named]
        taken = {i for entity in names for i in range(reading.at(entity.start), reading.at(entity.end))}
        for sentence in reading.sentences:
            index = sentence.last if sentence.zone in SILENT else sentence.first
            while index < sentence.last:
                found = None if index in taken else self._at(reading, sentence, index)
                if found:
                    yield found
                index = found.last if found else index + 1

    def _at(self, reading: Reading, sentence: Sentence, index: int) -> Trigger | None:
        for words in self.phrases.get(reading.lower(index), ()):
            if all(reading.lower(index + place) == word for place, word in enumerate(words)):
                return trigger_at(reading, sentence, index, index + len(words), self.learnt.phrases[" ".join(words)])
        if index > sentence.first and _capital(reading, index) and _capital(reading, index + 1):
            return None  # an office before a name, or a piece of a name that was not found
        kind = next((self.learnt.words[key] for key in word_keys(reading, index) if key in self.learnt.words), None)
        return trigger_at(reading, sentence, index, index + 1, kind) if kind else None

    def modality_of(self, reading: Reading, trigger: Trigger) -> str | None:
        """Return the modality that the words before a trigger speak for."""
        found = heaviest(self.modality.weigh(modality_clues(reading, trigger)))
        return found[0] if found else None

    def time_of(self, reading: Reading, trigger: Trigger, entities: Sequence[Entity]) -> str | None:
        """Return the value of the date in the trigger's sentence that is likeliest its event's, if any is likely."""
        at = reading.words[trigger.first].start
        dates = sorted(dates_near(reading, trigger, entities), key=lambda date: (abs(date.start - at), date.start))
        weights = []
        for rivals, date in enumerate(dates):
            found = self.time.weigh(time_clues(reading, trigger, date, rivals))
            weight = found.get(NO, 0.0) - found.get(YES, -_NEVER)
            if weight < _SHORT:
                weights.append((weight, rivals, date.value))
        return min(weights)[2] if weights else None


def _capital(reading: Reading, index: int) -> bool:
    return index < len(reading.words) and reading.words[index].text[0].isupper()

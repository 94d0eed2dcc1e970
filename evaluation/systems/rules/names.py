"""Names: what kind of thing each run of capitalised words is, all mentions of one name judged together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.tokens import tokenize
from wirecopy.evaluation.systems.rules.chunks import Chunk, Chunker
from wirecopy.evaluation.systems.rules.evidence import Judge, added, heaviest
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.naming import NO_NAME, Names, capitals, clues, formed, plain_words
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.values import STRONG, SURE, WEAK, Mention

PERSON, PLACE = "PER", "GPE"
_SURE = 2.0  # by how much a type must outweigh the next for a name to be sought all over the article
# How much a longer name says of its first and its last word standing alone.
_WEIGHTS = {"PER": 20.0, "ORG": 4.0}  # of persons, and of bodies of any kind (the types that CoNLL calls so)
SHORTENED = {name: _WEIGHTS[row.conll] for name, row in load_ontology().entities.items() if row.conll in _WEIGHTS}
_TITLED = 4.0  # weight of an office before a name
_TRUST = 0.7  # clues beside one another are not independent


class Guess(NamedTuple):
    """The words ``[first, last)`` of a run and the weights of the types that it may have."""

    first: int
    last: int
    weights: dict[str, float]


class Gazetteer:
    """The names of the train split by their first word, and the judge of others."""

    def __init__(self, names: Names) -> None:
        self.names, self.judge = names, Judge(names.evidence, _TRUST)
        index: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for name, kind in names.known.items():
            words = tuple(name[start:end].lower().replace("’", "'") for start, end in tokenize(name))
            index[words[0]].append((words, kind))
        self.index = {first: sorted(rows, key=lambda row: (-len(row[0]), row)) for first, rows in index.items()}

    def longest(self, reading: Reading, first: int, last: int) -> tuple[int, str] | None:
        """Return the end and the type of the longest known name that the run ``[first, last)`` begins with."""
        for words, kind in self.index.get(reading.lower(first).replace("’", "'"), ()):
            end = first + len(words)
            same = (reading.lower(first + i).replace("’", "'") == word for i, word in enumerate(words))
            if end <= last and all(same):
                return (end, kind) if end == last or reading.lower(end) != "-" else None
        return None


class Namer:
    """Finds the names of one article, given the values that were found before."""

    def __init__(self, reading: Reading, gazetteer: Gazetteer, values: Iterable[Mention]) -> None:
        self.reading, self.gazetteer, self.names = reading, gazetteer, gazetteer.names
        self.free = [True] * len(reading.words)
        for value in values:
            first, last = reading.at(value.start), reading.at(value.end)
            self.free[first:last] = [False] * (last - first)
        self.common = self.names.common | set(plain_words(reading))
        self.places = {name for name, kind in self.names.known.items() if kind == PLACE} | capitals(reading)
        self.known: list[Mention] = []
        self.guesses: list[Guess] = []

    def mentions(self) -> list[Mention]:
        """Return the names with the strength of their evidence."""
        for chunk in Chunker(self.reading, self.names.joints, self.common, self.free).chunks():
            self._parse(chunk)
        return [*self.known, *self._judged()]

    def _parse(self, chunk: Chunk, titled: bool = False) -> None:
        """Cut a run into names and offices from left to right."""
        first, last, initial = chunk
        if first >= last:
            return
        known = self.gazetteer.longest(self.reading, first, last)
        if known and (known[0] == last or self._office(known[0], last) is not None):
            self.known.append(self._mention(first, *known, STRONG))
            self._parse(Chunk(known[0], last, False))
            return
        if initial and last - first > 1 and self._opened(first, last):
            first, initial = first + 1, False
        office = self._office(first, last)
        if office is None:
            self._guess(Chunk(first, last, initial), titled)
            return
        start = office - 1 if self._title(office - 1) else first
        while start > first and (self._title(start - 1) or self.reading.lower(start - 1) in self.names.offices | {"-"}):
            start -= 1
        if not self._plain_office(first, start):
            self._parse(Chunk(first, start, initial))
        self._parse(Chunk(office, last, False), titled=True)

    def _plain_office(self, first: int, last: int) -> bool:
        """Return whether one word before a title belongs to the office: it is plain, or never stands elsewhere."""
        if last - first != 1 or self.gazetteer.longest(self.reading, first, last):
            return False
        word = self.reading.words[first].text
        rare = self.reading.text.count(word) == 1 and not formed(word, self.places)
        return rare or family(word.lower()) in self.common

    def _opened(self, first: int, last: int) -> bool:
        """Return whether a plain word opens the sentence before a name that the article has without it elsewhere."""
        rest = self.reading.surface(first + 1, last)
        return family(self.reading.lower(first)) in self.common and self.reading.text.count(rest) > 1

    def _office(self, first: int, last: int) -> int | None:
        """Return where a person's name begins after an office: a title, or plain words before two rare ones."""
        lowers = [self.reading.lower(index).rstrip(".") for index in range(first, last)]
        if self._institution(first, last) or any(word in ("of", "for") for word in lowers):
            return None
        titles = [first + place for place in range(len(lowers)) if self._title(first + place)]
        if titles:
            return titles[-1] + 1
        following = [*lowers[1:], ""]
        plain = [family(word) in self.common and after != "-" for word, after in zip(lowers, following, strict=True)]
        start = next((place for place, common in enumerate(plain) if not common), len(lowers))
        return first + start if start and len(lowers) - start > 1 and not any(plain[start:]) else None

    def _title(self, index: int) -> bool:
        """Return whether a word is a learnt title, or shortened like one ("Col.")."""
        word = self.reading.words[index].text
        shortened = word.endswith(".") and word[:-1].isalpha() and len(word) > 2
        return shortened or word.lower().rstrip(".") in self.names.joints.titles

    def _institution(self, first: int, last: int) -> bool:
        """Return whether a run's last word, or its first one before "of", is that of an institution and no office."""
        weights = self.gazetteer.judge.weights
        lowers = [self.reading.lower(index) for index in range(first, last)]
        head = lowers[next((place for place, word in enumerate(lowers) if word in ("of", "for")), len(lowers)) - 1]
        found = heaviest(weights.get(f"head={head}", {})) if last - first > 1 else None
        return found is not None and found[0] != PERSON and head not in self.names.joints.titles

    def _guess(self, chunk: Chunk, titled: bool) -> None:
        if all(self._title(index) for index in range(chunk.first, chunk.last)):
            return
        weights = self.gazetteer.judge.weigh(clues(self.reading, chunk, self.common, self.places))
        if titled and weights:
            weights = added(weights, {PERSON: _TITLED})
        self.guesses.append(Guess(chunk.first, chunk.last, weights))

    # -- all mentions of one name ---------------------------------------------------------------------------------

    def _judged(self) -> Iterator[Mention]:
        """Yield the guesses that are names, each with the type that the mentions of its surface speak for together."""
        total: dict[str, dict[str, float]] = {}
        for guess in self.guesses:
            surface = self._surface(guess)
            total[surface] = added(total.get(surface, {}), guess.weights)
        short = self._short_forms(total)
        for guess in self.guesses:
            surface = self._surface(guess)
            found = heaviest(added(total[surface], short.get(surface, {})))
            if found and found[0] != NO_NAME:
                yield self._mention(guess.first, guess.last, found[0], SURE if found[1] > _SURE else WEAK + 1)

    def _short_forms(self, total: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        """Return what the longer names of the article say of their first and last words."""
        judged = {surface: heaviest(weights) for surface, weights in total.items() if " " in surface}
        long = {surface: best[0] for surface, best in judged.items() if best}
        long |= {self.reading.text[m.start : m.end].lower(): m.type for m in self.known}
        found: dict[str, dict[str, float]] = {}
        for surface, kind in sorted(long.items()):
            words = surface.split()
            if kind in SHORTENED and len(words) > 1:
                for word in (words[0], words[-1]):
                    found.setdefault(word, {})[kind] = SHORTENED[kind]
        return found

    def _surface(self, guess: Guess) -> str:
        return self.reading.surface(guess.first, guess.last).lower()

    def _mention(self, first: int, last: int, kind: str, strength: int) -> Mention:
        words = self.reading.words
        return Mention(words[first].start, words[last - 1].end, kind, strength)

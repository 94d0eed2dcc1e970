"""Runs of capitalised words: where a name may stand."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

import msgspec

from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.reading import Reading, Sentence
from wirecopy.evaluation.systems.rules.resources import grammar

TITLE_CASE = 0.65  # a headline with more capitalised words than this share tells nothing by capitals
_SHORT = 3  # letters of a particle: van, bin, al
_OPENERS = frozenset("“\"‘'()–—-:;•·")
_CLITICS = frozenset(("'s", "’s", "'", "’"))
_FUNCTION = grammar(
    "articles", "possessives", "demonstratives", "pronouns", "objects", "relatives", "quantifiers", "finite",
    "prepositions", "subordinators", "conjunctions", "adverbs", "negations", "wh",
)  # fmt: skip


class Joints(msgspec.Struct, frozen=True):
    """Words that the train split's names are joined by.

    ``heads`` stand before "of" in a name, ``inner`` in lower case inside one, ``owners`` before "'s", and ``tails`` in
    lower case at the end; ``titles`` stand before people's names and are joined to none.
    """

    heads: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


class Chunk(NamedTuple):
    """The words ``[first, last)`` of a run; ``initial`` where its capital may be that of a sentence's first word."""

    first: int
    last: int
    initial: bool


def capitalised(word: str) -> bool:
    """Return whether a word begins with a capital letter."""
    return word[0].isupper()


def function_word(word: str) -> bool:
    """Return whether a lower-case word belongs to a closed class."""
    return word in _FUNCTION


def title_cased(reading: Reading, sentence: Sentence) -> bool:
    """Return whether a headline capitalises all its words."""
    words = reading.words[sentence.first : sentence.last]
    long = [word for word in words if len(word.text) > 3 and word.text.isalpha()]
    capitals = sum(capitalised(word.text) for word in long)
    return sentence.zone == "headline" and len(long) > 3 and capitals > TITLE_CASE * len(long)


class Chunker:
    """Finds the runs of an article; ``common`` are plain words, ``free`` says which ones no value has taken."""

    def __init__(self, reading: Reading, joints: Joints, common: Container[str], free: Sequence[bool]) -> None:
        self.reading, self.joints, self.common, self.free = reading, joints, common, free

    def chunks(self) -> Iterator[Chunk]:
        """Yield the runs of every sentence but those of title-cased headlines."""
        for sentence in self.reading.sentences:
            if title_cased(self.reading, sentence):
                continue
            index = sentence.first
            while index < sentence.last:
                if not self._may_begin(index, sentence.last):
                    index += 1
                    continue
                last = self._end(index, sentence.last)
                initial = index == sentence.first or self.reading.words[index - 1].text in _OPENERS
                yield Chunk(index, last, initial)
                index = last

    def _may_begin(self, index: int, limit: int) -> bool:
        word = self.reading.words[index]
        if not self.free[index] or not capitalised(word.text):
            return self.free[index] and self._particle(word.text) and self._hyphenated(index, limit)
        return not function_word(word.lower) or (word.text.isupper() and len(word.text) > 1)

    def _particle(self, word: str) -> bool:
        """Return whether a word may stand in lower case inside a name: it does in a known one, or is short and rare."""
        rare = word.isalpha() and word.islower() and len(word) <= _SHORT and not function_word(word)
        return word in self.joints.inner or (rare and family(word) not in self.common)

    def _hyphenated(self, index: int, limit: int) -> bool:
        """Return whether a hyphen and a capital follow a word: "al-Rashid"."""
        words = self.reading.words
        return index + 2 < limit and words[index + 1].text == "-" and capitalised(words[index + 2].text)

    def _end(self, first: int, limit: int) -> int:
        last = first + 1
        while last < limit:
            step = self._step(first, last, limit)
            if not step:
                break
            last += step
        tail = self.reading.words[last].text if last < limit and self.free[last] else ""
        return last + (tail in self.joints.tails)

    def _step(self, first: int, at: int, limit: int) -> int:
        """Return by how many words the run ``[first, at)`` goes on, 0 where it ends."""
        words, reading = self.reading.words, self.reading
        text, following = words[at].text, at + 1 < limit and self.free[at + 1]
        if not self.free[at] or "\n" in reading.text[words[at - 1].end : words[at].start]:
            return 0
        if capitalised(text):
            return int(not function_word(words[at].lower) or len(text) == 1)
        if not following:
            return 0
        after = words[at + 1].text
        if text in "-–" and reading.touching(at) and reading.touching(at + 1):
            return 2 * (capitalised(after) or after.isdigit())
        if text in _CLITICS:
            return 2 * (capitalised(after) and words[at - 1].lower in self.joints.owners)
        if self._particle(text) and self._hyphenated(at, limit):
            return 3
        if text == "&" or self._particle(text):
            return 2 * capitalised(after)
        return self._linked(first, at, limit)

    def _named_body(self, first: int, at: int) -> bool:
        """Return whether the run before "of" is no office and has an article, as "the Hall" of something named has."""
        office = self.reading.lower(at - 1).rstrip(".") in self.joints.titles
        return not office and self.reading.lower(first - 1) in grammar("articles")

    def _linked(self, first: int, at: int, limit: int) -> int:
        """Return the step over "of", "for" or "and" inside an institution's name."""
        words = self.reading.words
        text, before = words[at].lower, [word.lower for word in words[first:at]]
        linked = any(word in ("of", "for") for word in before)
        if any(word.isdigit() for word in before) or not (linked if text == "and" else text in ("of", "for")):
            return 0
        if not (any(word in self.joints.heads for word in before) or self._named_body(first, at)):
            return 0
        skip = 2 if words[at + 1].lower in grammar("articles") and at + 2 < limit else 1
        target = words[at + skip]
        return skip + 1 if capitalised(target.text) and self.free[at + skip] and target.text[0].isalnum() else 0

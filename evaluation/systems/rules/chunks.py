"""Runs of capitalised words: where a name may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wirecopy.evaluation.systems.rules.reading import Reading, Sentence
from wirecopy.evaluation.systems.rules.resources import Words, by_word

TITLE_CASE = 0.65  # a headline with more capitalised words than this share tells nothing by capitals
_OPENERS = frozenset("“\"‘'()–—-:;•·")


class Chunk(NamedTuple):
    """The words ``[first, last)`` of a run; ``initial`` where its capital may be that of a sentence's first word."""

    first: int
    last: int
    initial: bool


def capitalised(word: str) -> bool:
    """Return whether a word begins with a capital letter."""
    return word[0].isupper()


def title_cased(reading: Reading, sentence: Sentence) -> bool:
    """Return whether a headline capitalises all its words."""
    long = [
        word for word in reading.words[sentence.first : sentence.last] if len(word.text) > 3 and word.text.isalpha()
    ]
    return (
        sentence.zone == "headline"
        and len(long) > 3
        and sum(w.text[0].isupper() for w in long) > TITLE_CASE * len(long)
    )


class Chunker:
    """Finds the runs of an article; ``free`` says which words no value has taken."""

    def __init__(self, reading: Reading, vocabulary: Words, free: list[bool]) -> None:
        self.reading, self.vocabulary, self.free = reading, vocabulary, free
        self.heads = {**by_word(vocabulary.heads), **by_word(vocabulary.leading_heads)}

    def chunks(self) -> Iterator[Chunk]:
        """Yield the runs of every sentence but those of title-cased headlines."""
        for sentence in self.reading.sentences:
            if title_cased(self.reading, sentence):
                continue
            index = sentence.first
            while index < sentence.last:
                if not self._may_begin(index):
                    index += 1
                    continue
                last = self._end(index, sentence.last)
                initial = index == sentence.first or self.reading.words[index - 1].text in _OPENERS
                yield Chunk(index, last, initial)
                index = last

    def _may_begin(self, index: int) -> bool:
        word = self.reading.words[index]
        return self.free[index] and capitalised(word.text) and word.lower not in self.vocabulary.function

    def _end(self, first: int, limit: int) -> int:
        last = first + 1
        while last < limit:
            step = self._step(first, last, limit)
            if not step:
                return last
            last += step
        return last

    def _step(self, first: int, at: int, limit: int) -> int:
        """Return by how many words the run ``[first, at)`` goes on, 0 where it ends."""
        words, reading = self.reading.words, self.reading
        text, following = words[at].text, at + 1 < limit and self.free[at + 1]
        if not self.free[at] or "\n" in reading.text[words[at - 1].end : words[at].start]:
            return 0
        if capitalised(text):
            return int(words[at].lower not in self.vocabulary.function or len(text) == 1)
        if not following:
            return 0
        after = words[at + 1].text
        if text in "-–" and reading.touching(at) and reading.touching(at + 1):
            return 2 * (capitalised(after) or after.isdigit())
        if text in ("'s", "’s", "'", "’"):
            return 2 * (capitalised(after) and words[at - 1].lower in self.vocabulary.possessive_heads)
        if text == "&" or text in self.vocabulary.particles:
            return 2 * capitalised(after)
        return self._linked(first, at, limit)

    def _linked(self, first: int, at: int, limit: int) -> int:
        words = self.reading.words
        text = words[at].text
        if any(word.text.isdigit() for word in words[first:at]):
            return 0
        if text not in self.vocabulary.linking or not any(word.lower in self.heads for word in words[first:at]):
            return 0
        if text == "and" and not any(word.lower in ("of", "for") for word in words[first:at]):
            return 0
        skip = 2 if words[at + 1].lower == "the" and at + 2 < limit else 1
        target = words[at + skip]
        return skip + 1 if capitalised(target.text) and self.free[at + skip] and re.match(r"\w", target.text) else 0

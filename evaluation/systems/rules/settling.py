"""The names of an article as a whole: weak guesses give way to what surer mentions of the same name say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.values import SURE, WEAK, Mention
from wirecopy.evaluation.systems.rules.vocabulary import Vocabulary


def settled(found: Sequence[Mention], reading: Reading, vocabulary: Vocabulary, free: Sequence[bool]) -> list[Mention]:
    """Return the mentions with one type a name, and the short forms of institutions added."""
    return _Settling(found, reading, vocabulary, free).mentions()


class _Settling:
    def __init__(
        self, found: Sequence[Mention], reading: Reading, vocabulary: Vocabulary, free: Sequence[bool]
    ) -> None:
        self.found, self.reading, self.vocabulary, self.free = list(found), reading, vocabulary, free

    def mentions(self) -> list[Mention]:
        """Return the mentions as ``settled`` does."""
        surfaces = Counter(map(self._surface, self.found))
        self.found = [self._without_opener(mention, surfaces) for mention in self.found]
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for mention in self.found:
            surface = self._surface(mention)
            votes[surface][mention.type] += mention.strength
            if mention.type == "PER" and mention.strength > WEAK and " " in surface:
                votes[surface.split()[0]]["PER"] += mention.strength
                votes[surface.split()[-1]]["PER"] += 2 * mention.strength
        short = self._short_forms()
        return [self._agreed(mention, votes, short) for mention in self.found] + list(self._shortened(short))

    def _without_opener(self, mention: Mention, surfaces: Counter[str]) -> Mention:
        """Leave a sentence's first word out of a guess whose rest is named by itself elsewhere: "Fugitive Smith"."""
        words = self._surface(mention).split(" ", 1)
        first = {self.reading.words[sentence.first].start for sentence in self.reading.sentences}
        if mention.strength >= SURE or mention.start not in first or len(words) < 2:
            return mention
        if words[1] not in surfaces or words[0] in surfaces:
            return mention
        return mention._replace(
            start=mention.end - len(words[1]), type="GPE" if mention.type == "GPE" else "ORG", strength=0
        )

    def _surface(self, mention: Mention) -> str:
        return self.reading.text[mention.start : mention.end].lower()

    def _agreed(self, mention: Mention, votes: dict[str, Counter[str]], short: dict[str, str]) -> Mention:
        if mention.strength >= SURE:
            return mention
        surface = self._surface(mention)
        counts = votes[surface]
        kind = min(counts, key=lambda k: (-counts[k], k))
        return mention._replace(type=short.get(surface, kind))

    def _short_forms(self) -> dict[str, str]:
        """Return head word -> type for the institutions named in full: "the Front" for "Blue Front"."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for mention in self.found:
            words = self.reading.text[mention.start : mention.end].split()
            if len(words) > 1 and mention.strength >= SURE and mention.type in self.vocabulary.words.short_heads:
                for word in {words[0], words[-1]}:
                    found[word.lower()].add(mention.type)
        heads = self.vocabulary.heads
        return {word: min(kinds) for word, kinds in found.items() if len(kinds) == 1 and word in heads}

    def _shortened(self, short: dict[str, str]) -> Iterator[Mention]:
        for index, word in enumerate(self.reading.words):
            if (
                word.lower in short
                and word.text[0].isupper()
                and self.reading.lower(index - 1) == "the"
                and self.free[index]
            ):
                yield Mention(word.start, word.end, short[word.lower], WEAK + 1)

"""Names: what kind of thing each run of capitalised words is, and the other mentions of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wirecopy.evaluation.systems.rules.chunks import Chunk, Chunker
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.settling import settled
from wirecopy.evaluation.systems.rules.values import STRONG, SURE, WEAK, Mention
from wirecopy.evaluation.systems.rules.vocabulary import Vocabulary

# A capitalised word after a preposition of place, which a nationality may be formed from.
_PLACE = re.compile(r"\b(?:in|at|near|from|of|to)\s([A-Z]\w{3,})")


class Namer:
    """Finds the names of one article, given the values that were found before."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary, values: Iterable[Mention]) -> None:
        self.reading, self.vocabulary = reading, vocabulary
        self.free = [True] * len(reading.words)
        for value in values:
            self._take(reading.at(value.start), reading.at(value.end))
        self.common = vocabulary.lexicons.common | {word.text for word in reading.words if word.text.islower()}
        self.found: list[Mention] = []
        self.places = {name for name, kind in vocabulary.lexicons.names.items() if kind == "GPE"}
        self.places |= {m.group(1) for m in _PLACE.finditer(reading.text)}

    def _take(self, first: int, last: int) -> None:
        self.free[first:last] = [False] * (last - first)

    def mentions(self) -> list[Mention]:
        """Return the names with the strength of their evidence."""
        for chunk in Chunker(self.reading, self.vocabulary.words, self.free).chunks():
            self._parse(chunk.first, chunk.last, chunk)
        return settled(self.found, self.reading, self.vocabulary, self.free)

    def _add(self, first: int, last: int, kind: str, strength: int) -> None:
        words = self.reading.words
        self.found.append(Mention(words[first].start, words[last - 1].end, kind, strength))

    def _lower(self, index: int) -> str:
        return self.reading.lower(index)

    # -- one run ------------------------------------------------------------------------------------------------

    def _parse(self, first: int, last: int, chunk: Chunk) -> None:
        """Cut a run into names and offices from left to right."""
        if first >= last:
            return
        known = self._gazetteer(first, last)
        whole = self._by_head(first, last) if known and known[0] < last else None
        if known and not whole:
            self._add(first, *known, STRONG)
            self._parse(known[0], last, Chunk(known[0], last, False))
            return
        title = self._title(first, last)
        if title is not None:
            self._before_office(first, title, chunk)
            self._person(title + 1, last)
            return
        if not self._led_by_nation(first, last, chunk):
            self._classify(first, last, chunk)

    def _gazetteer(self, first: int, last: int) -> tuple[int, str] | None:
        """Return the end and the type of the longest learnt name that the run begins with."""
        for words, kind in self.vocabulary.index.get(self._lower(first), ()):
            end = first + len(words)
            if end <= last and all(self._lower(first + i).replace("’", "'") == word for i, word in enumerate(words)):
                return (end, kind) if end == last or self._lower(end) != "-" else None
        return None

    def _title(self, first: int, last: int) -> int | None:
        """Return the place of the last word of an office before a person's name."""
        titles = self.vocabulary.words.titles
        places = [i for i in range(first, last) if self._lower(i).rstrip(".") in titles and self._lower(i + 1) != "of"]
        if not places or self._by_head(first, last):
            return None
        return places[-1]

    def _before_office(self, first: int, title: int, chunk: Chunk) -> None:
        words = self.vocabulary.words
        end = title
        while end > first and self._lower(end - 1).rstrip(".") in words.modifiers | words.titles | {"-"}:
            end -= 1
        if end > first:
            self._parse(first, end, Chunk(first, end, chunk.initial and end - first == 1 and False))

    def _person(self, first: int, last: int) -> None:
        if first < last:
            self._add(first, last, "PER", STRONG)

    def _led_by_nation(self, first: int, last: int, chunk: Chunk) -> bool:
        """Take a nationality off the front of a run that goes on with an office or an institution's own name."""
        if last - first < 2 or not self._demonym(first) or not self._by_head(first + 1, last):
            return False
        if self._lower(first + 1) not in self.vocabulary.words.modifiers:
            return False
        self._add(first, first + 1, "NORP", SURE)
        self._parse(first + 1, last, Chunk(first + 1, last, False))
        return chunk is not None

    def _demonym(self, index: int) -> bool:
        word = self._lower(index)
        return len(word) > 4 and any(word.endswith(ending) for ending in self.vocabulary.words.demonym_endings)

    def _by_head(self, first: int, last: int) -> str | None:
        """Return the type that a run's last word tells, or its first one before "of", or None."""
        vocabulary = self.vocabulary
        if last - first < 2:
            return None
        linked = next((i for i in range(first + 1, last) if self._lower(i) in ("of", "for", "on")), None)
        if linked is not None:
            leading = (vocabulary.leading.get(self._lower(i)) for i in range(first, linked))
            return next(filter(None, leading), None) or vocabulary.heads.get(self._lower(linked - 1))
        if self._designated(first, last) and self._lower(first) in vocabulary.leading:
            return vocabulary.leading[self._lower(first)]
        return vocabulary.heads.get(self._lower(last - 1)) or vocabulary.leading.get(self._lower(first))

    def _designated(self, first: int, last: int) -> bool:
        return any(self._lower(i).isdigit() for i in range(first, last))

    def _classify(self, first: int, last: int, chunk: Chunk) -> None:
        kind = self._by_head(first, last)
        if kind:
            self._add(first, last, kind, SURE)
            return
        if chunk.initial and first == chunk.first and self._lower(first) in self.common:
            if last - first == 1:
                return
            self._parse(first + 1, last, Chunk(first + 1, last, False))
            return
        if self._designated(first, last) and last - first > 1:
            self._add(first, last, "PRODUCT", SURE)
            return
        found = self._beside(first, last)
        if found:
            self._add(first, last + (found[0] == "LOC" and found[1] == SURE), *found)
        elif last - first == 1:
            self._single(first, chunk)
        elif last - first <= 6:
            self._add(first, last, "PER", WEAK + 1)

    # -- what stands beside a run -------------------------------------------------------------------------------

    def _beside(self, first: int, last: int) -> tuple[str, int] | None:
        if self._lower(last).isdigit():
            return None
        return self._told_by_noun(first, last) or self._told_by_order(first, last)

    def _told_by_noun(self, first: int, last: int) -> tuple[str, int] | None:
        """Return what a common noun beside a run says: "the newspaper X", "X river", "town of X"."""
        words, vocabulary = self.vocabulary.words, self.vocabulary
        before, after = self._lower(first - 1), self._lower(last)
        if before in words.titles or (before == "," and self._lower(first - 2) in words.titles):
            return "PER", SURE
        article = before in ("a", "an", "the")
        if after in vocabulary.after and (not article or self._is_outlet(first, after)):
            return vocabulary.after[after], SURE
        if before in vocabulary.before:
            return vocabulary.before[before], SURE
        if before == "of" and self._lower(first - 2) in words.before.get("GPE", frozenset()):
            return "GPE", SURE
        if before == "," and self._lower(first - 2) in words.before.get("ORG", frozenset()):
            return "ORG", SURE
        return None

    def _is_outlet(self, first: int, noun: str) -> bool:
        """Return whether "the X newspaper" names an outlet, which "the Northern newspaper" does not."""
        return self.vocabulary.after[noun] == "MEDIA" and not self._demonym(first)

    def _told_by_order(self, first: int, last: int) -> tuple[str, int] | None:
        """Return what an apposition, an age or a preposition says."""
        words = self.vocabulary.words
        before, after = self._lower(first - 1), self._lower(last)
        if last - first > 1 and after == "," and self._lower(last + 1) in words.apposition:
            return "PER", WEAK + 2
        if last - first > 1 and after == "," and self._lower(last + 1).isdigit():
            return "PER", SURE
        if before in words.place_prepositions:
            return "GPE", WEAK + 2
        if before in words.motion_prepositions and last - first == 1 and not self._demonym(first):
            return "GPE", WEAK
        return None

    def _single(self, index: int, chunk: Chunk) -> None:
        word = self.reading.words[index]
        following = self._lower(index + 1)
        if len(word.text) == 1 or not any(map(str.isalpha, word.text)) or following.isdigit():
            return
        reporting = family(following) in self.vocabulary.speaking
        if chunk.initial and not (reporting or following in ("'s", "’s") or self._zone(index) == "byline"):
            return
        if self._zone(index) == "byline":
            self._add(index, index + 1, "PER", WEAK)
        elif self.vocabulary.heads.get(word.lower) == "ORG":
            self._add(index, index + 1, "ORG", WEAK + 1)
        elif self._from_place(index) or (
            word.lower.endswith("i") and self._lower(index - 1) in ("a", "an", "the") and following.islower()
        ):
            self._add(index, index + 1, "NORP", SURE)
        elif word.text.isupper() and 2 <= len(word.text) <= 6:
            self._add(index, index + 1, "ORG", WEAK)
        elif (
            self._demonym(index)
            and (following.isalpha() or following in "-.,")
            and following not in ("and", "'s", "’s")
        ):
            self._add(index, index + 1, "NORP", WEAK + 1)
        elif following in ("'s", "’s"):
            self._add(index, index + 1, "GPE", WEAK)
        elif not chunk.initial or word.lower not in self.common:
            self._add(index, index + 1, "ORG" if reporting or self._alone_with_article(index) else "GPE", WEAK)

    def _alone_with_article(self, index: int) -> bool:
        """Return whether "the X" ends a noun phrase, as bodies do and places do not."""
        following = self._lower(index + 1)
        return self._lower(index - 1) == "the" and (
            not following.isalpha() or following in self.vocabulary.words.function
        )

    def _from_place(self, index: int) -> bool:
        """Return whether a word is the name of a place that the train split or the article has, with an ending."""
        word = self.reading.words[index].text
        stems = (word[:-length] for length in (1, 2, 3) if len(word) - length >= 4)
        return word.endswith(("i", "n", "se", "sh")) and any(
            stem in self.places or stem + "a" in self.places for stem in stems
        )

    def _zone(self, index: int) -> str:
        return next((s.zone for s in self.reading.sentences if s.first <= index < s.last), "")

"""Names as the train split has them: the names themselves, the words around and inside them, evidence for each type."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from wirecopy.corpus.units import entities_of, is_name
from wirecopy.evaluation.systems.rules.chunks import Chunk, Chunker, Joints, capitalised, function_word
from wirecopy.evaluation.systems.rules.evidence import Evidence, Sample, gathered
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import read

NO_NAME = ""  # the label of a run of capitalised words that names nothing
_LINKS = ("of", "for", "on")
_STEM = 4  # letters of a place's name that a nationality keeps
_CODE = 3  # letters of a currency's sign
_LONGEST = 7  # words of an office before a name


class Names(msgspec.Struct, frozen=True):
    """What the train split says of names.

    ``known`` gives the type of each; ``common`` are the families of its words in lower case; ``currencies`` are words
    and signs of money; ``offices`` are the capitalised words before a title.
    """

    known: dict[str, str]
    common: frozenset[str]
    currencies: frozenset[str]
    offices: frozenset[str]
    joints: Joints
    evidence: Evidence


class Named(NamedTuple):
    """The words ``[first, last)`` of a name in the train split, with its type."""

    first: int
    last: int
    type: str


def learn_names(readings: Sequence[Reading]) -> Names:
    """Return what annotated articles say of names."""
    named = [list(_named(reading)) for reading in readings]
    pairs = list(zip(readings, named, strict=True))
    known: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for reading, rows in pairs:
        for row in rows:
            known[reading.surface(row.first, row.last)][row.type] += 1
    common = frozenset(word for reading in readings for word in plain_words(reading))
    titles, offices = _titles(pairs)
    joints = _joints(pairs, titles)
    plain = titles | offices
    samples = (sample for reading, rows in pairs for sample in _samples(reading, rows, joints, plain, common))
    return Names(
        {name: min(counts, key=lambda kind: (-counts[kind], kind)) for name, counts in sorted(known.items())},
        common, _currencies(readings), offices, joints, gathered(samples),
    )  # fmt: skip


def plain_words(reading: Reading) -> Iterator[str]:
    """Yield the families of the words that an article has in lower case."""
    return (family(word.text) for word in reading.words if word.text.islower())


def _named(reading: Reading) -> Iterator[Named]:
    for entity in entities_of(reading.article.annotation):
        if is_name(entity):
            first, last = reading.at(entity.start), reading.at(entity.end)
            if first < last and reading.words[last - 1].end == entity.end:
                yield Named(first, last, entity.type)


def _currencies(readings: Iterable[Reading]) -> frozenset[str]:
    scales = set(read("calendar.yaml")["scales"].split())
    found = set()
    for reading in readings:
        for entity in entities_of(reading.article.annotation):
            words = reading.text[entity.start : entity.end].split()
            if entity.type == "MONEY":
                found |= {word for word in words[-1:] if word.isalpha() and word.islower()}
                found |= {word for word in words[:1] if word.isalpha() and not word.islower() and len(word) <= _CODE}
    return frozenset(found - scales)


def _titles(pairs: Iterable[tuple[Reading, list[Named]]]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the capitalised words directly before people's names, and those before these."""
    titles: set[str] = set()
    offices: set[str] = set()
    for reading, rows in pairs:
        taken = {index for row in rows for index in range(row.first, row.last)}
        for row in (row for row in rows if row.type == "PER"):
            run: list[str] = []
            for index in range(row.first - 1, max(row.first - _LONGEST, -1), -1):
                word = reading.words[index]
                if index in taken or not capitalised(word.text) or function_word(word.lower):
                    break
                run.append(word.lower.rstrip("."))
            titles.update(run[:1])
            offices.update(run[1:])
    return frozenset(titles), frozenset(offices)


def _joints(pairs: Iterable[tuple[Reading, list[Named]]], titles: frozenset[str]) -> Joints:
    heads: set[str] = set()
    inner: set[str] = set()
    owners: set[str] = set()
    tails: set[str] = set()
    for reading, rows in pairs:
        for row in rows:
            for index in range(row.first, row.last):
                word = reading.words[index]
                following = reading.lower(index + 1) if index + 1 < row.last else ""
                if following in _LINKS[:2]:
                    heads.add(word.lower)
                elif following in ("'s", "’s", "'", "’"):
                    owners.add(word.lower)
                if word.text.islower() and word.text.isalpha() and not function_word(word.text):
                    (inner if following else tails).add(word.text)
    return Joints(frozenset(heads), frozenset(inner), frozenset(owners), frozenset(tails), titles)


def _samples(
    reading: Reading, rows: list[Named], joints: Joints, offices: frozenset[str], common: frozenset[str]
) -> Iterator[Sample]:
    """Yield the clues of every name, and of the runs of capitalised words that are none."""
    free = [True] * len(reading.words)
    for entity in entities_of(reading.article.annotation):
        if not is_name(entity):
            first, last = reading.at(entity.start), reading.at(entity.end)
            free[first:last] = [False] * (last - first)
    taken = {index for row in rows for index in range(row.first, row.last)}
    places = capitals(reading)
    starts = {sentence.first for sentence in reading.sentences}
    for row in rows:
        yield row.type, clues(reading, Chunk(row.first, row.last, row.first in starts), common, places)
    for chunk in Chunker(reading, joints, common, free).chunks():
        words = range(chunk.first, chunk.last)
        if not any(index in taken for index in words) and not all(reading.lower(index) in offices for index in words):
            yield NO_NAME, clues(reading, chunk, common, places)


def capitals(reading: Reading) -> set[str]:
    """Return the capitalised words of an article that another one may be formed from."""
    return {word.text for word in reading.words if capitalised(word.text) and len(word.text) >= _STEM}


def formed(word: str, places: Container[str]) -> str:
    """Return by which ending a word is formed from one of ``places``: "n" of "Rindavan" from "Rindava", or nothing."""
    for length in range(1, 4):
        stem, ending = word[:-length], word[-length:]
        if len(stem) >= _STEM and any(stem + vowel in places for vowel in ("", *"aeiouy") if stem + vowel != word):
            return ending
    return ""


def clues(reading: Reading, chunk: Chunk, common: Container[str], places: Container[str]) -> Iterator[str]:
    """Yield what speaks for a type in the words of a run and beside them."""
    first, last, initial = chunk
    words = [word.lower for word in reading.words[first:last]]
    linked = next((place for place, word in enumerate(words) if place and word in _LINKS), None)
    head = words[(linked or len(words)) - 1]
    size = min(len(words), 3)
    yield f"size={size}"
    if size > 1:
        yield f"head={head}"
        yield f"first={words[0]}"
        yield f"kind={linked is not None},{family(head) in common},{family(words[0]) in common}"
    else:
        yield f"word={initial},{family(head) in common},{_shape(reading.words[first].text)}"
    yield f"ending={size > 1},{head[-3:]}"
    before, after = reading.lower(first - 1), reading.lower(last)
    opening = initial or "\n" in reading.text[reading.words[first - 1].end : reading.words[first].start]
    yield "opening" if opening else f"before={before}"
    if not opening and (function_word(before) or not before.isalpha()):
        yield f"before={reading.lower(first - 2)} {before}"
    yield f"after={after}"
    if size == 1:
        yield f"formed={formed(reading.words[first].text, places)}"
    if any(word.isdigit() for word in words):
        yield "digits"


def _shape(word: str) -> str:
    return "caps" if word.isupper() and len(word) > 1 else "dotted" if "." in word else "word"

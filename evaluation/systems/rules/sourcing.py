"""Kinds of sources as the train split has them: the noun a source is about, its first word, and the names in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wirecopy.corpus.units import claims_of, entities_of
from wirecopy.evaluation.systems.rules.evidence import Evidence, Sample, gathered
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar

_HEAD_ENDS = grammar("prepositions", "relatives") | {","}
_POSSESSIVE = ("'s", "’s", "'", "’")


def learn_sources(readings: Sequence[Reading]) -> Evidence:
    """Return the evidence for each kind of source in annotated articles."""
    return gathered(sample for reading in readings for sample in _samples(reading))


def _samples(reading: Reading) -> Iterator[Sample]:
    names = [(e.type, reading.at(e.start), reading.at(e.end)) for e in entities_of(reading.article.annotation)]
    for claim in claims_of(reading.article.annotation):
        if claim.source and claim.source_type:
            first, last = reading.at(claim.source[0][0]), reading.at(claim.source[-1][1])
            if first < last:
                yield claim.source_type, source_clues(reading, first, last, names)


def source_clues(reading: Reading, first: int, last: int, names: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """Yield what tells the kind of the source ``[first, last)``; ``names`` are types with their words."""
    words = [reading.lower(index) for index in range(first, last)]
    end = next((place for place, word in enumerate(words) if place and word in _HEAD_ENDS), len(words))
    inside = [row for row in names if first <= row[1] and row[2] <= last]
    head = next((kind for kind, _, stop in inside if stop == first + end), "")
    owner = any(word in _POSSESSIVE for word in words[:end])
    person = any(kind == "PER" and not (owner and start < first + end) for kind, start, _ in inside)
    if person:
        yield "person"
    elif head and not owner:
        yield f"named={head}"
    else:
        yield f"noun={family(words[end - 1])}"
        if len(words) > 1:
            yield f"first={words[0] if words[0] in _DETERMINERS else owner}"
        yield f"plural={words[end - 1].endswith('s')}"


_DETERMINERS = grammar("articles", "possessives", "quantifiers", "demonstratives")

"""Words that attribute as the train split has them: which, how surely, in what order, and with what they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec

from wirecopy.corpus.model import Claim, Span
from wirecopy.corpus.units import claims_of
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import grammar

RELIABLE = 0.5  # share of a word's occurrences that attribute, from which on it needs no clause to do so
OFTEN = 0.5  # share of a cue's claims from which on it is said to have a property
TELLING = 0.6  # share of its claims, one left out, from which on a word hedges them
_FINITE = grammar("finite")
_PARTICLES = grammar("prepositions", "particles")
_IDLE = grammar("articles", "possessives", "pronouns", "objects", "prepositions", "adverbs")
_CLOSED = _IDLE | grammar("finite", "subordinators", "quantifiers", "demonstratives", "conjunctions")
_NEGATIONS = grammar("negations")
_OPEN = frozenset('“"«‘')
# A cue after one of these is a noun or an infinitive.
NOT_AFTER = grammar(
    "articles", "possessives", "demonstratives", "negations", "prepositions", "be"
) | {"-", "'s", "’s", "any", "such", "some", "no", "each", "every"}  # fmt: skip


class Reporting(msgspec.Struct, frozen=True):
    """Families of words that attribute, each kind by what it was seen to do in the train split.

    ``verbs`` are all of them and ``surely`` those that attribute in most of their occurrences; ``forms`` are the forms
    seen after a subject that is no plural. ``particles`` are second words ("pointed out") and ``addressees`` last words
    of longer cues, which those ``addressed`` mostly have. ``phrases`` stand before the source ("according to"). Verbs
    ``deny``, leave what they report ``hedged``, say, negated, that the source is ``ignorant``, go with a ``direct``
    object or an ``infinitive``, stand in the ``passive`` without a source, or relay others ("A quoted B as saying":
    ``relayed``; "citing B": ``relaying``). ``hedges`` are words of hedged contents.
    """

    verbs: frozenset[str]
    surely: frozenset[str]
    forms: frozenset[str]
    particles: dict[str, frozenset[str]]
    addressed: frozenset[str]
    addressees: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    deny: frozenset[str]
    hedged: frozenset[str]
    ignorant: frozenset[str]
    direct: frozenset[str]
    infinitive: frozenset[str]
    passive: frozenset[str]
    relayed: frozenset[str]
    relaying: frozenset[str]
    hedges: frozenset[str]


class Told(NamedTuple):
    """A claim of the train split with its cue as words ``[first, last)``."""

    reading: Reading
    claim: Claim
    first: int
    last: int

    @property
    def key(self) -> str:
        """The family of the cue's first word."""
        return family(self.reading.lower(self.first))

    def words(self) -> tuple[str, ...]:
        """Return the cue in lower case."""
        return tuple(self.reading.lower(index) for index in range(self.first, self.last))


def learn_reporting(readings: Sequence[Reading]) -> Reporting:
    """Return the words that attribute in annotated articles."""
    told = [row for reading in readings for row in _told(reading)]
    seen = Counter(family(word.lower) for reading in readings for word in reading.words if word.text.islower())
    cited = [row for row in told if _before_source(row)]
    phrases = Counter(row.words() for row in cited if row.last - row.first > 1)
    relayed, relaying = _relays(told)
    verbal = [row for row in told if row.words() not in phrases and _may_be_verb(row.words()[0])]
    used = Counter(row.key for row in verbal if "not" not in row.words())
    hedges = _hedges(told)
    properties: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in verbal:
        properties[row.key].update(_properties(row, hedges))

    def often(name: str) -> frozenset[str]:
        return frozenset(key for key, counts in properties.items() if counts[name] >= OFTEN * counts["all"])

    return Reporting(
        verbs=frozenset(used) - often("passive"),
        surely=frozenset(key for key, count in used.items() if count >= RELIABLE * seen[key]),
        forms=frozenset(row.words()[0] for row in verbal if _singular(row)) - _bases(readings),
        particles=_particles(verbal),
        addressed=often("addressed"),
        addressees=frozenset(row.words()[-1] for row in verbal if _addressed(row)),
        phrases=tuple(sorted(phrases, key=lambda words: (-len(words), words))),
        deny=often("deny"),
        hedged=often("hedged"),
        ignorant=_ignorant(readings, told),
        direct=often("direct"),
        infinitive=often("infinitive"),
        passive=frozenset(key for key, counts in properties.items() if counts["passive"]),
        relayed=relayed,
        relaying=relaying,
        hedges=hedges,
    )


def _told(reading: Reading) -> Iterator[Told]:
    for claim in claims_of(reading.article.annotation):
        if claim.cue:
            first, last = reading.at(claim.cue[0][0]), reading.at(claim.cue[-1][1])
            if first < last <= len(reading.words):
                yield Told(reading, claim, first, last)


def _may_be_verb(word: str) -> bool:
    return word.isalpha() and (word not in _CLOSED or word in _FINITE)


def _before_source(row: Told) -> bool:
    """Return whether the source follows the cue at once, as it does "according to" and "citing"."""
    source, end = row.claim.source, row.reading.words[row.last - 1].end
    return source is not None and 0 <= source[0][0] - end <= 1 and not _is_verb(row)


def _is_verb(row: Told) -> bool:
    """Return whether a cue is a verb that may stand before its source too: "said A"."""
    return row.last - row.first == 1 and not row.reading.lower(row.first).endswith("ing")


def _relays(told: Sequence[Told]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the verbs that relay ("quoted A as saying") and the words before a relayed source ("citing A")."""
    relayed, relaying = set(), set()
    claims = {(row.reading.article.id, row.claim.id): row for row in told}
    for child in told:
        parent = claims.get((child.reading.article.id, child.claim.parent)) if child.claim.parent else None
        if parent is None or parent.claim.content != child.claim.content:
            continue
        if _before_source(child):
            relaying.add(child.words()[0])
        elif parent.last <= child.first:
            relayed.add(parent.key)
    return frozenset(relayed), frozenset(relaying)


def _properties(row: Told, hedges: frozenset[str]) -> Iterator[str]:
    reading, claim = row.reading, row.claim
    yield "all"
    if claim.polarity == "deny":
        yield "deny"
    if claim.certainty == "hedged" and hedges.isdisjoint(words_of(reading, claim.content)):
        yield "hedged"
    if _addressed(row):
        yield "addressed"
    if claim.source is None and reading.lower(row.first - 1) in grammar("be"):
        yield "passive"
    after = next((start for start, _ in claim.content if start >= reading.words[row.last - 1].end), None)
    if after is None:
        return
    begin, end = reading.at(after), reading.at(claim.content[-1][1])
    words = [reading.lower(index) for index in range(begin, end)]
    if words[:1] == ["to"]:
        yield "infinitive"
    elif begin == row.last and reading.text[after - 1] not in _OPEN and not _FINITE.intersection(words[:8]):
        yield "direct"


def _singular(row: Told) -> bool:
    """Return whether a cue is a verb whose subject is no plural, as far as the word before it tells."""
    word = row.words()[0]
    return not word.endswith("ing") and word not in _FINITE and not row.reading.lower(row.first - 1).endswith("s")


def _bases(readings: Sequence[Reading]) -> frozenset[str]:
    """Return the words that are base forms: others are the same word with an ending."""
    words = {word.lower for reading in readings for word in reading.words}
    return frozenset(word for word in words if any(word + ending in words for ending in ("s", "ed", "d", "ing")))


def _addressed(row: Told) -> bool:
    return row.last - row.first > 1 and row.words()[1] not in _PARTICLES | _NEGATIONS and _connected(row)


def _connected(row: Told) -> bool:
    return row.claim.cue is not None and len(row.claim.cue) == 1


def _particles(verbal: Sequence[Told]) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in verbal:
        if row.last - row.first == 2 and row.words()[1] in _PARTICLES and _connected(row):
            found[row.key].add(row.words()[1])
    return {key: frozenset(words) for key, words in sorted(found.items())}


def _ignorant(readings: Sequence[Reading], told: Sequence[Told]) -> frozenset[str]:
    """Return the families of verbs that, negated, mostly say that the source does not know."""
    pairs: Counter[str] = Counter()
    for reading in readings:
        pairs.update(family(b.lower) for a, b in pairwise(reading.words) if a.lower in _NEGATIONS)
    unknown: Counter[str] = Counter()
    for row in told:
        if row.claim.certainty == "unknown":
            unknown.update(family(after) for word, after in pairwise(row.words()) if word in _NEGATIONS)
    return frozenset(key for key, count in unknown.items() if count >= RELIABLE * pairs[key])


def _hedges(told: Sequence[Told]) -> frozenset[str]:
    """Return the words that stand mostly in contents that are hedged."""
    beside: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    contents = {(row.reading.article.id, row.claim.content): row for row in told}
    for row in contents.values():
        for word in set(words_of(row.reading, row.claim.content)):
            beside[word][row.claim.certainty == "hedged"] += 1
    return frozenset(
        word
        for word, counts in beside.items()
        if counts[True] - 1 >= TELLING * counts.total() and word.isalpha() and word not in _IDLE
    )


def words_of(reading: Reading, span: Span) -> Iterator[str]:
    """Yield the words of a span in lower case."""
    for start, end in span:
        yield from (word.lower for word in reading.words[reading.at(start) : reading.at(end)])

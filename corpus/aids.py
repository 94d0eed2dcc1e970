"""Aids for whoever annotates: what is unusual beside the other articles. They only flag, nobody annotates by them.

A hint is right or it is explained: ``explained.jsonl`` beside the articles names the article, the aid, the place and
why the annotation stands as it is. What is usual is counted over the articles whose texts ship.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from wirecopy.corpus.dates import WEEKDAYS, calendar_date
from wirecopy.corpus.decode import UNREADABLE, explain
from wirecopy.corpus.errors import nearest, printable, shown
from wirecopy.corpus.model import Article, Record, Span
from wirecopy.corpus.store import catalogue
from wirecopy.corpus.tokens import Token, tokenize
from wirecopy.corpus.units import claims_of, entities_of, events_of, is_name

EXPLAINED = "explained.jsonl"
# A word is usual as a cue or a trigger, a role as filled, from so many instances on and in so large a share of them.
INSTANCES = 5
SHARE = 0.8
FILLED = 0.95


class Flagged(Record, frozen=True):
    """A place that an aid flags: the article, the aid, and ``[start, end)`` in code points."""

    article: str
    aid: str
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What ties an explanation to its hint."""
        return self.article, self.aid, self.start, self.end


class Hint(Flagged, frozen=True, kw_only=True):
    """What is unusual at a flagged place."""

    message: str


class Explanation(Flagged, frozen=True, kw_only=True):
    """Why a flagged place stands as it is: one line of ``explained.jsonl``."""

    why: str


class Reading:
    """An article with its tokens outside furniture, and which characters belong to which kind of unit."""

    def __init__(self, article: Article) -> None:
        """Take an article with its text."""
        self.article, self.text = article, article.text or ""
        self.furniture = _characters(((z.start, z.end),) for z in article.zones if z.kind == "furniture")
        self.entities = _characters(((e.start, e.end),) for e in entities_of(article.annotation))
        self.cues = _characters(c.cue for c in claims_of(article.annotation) if c.cue)
        self.triggers = _characters(e.trigger for e in events_of(article.annotation))

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens that are annotated."""
        return [token for token in tokenize(self.text) if token[0] not in self.furniture]

    def word(self, token: Token) -> str:
        """Return a token's word in lower case."""
        return self.text[slice(*token)].lower()


def _characters(spans: Iterable[Span]) -> set[int]:
    return {i for span in spans for start, end in span for i in range(start, end)}


class Habits:
    """What the articles usually do: words that are cues or triggers, roles that are filled."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        """Count over articles with text."""
        words: Counter[str] = Counter()
        marked: dict[str, Counter[str]] = {"cue": Counter(), "trigger": Counter()}
        for reading in readings:
            for token in reading.tokens:
                word = reading.word(token)
                words[word] += 1
                marked["cue"][word] += token[0] in reading.cues
                marked["trigger"][word] += token[0] in reading.triggers
        self.usual = {
            kind: {w for w, n in found.items() if w.isalpha() and n >= INSTANCES and n >= SHARE * words[w]}
            for kind, found in marked.items()
        }
        self.filled = _filled(readings)


def _filled(readings: Iterable[Reading]) -> dict[str, list[str]]:
    types: Counter[str] = Counter()
    roles: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for event in events_of(reading.article.annotation):
            types[event.type] += 1
            roles[event.type].update({argument.role for argument in event.arguments})
    return {
        name: sorted(role for role, n in roles[name].items() if n >= FILLED * number)
        for name, number in types.items()
        if number >= INSTANCES
    }


def unmarked_name(reading: Reading, _: Habits) -> Iterator[tuple[int, int, str]]:
    """Flag a name that is marked in one place and not in another."""
    text = reading.text
    names = {text[e.start : e.end]: e.type for e in entities_of(reading.article.annotation) if is_name(e)}
    starts = {start for start, _ in reading.tokens}
    ends = {end for _, end in reading.tokens}
    for name, kind in sorted(names.items()):
        at = text.find(name)
        while at >= 0:
            stop = at + len(name)
            if at in starts and stop in ends and reading.entities.isdisjoint(range(at, stop)):
                yield at, stop, f"found {shown(name)} unmarked, elsewhere in the article it is {kind}"
            at = text.find(name, stop)


def cue_without_claim(reading: Reading, habits: Habits) -> Iterator[tuple[int, int, str]]:
    """Flag a word that is usually a cue and here is none."""
    yield from _unmarked(reading, habits.usual["cue"], reading.cues, "a cue")


def trigger_without_event(reading: Reading, habits: Habits) -> Iterator[tuple[int, int, str]]:
    """Flag a word that usually triggers an event and here triggers none."""
    yield from _unmarked(reading, habits.usual["trigger"], reading.triggers, "a trigger")


def _unmarked(reading: Reading, usual: set[str], marked: set[int], what: str) -> Iterator[tuple[int, int, str]]:
    for token in reading.tokens:
        start, end = token
        if reading.word(token) in usual and start not in marked and start not in reading.entities:
            yield start, end, f"found {shown(reading.text[start:end])} unmarked, in other places it is {what}"


def weekday_value(reading: Reading, _: Habits) -> Iterator[tuple[int, int, str]]:
    """Flag a date whose surface names another weekday than its value has."""
    for entity in entities_of(reading.article.annotation):
        words = reading.text[entity.start : entity.end].lower().replace(",", " ").split()
        day = calendar_date((entity.value or "")[:10]) if entity.type == "DATE" else None
        named = [name for name in WEEKDAYS if name in words]
        if day is not None and named and WEEKDAYS[day.weekday()] not in named and "/" not in (entity.value or ""):
            found, expected = WEEKDAYS[day.weekday()].capitalize(), named[0].capitalize()
            yield entity.start, entity.end, f"found {entity.value}, a {found}, expected a {expected} as the words say"


def empty_role(reading: Reading, habits: Habits) -> Iterator[tuple[int, int, str]]:
    """Flag an event without a role that its type hardly ever lacks."""
    for event in events_of(reading.article.annotation):
        there = {argument.role for argument in event.arguments}
        for role in habits.filled.get(event.type, ()):
            if role not in there:
                start, end = event.trigger[0][0], event.trigger[-1][1]
                yield start, end, f"found {event.type} without {role}, which it hardly ever lacks"


Find = Callable[[Reading, Habits], Iterator[tuple[int, int, str]]]
AIDS: dict[str, tuple[Find, str]] = {
    "unmarked-name": (unmarked_name, "A name is marked in one place and not in another."),
    "cue-without-claim": (cue_without_claim, "A word that is nearly always a cue belongs to no claim."),
    "trigger-without-event": (trigger_without_event, "A word that nearly always triggers an event triggers none."),
    "weekday-value": (weekday_value, "A date names another weekday than the one its value falls on."),
    "empty-role": (empty_role, "An event lacks an argument that its type hardly ever lacks."),
}


def hints(articles: Iterable[Article]) -> list[Hint]:
    """Return what the aids flag in articles with text, article by article in text order.

    Habits are counted where texts ship, so that what is flagged does not depend on what a reader has restored.
    """
    readings = [Reading(article) for article in articles if article.text is not None]
    habits = Habits([reading for reading in readings if not _is_withheld(reading.article)])
    return [
        Hint(reading.article.id, aid, start, end, message=message)
        for reading in readings
        for aid, (find, _) in AIDS.items()
        for start, end, message in sorted(find(reading, habits))
    ]


def _is_withheld(article: Article) -> bool:
    collection = catalogue().collections.get(article.collection or "")
    return collection is not None and collection.text == "withheld"


def scan_explained(folder: Path) -> Iterator[tuple[str, Explanation | str]]:
    """Yield ``file:line`` with its explanation, or with what is wrong with it; nothing where there is no such file."""
    file = folder / EXPLAINED
    for number, line in enumerate(file.read_bytes().splitlines() if file.is_file() else (), 1):
        if line.strip():
            yield f"{file}:{number}", _decoded(line)


def _decoded(line: bytes) -> Explanation | str:
    try:
        raw = msgspec.json.decode(line)
    except UNREADABLE as error:
        return f"not valid JSON: {printable(str(error))}"
    try:
        found = msgspec.convert(raw, Explanation)
    except (msgspec.ValidationError, RecursionError) as error:
        return explain(error, Explanation, raw)
    if found.aid in AIDS:
        return found
    return f"aid: found {shown(found.aid)}, expected one of {', '.join(AIDS)}{nearest(found.aid, AIDS)}"

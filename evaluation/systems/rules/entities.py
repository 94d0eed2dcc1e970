"""The entity layer: values and names of an article, without overlaps."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from wirecopy.corpus.model import Entity
from wirecopy.evaluation.systems.rules.names import PERSON, Gazetteer, Namer
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.resources import value_types
from wirecopy.evaluation.systems.rules.values import EXACT, SURE, WEAK, Mention, find_values

_BRACKETED = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)|/([A-Z]{2,7})/")


def find_entities(reading: Reading, gazetteer: Gazetteer) -> tuple[Entity, ...]:
    """Return the entities of an article in text order; none overlap and none touch furniture."""
    values = flat(find_values(reading, gazetteer.names.currencies))
    stated = list(_stated(reading))
    taken = [*values, *(mention for mention in stated if mention.strength == EXACT)]
    names = Namer(reading, gazetteer, taken).mentions()
    mentions = flat([*values, *stated, *names])
    mentions = flat([*mentions, *_abbreviations(reading, mentions), *_repeated(reading, mentions)])
    return tuple(Entity(m.start, m.end, m.type, value=m.value) for m in mentions)


def flat(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that remain when of two that overlap the surer, then the longer, then the first is kept."""
    kept: list[Mention] = []
    for mention in sorted(set(mentions), key=lambda m: (-m.strength, m.start - m.end, m.start, m.type)):
        place = bisect_left(kept, mention)
        before, after = kept[place - 1] if place else None, kept[place] if place < len(kept) else None
        if (before is None or before.end <= mention.start) and (after is None or mention.end <= after.start):
            kept.insert(place, mention)
    return kept


def _stated(reading: Reading) -> Iterator[Mention]:
    """Yield what the article's own metadata names: authors, agency, outlet, and the city of the dateline."""
    metadata = reading.article.metadata
    city = re.split(r"[,/(:–—]|\s-|\.\s", metadata.dateline or "")[0].strip()
    stated = [
        *((name, "PER") for name in metadata.byline),
        (metadata.agency, "MEDIA"),
        (metadata.outlet, "MEDIA"),
        (city, "GPE"),
    ]
    for zone in reading.zones:
        for name, kind in stated:
            if name:
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", reading.text[zone.start : zone.end], re.I):
                    strength = EXACT if kind != "GPE" or zone.kind == "dateline" else WEAK + 2
                    if match.group()[0].isupper():
                        yield Mention(zone.start + match.start(), zone.start + match.end(), kind, strength)
        if zone.kind == "dateline":
            for match in _BRACKETED.finditer(reading.text, zone.start, zone.end):
                yield Mention(*match.span(1 if match.group(1) else 2), "MEDIA", EXACT)


def _abbreviations(reading: Reading, mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the short name in brackets after a name, and every other mention of it: "Blue Front (BF)"."""
    for mention in mentions:
        match = re.compile(r"\s\(([A-Z][A-Z&]{1,7})\)").match(reading.text, mention.end)
        if match and mention.type not in value_types() | {PERSON}:
            yield from _everywhere(reading, match.group(1), mention.type, SURE)


def _repeated(reading: Reading, mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the other mentions of names that were found for sure, and of the last part of people's names."""
    sought: dict[tuple[str, str], None] = {}
    for mention in mentions:
        name = reading.text[mention.start : mention.end]
        if mention.strength >= SURE and mention.type not in value_types():
            sought[name, mention.type] = None
            if mention.type == "PER" and " " in name:
                sought[name.split()[-1], mention.type] = None
    for name, kind in sought:
        yield from _everywhere(reading, name, kind, WEAK)


def _everywhere(reading: Reading, name: str, kind: str, strength: int) -> Iterator[Mention]:
    text, length = reading.text, len(name)
    at = text.find(name)
    while at >= 0:
        end = at + length
        beside = text[at - 1 : at] + text[end : end + 1]
        if not any(char.isalnum() or char in "_-" for char in beside) and reading.annotated(at, end):
            yield Mention(at, end, kind, strength)
        at = text.find(name, end)

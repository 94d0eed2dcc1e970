"""Lexicons that are built from annotated articles: names, currencies, cues and triggers with their types."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from wirecopy.corpus.model import Article
from wirecopy.corpus.tokens import tokenize
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.systems.rules.forms import family
from wirecopy.evaluation.systems.rules.resources import read, value_types

RELIABLE = 0.5  # a word that names an event in fewer of its occurrences is left out


class Lexicons(msgspec.Struct, frozen=True):
    """What the rules learn: types of names and of trigger families, words of money, of cues, and of lower case."""

    names: dict[str, str]
    currencies: frozenset[str]
    common: frozenset[str]
    cues: frozenset[str]
    triggers: dict[str, str]
    phrases: dict[tuple[str, ...], str]


def learn(articles: Iterable[Article]) -> Lexicons:
    """Return the lexicons of annotated articles with their texts."""
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    triggers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    phrases: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    currencies, common, cues = set(), set(), set()
    for article in articles:
        text = article.text or ""
        tokens = [text[start:end] for start, end in tokenize(text)]
        common |= {word for word in tokens if word.islower()}
        seen.update(family(word.lower()) for word in tokens)
        for entity in entities_of(article.annotation):
            words = text[entity.start : entity.end]
            if entity.type not in value_types():
                names[words][entity.type] += 1
            elif entity.type == "MONEY" and words[-1:].isalpha() and words.split()[-1].islower():
                currencies.add(words.split()[-1])
        for claim in claims_of(article.annotation):
            if claim.cue:
                cues.add(text[claim.cue[0][0] : claim.cue[0][1]].split()[0].lower())
        for event in events_of(article.annotation):
            words = " ".join(text[start:end] for start, end in event.trigger).lower()
            parts = tuple(words.split())
            if len(parts) == 1:
                triggers[family(words)][event.type] += 1
            else:
                phrases[parts][event.type] += 1
    scales = set(read("calendar.yaml")["scales"].split())
    reliable = {key: counts for key, counts in triggers.items() if counts.total() >= RELIABLE * seen[key]}
    return Lexicons(
        {name: _majority(counts) for name, counts in sorted(names.items())},
        frozenset(currencies - scales),
        frozenset(common),
        frozenset(cues),
        {key: _majority(counts) for key, counts in sorted(reliable.items())},
        {key: _majority(counts) for key, counts in sorted(phrases.items())},
    )


def _majority(counts: Counter[str]) -> str:
    return min(counts, key=lambda kind: (-counts[kind], kind))


def name_index(names: dict[str, str]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return names by their first word, longest first, each as its words in lower case with its type."""
    index: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for name, kind in names.items():
        words = tuple(name[start:end].lower().replace("’", "'") for start, end in tokenize(name))
        index[words[0]].append((words, kind))
    return {first: sorted(rows, key=lambda row: (-len(row[0]), row)) for first, rows in index.items()}

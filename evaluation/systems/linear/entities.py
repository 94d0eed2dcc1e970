"""The entity layer: words tagged with types, with the rules' opinion and its surroundings among the features."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from wirecopy.corpus.model import Annotation, Entity
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import entities_of
from wirecopy.evaluation.systems.linear.page import Page, Range, ranges_of
from wirecopy.evaluation.systems.linear.scorer import Instance
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.tagger import Tagger, fit_tagger, instances
from wirecopy.evaluation.systems.linear.viterbi import OUTSIDE
from wirecopy.evaluation.systems.linear.words import WordFeatures


def fit_entities(
    pages: Sequence[Page], words: Sequence[WordFeatures], gold: Sequence[Annotation], settings: Settings
) -> Tagger:
    """Return a tagger of entity types, trained on annotated pages."""
    sequences, tags = [], []
    for page, features, annotation in zip(pages, words, gold, strict=True):
        rows = entity_rows(page, features)
        truth = page.tags((r, e.type) for e in entities_of(annotation) if (r := page.range(e.start, e.end)))
        sequences += [rows[s.first : s.last] for s in page.sentences]
        tags += [truth[s.first : s.last] for s in page.sentences]
    return fit_tagger(sequences, tags, settings.entities, settings.entities_lean, load_ontology().entities)


def find_entities(page: Page, words: WordFeatures, tagger: Tagger) -> tuple[Entity, ...]:
    """Return the entities of a page in text order; they do not overlap."""
    rows = entity_rows(page, words)
    tags = tagger.tag([rows[s.first : s.last] for s in page.sentences])
    found = [
        _entity(page, where, label)
        for sentence, row in zip(page.sentences, tags, strict=True)
        for where, label in ranges_of(row, sentence.first)
    ]
    return tuple(Entity(e.start, e.end, e.type, f"e{i}", e.metonym, e.value) for i, e in enumerate(found, 1))


def _entity(page: Page, where: Range, label: str) -> Entity:
    hint = page.entity_hint(where)
    start, end = page.span(where) if hint is None else (hint.start, hint.end)
    if hint is None or hint.type != label:
        return Entity(start, end, label)
    return Entity(start, end, label, metonym=hint.metonym, value=hint.value)


def entity_rows(page: Page, words: WordFeatures) -> list[Instance]:
    """Return the features of every word for the entity tagger."""
    hints, usual = page.entity_hints, _usual(page)
    around = _around(page)
    rows = []
    for index, row in enumerate(words.rows):
        before = hints[index - 1] if index else OUTSIDE
        after = hints[index + 1] if index + 1 < len(hints) else OUTSIDE
        here = hints[index]
        rows.append([
            *row, f"h={here}", f"h-1={before}", f"h+1={after}", f"hh={here}|{after[:1]}",
            f"h|w={here}|{page.lowers[index]}", f"h|w-1={here}|{page.lower(index - 1)}",
            f"h|w+1={here}|{page.lower(index + 1)}", f"usual={usual.get(page.words[index].text, OUTSIDE)}",
            *around[index],
        ])  # fmt: skip
    return instances(rows, page.hinted(hints))


def _usual(page: Page) -> dict[str, str]:
    """Return the type that the rules give most of a word's mentions in the article."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, tag in zip(page.words, page.entity_hints, strict=True):
        if tag != OUTSIDE:
            counts[word.text][tag[2:]] += 1
    return {word: min(kinds, key=lambda kind: (-kinds[kind], kind)) for word, kinds in counts.items()}


def _around(page: Page) -> list[list[str]]:
    """Return, for the words of the rules' mentions, what stands at the mention's ends."""
    rows: list[list[str]] = [[] for _ in page.words]
    for where, kind in ranges_of(page.entity_hints):
        last, before, after = page.lower(where.last - 1), page.lower(where.first - 1), page.lower(where.last)
        shared = [f"m={kind}|{min(where.last - where.first, 4)}", f"m<={before}", f"m>={after}", f"m.={last}"]
        shared += [f"mk<={kind}|{before}", f"mk>={kind}|{after}", f"mk.={kind}|{last}", f"m.3={last[-3:]}"]
        for index in range(where.first, where.last):
            place = "B" if index == where.first else "I"
            rows[index] = [f"{place}{feature}" for feature in shared]
    return rows

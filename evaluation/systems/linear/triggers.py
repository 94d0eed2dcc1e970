"""Triggers: the words that name an event, their type and their modality."""

from __future__ import annotations

from collections.abc import Sequence

from wirecopy.corpus.model import Annotation, Entity
from wirecopy.corpus.units import events_of
from wirecopy.evaluation.systems.linear.page import Page, Range, ranges_of
from wirecopy.evaluation.systems.linear.scorer import Instance
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.tagger import Tagger, fit_tagger, instances
from wirecopy.evaluation.systems.linear.viterbi import OUTSIDE
from wirecopy.evaluation.systems.linear.words import WordFeatures

TRIGGER = "trigger"
BEFORE = 5  # words before a trigger that tell its modality


def trigger_rows(page: Page, words: WordFeatures) -> list[Instance]:
    """Return the features of every word for the trigger tagger."""
    hints, entities = page.trigger_hints, page.entity_hints
    rows = []
    for index, row in enumerate(words.rows):
        here = hints[index][:1]
        before = entities[index - 1] if index else OUTSIDE
        after = entities[index + 1] if index + 1 < len(entities) else OUTSIDE
        rows.append([
            *row, f"h={here}", f"ht={hints[index]}", f"h|f={here}|{page.families[index]}", f"e={entities[index]}",
            f"e-1={before}", f"e+1={after}", f"h|z={here}|{page.sentence_at(index).zone}",
            f"h|cue={here}|{page.cue_hints[index]}", f"h|w-1={here}|{page.lower(index - 1)}",
            f"h|w+1={here}|{page.lower(index + 1)}", f"h|x={here}|{page.lowers[index][-3:]}",
        ])  # fmt: skip
    boundaries = [tag if tag == OUTSIDE else f"{tag[0]}-{TRIGGER}" for tag in hints]
    return instances(rows, page.hinted(boundaries))


def fit_triggers(
    pages: Sequence[Page], words: Sequence[WordFeatures], gold: Sequence[Annotation], settings: Settings
) -> Tagger:
    """Return a tagger of triggers, whatever their type, trained on annotated pages."""
    sequences, tags = [], []
    for page, features, annotation in zip(pages, words, gold, strict=True):
        rows = trigger_rows(page, features)
        truth = page.tags((r, TRIGGER) for e in events_of(annotation) for r in page.ranges(e.trigger)[:1])
        sequences += [rows[s.first : s.last] for s in page.sentences]
        tags += [truth[s.first : s.last] for s in page.sentences]
    return fit_tagger(sequences, tags, settings.triggers, settings.triggers_lean, [TRIGGER])


def find_triggers(page: Page, words: WordFeatures, tagger: Tagger) -> list[Range]:
    """Return the triggers of a page in text order."""
    rows = trigger_rows(page, words)
    tags = tagger.tag([rows[s.first : s.last] for s in page.sentences])
    return [
        found for sentence, row in zip(page.sentences, tags, strict=True) for found, _ in ranges_of(row, sentence.first)
    ]


def type_row(page: Page, trigger: Range) -> Instance:
    """Return the features of a trigger for the classifier of its type."""
    hint = page.event_hint(trigger)
    inside = range(trigger.first, trigger.last)
    row = [f"h={hint.type if hint else None}", *(f"f={page.families[i]}" for i in inside)]
    row += [f"w={page.lowers[i]}" for i in inside] + [f"e={page.entity_hints[i]}" for i in inside]
    sentence = page.sentence_at(trigger.first)
    row += [
        f"near={page.families[i]}"
        for i in range(max(sentence.first, trigger.first - 4), min(sentence.last, trigger.last + 4))
    ]
    row += [f"kind={tag[2:]}" for tag in page.entity_hints[sentence.first : sentence.last] if tag.startswith("B-")]
    return Instance(row, hint.type if hint else None)


def modality_row(page: Page, trigger: Range) -> Instance:
    """Return the features of a trigger for the classifier of its modality."""
    hint = page.event_hint(trigger)
    row = [
        f"h={hint.modality if hint else None}",
        f"f={page.families[trigger.first]}",
        f"x={page.lower(trigger.last - 1)[-3:]}",
    ]
    sentence = page.sentence_at(trigger.first)
    for step, index in enumerate(range(trigger.first - 1, max(sentence.first, trigger.first - BEFORE) - 1, -1), 1):
        row += [f"w-{step}={page.lowers[index]}", f"before={page.lowers[index]}"]
    row += [f"w+1={page.lower(trigger.last)}", f"type={hint.type if hint else None}"]
    return Instance(row, hint.modality if hint else None)


def time_of(page: Page, trigger: Range, entities: Sequence[Entity]) -> str | None:
    """Return the value of the date nearest to a trigger in its sentence, None where nothing there dates it."""
    hint = page.event_hint(trigger)
    if hint is not None:
        return hint.time
    sentence = page.sentence_at(trigger.first)
    start, end = page.span(Range(sentence.first, sentence.last))
    at = page.words[trigger.first].start
    dates = [e for e in entities if e.value and e.value[:1].isdigit() and start <= e.start < end]
    return min(dates, key=lambda e: (abs(e.start - at), e.start)).value if dates else None

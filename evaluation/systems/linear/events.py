"""The event layer: triggers, their types and modalities, and the spans that fill their roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from wirecopy.corpus.model import Annotation, Argument, Entity, Event
from wirecopy.corpus.ontology import load_ontology
from wirecopy.corpus.units import entities_of, events_of
from wirecopy.evaluation.systems.linear.arguments import FILLS, NOT, Pairing, role_row
from wirecopy.evaluation.systems.linear.page import Page, Range
from wirecopy.evaluation.systems.linear.phrases import candidates
from wirecopy.evaluation.systems.linear.scorer import Scorer, fit_scorer
from wirecopy.evaluation.systems.linear.settings import Settings
from wirecopy.evaluation.systems.linear.tagger import Tagger
from wirecopy.evaluation.systems.linear.triggers import (
    find_triggers,
    fit_triggers,
    modality_row,
    time_of,
    type_row,
)
from wirecopy.evaluation.systems.linear.words import WordFeatures


class EventModel(msgspec.Struct, frozen=True):
    """The tagger of triggers and the classifiers of types, modalities and role fillers."""

    triggers: Tagger
    types: Scorer
    modality: Scorer
    roles: Scorer
    threshold: float


def fit_events(
    pages: Sequence[Page], words: Sequence[WordFeatures], gold: Sequence[Annotation], settings: Settings
) -> EventModel:
    """Return the event model, trained on annotated pages."""
    known = [
        (page, event, found)
        for page, line in zip(pages, gold, strict=True)
        for event in events_of(line)
        for found in page.ranges(event.trigger)[:1]
    ]
    types = fit_scorer(
        [type_row(page, found) for page, _, found in known],
        [e.type for _, e, _ in known],
        settings.types,
        load_ontology().events.types,
        1,
    )
    judged = [(page, event, found) for page, event, found in known if event.modality]
    modality = fit_scorer(
        [modality_row(page, found) for page, _, found in judged],
        [e.modality or "" for _, e, _ in judged],
        settings.attributes,
        load_ontology().events.attributes["modality"],
    )
    rows, labels = [], []
    for page, event, found in known:
        gold_fillers = {(argument.role, argument.span) for argument in event.arguments}
        for pairing in _pairings(page, found, event.type, entities_of(page.hints)):
            rows.append(role_row(page, pairing))
            labels.append(FILLS if (pairing.role, (pairing.span,)) in gold_fillers else NOT)
    roles = fit_scorer(rows, labels, settings.arguments, (FILLS, NOT))
    return EventModel(fit_triggers(pages, words, gold, settings), types, modality, roles, settings.threshold)


def _pairings(page: Page, trigger: Range, kind: str, entities: Sequence[Entity]) -> Iterator[Pairing]:
    roles = load_ontology().events.types[kind].roles
    sentence = page.sentence_at(trigger.first)
    by_span = {(e.start, e.end): e.type for e in entities}
    for span in candidates(page, Range(sentence.first, sentence.last), trigger, entities):
        words = page.range(*span)
        for role in roles if words else ():
            yield Pairing(trigger, kind, role, span, words or trigger, by_span.get(span))


def find_events(page: Page, words: WordFeatures, entities: Sequence[Entity], model: EventModel) -> tuple[Event, ...]:
    """Return the events of a page in text order with ids; the same span fills one role of an event at most."""
    found = find_triggers(page, words, model.triggers)
    return tuple(_event(page, trigger, entities, model, f"v{i}") for i, trigger in enumerate(found, 1))


def _event(page: Page, trigger: Range, entities: Sequence[Entity], model: EventModel, name: str) -> Event:
    kind = model.types.best(type_row(page, trigger))
    return Event(
        kind,
        (page.span(trigger),),
        name,
        model.modality.best(modality_row(page, trigger)),
        time_of(page, trigger, entities),
        arguments=tuple(_fillers(page, trigger, kind, entities, model)),
    )


def _fillers(
    page: Page, trigger: Range, kind: str, entities: Sequence[Entity], model: EventModel
) -> Iterator[Argument]:
    """Yield the likeliest fillers first; one that overlaps a better one of any role is left out."""
    pairings = list(_pairings(page, trigger, kind, entities))
    if not pairings:
        return
    column = model.roles.labels.index(FILLS)
    chances = np.exp(model.roles.log_probabilities([role_row(page, p) for p in pairings])[:, column])
    taken: list[Range] = []
    for place in np.argsort(-chances, kind="stable"):
        pairing = pairings[place]
        if chances[place] < model.threshold:
            return
        if not any(pairing.words.first < r.last and r.first < pairing.words.last for r in taken):
            taken.append(pairing.words)
            yield Argument(pairing.role, (pairing.span,))

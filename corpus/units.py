"""The units of an annotation and their spans, layer by layer, absent layers read as empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import UNSET

from wirecopy.corpus.model import LAYERS, Annotation, Claim, Entity, Event, Span
from wirecopy.corpus.ontology import load_ontology


def entities_of(annotation: Annotation) -> tuple[Entity, ...]:
    """Return the entities, none where the layer is absent."""
    return () if annotation.entities is UNSET else annotation.entities


def is_name(entity: Entity) -> bool:
    """Return whether an entity is a name, not a date, an amount or a measure; a type of other labels is one."""
    row = load_ontology().entities.get(entity.type)
    return row is None or row.named


def claims_of(annotation: Annotation) -> tuple[Claim, ...]:
    """Return the claims, none where the layer is absent."""
    return () if annotation.claims is UNSET else annotation.claims


def events_of(annotation: Annotation) -> tuple[Event, ...]:
    """Return the events, none where the layer is absent."""
    return () if annotation.events is UNSET else annotation.events


def layers_of(annotation: Annotation) -> tuple[str, ...]:
    """Return the names of the layers that an annotation has."""
    return tuple(layer for layer in LAYERS if getattr(annotation, layer) is not UNSET)


def unit_spans(annotation: Annotation) -> Iterator[tuple[str, Span]]:
    """Yield the place and the span of every entity, claim part and trigger."""
    for i, entity in enumerate(entities_of(annotation)):
        yield f"entities[{i}]", ((entity.start, entity.end),)
    for i, claim in enumerate(claims_of(annotation)):
        for part, span in (("source", claim.source), ("cue", claim.cue), ("content", claim.content)):
            if span is not None:
                yield f"claims[{i}].{part}", span
    for i, event in enumerate(events_of(annotation)):
        yield f"events[{i}].trigger", event.trigger


def argument_spans(annotation: Annotation) -> Iterator[tuple[str, Span]]:
    """Yield the place and the span of every argument."""
    for i, event in enumerate(events_of(annotation)):
        for j, argument in enumerate(event.arguments):
            yield f"events[{i}].arguments[{j}]", argument.span


def ill_ordered(span: Span) -> str | None:
    """Return what is wrong with the order of a span's offsets, or None."""
    for start, end in span:
        if start >= end:
            return f"found [{start}, {end}], expected start before end"
    for (_, end), (start, _) in pairwise(span):
        if start < end:
            return f"found a fragment at {start} after one that ends at {end}, expected fragments in order and apart"
    return None

"""What all who did an article agree on.

The agreed part is closed: whatever a unit refers to is in it. An entity is agreed if all have it with the same span,
type, metonym, value and link; a claim if all have it with the same parts and attributes and the same agreed claim as
its parent; an event if all have its trigger, type, modality and time, with those of its arguments that all have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec
from msgspec import UNSET

from wirecopy.annotation.agreement.relations import Comparison, agreed_claims, clusters, shared_arguments
from wirecopy.annotation.agreement.versions import Versions
from wirecopy.corpus.model import Annotation, Claim, Entity, Event
from wirecopy.corpus.units import claims_of, entities_of, events_of

Lines: TypeAlias = Mapping[str, Annotation]


class Settled(msgspec.Struct, frozen=True):
    """Which units of a comparison are agreed, by place, and of which of them the cluster is in dispute."""

    entities: Sequence[int]
    claims: Sequence[int]
    events: Sequence[int]
    entity_clusters: Sequence[tuple[str | None, bool]]
    event_clusters: Sequence[tuple[str | None, bool]]

    def units(self, layer: str) -> Sequence[int]:
        """Return the agreed units of a layer, in text order."""
        found: Sequence[int] = getattr(self, layer)
        return found


def settled(lines: Lines, comparison: Comparison) -> Settled:
    """Return what is agreed of one article."""
    entities, events = (_agreed(comparison, layer) for layer in ("entities", "events"))
    claims = [i for i, sure in enumerate(agreed_claims(comparison)) if sure]
    found = [
        clusters(lines, [comparison.layers[layer][i] for i in places])
        for layer, places in (("entities", entities), ("events", events))
    ]
    return Settled(entities, claims, events, found[0], found[1])


def _agreed(comparison: Comparison, layer: str) -> list[int]:
    everybody = comparison.annotators.get(layer, ())
    return [i for i, group in enumerate(comparison.layers.get(layer, ())) if group.agreed(everybody)]


def agreed_layers(article: str, lines: Lines, comparison: Comparison, sure: Settled) -> Annotation:
    """Return the agreed units, numbered in text order; a layer that was not compared is absent."""
    entities = tuple(_entities(lines, comparison, sure))
    claims = tuple(_claims(lines, comparison, sure))
    events = tuple(_events(lines, comparison, sure))
    there = comparison.layers
    return Annotation(
        article,
        entities=entities if "entities" in there else UNSET,
        claims=claims if "claims" in there else UNSET,
        events=events if "events" in there else UNSET,
    )


def first_of(group: Versions) -> tuple[str, int]:
    """Return the first annotator of a unit, by name, and its place in their pass."""
    name = min(group.units)
    return name, group.units[name].place


def _entities(lines: Lines, comparison: Comparison, sure: Settled) -> Iterator[Entity]:
    for number, (i, (cluster, _)) in enumerate(zip(sure.entities, sure.entity_clusters, strict=True), 1):
        name, place = first_of(comparison.layers["entities"][i])
        yield msgspec.structs.replace(entities_of(lines[name])[place], id=f"e{number}", cluster=cluster)


def _claims(lines: Lines, comparison: Comparison, sure: Settled) -> Iterator[Claim]:
    numbers = {i: f"c{number}" for number, i in enumerate(sure.claims, 1)}
    for i, own in numbers.items():
        name, place = first_of(comparison.layers["claims"][i])
        parent = numbers.get(comparison.parents[i][name])
        yield msgspec.structs.replace(claims_of(lines[name])[place], id=own, parent=parent)


def _events(lines: Lines, comparison: Comparison, sure: Settled) -> Iterator[Event]:
    for number, (i, (cluster, _)) in enumerate(zip(sure.events, sure.event_clusters, strict=True), 1):
        name, place = first_of(comparison.layers["events"][i])
        arguments = shared_arguments(comparison, i)
        event = events_of(lines[name])[place]
        yield msgspec.structs.replace(event, id=f"v{number}", cluster=cluster, arguments=arguments)

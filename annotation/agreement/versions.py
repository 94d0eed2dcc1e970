"""Every annotator's version of each unit of an article, side by side: who has it, who not, and what differs.

Units that are equal in every field belong together; what is left is paired by overlap, annotator after annotator by
name, one-to-one, with the engine's alignment. Ids, clusters, parents and arguments are no fields of their unit: a
parent and an argument are relations to others, and are compared where those are known (``adjudication``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from wirecopy.corpus.model import Annotation, Claim, Entity, Event, Span
from wirecopy.corpus.units import claims_of, entities_of, events_of
from wirecopy.evaluation.engine.alignment import Criterion, Level, Shares, align

Layer: TypeAlias = Literal["entities", "claims", "events"]

FIELDS: Mapping[Layer, tuple[str, ...]] = {
    "entities": ("span", "type", "metonym", "value", "link"),
    "claims": ("content", "source", "cue", "source_type", "certainty", "polarity", "quote"),
    "events": ("trigger", "type", "modality", "time"),
}
# Claims that touch in neither are not versions of one another, however much their contents overlap (a relayed claim
# has its parent's content).
NEEDED: Mapping[Layer, tuple[str, ...]] = {"entities": (), "claims": ("source", "cue"), "events": ()}


class Unit(msgspec.Struct, frozen=True):
    """A unit of one pass: its place in the layer's list, the span that it is paired by, and its fields' values."""

    place: int
    span: Span
    fields: tuple[object, ...]


class Versions(msgspec.Struct, frozen=True):
    """What each annotator has for one unit; those who have nothing there are not in ``units``."""

    layer: Layer
    units: Mapping[str, Unit]

    @property
    def start(self) -> tuple[Span, str]:
        """What versions are ordered by: the first span in the text, then the fields."""
        first = min(self.units.values(), key=lambda unit: (unit.span, repr(unit.fields)))
        return first.span, repr(first.fields)

    def differing(self) -> tuple[str, ...]:
        """Return the names of the fields in which those who have the unit differ."""
        rows = [unit.fields for unit in self.units.values()]
        return tuple(name for i, name in enumerate(FIELDS[self.layer]) if len({row[i] for row in rows}) > 1)

    def agreed(self, annotators: Sequence[str]) -> bool:
        """Return whether all of the annotators have it with equal fields."""
        return all(name in self.units for name in annotators) and not self.differing()


def units_of(annotation: Annotation, layer: Layer) -> list[Unit]:
    """Return the units of a layer in text order; of units equal in all fields the first."""
    rows: dict[Layer, Sequence[Entity | Claim | Event]] = {
        "entities": entities_of(annotation),
        "claims": claims_of(annotation),
        "events": events_of(annotation),
    }
    units = [_unit(place, row) for place, row in enumerate(rows[layer])]
    unique = {unit.fields: unit for unit in reversed(units)}
    return sorted(unique.values(), key=lambda unit: (unit.span, repr(unit.fields)))


def _unit(place: int, row: Entity | Claim | Event) -> Unit:
    if isinstance(row, Entity):
        span: Span = ((row.start, row.end),)
        return Unit(place, span, (span, row.type, row.metonym, row.value, row.link))
    layer: Layer = "claims" if isinstance(row, Claim) else "events"
    fields = tuple(getattr(row, name) for name in FIELDS[layer])
    return Unit(place, fields[0], fields)


def versions(passes: Mapping[str, Annotation], layer: Layer) -> list[Versions]:
    """Return the versions of a layer's units in text order; ``passes`` is annotator -> annotation of one article."""
    groups: list[dict[str, Unit]] = []
    for name in sorted(passes):
        units = units_of(passes[name], layer)
        place = {unit.fields: row for row, group in enumerate(groups) for unit in group.values()}
        rest = [unit for unit in units if unit.fields not in place]
        taken = {place[unit.fields]: unit for unit in units if unit.fields in place}
        free = [row for row in range(len(groups)) if row not in taken]
        for left, right in _paired([groups[row] for row in free], rest, layer):
            taken[free[left]] = rest[right]
        for row, unit in taken.items():
            groups[row][name] = unit
        paired = {unit.place for unit in taken.values()}
        groups += [{name: unit} for unit in rest if unit.place not in paired]
    return sorted((Versions(layer, group) for group in groups), key=lambda each: each.start)


def _paired(groups: Sequence[Mapping[str, Unit]], units: Sequence[Unit], layer: Layer) -> list[tuple[int, int]]:
    """Return the best one-to-one pairs of groups and units: most pairs, then most equal fields, then overlap."""
    edges = []
    for i, group in enumerate(groups):
        for j, unit in enumerate(units):
            scores = [_score(each, unit, layer) for each in group.values()]
            best = max((score for score in scores if score is not None), default=None)
            if best is not None:
                edges.append((i, j, *best))
    if not edges:
        return []
    left, right, equal, _, common, union = (np.array(column) for column in zip(*edges, strict=True))
    pairs = Level(np.ones(len(left), np.int64), 1)
    levels: list[Criterion] = [pairs, Level(equal, len(FIELDS[layer])), Shares([(common, union)])]
    taken = align(left, right, levels)
    return list(zip(left[taken].tolist(), right[taken].tolist(), strict=True))


def _score(left: Unit, right: Unit, layer: Layer) -> tuple[int, float, int, int] | None:
    """Return how many fields are equal, the overlap, and shared and all code points; None for no versions of one."""
    common, union = overlap(left.span, right.span)
    pairs = dict(zip(FIELDS[layer], zip(left.fields, right.fields, strict=True), strict=True))
    needed = NEEDED[layer]
    if not common or (needed and (2 * common < union or not any(_touch(*pairs[name]) for name in needed))):
        return None
    return sum(a == b for a, b in pairs.values()), common / union, common, union


def _touch(left: object, right: object) -> bool:
    """Return whether two optional spans share a code point or are both absent."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return overlap(left, right)[0] > 0
    return left is None and right is None


def overlap(left: Span, right: Span) -> tuple[int, int]:
    """Return how many code points two spans share, and how many they cover together."""
    common = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in left for b in right)
    return common, sum(e - s for s, e in (*left, *right)) - common

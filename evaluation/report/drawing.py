"""One drawing of gold and predicted units: the gold ones, and beside them the predicted ones that are not right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import UNSET

from wirecopy.corpus.draw import Judgement
from wirecopy.corpus.model import LAYERS, Annotation, Claim, Entity, Event, Span
from wirecopy.corpus.units import claims_of, entities_of, events_of

LETTERS = {"entities": "e", "claims": "c", "events": "v"}
PRIME = "′"

# Whose unit it is ("gold" or the name of a side), its layer, and its place in that layer.
Key: TypeAlias = tuple[str, str, int]
GOLD = "gold"


class Drawing(NamedTuple):
    """An annotation that holds the units of several, what is said of them, and the name that each unit has in it."""

    annotation: Annotation
    judged: dict[str, Judgement]
    names: dict[Key, str]


def draw(gold: Annotation, sides: Mapping[str, Annotation], said: Mapping[Key, Judgement]) -> Drawing:
    """Return all gold units and those units of the sides of which something is said, in text order, gold first."""
    layers: dict[str, list[tuple[Key, Entity | Claim | Event]]] = {}
    for layer in LAYERS:
        found = list(_units(GOLD, gold, layer))
        found += [
            row for side, annotation in sides.items() for row in _units(side, annotation, layer) if row[0] in said
        ]
        layers[layer] = sorted(found, key=lambda row: (_span(row[1]), row[0][0] != GOLD, row[0]))
    names = {
        key: f"{LETTERS[layer]}{number}" for layer, rows in layers.items() for number, (key, _) in enumerate(rows, 1)
    }
    parents = _parent_names(gold, sides, names)
    shown = Annotation(
        gold.id,
        tuple(unit for _, unit in layers["entities"] if isinstance(unit, Entity)),
        tuple(_claim(key, unit, names, parents) for key, unit in layers["claims"] if isinstance(unit, Claim)),
        tuple(
            msgspec.structs.replace(unit, id=_name(key, names))
            for key, unit in layers["events"]
            if isinstance(unit, Event)
        ),
    )
    return Drawing(shown, {names[key]: judgement for key, judgement in said.items() if key in names}, names)


def _units(side: str, annotation: Annotation, layer: str) -> Iterator[tuple[Key, Entity | Claim | Event]]:
    units: dict[str, tuple[Entity | Claim | Event, ...]] = {
        "entities": entities_of(annotation), "claims": claims_of(annotation), "events": events_of(annotation)
    }  # fmt: skip
    found = units[layer]
    for place, unit in enumerate(found):
        yield (side, layer, place), unit


def _span(unit: Entity | Claim | Event) -> Span:
    if isinstance(unit, Entity):
        return ((unit.start, unit.end),)
    return unit.content if isinstance(unit, Claim) else unit.trigger


def _name(key: Key, names: Mapping[Key, str]) -> str:
    return names[key] if key[0] == GOLD else names[key] + PRIME


def _claim(key: Key, claim: Claim, names: Mapping[Key, str], parents: Mapping[tuple[str, str], str]) -> Claim:
    parent = None if claim.parent is None else parents.get((key[0], claim.parent))
    return msgspec.structs.replace(claim, id=_name(key, names), parent=parent)


def _parent_names(
    gold: Annotation, sides: Mapping[str, Annotation], names: Mapping[Key, str]
) -> dict[tuple[str, str], str]:
    """Return the drawn name of each claim that may be a parent, by side and id.

    A predicted claim that is not drawn is right: it goes by the name of the equal gold claim.
    """
    equal = {_parts(claim): _name((GOLD, "claims", i), names) for i, claim in enumerate(claims_of(gold))}
    found = {}
    for side, annotation in {GOLD: gold, **sides}.items():
        for place, claim in enumerate(claims_of(annotation)):
            key = (side, "claims", place)
            name = _name(key, names) if key in names else equal.get(_parts(claim))
            if claim.id is not None and name is not None:
                found[side, claim.id] = name
    return found


def _parts(claim: Claim) -> tuple[Span, Span | None, Span | None]:
    return claim.content, claim.source, claim.cue


def has_layer(annotation: Annotation | None, layer: str) -> bool:
    """Return whether an annotation has a layer; arguments are in the events."""
    return annotation is not None and getattr(annotation, "events" if layer == "arguments" else layer) is not UNSET

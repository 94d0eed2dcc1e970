"""The label set, read once from ``ontology.yaml``: the only place that lists labels."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
import yaml

from wirecopy.corpus.errors import InputError, nearest

Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-f]{6}$")]


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    definition: str


class Value(_Row, frozen=True):
    """One value of an attribute."""

    hotkey: str


class Part(_Row, frozen=True):
    """A label that marks words: a part of a claim, or a noun phrase that is an argument."""

    colour: Colour
    hotkey: str


class EntityType(Part, frozen=True):
    """An entity type with the labels of other inventories it corresponds to; null where there is none.

    ``named`` tells names from values: dates, amounts, measures.
    """

    conll: str | None
    ontonotes: str | None
    ace: str | None
    named: bool = True


class EventType(Part, frozen=True):
    """An event type; ``roles`` maps each role to its definition, in the order of the schema."""

    roles: dict[str, str]
    plover: str | None
    ace: str | None


class ZoneKind(_Row, frozen=True):
    """A part of a page; furniture is the one that carries no annotation."""

    annotated: bool


class LinkKind(_Row, frozen=True):
    """A relation between units of two articles; unless it is symmetric it leads from the later to the earlier."""

    between: Literal["claims", "events"]
    symmetric: bool


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parts of a claim and the values of its attributes."""

    parts: dict[str, Part]
    attributes: dict[str, dict[str, Value]]


class Events(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Event types and the values of their attributes."""

    attributes: dict[str, dict[str, Value]]
    types: dict[str, EventType]


class Arguments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels for arguments that are not names."""

    noun_phrase: Part


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another label set; ``others`` says what becomes of its labels that are not the image of one of ours."""

    name: str
    others: dict[str, str | None]


class Ontology(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole label set."""

    version: str
    entities: dict[str, EntityType]
    claims: Claims
    arguments: Arguments
    events: Events
    zones: dict[str, ZoneKind]
    links: dict[str, LinkKind]
    mappings: dict[str, Mapping]

    def attribute_values(self) -> dict[str, tuple[str, ...]]:
        """Return the values of every claim and event attribute, by attribute name."""
        rows = {**self.claims.attributes, **self.events.attributes}
        return {name: tuple(values) for name, values in rows.items()}

    def furniture(self) -> frozenset[str]:
        """Return the kinds of zone that are not annotated."""
        return frozenset(kind for kind, zone in self.zones.items() if not zone.annotated)

    def mapping(self, name: str) -> dict[str, str | None]:
        """Return label -> label for scoring under another label set, for our labels and for its own.

        A label that maps to None leaves both sides. Raises ``InputError`` for an unknown mapping.
        """
        if name not in self.mappings:
            raise InputError(
                f"mapping: found {name!r}, expected one of {', '.join(self.mappings)}{nearest(name, self.mappings)}"
            )
        ours: dict[str, str | None] = {label: getattr(row, name) for label, row in self.entities.items()}
        theirs: dict[str, str | None] = {label: label for label in ours.values() if label is not None}
        return {**theirs, **self.mappings[name].others, **ours}


@cache
def load_ontology() -> Ontology:
    """Return the label set that ships with the package."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files("wirecopy.corpus").joinpath("ontology.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, Loader=loader), Ontology)  # noqa: S506 - both loaders are the safe one

"""The names that the labelling interface and its results share, in one place and from the ontology.

Regions lie on the one ``<Text name="text">``, labelled in four groups (``from_name``): ``entity`` with the entity
types, ``claim`` with the parts of a claim, ``event`` with the event types (a region is a trigger), and ``argument``
with the label for noun phrases that are arguments without being names. Relations tie them together:

- ``source`` and ``cue``, from a claim's content to its parts; ``parent``, from a content to the content it stands in;
- a role, from a trigger to the region that fills it: an entity, an argument, or anything else that is marked;
- ``continues``, between the fragments of one span, each to the next.

Attributes belong to one region each (``perRegion``): choices and text fields, named below.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from wirecopy.corpus.ontology import load_ontology

TEXT: Final = "text"
ENTITY: Final = "entity"
CLAIM: Final = "claim"
EVENT: Final = "event"
ARGUMENT: Final = "argument"
GROUPS: Final = (ENTITY, CLAIM, EVENT, ARGUMENT)

CONTENT: Final = "content"
SOURCE: Final = "source"
CUE: Final = "cue"
PARENT: Final = "parent"
CONTINUES: Final = "continues"
NOUN_PHRASE: Final = "noun_phrase"

METONYM: Final = "metonym"
METONYM_VALUE: Final = "metonym"


class Attribute(Struct, frozen=True):
    """A field of one region: the group it belongs to, the label it needs there (None: any), and the record's field.

    ``values`` are the choices; empty for a text field.
    """

    group: str
    label: str | None
    field: str
    values: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the type of the result items that carry it."""
        return "choices" if self.values else "textarea"


class Unit(Struct, frozen=True):
    """The unit that a region id names; ``name`` is None for one without an id."""

    name: str | None


_OURS = re.compile(r"(?P<unit>[A-Za-z0-9_-]+)-(?:entity|content|trigger)-0")
_NOT_PLAIN = re.compile(rb"[^A-Za-z0-9-]")
_QUOTED = re.compile(rb"_([0-9A-F]{2})")


def unit_in_region(name: str | None, index: int) -> str:
    """Return the part of a region id that names a unit: letters, digits and hyphens, other bytes as ``_HH``.

    Label Studio colours a region through a CSS class made of its id, so that ids may hold nothing else. A unit without
    an id is ``__`` and its index, which no name gives.
    """
    if name is None:
        return f"__{index}"
    return _NOT_PLAIN.sub(lambda byte: b"_%02X" % byte[0][0], name.encode("utf-8")).decode("ascii")


def unit_of_region(region_id: str) -> Unit | None:
    """Return the unit whose first region this is, or None for a region id that is not ours."""
    match = _OURS.fullmatch(region_id)
    if match is None or match["unit"].startswith("__"):
        return match and Unit(None)
    name = _QUOTED.sub(lambda byte: bytes([int(byte[1], 16)]), match["unit"].encode("ascii"))
    try:
        return Unit(name.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def labels(group: str) -> tuple[str, ...]:
    """Return the labels of a group, in the ontology's order."""
    ontology = load_ontology()
    table = {
        ENTITY: tuple(ontology.entities),
        CLAIM: tuple(ontology.claims.parts),
        EVENT: tuple(ontology.events.types),
        ARGUMENT: (NOUN_PHRASE,),
    }
    return table[group]


def attributes() -> dict[str, Attribute]:
    """Return every attribute by its ``from_name``: choices first, then text fields."""
    ontology = load_ontology()
    claim = {name: Attribute(CLAIM, CONTENT, name, tuple(v)) for name, v in ontology.claims.attributes.items()}
    event = {name: Attribute(EVENT, None, name, tuple(v)) for name, v in ontology.events.attributes.items()}
    return {
        **claim,
        **event,
        METONYM: Attribute(ENTITY, None, METONYM, (METONYM_VALUE,)),
        "value": Attribute(ENTITY, None, "value"),
        "cluster": Attribute(ENTITY, None, "cluster"),
        "link": Attribute(ENTITY, None, "link"),
        "time": Attribute(EVENT, None, "time"),
        # Names of controls are unique in an interface, so an event's cluster is not called like an entity's.
        "event_cluster": Attribute(EVENT, None, "cluster"),
    }


def roles() -> dict[str, tuple[str, ...]]:
    """Return the roles of every event type."""
    return {kind: tuple(row.roles) for kind, row in load_ontology().events.types.items()}


def relation_labels() -> tuple[str, ...]:
    """Return all labels of relations: those between parts and fragments, then every role once."""
    return (SOURCE, CUE, PARENT, CONTINUES, *dict.fromkeys(role for names in roles().values() for role in names))

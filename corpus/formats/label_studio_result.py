"""An annotation as the result list of a Label Studio annotation or prediction."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from msgspec import UNSET

from wirecopy.corpus.errors import InputError, shown
from wirecopy.corpus.formats import label_studio_fields as fields
from wirecopy.corpus.model import Annotation, Claim, Entity, Event, Fragment, Span

Item: TypeAlias = dict[str, Any]


def to_result(annotation: Annotation, text: str) -> list[Item]:
    """Return the result list of an annotation of ``text``: regions, their attributes, then relations.

    Region ids are made from the units' ids (``e1-entity-0``, ``c1-content-1``, ``v1-argument-0-0``), so that the same
    annotation gives the same list and ``from_result`` finds the ids again. A source, a cue or an argument that several
    units share is one region; an argument that is an entity's span is the entity's region.
    Raises ``InputError`` for spans outside the text, an id twice, and a parent that is no claim.
    """
    writer = _Writer(annotation.id, text)
    for i, entity in enumerate(_layer(annotation.entities)):
        writer.entity(fields.unit_in_region(entity.id, i), entity)
    claims = _layer(annotation.claims)
    for i, claim in enumerate(claims):
        writer.claim(fields.unit_in_region(claim.id, i), claim)
    writer.parents(claims)
    for i, event in enumerate(_layer(annotation.events)):
        writer.event(fields.unit_in_region(event.id, i), event)
    return [*writer.regions, *writer.relations]


def _layer(layer: Any) -> Sequence[Any]:
    return () if layer is UNSET else layer


class _Writer:
    """The items so far, and the regions that later units may share."""

    def __init__(self, article: str, text: str) -> None:
        self.article, self.text = article, text
        self.regions: list[Item] = []
        self.relations: list[Item] = []
        self.ids: set[str] = set()
        self.parts: dict[tuple[str, Span], str] = {}
        self.fillers: dict[Span, str] = {}
        self.contents: dict[str, str] = {}

    def entity(self, unit: str, entity: Entity) -> None:
        region = self._region(fields.ENTITY, entity.type, (entity.start, entity.end), f"{unit}-entity-0")
        self.fillers.setdefault(((entity.start, entity.end),), region["id"])
        self._attributes(region, fields.ENTITY, entity)

    def claim(self, unit: str, claim: Claim) -> None:
        content = self._span(fields.CLAIM, fields.CONTENT, claim.content, f"{unit}-content")
        self._attributes(content, fields.CLAIM, claim)
        if claim.id is not None:
            self.contents[claim.id] = content["id"]
        for part, span in ((fields.SOURCE, claim.source), (fields.CUE, claim.cue)):
            if span is not None:
                if (part, span) not in self.parts:
                    self.parts[part, span] = self._span(fields.CLAIM, part, span, f"{unit}-{part}")["id"]
                self._relation(content["id"], self.parts[part, span], part)

    def parents(self, claims: Sequence[Claim]) -> None:
        for i, claim in enumerate(claims):
            if claim.parent is not None:
                if claim.parent not in self.contents:
                    raise InputError(
                        f"article {shown(self.article)}: claim {shown(claim.id)}: found parent {shown(claim.parent)}, "
                        f"expected the id of a claim"
                    )
                region = f"{fields.unit_in_region(claim.id, i)}-content-0"
                self._relation(region, self.contents[claim.parent], fields.PARENT)

    def event(self, unit: str, event: Event) -> None:
        trigger = self._span(fields.EVENT, event.type, event.trigger, f"{unit}-trigger")
        self._attributes(trigger, fields.EVENT, event)
        for i, argument in enumerate(event.arguments):
            if argument.role == fields.CONTINUES:
                raise InputError(
                    f"article {shown(self.article)}: role {shown(argument.role)} ties fragments in Label Studio"
                )
            if argument.span not in self.fillers:
                region = self._span(fields.ARGUMENT, fields.NOUN_PHRASE, argument.span, f"{unit}-argument-{i}")
                self.fillers[argument.span] = region["id"]
            self._relation(trigger["id"], self.fillers[argument.span], argument.role)

    def _span(self, group: str, label: str, span: Span, stem: str) -> Item:
        regions = [self._region(group, label, fragment, f"{stem}-{i}") for i, fragment in enumerate(span)]
        for left, right in pairwise(regions):
            self._relation(left["id"], right["id"], fields.CONTINUES)
        return regions[0]

    def _region(self, group: str, label: str, fragment: Fragment, region_id: str) -> Item:
        start, end = fragment
        length = len(self.text)
        if not 0 <= start < end <= length:
            raise InputError(
                f"article {shown(self.article)}: found [{start}, {end}], expected a span inside {length} characters"
            )
        if region_id in self.ids:
            raise InputError(
                f"article {shown(self.article)}: found two units for region {shown(region_id)}, expected each id once"
            )
        self.ids.add(region_id)
        value = {"start": start, "end": end, "text": self.text[start:end], "labels": [label]}
        item = {"id": region_id, "from_name": group, "to_name": fields.TEXT, "type": "labels", "value": value}
        self.regions.append(item)
        return item

    def _attributes(self, region: Item, group: str, unit: Entity | Claim | Event) -> None:
        for name, attribute in fields.attributes().items():
            if attribute.group != group:
                continue
            value = getattr(unit, attribute.field)
            if name == fields.METONYM:
                value = fields.METONYM_VALUE if value else None
            if value is not None:
                place = {key: region["value"][key] for key in ("start", "end")}
                held = {"choices": [value]} if attribute.kind == "choices" else {"text": [value]}
                item = {"id": region["id"], "from_name": name, "to_name": fields.TEXT, "type": attribute.kind}
                self.regions.append(item | {"value": place | held})

    def _relation(self, from_id: str, to_id: str, label: str) -> None:
        item = {"type": "relation", "from_id": from_id, "to_id": to_id, "direction": "right", "labels": [label]}
        self.relations.append(item)

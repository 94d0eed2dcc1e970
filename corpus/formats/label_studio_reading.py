"""The result list of a Label Studio annotation as an annotation of ours."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from msgspec import UNSET

from wirecopy.corpus.errors import nearest, shown
from wirecopy.corpus.formats import label_studio_fields as fields
from wirecopy.corpus.formats.label_studio_findings import Reading
from wirecopy.corpus.formats.label_studio_regions import Items, Region, Relation
from wirecopy.corpus.model import LAYERS, Annotation, Argument, Claim, Entity, Event, Span

Key: TypeAlias = tuple[str, str]  # region id and group

_LETTERS = {fields.ENTITY: "e", fields.CLAIM: "c", fields.EVENT: "v"}


def from_result(
    result: object, text: str, *, article: str, annotator: str, closed: bool = True, layers: Iterable[str] = LAYERS
) -> Reading:
    """Return what a result list says of ``text``, with everything in it that is wrong as findings.

    The order of the items does not matter. Units whose regions ``to_result`` made keep their ids, also none; others
    get the next free ``e1``, ``c1``, ``v1`` in text order. With ``closed`` labels, roles and choices must be those of
    the ontology. A layer that is not in ``layers`` is absent unless something is marked in it.
    """
    items = Items(result, text, article, annotator, closed=closed)
    units = _Units(items)
    entities, claims, events = units.entities(), units.claims(), units.events()
    units.note_orphans()
    _note_duplicates(items, "entity", [(e.id, (e.start, e.end, e.type)) for e in entities])
    _note_duplicates(items, "claim", [(c.id, (c.source, c.cue, c.content)) for c in claims])
    _note_duplicates(items, "event", [(v.id, (v.trigger, v.type)) for v in events])
    wanted = set(layers)
    annotation = Annotation(
        article,
        entities if entities or "entities" in wanted else UNSET,
        claims if claims or "claims" in wanted else UNSET,
        events if events or "events" in wanted else UNSET,
    )
    order = sorted(items.findings, key=lambda f: (f.region or "", f.kind, f.message))
    return Reading(annotation, tuple(order))


class _Units:
    """Regions joined to spans, and spans to units."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.heads: dict[Key, Key] = {
            (r.id, r.group): (r.id, r.group) for g in items.regions.values() for r in g.values()
        }
        self.links: dict[Key, dict[str, set[Key]]] = {}
        self.fillers: dict[Key, list[tuple[str, Key]]] = {}
        for relation in sorted(items.relations, key=lambda r: r.label != fields.CONTINUES):
            self._relate(relation)
        self.members: dict[Key, list[Region]] = {}
        for key in self.heads:
            self.members.setdefault(self._head(key), []).append(items.regions[key[0]][key[1]])
        for regions in self.members.values():
            regions.sort(key=lambda r: (r.start, r.end, r.id))
        self.spans = {key: self._span(regions) for key, regions in self.members.items()}
        self.used: set[Key] = set()
        self.names: dict[Key, str | None] = {}
        self._name_units()

    def _head(self, key: Key) -> Key:
        while self.heads[key] != key:
            key = self.heads[key]
        return key

    def _relate(self, relation: Relation) -> None:
        ends = self.items.regions[relation.from_id], self.items.regions[relation.to_id]
        if relation.label == fields.CONTINUES:
            taken = self._join(relation, *ends)
        else:
            taken = self._link(relation, *ends) or self._fill(relation, *ends)
        if not taken:
            found = " and ".join("/".join(f"{r.group} {r.label}" for r in end.values()) for end in ends)
            message = f"found {shown(relation.label)} to {relation.to_id}, which cannot stand between {found}"
            self.items.find("impossible-relation", relation.from_id, message)

    def _join(self, relation: Relation, left: dict[str, Region], right: dict[str, Region]) -> bool:
        groups = [g for g in left if g in right and g != fields.ENTITY and left[g].label == right[g].label]
        if not groups or relation.from_id == relation.to_id:
            return False
        for group in groups:
            self.heads[self._head((relation.from_id, group))] = self._head((relation.to_id, group))
        return True

    def _link(self, relation: Relation, left: dict[str, Region], right: dict[str, Region]) -> bool:
        wanted = fields.CONTENT if relation.label == fields.PARENT else relation.label
        claims = left.get(fields.CLAIM), right.get(fields.CLAIM)
        if relation.label not in (fields.SOURCE, fields.CUE, fields.PARENT) or None in claims:
            return False
        if claims[0] is None or claims[1] is None or (claims[0].label, claims[1].label) != (fields.CONTENT, wanted):
            return False
        start, end = self._head((relation.from_id, fields.CLAIM)), self._head((relation.to_id, fields.CLAIM))
        if start == end:
            return False
        self.links.setdefault(start, {}).setdefault(relation.label, set()).add(end)
        return True

    def _fill(self, relation: Relation, left: dict[str, Region], right: dict[str, Region]) -> bool:
        if fields.EVENT not in left:
            return False
        known = fields.roles().get(left[fields.EVENT].label, ())
        if self.items.closed and relation.label not in known:
            hint = f"expected a role of {left[fields.EVENT].label}: {', '.join(known)}{nearest(relation.label, known)}"
            self.items.find("unknown-label", relation.from_id, f"found role {shown(relation.label)}, {hint}")
            return True
        # Of the groups in which the filler is labelled, the one that an argument is meant to have.
        group = next(g for g in (fields.ENTITY, fields.ARGUMENT, fields.CLAIM, fields.EVENT) if g in right)
        trigger = self._head((relation.from_id, fields.EVENT))
        self.fillers.setdefault(trigger, []).append((relation.label, self._head((relation.to_id, group))))
        return True

    def _span(self, regions: Sequence[Region]) -> Span | None:
        for left, right in pairwise(regions):
            if right.start < left.end:
                message = f"found [{right.start}, {right.end}] over [{left.start}, {left.end}] in one span"
                self.items.find("overlapping-fragments", right.id, message)
                return None
        return tuple((region.start, region.end) for region in regions)

    def _heads_of(self, group: str, label: str | None = None) -> list[Key]:
        """Return the spans of a group in text order, without those that could not be read."""
        heads = [k for k, rows in self.members.items() if rows[0].group == group and label in (None, rows[0].label)]
        return sorted((k for k in heads if self.spans[k]), key=lambda k: (self.spans[k], self.members[k][0].label, k))

    def _name_units(self) -> None:
        parents = {end for links in self.links.values() for end in links.get(fields.PARENT, ())}
        order = [
            *self._heads_of(fields.ENTITY),
            *self._heads_of(fields.CLAIM, fields.CONTENT),
            *self._heads_of(fields.EVENT),
        ]
        fresh = []
        for key in order:
            stated = [unit for r in self.members[key] if (unit := fields.unit_of_region(r.id))]
            if stated and not (stated[0].name is None and key in parents):
                self.names[key] = stated[0].name
            else:
                fresh.append(key)
        taken = set(self.names.values())
        for key in fresh:
            letter, number = _LETTERS[key[1]], 1
            while f"{letter}{number}" in taken:
                number += 1
            self.names[key] = f"{letter}{number}"
            taken.add(self.names[key])

    def _values(self, key: Key) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for region in self.members[key]:
            for name, value in self.items.values.get((region.id, region.group), {}).items():
                if found.setdefault(name, value) != value:
                    message = f"found {name} {shown(found[name])} and {shown(value)} on the fragments of one span"
                    self.items.find("several-values", region.id, message)
        return found

    def _linked(self, key: Key, label: str) -> Key | None:
        ends = sorted(self.links.get(key, {}).get(label, ()))
        self.used.update(ends)
        if len(ends) > 1:
            self.items.find(
                "several-parts",
                key[0],
                f"found {len(ends)} regions as {label} ({', '.join(k for k, _ in ends)}), expected one",
            )
            return None
        return ends[0] if ends else None

    def entities(self) -> tuple[Entity, ...]:
        """Return the entities in text order."""
        found = []
        for key in self._heads_of(fields.ENTITY):
            region, values = self.members[key][0], self._values(key)
            metonym = values.pop(fields.METONYM, None) is not None
            found.append(Entity(region.start, region.end, region.label, id=self.names[key], metonym=metonym, **values))
        return tuple(found)

    def claims(self) -> tuple[Claim, ...]:
        """Return the claims in text order; a claim is a content with what it is tied to."""
        found = []
        for key in self._heads_of(fields.CLAIM, fields.CONTENT):
            source, cue = (self._linked(key, part) for part in (fields.SOURCE, fields.CUE))
            parent = self._linked(key, fields.PARENT)
            found.append(
                Claim(
                    self.spans[key] or (),
                    source=self.spans[source] if source else None,
                    cue=self.spans[cue] if cue else None,
                    id=self.names[key],
                    parent=self.names.get(parent) if parent else None,
                    **self._values(key),
                )
            )
        return tuple(found)

    def events(self) -> tuple[Event, ...]:
        """Return the events in text order, arguments by role and span."""
        found = []
        for key in self._heads_of(fields.EVENT):
            fillers = self.fillers.get(key, [])
            self.used.update(end for _, end in fillers)
            rows = sorted((role, span) for role, end in fillers if (span := self.spans[end]))
            for role, span in {row for row in rows if rows.count(row) > 1}:
                self.items.find("duplicate", key[0], f"found {role} {span} twice, expected an argument once")
            arguments = tuple(Argument(role, span) for role, span in rows)
            trigger = self.spans[key] or ()
            found.append(
                Event(self.members[key][0].label, trigger, id=self.names[key], arguments=arguments, **self._values(key))
            )
        return tuple(found)

    def note_orphans(self) -> None:
        """Add findings for parts and arguments that nothing refers to."""
        for key in (*self._heads_of(fields.CLAIM), *self._heads_of(fields.ARGUMENT)):
            region = self.members[key][0]
            if region.label != fields.CONTENT and key not in self.used:
                self.items.find("orphan", region.id, f"found {region.label} {self.spans[key]}, which nothing refers to")


def _note_duplicates(items: Items, what: str, units: Iterable[tuple[str | None, Hashable]]) -> None:
    seen: set[Hashable] = set()
    for name, key in units:
        if key in seen:
            items.find("duplicate", None, f"found {what} {name} a second time, at {key}")
        seen.add(key)

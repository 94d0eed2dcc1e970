"""Labels of one inventory to those of another, so that a system and a gold set can meet by configuration alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

import msgspec
from msgspec import UNSET

from wirecopy.corpus.errors import InputError, nearest, shown
from wirecopy.corpus.model import Annotation, Argument, Event
from wirecopy.corpus.units import entities_of, events_of
from wirecopy.evaluation.engine.tables import mapped

LabelMap = Mapping[str, str | None]


class Relabelling(msgspec.Struct, frozen=True):
    """What becomes of entity types, event types and roles: another name, or nothing (None).

    A key is a label or a pattern (``Conflict.*``, ``*`` for all that is left); an exact name goes before patterns, of
    which the first that fits counts. A label that no key fits stays as it is.
    """

    entities: LabelMap = {}
    events: LabelMap = {}
    roles: LabelMap = {}

    def __bool__(self) -> bool:
        return bool(self.entities or self.events or self.roles)

    def apply(self, annotation: Annotation) -> Annotation:
        """Return the annotation with its labels renamed, and without the units whose label becomes nothing."""
        renamed = mapped(annotation, lambda label: rename(self.entities, label)) if self.entities else annotation
        if renamed.events is UNSET or not (self.events or self.roles):
            return renamed
        events = tuple(
            self._event(event, kind) for event in renamed.events if (kind := rename(self.events, event.type))
        )
        return msgspec.structs.replace(renamed, events=events)

    def _event(self, event: Event, kind: str) -> Event:
        arguments = tuple(
            Argument(role, argument.span) for argument in event.arguments if (role := rename(self.roles, argument.role))
        )
        return msgspec.structs.replace(event, type=kind, arguments=arguments)

    def require(self, annotations: Iterable[Annotation], where: str) -> None:
        """Raise ``InputError`` for a key that fits no label of the annotations: it is misspelt."""
        entities, events, roles = set[str](), set[str](), set[str]()
        for annotation in annotations:
            entities.update(entity.type for entity in entities_of(annotation))
            for event in events_of(annotation):
                events.add(event.type)
                roles.update(argument.role for argument in event.arguments)
        require_known(self.entities, entities, f"{where}.labels")
        require_known(self.events, events, f"{where}.event_labels")
        require_known(self.roles, roles, f"{where}.role_labels")


def rename(labels: LabelMap, label: str) -> str | None:
    """Return what a label becomes, None for nothing."""
    if label in labels:
        return labels[label]
    return next((name for pattern, name in labels.items() if fnmatchcase(label, pattern)), label)


def require_known(labels: LabelMap, known: Iterable[str], where: str) -> None:
    """Raise ``InputError`` for a key that fits none of the known labels."""
    names = sorted(known)
    for key in labels:
        if key != "*" and not any(fnmatchcase(name, key) for name in names):
            raise InputError(
                f"{where}: found {shown(key)}, expected one of {', '.join(names) or '(no labels)'}{nearest(key, names)}"
            )


def without_leading(annotation: Annotation, text: str, words: Iterable[str]) -> Annotation:
    """Return the annotation with the given words (as "the"; case does not matter) taken off the front of entities.

    An entity that is nothing but such a word stays as it is.
    """
    fronts = tuple(word.casefold() for word in words)
    if not fronts or annotation.entities is UNSET:
        return annotation
    entities = []
    for entity in annotation.entities:
        first, _, rest = text[entity.start : entity.end].partition(" ")
        start = entity.end - len(rest.lstrip()) if first.casefold() in fronts and rest.strip() else entity.start
        entities.append(msgspec.structs.replace(entity, start=start))
    return msgspec.structs.replace(annotation, entities=tuple(entities))

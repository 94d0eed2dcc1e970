"""The shape of an article's JSON file: the records with the words of each span beside its offsets.

Surfaces are there for people who review a change; they are checked against the text and never read back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from wirecopy.corpus.model import (
    Annotation,
    Argument,
    Article,
    Claim,
    Entity,
    Event,
    Metadata,
    Name,
    Provenance,
    Record,
    Span,
    Zone,
    surface,
)

CLAIM_PARTS = ("source", "cue", "content")


class StoredEntity(Entity, frozen=True):
    """An entity with its words."""

    surface: str | UnsetType = UNSET


class StoredClaim(Claim, frozen=True, omit_defaults=False):
    """A claim with the words of its parts."""

    surfaces: dict[str, str] | UnsetType = UNSET


class StoredArgument(Argument, frozen=True):
    """An argument with its words."""

    surface: str | UnsetType = UNSET


class StoredEvent(Event, frozen=True, omit_defaults=False):
    """An event with the words of its trigger."""

    arguments: tuple[StoredArgument, ...] = ()
    surface: str | UnsetType = UNSET


class StoredArticle(Record, frozen=True):
    """What stands in ``<id>.json``."""

    id: Name
    story: str | None
    collection: str | None
    sha256: str | None
    metadata: Metadata
    zones: tuple[Zone, ...] = ()
    provenance: Provenance = Provenance()
    entities: tuple[StoredEntity, ...] | UnsetType = UNSET
    claims: tuple[StoredClaim, ...] | UnsetType = UNSET
    events: tuple[StoredEvent, ...] | UnsetType = UNSET


def from_stored(stored: StoredArticle) -> Article:
    """Return the article without its surfaces and without text."""
    layers = {"id": stored.id, "entities": stored.entities, "claims": stored.claims, "events": stored.events}
    raw = {name: value for name, value in layers.items() if value is not UNSET}
    plain = msgspec.convert(_without_surfaces(msgspec.to_builtins(raw)), Annotation)
    return Article(
        stored.id,
        plain,
        story=stored.story,
        collection=stored.collection,
        sha256=stored.sha256,
        metadata=stored.metadata,
        zones=stored.zones,
        provenance=stored.provenance,
    )


def _without_surfaces(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_surfaces(v) for k, v in value.items() if k not in ("surface", "surfaces")}
    if isinstance(value, (list, tuple)):
        return [_without_surfaces(item) for item in value]
    return value


def to_stored(article: Article) -> StoredArticle:
    """Return what is written for an article; surfaces only where it has a text."""
    layers, text = article.annotation, article.text
    entities, claims, events = layers.entities, layers.claims, layers.events
    return StoredArticle(
        article.id,
        article.story,
        article.collection,
        article.sha256,
        article.metadata,
        article.zones,
        article.provenance,
        UNSET if isinstance(entities, UnsetType) else tuple(_entity(e, text) for e in entities),
        UNSET if isinstance(claims, UnsetType) else tuple(_claim(c, text) for c in claims),
        UNSET if isinstance(events, UnsetType) else tuple(_event(v, text) for v in events),
    )


def _words(text: str | None, span: Span | None) -> str | UnsetType:
    return UNSET if text is None or span is None else surface(text, span)


def _entity(entity: Entity, text: str | None) -> StoredEntity:
    return StoredEntity(**msgspec.structs.asdict(entity), surface=_words(text, ((entity.start, entity.end),)))


def _claim(claim: Claim, text: str | None) -> StoredClaim:
    words = {part: _words(text, getattr(claim, part)) for part in CLAIM_PARTS}
    surfaces = {part: found for part, found in words.items() if found is not UNSET}
    return StoredClaim(**msgspec.structs.asdict(claim), surfaces=surfaces or UNSET)


def _event(event: Event, text: str | None) -> StoredEvent:
    fields = msgspec.structs.asdict(event)
    arguments = tuple(StoredArgument(a.role, a.span, _words(text, a.span)) for a in event.arguments)
    return StoredEvent(**{**fields, "arguments": arguments}, surface=_words(text, event.trigger))


def written(stored: StoredArticle) -> bytes:
    """Return the file's bytes: a unit a line, so that a change to one unit is a change to one line."""
    return ("{\n" + ",\n".join(_members(msgspec.to_builtins(stored))) + "\n}\n").encode("utf-8")


def _members(fields: dict[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, (list, tuple)) and value:
            rows = ",\n".join("    " + _json(row) for row in value)
            yield f"  {_json(name)}: [\n{rows}\n  ]"
        else:
            yield f"  {_json(name)}: {_json(value)}"


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=0).decode("utf-8")
